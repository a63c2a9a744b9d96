"""The order of a notice: its labels and steps, what a sentence announces, parts that its kind requires."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, takewhile

from generator.model import Section
from generator.numbering import FORMS, Label, chinese, item_label, label_of, number_of
from generator.reading import Found, Line, Reading
from generator.rules.places import in_finding

_IS = re.compile("是")
_ORDER = re.compile("第([一二三四五六七八九十]{1,3})[，、]")
_PAUSES = frozenset("。；：，、！“ \n")
_NUMERALS = frozenset("一二三四五六七八九十")
_NUMBERS = {chinese(n) + "是": n for n in range(1, 100)}
_label_of = lru_cache(maxsize=256)(label_of)
_ANNOUNCED = re.compile(
    "(?:以下|如下|下列)[^。；，\n]{0,4}(?:整改|措施|工作)[^。；，\n]{0,6}[：:]$|(?:整改|措施)[^。；，\n]{0,6}如下[：:。]?$"
)
_FIRST_STEP = re.compile("第一[步阶]")
_STEP = re.compile("第([一二三四五六])(步|阶段)")
_ONE_SIDE = re.compile("(?:^|(?<=[。；：，、！“\n]))一方面")
_RANKS = {name: rank for rank, name in enumerate(name for name, _, _ in FORMS[:5])}
_CONTINUES = (
    "下一步",
    "目前",
    "截至",
    "今后",
    "同时",
    "通过",
    "经过",
    "此外",
    "另外",
    "以上",
    "上述",
    "整改",
    "接下来",
    "完成",
    "{.",
    "注",
    "附",
)
_LABEL_MARK = re.compile(
    "[一二三四五六七八九十]{1,3}[.．]|[0-9]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)][、.．，]"
)


def item_order(reading: Reading) -> Iterator[Found]:
    """Items labelled 一是, 二是 … in which a number is missing or repeated, or that stop at the first.

    The labels at the beginning of paragraphs and items follow each other under one heading; those inside a
    paragraph follow each other there, and where they do not begin anew, the one the paragraph begins with.
    """
    number, section, line = 0, -2, -1  # of the label before
    before: Found | None = None  # 一是 that none has followed yet
    outer: tuple[int, Found | None] = (0, None)  # number and 一是 of the order that an inner one interrupts
    for at, label, opens, here, part in _labels(reading):
        this = _NUMBERS.get(label, 0)
        if part != section:
            if before or outer[1]:
                yield from _alone(before, outer[1])
            number, before, outer = 0, None, (0, None)
        elif opens and line != here and outer[0]:
            yield from _alone(before)
            (number, before), outer = outer, (0, None)
        section = part
        if this == 1:
            if opens or not number or (outer[0] and line == here):
                yield from _alone(before)
            else:
                outer = (number, before)
            before = Found(at, len(label), ("一是", "二是"))
        else:
            if this != number + 1:
                yield Found(at, len(label), (label, chinese(number + 1) + "是"))
            before = None
        number, line = this, here
    yield from _alone(before, outer[1])


def _alone(*firsts: Found | None) -> Iterator[Found]:
    for found in firsts:
        if found:
            yield found


def _labels(reading: Reading) -> Iterator[tuple[int, str, bool, int, int]]:
    """The labels 一是, 二是 … of the text: place, label, whether a line begins with it, its line and section."""
    body, lines = reading.body, reading.lines
    starts = [line.at for line in lines]
    for m in _IS.finditer(body):
        at = m.start()
        if body[at - 1] not in _NUMERALS:
            continue
        while body[at - 1] in _NUMERALS:
            at -= 1
        k = bisect_right(starts, at) - 1
        opens = k >= 0 and starts[k] == at
        if (opens or body[at - 1] in _PAUSES) and lines[k].kind not in ("heading", "table"):
            yield at, body[at : m.end()], opens, k, lines[k].section


def ordinals(reading: Reading) -> Iterator[Found]:
    """第一，第三， in a paragraph: a number is missing or repeated."""
    body = reading.body
    number, end = 0, 0
    for m in reading.matches(_ORDER):
        if body[m.start() - 1] not in _PAUSES:
            continue
        if m.start() > end:
            number, end = 0, body.find("\n", m.start())
            end = end if end >= 0 else len(body)
        this = number_of(m[1])
        if number and this not in (1, number + 1):
            yield Found(m.start(), m.end() - m.start(), (m[0], f"第{chinese(number + 1)}"))
        number = this


def announced(reading: Reading) -> Iterator[Found]:
    """A line announces measures (进行了以下整改：) and no list follows."""
    lines = reading.lines
    for k, line in enumerate(lines):
        text = line.text
        if (text[-1:] not in ("：", ":") and "如下" not in text[-3:]) or line.kind not in ("text", "item"):
            continue
        m = _ANNOUNCED.search(line.text, max(len(line.text) - 24, 0))
        if m is None:
            continue
        after = lines[k + 1] if k + 1 < len(lines) else None
        if after is not None and (after.kind in ("item", "table", "quote") or item_label(after.text)):
            continue
        if after is not None and (_deeper(reading, line, after) if after.kind == "heading" else label_of(after.text)):
            continue
        if after is not None and after.kind == "text" and not in_finding(reading, line):
            continue
        yield Found(line.at + m.start(), m.end() - m.start(), (m[0],))


def _deeper(reading: Reading, line: Line, heading: Line) -> bool:
    sections = reading.notice.sections
    return line.section < 0 or sections[heading.section].depth > sections[line.section].depth


def steps(reading: Reading) -> Iterator[Found]:
    """A first step without a second one, or a step that is left out, in one section."""
    if not _FIRST_STEP.search(reading.body):
        return
    seen: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
    for line in reading.lines:
        if "第" in line.text:
            for m in _STEP.finditer(line.text):
                place = (number_of(m[1]), line.at + m.start(), m.end() - m.start())
                seen.setdefault((line.section, m[2]), []).append(place)
    for (_, word), found in seen.items():
        numbers = {n for n, _, _ in found}
        for number, at, width in found:
            if number == 1 and 2 not in numbers:
                yield Found(at, width, (f"第一{word}", f"第二{word}"))
                break


def one_side(reading: Reading) -> Iterator[Found]:
    """一方面 without 另一方面 in its paragraph."""
    if "一方面" not in reading.body:
        return
    for line in reading.lines:
        if "一方面" in line.text and "另一方面" not in line.text and line.text.count("一方面") == 1:
            for m in _ONE_SIDE.finditer(line.text):
                yield Found(line.at + m.start(), m.end() - m.start())


def orphans(reading: Reading) -> Iterator[Found]:
    """Under a finding, a paragraph after the list of measures belongs to none of them. Told once a finding."""
    listed, told = -1, -1  # the sections whose list was seen, whose paragraph was told
    for line in reading.lines:
        if line.kind == "item":
            listed = line.section
        elif line.kind == "text" and line.section == listed != told and in_finding(reading, line):
            told = line.section
            if not line.text.startswith(_CONTINUES) and not item_label(line.text):
                yield Found(line.at, min(len(line.text), 12))


def empty_sections(reading: Reading) -> Iterator[Found]:
    """A heading with nothing under it."""
    sections = reading.notice.sections
    for k, s in enumerate(sections):
        deeper = k + 1 < len(sections) and sections[k + 1].depth > s.depth
        if not s.html and s.kind != "withheld" and not deeper and s.title:
            yield _heading(reading, s, s.kind == "finding")


def _heading(reading: Reading, s: Section, *args: object) -> Found:
    """The place of a section's heading, with its label."""
    start = reading.starts[s.line - 1]
    end = reading.starts[s.line] - 1 if s.line < len(reading.starts) else len(reading.text)
    row = reading.text[start:end]
    text = row.lstrip("# \t")
    return Found(start + len(row) - len(text), len(text.rstrip()), args)


def headings_twice(reading: Reading) -> Iterator[Found]:
    """Two findings have the same heading."""
    seen: dict[str, int] = {}
    for s in reading.notice.sections:
        if s.kind == "finding" and s.title:
            if s.title in seen:
                yield _heading(reading, s, seen[s.title])
            seen.setdefault(s.title, s.line)


@lru_cache(maxsize=2)
def _typed(reading: Reading) -> tuple[Label | None, ...]:
    """The label of each section, None where it has none of its own."""
    return tuple(None if s.supplied or not s.label else _label_of(s.label) for s in reading.notice.sections)


@lru_cache(maxsize=2)
def _regular(reading: Reading) -> bool:
    """Whether labels of each depth have one form, and the deeper the lower: as in nearly all notices."""
    forms = sorted({(s.depth, f.form) for s, f in zip(reading.notice.sections, _typed(reading), strict=True) if f})
    ranks = [_RANKS.get(form, -1) for _, form in forms]
    return len({depth for depth, _ in forms}) == len(forms) and all(a < b for a, b in pairwise(ranks))


def label_forms(reading: Reading) -> Iterator[Found]:
    """Headings of one level under the same heading are labelled in different forms (（一） and 2.)."""
    if _regular(reading):
        return
    forms: list[str] = []  # of the eldest labelled sibling, by depth
    for s, label in zip(reading.notice.sections, _typed(reading), strict=True):
        del forms[s.depth :]
        forms += [""] * (s.depth - len(forms))
        if label is None:
            continue
        first = forms[s.depth - 1]
        if first and label.form != first:
            yield _heading(reading, s, label.text.strip())._replace(width=len(label.text.strip()))
        forms[s.depth - 1] = first or label.form


def label_levels(reading: Reading) -> Iterator[Found]:
    """A label stands as high as, or above, that of the heading it is under: 一、 under （一）."""
    if _regular(reading):
        return
    forms: list[tuple[int, str]] = []  # rank and label of the open headings, -1 for none, by depth
    for s, label in zip(reading.notice.sections, _typed(reading), strict=True):
        del forms[s.depth - 1 :]
        forms += [(-1, "")] * (s.depth - 1 - len(forms))
        rank = _RANKS.get(label.form, -1) if label else -1
        above = next((f for f in reversed(forms) if f[0] >= 0), (-1, ""))
        if label and 0 <= rank <= above[0]:
            yield _heading(reading, s, label.text.strip(), above[1])._replace(width=len(label.text.strip()))
        forms.append((rank, label.text.strip() if label else ""))


def label_marks(reading: Reading) -> Iterator[Found]:
    """The mark after a heading's label is not the prescribed one: 一. for 一、, 1、 for 1., （一）、 for （一）."""
    for s, label in zip(reading.notice.sections, _typed(reading), strict=True):
        if label and (m := _LABEL_MARK.match(label.text.rstrip() + s.title[:1])):
            yield _heading(reading, s, m[0], _right(m[0]))._replace(width=len(m[0]))


def _right(label: str) -> str:
    if label[0] in "（(":
        return label[:-1]
    return label[:-1] + ("." if label[0] in "0123456789" else "、")


def heading_openings(reading: Reading) -> Iterator[Found]:
    """Findings under one heading open in two ways: most with 针对, this one with 关于, or the other way round."""
    if len({s.title[:2] for s in reading.notice.sections if s.kind == "finding"} & {"针对", "关于"}) < 2:
        return
    groups: dict[int, list[Section]] = {}
    parents: list[int] = []
    for k, s in enumerate(reading.notice.sections):
        del parents[s.depth - 1 :]
        parents += [-1] * (s.depth - 1 - len(parents))
        if s.kind == "finding" and s.title[:2] in ("针对", "关于"):
            groups.setdefault(parents[-1] if parents else -1, []).append(s)
        parents.append(k)
    for group in groups.values():
        usual = "针对" if sum(s.title[0] == "针" for s in group) * 2 >= len(group) else "关于"
        for s in group:
            if s.title[:2] != usual:
                place = _heading(reading, s)
                at = reading.text.find(s.title[:2], place.at)
                yield Found(at, 2, (s.title[:2], usual))


_STATUS = re.compile(r":(?:状态|整改状态|status)[:：]").match


def statuses_missing(reading: Reading) -> Iterator[Found]:
    """Some findings have a status and this one has none."""
    findings = [s for s in reading.notice.sections if s.kind == "finding"]
    if any("status" in s.values for s in findings):
        rows = reading.text.split("\n")
        for s in findings:
            # one that cannot be read is told as such
            if "status" not in s.values and not any(
                _STATUS(row) for row in takewhile(lambda r: r[:1] in ("", ":"), rows[s.line : s.line + 12])
            ):
                yield _heading(reading, s)


def statuses_none(reading: Reading) -> Iterator[Found]:
    """No finding of a rectification notice has a status."""
    findings = [s for s in reading.notice.sections if s.kind == "finding"]
    if findings and reading.head.text("kind") == "rectification" and not any("status" in s.values for s in findings):
        yield reading.key("kind")._replace(args=(len(findings),))
