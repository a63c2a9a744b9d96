"""Faults of figures, structure and dates, put into clean notices at random places, are found.

Each class of fault is put in 200 times, seeded; at least 95 of 100 are found. The clean notices are made of a corrected
version of the real one (`data/clean.md`), a third at a time, and of the example of a street.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from test_review import read

from generator.review import by_rules
from generator.rules.register import BY_CODE, DATES, FIGURES, STRUCTURE

TIMES = 200
DATA = Path(__file__).parent
STREET = DATA.parent / "content/notices/example-round/street.md"
Mutation = Callable[[Random, str], str]


def thirds(text: str) -> list[str]:
    """Notices with one of the three groups of findings each, their totals corrected."""
    parts = re.split(r"^(?=### （[一二三]）聚焦|## 三、)", text, flags=re.MULTILINE)
    opening, ending = parts[0], "".join(parts[4:])
    out = []
    for part in parts[1:4]:
        made = opening + re.sub("^### （.）", "### （一）", part) + ending
        facts = read(made)[1].facts
        made = made.replace("问题33个", f"问题{facts.findings}个").replace(
            "findings: 33", f"findings: {facts.findings}"
        )
        out.append(
            made.replace("措施89个", f"措施{facts.measures}个").replace("measures: 89", f"measures: {facts.measures}")
        )
    return out


NOTICES = [*thirds((DATA / "data/clean.md").read_text("utf-8")), STREET.read_text("utf-8")]


def found(text: str, code: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(d.line, d.args) for d in by_rules(read(text)[1], [BY_CODE[code]])]


@cache
def before(text: str, code: str) -> list[tuple[int, tuple[str, ...]]]:
    return found(text, code)


def told(sentence: Callable[[Random], str], line: str = "^- .*[。；]$") -> Mutation:
    """Puts a sentence at the end of a random measure."""

    def mutate(random: Random, text: str) -> str:
        m = random.choice(list(re.finditer(line, text, re.MULTILINE)))
        return f"{text[: m.end() - 1]}。{sentence(random)}{text[m.end() :]}"

    return mutate


def changed(pattern: str, to: Callable[[Random, re.Match[str]], str]) -> Mutation:
    """Changes a random place that matches a pattern."""

    def mutate(random: Random, text: str) -> str:
        places = list(re.finditer(pattern, text, re.MULTILINE))
        if not places:
            return text
        m = random.choice(places)
        return text[: m.start()] + to(random, m) + text[m.end() :]

    return mutate


def other(random: Random, number: str | int, low: int = 1, high: int = 99) -> int:
    return random.choice([n for n in range(low, high) if n != int(number)])


def without(*patterns: str) -> Mutation:
    """Deletes all that match the patterns."""

    def mutate(random: Random, text: str) -> str:
        for pattern in patterns:
            text = re.sub(pattern, "", text, flags=re.MULTILINE)
        return text

    return mutate


def periods(random: Random, text: str) -> str:
    """Another period of the same inspection: its round's year, or that of the period told before."""
    m = re.search(r"(\d{4})年\d+月\d+日至", text)
    first = f"{m[1] if m else 2025}年5月{random.randint(1, 28)}日至8月{random.randint(1, 28)}日"
    return told(lambda r: f"{first}，区委第五巡察组对街道开展了巡察。", "^(?![-#:a-z]).*整改.*。$")(random, text)


def sums(random: Random) -> str:
    a, b = random.randint(2, 90), random.randint(2, 90)
    return f"社区床位{a}张，养老院床位{b}张，合计床位{other(random, a + b, a + 1, 200)}张。"


def parts(random: Random) -> str:
    a, b = random.randint(2, 90), random.randint(2, 90)
    return f"排查隐患{random.randint(max(a, b), a + b - 1)}处，其中消防隐患{a}处、用电隐患{b}处。"


def fewer_parts(random: Random) -> str:
    a, b, c = (random.randint(2, 90) for _ in range(3))
    return f"排查隐患{random.randint(a + b + c + 1, 400)}处，其中消防隐患{a}处、用电隐患{b}处、燃气隐患{c}处。"


def statuses(random: Random) -> str:
    a, b, c = (random.randint(2, 90) for _ in range(3))
    return f"共反馈问题{other(random, a + b + c, 1, 300)}个，已完成{a}个、基本完成{b}个、未完成{c}个。"


def day(random: Random, year: int) -> str:
    return f"{year}年{random.randint(1, 12)}月{random.randint(1, 28)}日"


def weekday(random: Random) -> str:
    number = random.randint(1, 28)  # the 1st of February 2021 was a Monday
    return f"2021年2月{number}日（星期{random.choice([d for k, d in enumerate('一二三四五六日') if k != (number - 1) % 7])}）。"


def emptied(random: Random, text: str) -> str:
    m = random.choice(list(re.finditer(r"^#+ （\d）针对.*\n", text, re.MULTILINE)))
    following = re.compile("^#", re.MULTILINE).search(text, m.end())
    return text[: m.end()] + "\n" + text[following.start() if following else len(text) :]


def unlisted(random: Random, text: str) -> str:
    return changed(
        r"^进行了以下整改：\n\n(?:- .*\n)+",
        lambda r, m: f"进行了以下整改：\n\n{m[0].split('是', 1)[-1]}".replace("- ", ""),
    )(random, text)


def relabelled(random: Random, text: str) -> str:
    """An item of a list, not the last, is left out, or its label is another's."""
    m = random.choice(list(re.finditer(r"^- ([一二三四五六七八九])是.*\n(?=- )", text, re.MULTILINE)))
    if random.random() < 0.5:
        return text[: m.start()] + text[m.end() :]
    wrong = random.choice("二三四五六七八九".replace(m[1], ""))
    return text[: m.start(1)] + wrong + text[m.end(1) :]


def twice(random: Random, text: str) -> str:
    one, two = random.sample(sorted(set(re.findall(r"针对(“.*”)问题$", text, re.MULTILINE))), 2)
    return text.replace(one, two, 1)


def other_form(random: Random, text: str) -> str:
    """The label of a heading that has siblings in another form."""
    return changed(r"^(##### )（([2-9])）", lambda r, m: m[1] + r.choice(("（二）", f"{m[2]}.", "②")))(random, text)


def earlier_feedback(random: Random, text: str) -> str:
    return changed(r"(?:10月28|5月26)日(?=反馈)", lambda r, m: f"{r.choice((3, 9, 11))}月{r.randint(1, 28)}日")(
        random, text
    )


def yearless(random: Random, text: str) -> str:
    """A date that is the first of its paragraph loses its year."""
    text = re.sub("^- 一是", "- 一是2019年启动、2020年继续推进。", text, count=1, flags=re.MULTILINE)
    return told(
        lambda r: f"执法大队于{r.randint(1, 12)}月{r.randint(1, 28)}日约谈负责人。", r"^- (?:(?!\d年).)*[。；]$"
    )(random, text)


def status(random: Random, text: str) -> str:
    return changed(":状态: (.*)", lambda r, m: ":状态: " + ("未完成" if m[1] == "已完成" else "已完成"))(random, text)


def expired(random: Random, text: str) -> str:
    """A promise whose time has passed by the day of the tests, in the notices published long before it."""
    promise = told(lambda r: f"预计{r.randint(2023, 2025)}年{r.randint(1, 12)}月底前完成。")
    return promise(random, text) if "published_at: 2022" in text else text


TEAMS = ("巡察五组", "第四巡察组", "巡察第五组", "第六巡察组")
MUTATIONS: tuple[tuple[str, Mutation], ...] = (
    ("W1001", changed(r"(?:问题|findings: )(\d+)", lambda r, m: m[0].replace(m[1], str(other(r, m[1]))))),
    ("W1002", changed(r"(?:整改措施|measures: )(\d+)", lambda r, m: m[0].replace(m[1], str(other(r, m[1]))))),
    ("W1003", status),
    ("W1004", told(statuses, "^(?![-#:a-z]).*整改.*。$")),
    ("W1005", told(lambda r: f"集中整改期间，挽回损失{r.randint(7, 99)}.{r.randint(1, 9)}万元。", "^(?![-#:a-z]).*整改.*。$")),
    ("W1007", told(parts)),
    ("N1008", told(fewer_parts)),
    ("W1009", told(sums)),
    ("W1010", told(lambda r: f"群众满意率达到{r.randint(101, 400)}%。")),
    ("W1011", told(lambda r: f"共有任务200项，已完成{r.randint(10, 90)}项，完成率{r.randint(60, 99)}%。")),
    ("W1012", told(lambda r: f"现场号源由{r.randint(60, 90)}个增加到{r.randint(20, 59)}个。")),
    ("W1013", told(lambda r: f"以华纳社区、雅园社区、康翠社区、紫云社区等{r.randint(2, 3)}个社区为试点。")),
    ("W1014", earlier_feedback),
    ("W1015", changed("第[一五]巡察组(?=对)", lambda r, m: r.choice(TEAMS))),
    ("W1016", told(lambda r: f"其间，区委对街道开展了{r.choice(('专项', '机动', '提级'))}巡察。", "^(?![-#:a-z]).*整改.*。$")),
    ("W1006", told(lambda r: f"巡察组反馈了{r.randint(20, 90)}个方面的问题。", "^(?![-#:a-z]).*整改.*。$")),
    ("W1017", periods),
    ("W1018", told(lambda r: "部分社区尚未完成台账更新，督促后已全部完成台账更新工作。")),
    ("W1101", relabelled),
    ("W1102", told(lambda r: f"第一，加强学习；第二，加强检查；第{r.choice('四五六七')}，加强考核。")),
    ("W1103", unlisted),
    ("W1104", told(lambda r: f"分两步进行，第一{r.choice(('步', '阶段'))}自{r.randint(1, 12)}月起调整。")),
    ("W1105", told(lambda r: r.choice(("一方面加强宣传引导。", "街道加大力度，一方面建立台账。")))),
    ("N1106", changed(r"(?<=[。；]\n)\n(?=#####)", lambda r, m: "\n关于补缴金额：按照规定计算。\n\n")),
    ("W1107", emptied),
    ("W1108", twice),
    ("W1109", other_form),
    ("W1110", changed(r"^(#### )\d\.", lambda r, m: m[1] + r.choice(("一、", "（一）")))),
    ("W1111", changed(r"^(#### \d)\.", lambda r, m: m[1] + "、")),
    ("N1112", changed("^(##### （[2-9]）)针对", lambda r, m: m[1] + "关于")),
    ("W1113", changed("^:状态: .*\n", lambda r, m: "")),
    ("N1114", without("^:状态: .*\n")),
    ("W1121", without("^signed_on.*\n", r"^\d{4}年\d+月\d+日\n")),
    ("W1122", without("^signed_by.*\n", r"^\{\.signature\}\n.*\n")),
    ("W1123", without("^oversight:\n.*\n.*\n", "监督时间.*?；")),
    ("W1124", without("^feedback_on.*\n", "反馈了巡察(意见|情况)")),
    ("W1125", told(lambda r: f"咨询电话：{r.randint(2, 8)}{r.randint(100000, 9999999):06}。")),
    ("N1601", told(lambda r: f"街道已于{day(r, 2020)}召开专题会研究。")),
    ("W1602", told(lambda r: f"预计{r.randint(2015, 2020)}年{r.randint(1, 12)}月底前完成。")),
    ("N1603", expired),
    ("W1604", changed("(:销号: ).*", lambda r, m: f"{m[1]}2026-0{r.randint(1, 7)}-{r.randint(10, 28)}")),
    ("W1605", changed("(signed_on: ).*", lambda r, m: f"{m[1]}2027-0{r.randint(1, 9)}-{r.randint(10, 28)}")),
    ("W1606", changed(r"^\d{4}年\d+月\d+日$", lambda r, m: day(r, 2019))),
    ("W1607", told(lambda r: f"街道已于{day(r, 2031)}召开专题会。")),
    ("W1608", told(lambda r: f"街道于2021年{r.choice(('2月30日', '4月31日', '13月5日', '6月31日', '11月32日'))}召开会议。")),
    ("W1609", told(weekday)),
    ("W1610", told(lambda r: f"2021年{r.randint(7, 12)}月{r.randint(1, 28)}日至{r.randint(1, 6)}月{r.randint(1, 28)}日，开展检查。")),
    ("N1611", yearless),
    ("W1612", changed("〔2026〕(?=1号)", lambda r, m: f"〔{r.choice((2020, 2024, 2025, 2027))}〕")),
    ("W1613", changed(":状态: 已完成(?=\n(?:.+\n)*:完成日期)", lambda r, m: ":状态: 未完成")),
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(NOTICES)))
def test_the_notices_are_clean(number: int) -> None:
    text = NOTICES[number]
    reading = read(text)[1]
    said = [d for group in (FIGURES, STRUCTURE, DATES) for d in by_rules(reading, group.rules) if d.code[0] != "N"]
    assert said == []


@pytest.mark.parametrize(("code", "mutate"), MUTATIONS, ids=[code for code, _ in MUTATIONS])
def test_a_fault_put_in_is_found(code: str, mutate: Mutation) -> None:
    random = Random(code)
    tried = hits = 0
    misses = []
    while tried < TIMES:
        text = random.choice(NOTICES)
        made = mutate(random, text)
        if made == text:
            continue  # this notice has no such place
        tried += 1
        if any(f not in before(text, code) for f in found(made, code)):
            hits += 1
        else:
            misses.append(made)
    assert hits >= 0.95 * TIMES, f"{hits} of {tried}"
