"""Findings of a ledger and of a notice, held against each other: by number, by wording, never two to one in silence."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at
from generator.fields import GROUNDS
from generator.importers.ledger_book import fault
from generator.importers.ledger_notice import Known
from generator.importers.ledger_table import Entry
from generator.numbering import label_of

_WRAPPER = re.compile(r"^(?:针对|关于|聚焦|在)?[“\"「『‘]*(.*?)[”\"」』’]*(?:的?问题|方面)?[。；;，,.]*$", re.DOTALL)
_DIGITS = re.compile(r"(?:f-)?(\d{1,3}(?:[-.．—–]\d{1,3})+)[.．、]?", re.IGNORECASE).fullmatch
_SHORTEST = 4  # characters of a wording that may be found inside another
_CLOSE = 0.75  # likeness from which a guess is made
_GUESSED = 300  # rows left over, beyond which the ledger is another notice's
_COMPARED = 200  # characters of wordings compared by likeness
_AHEAD = 0.1  # by which it must be more like than any other


class Pair(NamedTuple):
    """A finding of the ledger and the notice's."""

    entry: Entry
    known: Known


class Reconciled(NamedTuple):
    """Who belongs to whom, who belongs to nobody, and what is wrong between ledger and notice."""

    pairs: tuple[Pair, ...]
    entries: tuple[Entry, ...]  # of the ledger, without a finding in the notice
    findings: tuple[Known, ...]  # of the notice, without a row in the ledger
    diagnostics: tuple[Diagnostic, ...]


def wording(text: str) -> str:
    """A finding's wording as it is compared: without label, frame (针对“…”问题), punctuation and spaces."""
    plain = text.strip()
    label = label_of(plain)
    if label:
        plain = plain[len(label.text) :]
    m = _WRAPPER.match(plain)
    inner = _letters(m[1]) if m else ""
    return inner or _letters(plain)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def chain(number: str) -> tuple[int, ...]:
    """The numbers in a number as it is written: 1-2-3, 1.2.3, （一）1.（1）, 一（一）1.（1）, 第3条, 7."""
    text = number.strip()
    if m := _DIGITS(text):
        return tuple(map(int, re.findall(r"\d+", m[1])))
    out: list[int] = []
    while text:
        label = label_of(text) or label_of(text + "、")
        if label is None:
            m = re.match(r"([一二三四五六七八九十百]{1,5}|\d{1,3})(?=[（(\-—、]|$)[\-—]?", text)
            label = label_of(m[1] + "、") if m else None
            if m is None or label is None:
                return ()
            text = text[m.end() :].lstrip()
        else:
            text = text[len(label.text) :].lstrip()
        out.append(label.number)
    return tuple(out)


class _Case:
    """The findings of both sides while they are brought together."""

    def __init__(self, known: Sequence[Known], entries: Sequence[Entry]) -> None:
        self.known, self.entries = known, entries
        self.titles = [wording(k.title) for k in known]
        self.wordings = [wording(e.wording) for e in entries]
        self.chains = [chain(e.number) for e in entries]
        self.found: list[Diagnostic] = []
        self.of: dict[int, int] = {}  # entry → finding
        self.lost: set[int] = set()  # entries that were spoken of

    def say(self, e: int, code: str, *args: object) -> None:
        self.found.append(fault(self.entries[e].place, code, *args))
        if code[0] == "E":
            self.lost.add(e)

    def shown(self, k: int) -> str:
        return f"{self.known[k].number} {self.known[k].title}".strip()

    def by_number(self, e: int) -> list[int]:
        """The findings a number may mean: that of the whole way, or of its end."""
        numbers = self.chains[e]
        if not numbers:
            return []
        written = "-".join(map(str, numbers))
        own = [k for k, x in enumerate(self.known) if x.finding and (x.number == written or x.chain == numbers)]
        return own or [k for k, x in enumerate(self.known) if x.finding and x.chain[-len(numbers) :] == numbers]

    def equal(self, e: int) -> list[int]:
        return [k for k, t in enumerate(self.titles) if t and t == self.wordings[e]]

    def contained(self, e: int) -> list[int]:
        """The findings whose wording holds this one's or is held by it; of nested ones the longest."""
        w = self.wordings[e]
        held = [k for k, t in enumerate(self.titles) if len(t) >= _SHORTEST and t in w]
        held = [k for k in held if not any(k != o and self.titles[k] in self.titles[o] for o in held)]
        return held or [k for k, t in enumerate(self.titles) if len(w) >= _SHORTEST and w in t]

    def close(self, e: int, among: Sequence[int]) -> tuple[int, float]:
        """The finding most like in wording, when it is much more so than any other; -1 for none."""
        from difflib import SequenceMatcher

        matcher = SequenceMatcher(None, "", self.wordings[e][:_COMPARED], autojunk=False)
        likeness = []
        for k in among:
            matcher.set_seq1(self.titles[k][:_COMPARED])
            least = _CLOSE - _AHEAD
            if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
                likeness.append((matcher.ratio(), -k))
        likeness.sort(reverse=True)
        if not likeness or likeness[0][0] < _CLOSE:
            return -1, 0.0
        if len(likeness) > 1 and likeness[0][0] - likeness[1][0] < _AHEAD:
            return -1, 0.0
        return -likeness[0][1], likeness[0][0]


def reconcile(notice_findings: Sequence[Known], ledger_rows: Sequence[Entry]) -> Reconciled:
    """Which finding of a ledger is which of a notice, and where the two do not agree."""
    case = _Case(notice_findings, ledger_rows)
    for e in range(len(ledger_rows)):
        _by_wording_or_number(case, e)
    _by_likeness(case)
    _by_order(case)
    _one_to_one(case)
    for e in range(len(ledger_rows)):
        if e not in case.of and e not in case.lost:
            case.say(e, "E2231", ledger_rows[e].wording[:60].replace("\n", " ") or ledger_rows[e].number)
    pairs = tuple(Pair(ledger_rows[e], notice_findings[k]) for e, k in sorted(case.of.items()))
    met = set(case.of.values())
    spoken = {k for e in case.lost for k in (*case.equal(e), *case.contained(e), *case.by_number(e)[:1])}
    missing = tuple(x for k, x in enumerate(notice_findings) if x.finding and k not in met)
    for k, x in enumerate(notice_findings):
        if x.finding and k not in met and k not in spoken:
            case.found.append(at(x.path, Span(x.line), "E2232", case.shown(k)))
    for entry, known in pairs:
        case.found += _compared(entry, known)
    alone = tuple(x for e, x in enumerate(ledger_rows) if e not in case.of)
    return Reconciled(pairs, alone, missing, tuple(case.found))


def _by_wording_or_number(case: _Case, e: int) -> None:
    """What is certain: an equal wording, a wording inside another, a number; and where they contradict."""
    numbered = case.by_number(e)
    worded = case.equal(e) if case.wordings[e] else []
    exact = bool(worded)
    if not worded and case.wordings[e]:
        worded = case.contained(e)
    if len(worded) > 1:
        both = [k for k in worded if k in numbered]
        if len(both) != 1:
            case.say(e, "E2234", " / ".join(case.shown(k) for k in worded[:4]))
            return
        worded = both
    if worded:
        k = worded[0]
        # a single number may count the rows of the table
        if len(case.chains[e]) > 1 and numbered and k not in numbered:
            case.say(e, "E2235", case.entries[e].number, case.shown(numbered[0]), case.shown(k))
            return
        if not exact:
            case.say(e, "N2237", case.entries[e].wording[:80].replace("\n", " "), case.shown(k))
        case.of[e] = k
    elif len(numbered) == 1:
        k = numbered[0]
        if not case.wordings[e]:
            case.of[e] = k
        elif len(case.chains[e]) > 1 and case.close(e, [k])[0] < 0:
            case.say(e, "E2235", case.entries[e].number, case.shown(k), case.entries[e].wording[:80].replace("\n", " "))


def _by_likeness(case: _Case) -> None:
    """Guesses: wordings much alike, among what is left over."""
    free = [k for k in range(len(case.known)) if k not in case.of.values()]
    left = [e for e in range(len(case.entries)) if e not in case.of and e not in case.lost and case.wordings[e]]
    if len(left) <= _GUESSED:
        for e in left:
            k, _ = case.close(e, free)
            if k >= 0:
                case.of[e] = k
                case.say(e, "W2238", case.entries[e].wording[:80].replace("\n", " "), case.shown(k))


def _by_order(case: _Case) -> None:
    """Rows without wording, numbered 1, 2, 3 … to exactly as many as the notice has findings."""
    findings = [k for k, x in enumerate(case.known) if x.finding]
    running = [(n,) for n in range(1, len(findings) + 1)]
    if any(case.wordings) or case.chains != running or len(case.of) == len(findings):
        return
    for e, k in enumerate(findings):
        case.of[e] = k
        case.say(e, "W2241", case.entries[e].number, case.shown(k))


def _one_to_one(case: _Case) -> None:
    """A finding that several rows claim is nobody's."""
    claims = Counter(case.of.values())
    first: dict[int, int] = {}
    for e, k in sorted(case.of.items()):
        if claims[k] > 1:
            other = case.entries[first.setdefault(k, e)].place
            del case.of[e]
            if first[k] == e:
                case.lost.add(e)
            else:
                case.say(e, "E2233", other.sheet, other.row, case.shown(k))


def _compared(entry: Entry, known: Known) -> list[Diagnostic]:
    """Where a finding's ledger and notice differ in what is not filled in: withholding, number of measures."""
    out = []
    title = f"{known.number} {known.title}".strip()
    audience, ground = entry.values.get("audience"), entry.values.get("withheld_reason")
    hidden = (audience is not None and audience.value == "internal") or (audience is None and ground is not None)
    told = audience or ground
    place = told.place if told else entry.place
    names = {g.id: g.zh for g in GROUNDS}
    if hidden and not known.withheld:
        out.append(fault(place, "E2239", title, known.line, names.get(ground.value, "…") if ground else "…"))
    elif known.withheld and audience is not None and not hidden:
        out.append(fault(place, "E2240", title, known.line))
    elif known.withheld and ground is not None and ground.value != known.fields.get("withheld_reason"):
        theirs = names.get(str(known.fields.get("withheld_reason", "")), "")
        out.append(fault(ground.place, "E2242", "不公开理由", names[ground.value], known.line, theirs))
    if not known.withheld and entry.measures >= 0 and max(entry.measures, 1) != max(known.measures, 1):
        out.append(fault(entry.place, "W2246", title, entry.measures, known.measures))
    return out
