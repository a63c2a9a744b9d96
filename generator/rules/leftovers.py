"""What was left over in a text: marks of extraction, labels of drafts, a report's voice, characters that only look right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from generator.reading import Found, Reading
from generator.rules import finder, vocabulary

_MARK = re.compile(
    r"\[(?:bookmark|image|chart|embedded|object|comment|footnoteRef)\b:?[^\]\n]*\]"
    r"|\{ ?(?:TOC|HYPERLINK|PAGEREF|REF|SEQ|PAGE|NUMPAGES|EMBED|INCLUDEPICTURE|FORMTEXT|STYLEREF|DATE|TIME)\b[^}\n]*\}"
    r"|EMBED [A-Z]\w+(?:\.\w+)*|_(?:Toc|Hlk|Ref|GoBack)\d*|(?:HYPERLINK|PAGEREF) [\"\\_][^\s一-鿿]*(?: \\[a-z]+)*"
    r"|错误[!！] ?(?:未找到引用源|未定义书签|未指定书签|超链接引用无效|文档中没有指定样式的文字)[。.]?"
    r"|Error! (?:Reference source not found|Bookmark not defined|Hyperlink reference not valid)\.?"
    r"|批注 ?\[[A-Za-z\w]+\][:：]?|&amp;nbsp;|mso-[a-z-]+:[^;\n]*;?"
)


def marks(reading: Reading) -> Iterator[Found]:
    """Marks that a converter or a word processor left in the text."""
    if vocabulary.found(reading, "marks"):
        for m in _MARK.finditer(reading.body):
            yield Found(m.start(), len(m[0]), (_short(m[0]),))


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def mended(reading: Reading, found: Found) -> str:
    """The repair of a mark: nothing stays of it; a mark that tells of something lost, or says something, stays."""
    text = reading.text[found.at : found.at + found.width]
    return text if text.startswith(("[image", "[chart", "[embedded", "[object", "[comment", "批注")) else ""


def nothing(_: Reading, __: Found) -> str:
    """The repair of what is to go."""
    return ""


_LABEL = re.compile(
    r"[（(\[［【]? ?((?:社会|党内|对外|网上|内部)?(?:公开|通报|公示)?(?:全|送审|报审|报批|审议|审定|征求意见|讨论|修改|修订|初|草|定|代拟|清样|过会|上会|会签|一|二|三|终)稿"
    r"|第[一二三四五六七八九十\d]+稿|(?:社会|党内)(?:公开|通报)稿|(?:内部|秘密)(?:资料|文件|材料|使用|掌握)(?:[，,、 ]*(?:注意保存|不得外传|请勿外传))?|草案|待审|样稿|[vV]\d+(?:\.\d+)?) ?[）)\]］】]?"
)  # fmt: skip


def labels(reading: Reading) -> Iterator[Found]:
    """Labels of drafts and of inner editions: in the title, under it, and on lines of their own."""
    for key in ("title", "subtitle"):
        value = reading.head.text(key)
        if value and (m := _LABEL.fullmatch(value) or _IN_TITLE.search(value)):
            yield _in_front(reading, m[0], key)
    body = reading.body
    hits = [at for at, _ in vocabulary.found(reading, "labels")] + list(finder.places(body, "稿"))
    for start, end in sorted({finder.row_of(body, at) for at in hits}):
        text = body[start:end].strip(" \u3000#*-")
        if len(text) <= 20 and _LABEL.fullmatch(text):
            yield Found(body.index(text, start), len(text), (text,))


def _in_front(reading: Reading, text: str, key: str) -> Found:
    """Where a text stands in the front matter; the place of its key, where it is written otherwise."""
    end = reading.starts[min(reading.head.body_line, len(reading.starts)) - 1]
    at = reading.text.find(text, 0, end)
    return Found(at, len(text), (text,)) if at >= 0 else reading.key(key)._replace(args=(text,))


_IN_TITLE = re.compile(r"[（(\[【](?:[^（）()\[\]【】《》]{0,6}稿|内部|待审)[）)\]】]$")

_APPROVED = re.compile("(?:审阅|审定|审核|审议|同意|审签|批准|把关|签批)后(?:再?上报|定稿|报送|呈报)")
_REQUIRED = re.compile("[须应需凡均每]|(?<!主)要|规定|流程|制度|材料")


def upward(reading: Reading) -> Iterator[Found]:
    """The voice of a report to a superior, or the story of how the text was approved, in a text to the public."""
    body = reading.body
    end = 0
    for at, word in vocabulary.found(reading, "upward"):
        if at < end:
            continue
        end = at + len(word)
        if not _quoted(body, at) and (len(word) > 3 or body[at + len(word) : at + len(word) + 1] in "。！\n "):
            yield Found(at, len(word), (word,))
    for at, _ in vocabulary.found(reading, "approved"):
        m = _APPROVED.match(body, at - 2) if at >= 2 else None
        whole = body[slice(*finder.row_of(body, at))]
        if m and "整改" in whole and not _in_finding(reading, at) and not _REQUIRED.search(_before(body, at)):
            yield Found(m.start(), len(m[0]), (m[0],))


def _before(body: str, at: int) -> str:
    """The clause before a place."""
    return body[max(body.rfind(c, 0, at) for c in "，。；：\n") + 1 : at]


def _in_finding(reading: Reading, at: int) -> bool:
    line = reading.place(at)[0]
    kind = ""
    for section in reading.notice.sections:
        if section.line > line:
            break
        kind = section.kind
    return kind in ("finding", "withheld")


def _quoted(body: str, at: int) -> bool:
    """Whether a place stands in a title of a document or in a quotation on its line."""
    before = body[body.rfind("\n", 0, at) + 1 : at]
    return before.count("《") > before.count("》") or before.count("“") > before.count("”")


# ------------------------------------------------- characters that only look right

# of the radicals in U+2E80–2EFF, those with a character of their own that NFKC does not know
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青页风飞食食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
_ODD = re.compile("[\u2e80-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d\u00ad\u180e\u200b-\u200f\u2028\u2029\u2060\ufeff\ue000-\uf8ff\ufffd０-９Ａ-Ｚａ-ｚ]")  # fmt: skip
_IS_RADICAL = re.compile("[\u2e80-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d]").match
_INVISIBLE = frozenset("\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff")


@lru_cache(maxsize=1)
def odd(body: str) -> tuple[re.Match[str], ...]:
    """Where characters stand that should be others, or none: one look for four rules."""
    return tuple(_ODD.finditer(body))


def plain(character: str) -> str:
    """The character that a radical or a compatibility character stands for; itself, where it is no such one."""
    return _RADICALS.get(character) or unicodedata.normalize("NFKC", character)


def radicals(reading: Reading) -> Iterator[Found]:
    """Radicals and compatibility ideographs: they look like a character, but no search finds them."""
    for m in odd(reading.body):
        if _IS_RADICAL(m[0]) and (right := plain(m[0])) != m[0]:
            yield Found(m.start(), 1, (f"U+{ord(m[0]):04X}", right))


def as_plain(reading: Reading, found: Found) -> str:
    """The repair of a radical."""
    return plain(reading.text[found.at])


def invisible(reading: Reading) -> Iterator[Found]:
    """Characters that no one sees; a joiner in an emoji is none."""
    for m in odd(reading.body):
        if m[0] in _INVISIBLE and not (m[0] == "\u200d" and reading.body[m.end() : m.end() + 1] > "\u2190"
                                       and not "\u3000" <= reading.body[m.end() : m.end() + 1] <= "\u9fff"):  # fmt: skip
            yield Found(m.start(), 1, (f"U+{ord(m[0]):04X}",))


def unknown(reading: Reading) -> Iterator[Found]:
    """Characters that a conversion lost (U+FFFD), or that only one font has (private use)."""
    for m in odd(reading.body):
        if m[0] == "\ufffd" or "\ue000" <= m[0] <= "\uf8ff":
            yield Found(m.start(), 1, (f"U+{ord(m[0]):04X}",))


# ------------------------------------------------- what stands where nothing should

_PAGE = re.compile(
    r"[ \t\u3000]*(?:[-—–－] ?\d{1,3} ?[-—–－]|第 ?\d{1,3} ?页(?:[，,/ ]*共 ?\d{1,3} ?页)?|[（(]?此页无正文[）)]?|[·。、，；．.~=_*]{1,80})[ \t\u3000]*"
)


def pages(reading: Reading) -> Iterator[Found]:
    """Lines that are a page number, the remark on an empty page, or nothing but marks."""
    body = reading.body
    for at, row in finder.rows(body):
        if len(row) <= 20 and (m := _PAGE.fullmatch(row)) and not _RULE.fullmatch(row.strip()):
            text = m[0].strip(" \t\u3000")
            yield Found(at + row.index(text), len(text), (text,))


_RULE = re.compile(r"(?:\*[ ]?){3,}|(?:-[ ]?){3,}|(?:_[ ]?){3,}|=+")


_GAP = re.compile(
    r"(?<![A-Za-zＸ×Xx])(?:[XＸ×x]{1,4}|[〇○_＿]{2,4}|[ \u3000]{2,4}) ?年 ?(?:[XＸ×x〇○_＿]{1,2}|[ \u3000]{1,4}) ?月(?: ?(?:[XＸ×x〇○_＿]{1,2}|[ \u3000]{1,4}) ?日)?"
    r"|(?:[XＸ×x]{1,2}) ?月(?: ?[XＸ×x]{1,2} ?日)|[（(【\[](?:待补充|待填写|待核实|待定|待确认|此处填写[^）)】\]\n]{0,12})[）)】\]]|(?:单击|点击|单击或点击)此处输入文字。?|请在此(?:处)?(?:输入|填写)[^，。\n]{0,8}"
    r"|[XＸ×]{2,4}(?:街道|镇|乡|区委|局|单位|公司|学校|村|社区|党委|党组|党工委)"
)


def gaps(reading: Reading) -> Iterator[Found]:
    """Places of a form that nobody filled in. A masked name (张××) is none."""
    body = reading.body
    if vocabulary.found(reading, "gaps"):
        for m in _GAP.finditer(body):
            yield Found(m.start(), len(m[0]), (m[0],))
