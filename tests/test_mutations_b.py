"""Leftovers, faults of wording and punctuation, and what must not be told, put into clean notices, are found.

Each class of fault is put in 200 times at random places, seeded; at least 95 of 100 are found, at the place where they
were put in. The clean notices are those of `test_mutations_a.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest
from test_mutations_a import NOTICES, TIMES
from test_review import DESK, read

from generator.review import by_rules
from generator.rules.privacy import is_card_number, is_identity_number
from generator.rules.register import BY_CODE, LEFTOVERS, PRIVACY, PUNCTUATION, WORDING

# a notice and the faulty one, and the line of the fault
Mutation = Callable[[Random, str], tuple[str, int]]
HAN = "[一-鿿]"


def body(text: str) -> int:
    """Where the text begins, after the front matter."""
    return text.index("\n---\n") + 5


def changed(pattern: str, to: Callable[[Random, re.Match[str]], str], flags: int = re.MULTILINE) -> Mutation:
    """Changes a random place of the text that matches a pattern."""
    found = re.compile(pattern, flags)

    def mutate(random: Random, text: str) -> tuple[str, int]:
        places = [m for m in found.finditer(text, body(text)) if not re.match("[#{|:]", row(text, m.start()))]
        if not places:
            return text, 0
        m = random.choice(places)
        return text[: m.start()] + to(random, m) + text[m.end() :], text.count("\n", 0, m.start()) + 1

    return mutate


def row(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 : at + 1]


def told(sentence: Callable[[Random], str]) -> Mutation:
    """Puts a sentence after a sentence."""
    return changed("。(?=.)", lambda random, m: f"。{sentence(random)}。")


def own_line(line: Callable[[Random], str]) -> Mutation:
    """Puts a line between two paragraphs."""

    def mutate(random: Random, text: str) -> tuple[str, int]:
        m = random.choice(list(re.finditer("\n\n(?=[^-])", text[body(text) :])))
        at = body(text) + m.start()
        return f"{text[:at]}\n\n{line(random)}{text[at:]}", text.count("\n", 0, at) + 3

    return mutate


def heading(pattern: str, to: str) -> Mutation:
    """Changes a random heading."""

    def mutate(random: Random, text: str) -> tuple[str, int]:
        places = list(re.finditer(f"^#.*?{pattern}", text, re.MULTILINE))
        m = random.choice(places)
        return text[: m.start()] + re.sub(pattern, to, m[0]) + text[m.end() :], text.count("\n", 0, m.start()) + 1

    return mutate


def label(random: Random, text: str) -> tuple[str, int]:
    mark = random.choice(
        ("（社会公开全稿）", "（送审稿）", "（征求意见稿）", "（讨论稿）", "（内部资料）", "（第三稿）")
    )
    return text.replace("---\n", f"---\nsubtitle: {mark}\n", 1), 2


def passage(random: Random, text: str) -> tuple[str, int]:
    """A sentence or two of more than a hundred characters, once more at another place."""
    long = list(re.finditer("(?<=[。；])[^。；\n]{100,}。", text))
    if not long:
        return text, 0
    copied = random.choice(long)[0]
    items = [m for m in re.finditer("^- .*。$", text, re.MULTILINE) if copied not in m[0]]
    m = random.choice(items)
    made = text[: m.end()] + copied + text[m.end() :]
    return made, max(made.count("\n", 0, at.start()) + 1 for at in re.finditer(re.escape(copied), made))


PHRASES = [(wrong, right) for wrong, right in DESK.words["phrases"] if wrong != right]
DOUBLED = (
    "班子",
    "整改",
    "问题",
    "措施",
    "责任",
    "进一步",
    "党工委",
    "领导班子",
    "推进",
    "落实",
    "及时",
    "通过",
    "街道",
    "制度",
)
SURNAMES, GIVEN = "王李张刘陈杨赵黄吴徐孙朱胡郭何罗", ("建国", "秀英", "伟", "芳", "志强", "丽娜", "敏", "小军")
ROLES = ("财务联络员", "副主任", "工作人员", "科长", "社区干部", "党支部书记", "会计")


def name(random: Random) -> str:
    return random.choice(SURNAMES) + random.choice(GIVEN)


def identity(random: Random) -> str:
    start = f"{random.choice((110105, 120116, 310101, 440106))}{random.randint(1950, 2010)}{random.randint(1, 12):02}{random.randint(1, 28):02}{random.randint(0, 999):03}"
    return next(start + c for c in "0123456789X" if is_identity_number(start + c))


def card(random: Random) -> str:
    start = "62" + "".join(random.choice("0123456789") for _ in range(random.choice((13, 16))))
    number = next(start + c for c in "0123456789" if is_card_number(start + c))
    return number if random.random() < 0.5 else " ".join(number[k : k + 4] for k in range(0, len(number), 4))


def phone(random: Random) -> str:
    return f"1{random.randint(3, 9)}{random.randint(0, 10**9 - 1):09}"


MUTATIONS: tuple[tuple[str, Mutation], ...] = (
    ("E1201", changed(f"(?<={HAN})(?={HAN})", lambda r, m: r.choice(("[bookmark: _Hlk94365574]", "错误!未找到引用源。", "{ PAGEREF _Toc1 }", "&amp;nbsp;", "EMBED Equation.3")))),
    ("W1202", label),
    ("W1203", told(lambda r: r.choice(("现将有关情况报告如下", "以上报告，妥否，请批示", "特此报告", "情况汇报如下")))),
    ("W1204", changed("[^，。；：\n“”（）-]{8,40}。", lambda r, m: m[0] * 2)),
    ("W1205", passage),
    ("W1206", changed("[干见民工心日月水火土金车门风]", lambda r, m: dict(zip("干见民工心日月水火土金车门风", "⼲⻅⺠⼯⼼⽇⽉⽔⽕⼟⾦⻋⻔⻛", strict=True))[m[0]])),
    ("W1207", changed(f"(?<={HAN})(?={HAN})", lambda r, m: r.choice("\u200b\u200c\ufeff\u2060\u00ad"))),
    ("W1208", changed(HAN, lambda r, m: r.choice("\ufffd\ue001\uf0b7"))),
    ("W1209", own_line(lambda r: r.choice((f"— {r.randint(1, 20)} —", "（此页无正文）", f"第 {r.randint(1, 9)} 页 共 9 页", "。")))),
    ("W1210", told(lambda r: r.choice(("XX年X月X日，召开专题会", "责任单位为（待补充）", "××街道召开专题会", "×年×月完成")))),
    ("W1301", told(lambda r: f"{r.randint(2015, 2022)}年{r.randint(1, 12)}{r.choice(('月年', '月年1'))}{r.randint(1, 9)}日，召开专题会")),
    ("W1302", changed("(?<!目)的(?![的确士])|(?<=完成)了(?![了解结])", lambda r, m: m[0] * 2)),
    ("W1303", changed("|".join(DOUBLED), lambda r, m: m[0] * 2)),
    ("W1304", told(lambda r: f"街道{r.choice(PHRASES)[0]}，抓好整改")),
    ("W1306", told(lambda r: f"与有关人员谈话，了{r.choice(('相关情况', '有关问题', '实际情况'))}")),
    ("W1307", told(lambda r: f"加强学习{r.choice(('以及', '并且', '按照', '由于', '关于'))}")),
    ("W1308", told(lambda r: f"推进二个{r.choice(('阶段', '社区', '项目', '方面'))}的整改")),
    ("N1309", told(lambda r: f"落实{r.choice(('三重一大', '四个意识', '十五五', '五位一体', '两个维护'))}要求")),
    ("W1310", told(lambda r: f"覆盖约{r.randint(100, 900)}{r.choice(('人', '户', '平方米'))}左右")),
    ("W1311", told(lambda r: f"投诉{r.choice(('下降', '减少', '降低'))}{r.randint(2, 9)}倍")),
    ("W1401", changed("[“”]", lambda r, m: "")),
    ("W1402", changed("“([^“”\n‘’]{3,})”", lambda r, m: f"“{m[1][:2]}“{m[1][2:]}”问题”")),
    ("W1403", changed("[（）《》]", lambda r, m: "")),
    ("W1404", changed("（([^（）\n]*[一-鿿][^（）\n]*)）", lambda r, m: f"({m[1]})")),
    ("N1405", told(lambda r: "印发《关于转发《学习制度》的通知》")),
    ("W1406", changed(f"(?<={HAN})[，；：](?={HAN})", lambda r, m: dict(zip("，；：", ",;:", strict=True))[m[0]])),
    ("W1407", changed(f"(?<={HAN}{{6}})(?={HAN}{{6}})", lambda r, m: r.choice((" ", "　", "  ")))),
    ("W1408", changed(r"\d", lambda r, m: chr(ord(m[0]) + 0xFEE0))),
    ("W1409", told(lambda r: f"按照津党办{r.choice(('（{}）', '[{}]', '({})')).format(r.randint(2015, 2022))}{r.randint(1, 99)}号要求整改")),
    ("W1410", told(lambda r: f"按照津党办〔{r.randint(2015, 2022)}〕{r.choice(('第', '0'))}{r.randint(1, 9)}号要求整改")),
    ("W1411", told(lambda r: f"新增{r.randint(1, 9)}-{r.randint(10, 20)}{r.choice(('家', '个', '人', '项', '万元'))}")),
    ("W1412", changed("[，。](?=.)", lambda r, m: m[0] + r.choice("，。、；"))),
    ("W1413", heading("”问题", "。”问题")),
    ("W1414", told(lambda r: f"{r.choice(('一是', '三是', '首先', '其次', '第一', '第二'))}、加强学习")),
    ("W1415", told(lambda r: f"完善学习制度、议事制度{r.choice(('...', '。。。', '…'))}等")),
    ("N1416", told(lambda r: "制定《学习制度》、《议事规则》")),
    ("N1417", told(lambda r: "条例规定：“会员每月交纳会费。奖金不计入工资收入”")),
    ("W1419", told(lambda r: f"{r.choice(('二○二二', '二0二一', '二Ｏ二一'))}年完成")),
    ("W1420", told(lambda r: f"{r.randint(2015, 2022)}年{r.choice(('三', '十', '十二'))}月完成")),
    ("E1501", told(lambda r: f"退还补贴（身份证号{identity(r)}）")),
    ("E1502", told(lambda r: f"退款汇入{card(r)}")),
    ("N1503", told(lambda r: f"收回护照E{r.randint(10**7, 10**8 - 1)}")),
    ("W1504", told(lambda r: f"已告知当事人（{phone(r)}）")),
    ("W1505", told(lambda r: f"走访{r.randint(1, 30)}号楼{r.randint(1, 6)}单元{r.randint(101, 909)}室的居民")),
    ("W1506", told(lambda r: r.choice(("对{}{}进行诫勉处置", "给予{}{}党内警告处分", "对{}{}立案审查调查")).format(r.choice(ROLES), name(r)))),
    ("W1507", told(lambda r: r.choice(("决定对该问题线索进行初核处置", "问题线索目前在初步核实阶段", "有关违纪案件已进入审理阶段", "纪检监察工委正在核查问题线索")))),
    ("W1508", told(lambda r: f"{r.choice(('信访人', '举报人', '困难群众', '患者'))}{name(r)}反映的问题已解决")),
    ("E1509", own_line(lambda r: r.choice(("秘密★1年", "机密★", "机密 ★ 长期")))),
    ("W1510", told(lambda r: r.choice(("内部文件，注意保存", "此件不得外传", "传达到县处级")))),
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(NOTICES)))
def test_the_notices_are_clean(number: int) -> None:
    reading = read(NOTICES[number])[1]
    groups = (LEFTOVERS, WORDING, PUNCTUATION, PRIVACY)
    assert [d for group in groups for d in by_rules(reading, group.rules) if d.code[0] != "N"] == []


@pytest.mark.parametrize(("code", "mutate"), MUTATIONS, ids=[code for code, _ in MUTATIONS])
def test_a_fault_put_in_is_found(code: str, mutate: Mutation) -> None:
    random = Random(code)
    tried = 0
    misses = []
    while tried < TIMES:
        made, line = mutate(random, random.choice(NOTICES))
        if not line:
            continue  # this notice has no such place
        tried += 1
        if not any(d.line == line for d in by_rules(read(made)[1], [BY_CODE[code]])):
            misses.append(made.split("\n")[line - 1])
    assert len(misses) <= 0.05 * TIMES, misses[:5]
