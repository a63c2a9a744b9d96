"""The order of a notice: its labels and steps, what a sentence announces, parts that its kind requires."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.model import Section
from generator.numbering import FORMS, chinese, item_label, label_of, number_of
from generator.reading import Found, Line, Reading
from generator.rules.places import in_finding

_INLINE = re.compile("(?:(?<=[。；：，、！“])|(?<=[。；：，、！] ))([一二三四五六七八九十]{1,3})是(?![一二三四五六七八九十])")
_ORDER = re.compile("(?:(?<=[。；：，、！“])|^)第([一二三四五六七八九十]{1,3})[，、]")
_ANNOUNCED = re.compile("(?:以下|如下|下列)[^。；，\n]{0,4}(?:整改|措施|工作)[^。；，\n]{0,6}[：:]?$|(?:整改|措施)[^。；，\n]{0,6}如下[：:]?$")
_STEP = re.compile("第([一二三四五六])(步|阶段)")
_ONE_SIDE = re.compile("(?:^|(?<=[。；：，、！“\n]))一方面")
_RANKS = {name: rank for rank, name in enumerate(name for name, _, _ in FORMS[:5])}
_CONTINUES = ("下一步", "目前", "截至", "今后", "同时", "通过", "经过", "此外", "另外", "以上", "上述", "整改", "接下来", "完成", "{.", "注", "附")
_LABEL_MARK = re.compile("[一二三四五六七八九十]{1,3}[.．]|[0-9]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)][、.．，]")


def item_order(reading: Reading) -> Iterator[Found]:
    """Items and paragraphs labelled 一是, 二是 … in which a number is missing or repeated, or that stop at the first."""
    last: tuple[int, Line, str] | None = None  # number, line and label of the item before
    section = -2
    for line in reading.lines:
        text = line.text
        if line.section != section or line.kind == "heading":
            if last and last[0] == 1 and last[2].endswith("是"):
                yield Found(last[1].at, len(last[2]), (last[2], "二是"))
            last, section = None, line.section
            if line.kind == "heading":
                continue
        label = item_label(text) if line.kind in ("item", "text") else ""
        inline = list(_INLINE.finditer(text)) if "是" in text else []
        if not label.endswith("是"):
            yield from _inline_order(line, inline, 0)
            continue
        number = number_of(label[:-1])
        if number == 1:
            if last and last[0] == 1:
                yield Found(last[1].at, len(last[2]), (last[2], "二是"))
        elif number != (last[0] if last else 0) + 1:
            yield Found(line.at, len(label), (label, chinese((last[0] if last else 0) + 1) + "是"))
        goes_on = bool(inline) and number_of(inline[0][1]) != 1
        yield from _inline_order(line, inline, number if goes_on else 0)
        end = number_of(inline[-1][1]) if goes_on else number
        last = (end, line, label)
    if last and last[0] == 1:
        yield Found(last[1].at, len(last[2]), (last[2], "二是"))


def _inline_order(line: Line, labels: list[re.Match[str]], number: int) -> Iterator[Found]:
    """The labels inside a paragraph, after one with a number (0: none). 一是 alone is no order there."""
    for k, m in enumerate(labels):
        this = number_of(m[1])
        if this == 1 and (k == len(labels) - 1 or number_of(labels[k + 1][1]) == 1):
            yield Found(line.at + m.start(), m.end() - m.start(), (m[0], "二是"))
        elif this not in (1, number + 1):
            yield Found(line.at + m.start(), m.end() - m.start(), (m[0], chinese(number + 1) + "是"))
        number = this


def ordinals(reading: Reading) -> Iterator[Found]:
    """第一，第三， in a paragraph: a number is missing or repeated."""
    for line in reading.lines:
        if "第" not in line.text:
            continue
        number = 0
        for m in _ORDER.finditer(line.text):
            this = number_of(m[1])
            if number and this not in (1, number + 1):
                yield Found(line.at + m.start(), m.end() - m.start(), (m[0], f"第{chinese(number + 1)}"))
            number = this


def announced(reading: Reading) -> Iterator[Found]:
    """A line announces measures (进行了以下整改：) and no list follows."""
    lines = reading.lines
    for k, line in enumerate(lines):
        if line.kind not in ("text", "item") or not (line.text.endswith(("：", ":")) or "如下" in line.text[-8:]):
            continue
        m = _ANNOUNCED.search(line.text)
        if m is None:
            continue
        after = lines[k + 1] if k + 1 < len(lines) else None
        if after is not None and (after.kind in ("item", "table", "quote") or item_label(after.text)):
            continue
        if after is not None and (label_of(after.text) or (after.kind == "heading" and _deeper(reading, line, after))):
            continue
        if after is not None and after.kind == "text" and not in_finding(reading, line):
            continue
        yield Found(line.at + m.start(), m.end() - m.start(), (m[0],))


def _deeper(reading: Reading, line: Line, heading: Line) -> bool:
    sections = reading.notice.sections
    return line.section < 0 or sections[heading.section].depth > sections[line.section].depth


def steps(reading: Reading) -> Iterator[Found]:
    """A first step without a second one, or a step that is left out, in one section."""
    if "第一步" not in reading.body and "第一阶段" not in reading.body:
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


def label_forms(reading: Reading) -> Iterator[Found]:
    """Headings of one level under the same heading are labelled in different forms (（一） and 2.)."""
    forms: list[str] = []  # of the eldest labelled sibling, by depth
    for s in reading.notice.sections:
        del forms[s.depth :]
        forms += [""] * (s.depth - len(forms))
        label = None if s.supplied else label_of(s.label)
        if label is None:
            continue
        first = forms[s.depth - 1]
        if first and label.form != first:
            yield _heading(reading, s, label.text.strip())._replace(width=len(label.text.strip()))
        forms[s.depth - 1] = first or label.form


def label_levels(reading: Reading) -> Iterator[Found]:
    """A label stands as high as, or above, that of the heading it is under: 一、 under （一）."""
    forms: list[tuple[int, str]] = []  # rank and label of the open headings, -1 for none, by depth
    for s in reading.notice.sections:
        del forms[s.depth - 1 :]
        forms += [(-1, "")] * (s.depth - 1 - len(forms))
        label = None if s.supplied else label_of(s.label)
        rank = _RANKS.get(label.form, -1) if label else -1
        above = next((f for f in reversed(forms) if f[0] >= 0), (-1, ""))
        if label and 0 <= rank <= above[0]:
            yield _heading(reading, s, label.text.strip(), above[1])._replace(width=len(label.text.strip()))
        forms.append((rank, label.text.strip() if label else ""))


def label_marks(reading: Reading) -> Iterator[Found]:
    """The mark after a heading's label is not the prescribed one: 一. for 一、, 1、 for 1., （一）、 for （一）."""
    for s in reading.notice.sections:
        if s.supplied or s.kind == "withheld":
            continue
        place = _heading(reading, s)
        m = _LABEL_MARK.match(reading.text, place.at)
        if m:
            yield Found(m.start(), m.end() - m.start(), (m[0], _right(m[0])))


def _right(label: str) -> str:
    if label[0] in "（(":
        return label[:-1]
    return label[:-1] + ("." if label[0] in "0123456789" else "、")
