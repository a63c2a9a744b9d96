"""Which lines are headings, by style, numbering (GB/T 9704) or type, where heading and text part, and how deep each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at
from generator.importers.lines import Line
from generator.importers.paper import Table
from generator.numbering import FORMS, Label, item_label, label_of

_FINDING = re.compile(
    r"(?:针对|关于)(?:反馈的|指出的)?(?:“[^\n]*?”|‘[^\n]*?’|\"[^\"\n]*?\"|「[^\n]*?」|『[^\n]*?』)等?(?:方面)?(?:的)?问题(?:的?整改(?:落实|进展)?情况)?"
)
_GROUP = re.compile(
    r"^(?:聚焦|在|针对|关于)(?:[“\"「『‘].*|[^。；，：]{2,60})(?:方面|问题)(?:存在的?问题|的?整改(?:落实|进展)?情况)?[。：:]?$"
).match
_ATTACHED = re.compile(r"附件\s*[：:]").match
# headings the site takes for findings without fields under them (generator/structure.py)
_KNOWN_FORM = re.compile(r"(?:针对|关于)[“\"「『].+问题").match
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|《[^》]*》|（[^）]*）|\([^)]*\)")
_DOTTED = re.compile(r"\d{1,2}(?:[.．]\d{1,2}){1,4}[.．]?[\s\u3000]*").match
_REFERENCE = re.compile(r"\{#[a-z][a-z0-9-]*\}$").search  # the end of a heading that Markdown reads as its id
RANKS = {
    "chapter": 0,
    "chinese": 1,
    "chinese_brackets": 2,
    "decimal": 3,
    "decimal_brackets": 4,
    "circled": 5,
    "decimal_half": 6,
}
assert set(RANKS) == {form for form, _, _ in FORMS}
LONG, SHORT = 80, 60  # characters of a heading: of one by its number, of one by its bold type
_DEEPEST = 6


class Role(NamedTuple):
    """What a line is: `why` is style, number, finding, bold or "" for text.

    `end` is where the heading in it ends, `rest` where its text goes on; both the length of the text when all is heading.
    """

    why: str
    label: Label | None = None
    end: int = 0
    rest: int = 0


_TEXT = Role("")


def finding_end(text: str, start: int = 0) -> int:
    """Where the words 针对“…”问题 end that a text has at an offset, 0 when it has none."""
    m = _FINDING.match(text, start)
    return m.end() if m else 0


def is_finding(heading: str) -> bool:
    """Whether a heading names a finding, so that what follows are its measures."""
    label = label_of(heading)
    text = heading[len(label.text) :] if label else heading
    return bool(_FINDING.match(text)) or (text.startswith(("针对", "关于")) and "问题" in text)


def roles(blocks: Sequence[Line | Table], name: str, found: list[Diagnostic]) -> list[Role]:
    """The role of each block; tables are text."""
    labels = [label_of(b.text) if isinstance(b, Line) else None for b in blocks]
    listed = _listed(blocks, labels)
    out: list[Role] = []
    last: dict[str, int] = {}  # form of numbers → the last number of a heading
    for k, block in enumerate(blocks):
        if not isinstance(block, Line) or not block.text or block.bullet or _REFERENCE(block.text):
            out.append(_TEXT)
            continue
        after = labels[k + 1] if k + 1 < len(blocks) else None
        label = labels[k]
        alone = k + 1 == len(blocks) or k in listed or (label is not None and not _follows(label, last))
        role = _role(block, label, after, alone)
        if role is _TEXT:
            _untold(block, label, name, found)
        else:
            _tell(block, role, name, found)
            if label:
                last[label.form] = label.number
        out.append(role)
    return out


def _role(line: Line, label: Label | None, after: Label | None, alone: bool) -> Role:
    text = line.text
    size = len(text)
    start = len(label.text) if label else 0
    if end := finding_end(text, start):
        rest = _separated(text, end)
        known = label or line.level or line.strong or (0 < line.lead <= end + 1)
        if rest >= 0 and (known or rest == size or text.startswith("进行了以下整改", rest)):
            return Role("finding", label, end if rest == end or text[end] in "，," else end + 1, rest)
    if line.level:
        return _run_in(line, label, "style") or Role("style", label, size, size)
    if line.strong and _short(text[start:], SHORT if not label else LONG) and not item_label_of(text, label):
        return Role("bold", label, size, size)
    if label is None:
        return _TEXT
    if line.lead and (role := _run_in(line, label, "bold")):
        return role
    if not alone and _like_heading(text[start:], label, after):
        return Role("number", label, size, size)
    return _TEXT


def _follows(label: Label, last: Mapping[str, int]) -> bool:
    """Whether a number is the first, or comes soon after the last one of its form."""
    return label.number == 1 or last.get(label.form, 99) < label.number <= last.get(label.form, 99) + 3


def item_label_of(text: str, label: Label | None) -> bool:
    """Whether a line is a measure rather than a heading: it starts with 一是 and has no number of a heading."""
    return label is None and bool(item_label(text))


def _separated(text: str, end: int) -> int:
    """Where text goes on behind a finding's words and the mark after them; -1 when no mark parts them."""
    if end == len(text):
        return end
    if text[end] in "，,：:。；;":
        rest = end + 1
        while rest < len(text) and text[rest] in " \u3000":
            rest += 1
        return rest
    return -1


def _run_in(line: Line, label: Label | None, why: str) -> Role | None:
    """A heading with its text in one paragraph: the bold lead, or the first short sentence of a styled one."""
    text = line.text
    start = len(label.text) if label else 0
    lead = line.lead
    if lead > start and lead - start <= SHORT and (text[lead - 1] in "。：:" or text[lead : lead + 1] in "。：:"):
        end = lead if text[lead - 1] in "。：:" else lead + 1
        return Role(why, label, end, end) if end < len(text) else None
    if why == "style" and len(text) > LONG:
        bare = _QUOTED.sub(lambda m: "·" * len(m[0]), text)
        end = bare.find("。") + 1
        if start < end <= start + SHORT and end < len(text):
            return Role(why, label, end, end)
    return None


def _short(text: str, most: int) -> bool:
    """Whether a bold line reads like a heading: short, and no sentence, or of the known forms."""
    if _GROUP(text):
        return len(text) <= 2 * LONG
    bare = _QUOTED.sub("", text)
    return 0 < len(text) <= most and not bare.endswith(tuple("。；;，,、")) and not re.search("[。；！？].", bare)


def _like_heading(text: str, label: Label, after: Label | None) -> bool:
    """Whether a numbered line reads like a heading: short, and no sentence, or of the known forms."""
    if _GROUP(text):
        return len(text) <= 2 * LONG
    bare = _QUOTED.sub("", text)
    if not bare or len(text) > LONG or re.search("[。；！？!?].", bare) or bare[-1] in "；;，,、！？!?":
        return False
    if bare[-1] in "。：:":
        return after is not None and RANKS[after.form] > RANKS[label.form]
    return RANKS[label.form] <= RANKS["decimal_brackets"]


def _listed(blocks: Sequence[Line | Table], labels: Sequence[Label | None]) -> set[int]:
    """Numbered lines that follow each other with nothing under any but the last: a list, not headings."""
    out = set(_attached(blocks, labels))
    labels = [label if label and not _holds_text(block) else None for label, block in zip(labels, blocks, strict=True)]
    k = 0
    while k < len(labels):
        end = k + 1
        one = labels[k]
        while one and end < len(labels):
            next_ = labels[end]
            if next_ is None or next_.form != one.form or next_.number != one.number + 1:
                break
            one, end = next_, end + 1
        under = end < len(labels) and _under(labels[end - 1], blocks[end], labels[end])
        first = labels[k]
        least = 2 if first and first.number == 1 and (RANKS[first.form] > 1 or not under) else 3
        if first and end - k >= least:
            out.update(range(k, end))
        k = end
    return {
        k
        for k in out
        if isinstance(b := blocks[k], Line)
        and not (b.level or b.strong or _GROUP(b.text[len((labels[k] or _NO).text) :]))
    }


_NO = Label("", "", 0)


def _attached(blocks: Sequence[Line | Table], labels: Sequence[Label | None]) -> Iterator[int]:
    """The numbered lines that follow 附件： and name what is attached."""
    named = False
    for k, (block, label) in enumerate(zip(blocks, labels, strict=True)):
        named = isinstance(block, Line) and (bool(_ATTACHED(block.text)) or (named and label is not None))
        if named and label:
            yield k


def _holds_text(block: Line | Table) -> bool:
    """Whether a numbered line has its text in itself."""
    if isinstance(block, Table):
        return True
    label = label_of(block.text)
    end = finding_end(block.text, len(label.text) if label else 0)
    return bool(block.lead) or 0 < end < len(block.text)


def _under(one: Label | None, block: Line | Table, label: Label | None) -> bool:
    """Whether a block can stand under the last of numbered lines, as text or as a deeper heading."""
    if label is None:
        return True
    return one is not None and RANKS[label.form] > RANKS[one.form]


def _tell(line: Line, role: Role, name: str, found: list[Diagnostic]) -> None:
    head = line.text[: role.end]
    width = role.end
    if role.why == "bold" or (role.why == "finding" and not (role.label or line.level)):
        found.append(at(name, Span(line.place, 1, width), "N2101", head))
    elif role.why != "style":
        found.append(at(name, Span(line.place, 1, width), "N2102", head))
    else:
        found.append(at(name, Span(line.place, 1, width), "N2104", head))
    text = head[len(role.label.text) :] if role.label else head
    if is_finding(head) and not _KNOWN_FORM(text):
        found.append(at(name, Span(line.place, 1, width), "N2153", head))
    if role.rest < len(line.text):
        found.append(at(name, Span(line.place, role.end + 1), "N2103", head, line.text[role.rest :][:20]))
        gone = line.text[role.end : role.rest]
        if gone:
            found.append(at(name, Span(line.place, role.end + 1, len(gone)), "N2126", gone, head))


def _untold(line: Line, label: Label | None, name: str, found: list[Diagnostic]) -> None:
    """Tell of lines that may be headings and were left as text."""
    if label:
        found.append(at(name, Span(line.place, 1, len(label.text)), "N2124", line.text[:30]))
    elif end := finding_end(line.text):
        found.append(at(name, Span(line.place, 1, end), "N2125", line.text[:end]))


class _Level(NamedTuple):
    rank: float
    style: int  # of headings by their style, else 0
    form: str


class Depths:
    """How deep headings stand, each by those above it that are open."""

    def __init__(self) -> None:
        self.open: list[_Level] = []

    def level(self, line: Line, label: Label | None) -> int:
        """The level of the next heading in Markdown; 0 when it would be deeper than there are levels."""
        open_ = self.open
        if label:
            rank: float = RANKS[label.form]
            form = label.form
            if not line.level and any(o.form == form for o in open_):
                while open_[-1].form != form:
                    open_.pop()
                open_.pop()
            else:
                while open_ and (
                    open_[-1].style >= line.level if open_[-1].style and line.level else open_[-1].rank >= rank
                ):
                    open_.pop()
                if open_ and open_[-1].rank >= rank:
                    rank = open_[-1].rank + 0.01
        elif line.level:
            form = "style"
            while open_ and (open_[-1].style or open_[-1].rank) >= line.level:
                open_.pop()
            rank = open_[-1].rank + 0.5 if open_ else -0.5
        else:
            form = "bold"
            if any(o.form == form for o in open_):
                while open_[-1].form != form:
                    open_.pop()
                open_.pop()
            rank = open_[-1].rank + 0.5 if open_ else -0.5
        if len(open_) + 2 > _DEEPEST:
            return 0
        open_.append(_Level(rank, line.level, form))
        return len(open_) + 1


def dotted(text: str) -> bool:
    """Whether a heading has a number of a form the site does not know (1.1), beside which it must supply none."""
    return bool(_DOTTED(text))
