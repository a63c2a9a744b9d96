"""Findings of one organisation in different rounds that are so much alike that the later may repeat the earlier.

What is compared are titles without what all titles have (针对“…”问题, marks, 不到位), by their pairs of neighbouring
characters (Dice's coefficient). Texts are not compared: they say what was done, in much the same words everywhere. How
well it works is measured by `tests/test_memory.py`. What is declared is not proposed again, and what was looked at and
found to be another finding is waived in the notice, as all faults are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at
from generator.fields import KIND_RULES
from generator.library import Library
from generator.memory import earlier_than
from generator.model import Head, Notice, Values

CODE = "N1750"
ALIKE = 0.58  # the least likeness that is told
SHORTEST = 4  # characters that a title keeps
FEWEST = 2  # parts of a title that can be compared


class Told(NamedTuple):
    """A finding as it is compared: its id, where its title stands (line, column), the title, what it names as repeated."""

    id: str
    line: int
    column: int
    title: str
    repeats: tuple[str, ...]


def told_of(notice: Notice, lines: Sequence[str]) -> tuple[Told, ...]:
    """The findings of a notice whose titles are public; `lines` are those of its file."""
    out = []
    for s in notice.sections:
        if s.kind == "finding" and s.title:
            column = max(lines[s.line - 1].find(s.title), 0) + 1
            out.append(Told(s.id, s.line, column, s.title, tuple(s.values.get("repeats", ()))))
    return tuple(out)


# what titles have in common: the frame, words that say it goes on, and the judgement at the end
_FRAME = re.compile(
    r"^(?:针对|关于|对|就)?[“\"「『‘]?(.*?)[”\"」』’]?(?:方面)?(?:存在)?(?:的)?(?:问题|情况)?[。．.：:；;]?$"
)
_MARKS = re.compile(r"[\s\W_]+")
_WORD = re.compile(r"[a-z0-9]{4,}")
_STILL = re.compile("仍然|依然|还是|继续|[的了仍]")
_JUDGEMENT = re.compile(
    "(?:(?:不够|不太|不|未|欠|较|还有|有|存在)?"
    "(?:到位|严格|严肃|规范|及时|彻底|充分|紧密|明显|完整|合规|差距|偏差|缺失|滞后|迟缓|缓慢|混乱|薄弱|不足|不够|[严足力实强高够]))+$"
)


def normalised(title: str) -> str:
    """What of a title tells one finding from another."""
    m = _FRAME.match(title.strip())
    text = _STILL.sub("", _MARKS.sub("", m[1] if m else title)).lower()
    rest = _JUDGEMENT.sub("", text)
    return rest if len(rest) >= SHORTEST else text


def parts_of(title: str) -> frozenset[str]:
    """What titles are compared by: pairs of neighbouring characters; of a title in letters its words."""
    text = normalised(title)
    if text.isascii():
        return frozenset(_WORD.findall(title.lower()))
    return frozenset(text[k : k + 2] for k in range(len(text) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts are alike by their pairs, from 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


class _Earlier(NamedTuple):
    """A published finding, with its notice, and what it is compared by."""

    head: Head
    told: Told
    parts: frozenset[str]


def proposals(lib: Library, told: Mapping[str, tuple[Told, ...]]) -> Iterator[Diagnostic]:
    """A note at each finding that may repeat one of an earlier round; `told` are findings by path under content/."""
    known: dict[str, list[_Earlier]] = {}  # by organisation
    for head in sorted(lib.notices, key=lambda h: (h.text("published_at") or "9999", h.path)):
        rule = KIND_RULES.get(head.text("kind"))
        if head.path not in told or rule is None or not rule.findings:
            continue
        mine = [(t, parts) for t in told[head.path] if len(parts := parts_of(t.title)) >= FEWEST]
        organisation = head.text("organisation")
        others = known.setdefault(organisation, []) if organisation else []
        round_ = head.text("round")
        yield from _of_notice(lib, head, mine, [e for e in others if e.head.text("round") != round_])
        if lib.states[head.path].state == "published":
            others += [_Earlier(head, t, parts) for t, parts in mine]


def _of_notice(
    lib: Library, head: Head, mine: Iterable[tuple[Told, frozenset[str]]], others: Sequence[_Earlier]
) -> Iterator[Diagnostic]:
    """The notes at the findings of one notice, waived or not; and the waivers of such notes that cover none."""
    allowed: list[Values] = [w for w in head.values.get("allow") or [] if w.get("code") == CODE]
    used = [False] * len(allowed)
    name = "repeats" if lib.language == "en" else "重复问题"
    path = "content/" + head.path
    for told, parts in mine:
        best = None if told.repeats else _best(head, parts, others)
        if best is None:
            continue
        quotes = [w.get("quote", "") for w in allowed]
        covers = [k for k, q in enumerate(quotes) if q and (q in told.title or told.title in q)]
        for k in covers:
            used[k] = True
        round_ = lib.rounds.get(best.head.text("round"))
        place = f"{best.head.address.removesuffix('.html')}#{best.told.id}"
        args = place, round_.title if round_ else best.head.title, best.told.title, name
        yield at(path, Span(told.line, told.column, len(told.title)), CODE, *args)._replace(waived=bool(covers))
    for w, ok in zip(allowed, used, strict=True):
        if not ok:
            yield at(path, head.spans.get("allow", Span()), "E1801", CODE, w.get("quote", ""))


def _best(head: Head, parts: frozenset[str], others: Sequence[_Earlier]) -> _Earlier | None:
    """The earlier finding that is most alike, of several the latest; None when none is enough alike."""
    best, found = ALIKE, None
    for e in others:
        both = len(parts) + len(e.parts)
        if 2 * min(len(parts), len(e.parts)) < best * both:
            continue  # too different in length to be alike enough
        if (like := likeness(parts, e.parts)) >= best and earlier_than(e.head, head):
            best, found = like, e
    return found
