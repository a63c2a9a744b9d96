"""The numbers that a notice states of the whole, against each other and against what it lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from generator.fields import STATUSES
from generator.numbering import number_of
from generator.reading import Found, Reading
from generator.rules.places import general, sentences

NUMBER = "([0-9]+|[一二三四五六七八九十百]{1,4})"
_GAP = "[^，。；：\n中未已立重突专选]{0,12}?"  # no part of them: 反馈问题中未完成的5个问题, 反馈立行立改问题3个
# what a sentence outside of findings may state of the whole: a word it needs, and how it is written
_STATED = (
    (
        "findings",
        "反馈",
        rf"反馈(?:意见)?[了的]?{_GAP}问题(?:共计?|合计)?{NUMBER}[个项条]"
        rf"|反馈(?:意见)?[了的]?{_GAP}{NUMBER}[个项条](?:具体)?问题(?!线索)",
    ),
    (
        "measures",
        "措",
        rf"(?:制定|提出|细化|形成|整改|具体|落实)(?:整改|具体)?(?:措施|举措)(?:共计?|合计)?{NUMBER}[个项条]"
        rf"|(?:制定|提出|细化|形成|落实)(?:了|为|出|完善)?(?:整改|具体)?{NUMBER}[个项条](?:具体|整改)*(?:措施|举措)",
    ),
    (
        "rules",
        "制度",
        rf"(?:制定|完善|修订|出台|建立|健全)[^，。；：、\n0-9]{{0,6}}制度(?:共计?|合计)?{NUMBER}[个项件]",
    ),
    ("recovered", "挽回", r"挽回[^，。；：、\n0-9]{0,6}损失(?:共计?|合计|约|人民币)*([0-9]+(?:\.[0-9]+)?)万?元"),
)
_UNITS = frozenset("个项条件元")
STATED = tuple((thing, word, re.compile(pattern)) for thing, word, pattern in _STATED)
_STATES = tuple(
    (id_, re.compile(before + NUMBER + "[个项条]"))
    for id_, before in (
        ("completed", "(?<!基本)(?:(?<![未能尚])已?完成(?:整改)?|已?整改(?:完成|到位|完毕))的?(?:问题)?"),
        ("largely_completed", "基本完成(?:整改)?的?(?:问题)?"),
        ("not_completed", "(?:尚?未完成|正在(?:整改|推进))(?:整改)?的?(?:问题)?"),
    )
)
_OTHERS = re.compile("措施|举措|任务|事项")
_COUNTED = re.compile("[0-9一二三四五六七八九十百]+[个项条]")
_NAMES = {
    "findings": ("问题", "findings"),
    "measures": ("措施", "measures"),
    "rules": ("制度", "rules"),
    "recovered": ("挽回损失", "losses recovered"),
}
_STATE_NAMES = {s.id: (s.zh, s.en) for s in STATUSES}


class Stated(NamedTuple):
    """A number that a notice states of the whole, where it stands and how it is written."""

    at: int
    width: int
    number: float
    sentence: str
    start: int  # of the sentence


@lru_cache(maxsize=2)
def stated(reading: Reading) -> dict[str, tuple[Stated, ...]]:
    """What the text says of the whole, by thing. A sentence with several numbers of rules or losses speaks of parts
    (新制定制度2个、修订制度4个) and says nothing of the whole; of findings and measures its first number does."""
    out: dict[str, tuple[Stated, ...]] = {}
    for line in general(reading):
        for thing, word, pattern in STATED:
            if word not in line.text:
                continue
            for start, sentence in sentences(line):
                if (
                    word not in sentence
                    or _UNITS.isdisjoint(sentence)
                    or not (found := list(pattern.finditer(sentence)))
                ):
                    continue
                if thing in ("findings", "measures") or len(found) == 1:
                    m = found[0]
                    one = Stated(start + m.start(), m.end() - m.start(), _number(m), sentence, start)
                    out[thing] = (*out.get(thing, ()), one)
    return out


def _number(m: re.Match[str]) -> float:
    text = m[m.lastindex or 0]
    if text[0] not in "0123456789":
        return number_of(text)
    # losses are compared in 10,000 yuan, as the front matter has them
    return float(text) / 10_000 if m[0].endswith("元") and not m[0].endswith("万元") else float(text)


def _total(reading: Reading, key: str) -> float | None:
    """A total of the front matter."""
    value = (reading.head.values.get("totals") or {}).get(key)
    return None if value is None else float(value)


def _against(reading: Reading, thing: str, counted: int, at_least: bool) -> Iterator[tuple[Found, str]]:
    """Where a stated number is not the counted one, and how it is shown; in the front matter only if no sentence
    says the same. `at_least`: what is not public may be missing from the count."""
    said = stated(reading).get(thing, ())
    total = _total(reading, thing)
    places = [(Found(s.at, s.width), s.number) for s in said]
    if total is not None and all(s.number != total for s in said):
        places.append((reading.key("totals"), total))
    for place, number in places:
        if number < counted or (number > counted and not at_least):
            yield place, shown(number)


def shown(number: float) -> str:
    """A number as people write it."""
    return f"{number:.10g}"


def findings_listed(reading: Reading) -> Iterator[Found]:
    """The findings stated are not those listed. Withheld ones that are declared count."""
    facts = reading.facts
    if facts.findings:
        for place, number in _against(reading, "findings", facts.findings, at_least=False):
            yield place._replace(args=(number, facts.findings, facts.withheld))


def measures_listed(reading: Reading) -> Iterator[Found]:
    """The measures stated are not those listed. Measures of withheld findings cannot be counted."""
    facts = reading.facts
    if facts.measures:
        for place, number in _against(reading, "measures", facts.measures, at_least=bool(facts.withheld)):
            yield place._replace(args=(number, facts.measures))


def statuses_listed(reading: Reading) -> Iterator[Found]:
    """The findings stated as completed, largely completed or not completed are not those with that status."""
    findings = [s for s in reading.notice.sections if s.kind == "finding"]
    if not findings or not all("status" in s.values for s in findings):
        return
    hidden = reading.facts.withheld
    said = [(id_, Found(at, width), number) for id_, at, width, number in _states(reading)]
    if (total := _total(reading, "completed")) is not None:
        said.append(("completed", reading.key("totals"), total))
    for id_, place, number in said:
        counted = sum(s.values["status"] == id_ for s in findings)
        if not counted <= number <= counted + hidden:
            zh, en = _STATE_NAMES[id_]
            yield place._replace(args=(reading.word(zh, en), shown(number), counted))


def _states(reading: Reading) -> Iterator[tuple[str, int, int, float]]:
    for s in stated(reading).get("findings", ()):
        of_findings = _of_findings(s)
        for id_, pattern in _STATES:
            for m in pattern.finditer(of_findings):
                yield id_, s.start + m.start(), m.end() - m.start(), _number(m)


def _of_findings(s: Stated) -> str:
    """The sentence of a total up to where it goes on to measures or tasks, which have statuses of their own."""
    m = _OTHERS.search(s.sentence, s.at + s.width - s.start)
    return s.sentence[: m.start()] if m else s.sentence


def statuses_add_up(reading: Reading) -> Iterator[Found]:
    """The findings of a sentence by status are more than all; or fewer, where nothing else is counted there."""
    for s in stated(reading).get("findings", ()):
        text = _of_findings(s)
        parts = {id_: m for id_, pattern in _STATES if (m := pattern.search(text))}
        total = sum(_number(m) for m in parts.values())
        all_named = len(parts) > 1 and len(_COUNTED.findall(text, s.at + s.width - s.start)) == len(parts)
        if total > s.number or (total < s.number and all_named and "not_completed" in parts):
            first = min(m.start() for m in parts.values())
            last = max(m.end() for m in parts.values())
            yield Found(s.start + first, last - first, (shown(total), shown(s.number)))


def statements_agree(reading: Reading) -> Iterator[Found]:
    """Two sentences, or a sentence and the front matter, state different totals of the same thing."""
    for thing, said in stated(reading).items():
        total = _total(reading, thing)
        first = total if total is not None else said[0].number
        for s in said:
            if abs(s.number - first) > 1e-9:
                zh, en = _NAMES[thing]
                yield Found(s.at, s.width, (reading.word(zh, en), shown(s.number), shown(first)))


_FOCI = re.compile(rf"反馈[了的]?[^，。；：\n]{{0,6}}?{NUMBER}个方面")


def aspects_listed(reading: Reading) -> Iterator[Found]:
    """The aspects that the feedback is said to have are not the headings 聚焦“…”问题."""
    foci = sum(s.kind == "focus" for s in reading.notice.sections)
    if not foci:
        return
    for line in general(reading):
        if "个方面" in line.text and (m := _FOCI.search(line.text)) and _number(m) != foci:
            yield Found(line.at + m.start(), m.end() - m.start(), (shown(_number(m)), foci))
