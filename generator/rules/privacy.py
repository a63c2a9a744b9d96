"""What must not be told of people, or not told yet: numbers, addresses, names beside discipline, running inquiries.

Sources: 个人信息保护法 (arts. 28–29), 政府信息公开条例 (art. 15), 纪检监察机关处理检举控告工作规则, 保守国家秘密法.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from generator.reading import Found, Reading
from generator.rules import vocabulary
from generator.rules.finder import clause_of, long_numbers, places, row_of

# ------------------------------------------------------------------ numbers

_PROVINCES = frozenset(
    (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82)
)  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_identity_number(number: str) -> bool:
    """Whether a number of eighteen places is an identity number by GB 11643: place, birthday and check digit."""
    if len(number) != 18 or not number[:17].isdecimal() or int(number[:2]) not in _PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    check = "10X98765432"[sum(w * int(c) for w, c in zip(_WEIGHTS, number, strict=False)) % 11]
    return 1890 <= born.year <= 2099 and check == number[17].upper()


def is_card_number(number: str) -> bool:
    """Whether a number is a bank card's: of UnionPay (62), by its check digit (ISO/IEC 7812-1, Luhn)."""
    if not 16 <= len(number) <= 19 or not number.startswith("62"):
        return False
    total = 0
    for k, c in enumerate(reversed(number)):
        n = int(c) * (1 + k % 2)
        total += n - 9 if n > 9 else n
    return total % 10 == 0


def _public(reading: Reading, at: int, end: int) -> bool:
    """Whether what stands in the text is published: not what is withheld, nor a remark in the front matter."""
    text = reading.text
    if reading.body[at:end] == text[at:end]:
        return True
    start, stop = row_of(text, at)
    before_body = reading.place(at)[0] < reading.head.body_line
    return before_body and not text[start:stop].lstrip().startswith(("#", "quote:", "引文:", "- quote:"))


def identity_numbers(reading: Reading) -> Iterator[Found]:
    """Identity card numbers, whole and with the right check digit. Nobody's may be published."""
    text = reading.text
    for m in long_numbers(text, 17):
        at, end = m.start(), m.end()
        if text[end : end + 1] in "Xx" and text[end : end + 1]:
            end += 1
        number = text[at:end].replace(" ", "").replace("-", "")
        around = text[at - 1 : at] + text[end : end + 1] if at else text[end : end + 1]
        if is_identity_number(number) and not re.search("[0-9A-Za-z]", around) and _public(reading, at, end):
            yield Found(at, end - at, (f"{number[:3]}…{number[-1]}",))


def card_numbers(reading: Reading) -> Iterator[Found]:
    """Bank card numbers with the right check digit."""
    text = reading.text
    for m in long_numbers(text, 16):
        number = m[0].replace(" ", "").replace("-", "")
        around = (
            text[m.start() - 1 : m.start()] + text[m.end() : m.end() + 1] if m.start() else text[m.end() : m.end() + 1]
        )
        if is_card_number(number) and not re.search("[A-Za-z]", around) and _public(reading, m.start(), m.end()):
            yield Found(m.start(), len(m[0]), (f"{number[:4]}…{number[-4:]}",))


_PASSPORT = re.compile(r"护照[^。；\n]{0,8}?([A-Z]{1,2}\d{7,8})(?![0-9A-Za-z])")


def passports(reading: Reading) -> Iterator[Found]:
    """Passport numbers."""
    body = reading.body
    for at in places(body, "护照"):
        if m := _PASSPORT.match(body, at):
            yield Found(m.start(1), len(m[1]))


_MOBILE = re.compile("1[3-9][0-9]{9}")
_HOTLINE = re.compile(
    "(?:联系|举报|监督|值班|受理|咨询|反映|投诉|服务|办公|热线)[^，。；\n]{0,6}?(?:电话|手机|方式|热线)|热线|(?:电话|手机号码?)[：:]$"
)


def mobiles(reading: Reading) -> Iterator[Found]:
    """Mobile telephone numbers that are not given as a way to reach the office."""
    body = reading.body
    for m in long_numbers(body, 11):
        number = m[0].replace(" ", "").replace("-", "")
        if not _MOBILE.fullmatch(number):
            continue
        contact = re.sub("[ -]", "", reading.desk.contact(reading.head).phone)
        start = row_of(body, m.start())[0]
        before = body[max(start, m.start() - 24) : m.start()]
        around = body[m.start() - 1 : m.start()] + body[m.end() : m.end() + 1]
        if number not in contact and not _HOTLINE.search(before) and not re.search("[0-9A-Za-z]", around):
            yield Found(m.start(), len(m[0]), (f"{number[:3]}…{number[-2:]}",))


# ------------------------------------------------------------------ places

_HOME = re.compile(
    r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|号院|弄|号)(?:\d{1,3}|[一二三四五六七八九十]{1,2}|[A-Za-z])?(?:单元|门|梯)?-?\d{1,4}(?:室|户|号(?!楼|院|线|文|令))|(?:门牌号?|住址|家庭住址|户籍地址?)[:：为是]?[^，。；\n]{2,30}?\d+号?"
)
_OFFICE = re.compile(
    "办公|会议|大厦|政务|写字楼|联系地址|通讯地址|通信地址|邮寄|来信|信箱|地址：|中心|活动室|党群|服务站|商铺|门市|机房|仓库|信访"
)


def homes(reading: Reading) -> Iterator[Found]:
    """Addresses of homes: building, door and flat. Those of offices are let pass."""
    body = reading.body
    address = reading.desk.contact(reading.head).address
    end = -1
    for word in ("室", "户", "门牌", "住址"):
        for at in places(body, word):
            if len(word) == 1 and not body[at - 1].isdigit():
                continue
            start = max(row_of(body, at)[0], at - 24)
            for m in _HOME.finditer(body, start, min(len(body), at + 34)):
                here = m.start() >= end and m.start() <= at < m.end() and m[0] not in address
                if here and not _OFFICE.search(clause_of(body, m.start())):
                    end = m.end()
                    yield Found(m.start(), len(m[0]))


# ------------------------------------------------------------------ what is not over, what is secret

_FINISHED = re.compile(
    "了结|办结|结案|核查完毕|(?:完成|经|通过|根据|依据)(?:了)?(?:对[^，。]{0,12})?(?:初核|初步核实)|未发现|查否|不属实|失实|给予|结束"
)
_RUNNING = re.compile(
    r"(?:进行|开展|作出|予以|启动|转入|进入|处于|正在|目前在|仍在|正)(?:了)?(?:初步核实|初核)(?!能力|水平|质量)|(?:初步核实|初核)(?:处置|谈话|阶段|方式|程序|工作中)"
    r"|(?:处于|进入|在)(?:了)?审理阶段|(?:正在|正接受|正在接受)(?:进一步)?(?:审查调查|审查|调查|核查|核实|审理|初核)|尚未(?:结案|办结)"
)
_DISCIPLINARY = re.compile("线索|纪委|监委|纪检|违纪|违法|立案|诫勉|处分|处置|初核|初步核实|审查调查|举报")


def ongoing(reading: Reading) -> Iterator[Found]:
    """An inquiry that is not over, told to the public: preliminary verification, investigation, trial. Once a paragraph."""
    body = reading.body
    told = -1
    for at, _ in vocabulary.found(reading, "ongoing"):
        start, end = row_of(body, at)
        if start == told:
            continue
        m = next((m for m in _RUNNING.finditer(body, max(start, at - 8), end) if m.end() > at), None)
        if m is None or m.start() > at + 1:
            continue
        if _DISCIPLINARY.search(clause_of(body, at)) and not _FINISHED.search(body, m.start(), end):
            told = start
            yield Found(m.start(), len(m[0]), (m[0],))


_SECRET = re.compile(
    r"(?:秘密|机密|绝密)[ \u3000]?★(?:[ \u3000]?(?:\d{1,2}年|\d{1,2}个月|长期))?|^(?:秘密|机密|绝密)(?:\d{1,2}年)?$",
    re.MULTILINE,
)


def secrets(reading: Reading) -> Iterator[Found]:
    """A mark of secrecy (保守国家秘密法): 秘密★1年."""
    if "★" in reading.text:  # the body is made only for this
        for m in _SECRET.finditer(reading.body):
            yield Found(m.start(), len(m[0]), (m[0],))


_CLOSED = re.compile(
    "(?:注意保存|不得外传|请勿外传|严禁外传|仅供(?:内部|领导)(?:参阅|参考|使用)|内部(?:资料|文件|掌握|使用)[，,；、 ]{0,2}(?:注意保存|不得|请勿|严禁)|传达(?:到|至)[县处科厅局]{1,2}级)"
)


def closed(reading: Reading) -> Iterator[Found]:
    """The notes of papers that only some may read: 内部资料 注意保存, 传达到县处级."""
    body = reading.body
    end = -1
    for at, _ in vocabulary.found(reading, "labels"):
        m = _CLOSED.search(body, max(0, at - 12, row_of(body, at)[0]), at + 12)
        if m and m.start() <= at < m.end() and at >= end and len(clause_of(body, at)) <= 40:
            yield Found(m.start(), len(m[0]), (m[0],))
            end = m.end()
