"""What a text says of itself: kind, round, organisation, team, dates, totals, contact. Nothing is guessed in silence.

A value told in two ways is left blank and both are told; what depends on an inference (the year of a date) is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Span, at
from generator.fields import BY_NAME
from generator.importers.choices import Choices, FrontValue, Registry
from generator.importers.headings import is_finding
from generator.importers.outline import Heading, Items, Outline, Text
from generator.model import Head
from generator.records import Bad, convert

_KINDS = (
    ("correction", r"更正|勘误"), ("consultation", r"公示"), ("rectification", r"整改"), ("feedback", r"反馈"),
    ("announcement", r"进驻|(?:巡察|巡视).*公告|公告.*(?:巡察|巡视)"),
)  # fmt: skip
_CN = "[一二三四五六七八九十百]{1,4}"
_ROUND = re.compile(rf"({_CN}届).{{0,8}}?第?({_CN})轮")
_TEAM = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,4}}?(?:省|市|区|县|旗|州)委|[\u4e00-\u9fff]{{0,8}}?党[委组]|中央)(?:第{_CN}(?:、第?{_CN})*巡[察视]组|巡[察视]第?{_CN}组)"
)
_PERIOD = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*(?:至|到|—|－|-|–|~|～)\s*(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日"
)
_FEEDBACK = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?![^。；]{0,40}\d月\d{1,2}日)[^。；]{0,60}?反馈[^。；，]{0,12}(?:意见|情况|问题)"
)
_YEAR = re.compile(r"((?:19|20)\d{2})年")
_PHONE = re.compile(
    r"(?:联系|监督|举报|咨询|受理)?(?:电话|热线)(?:号码)?(?:（[^）]{0,10}）)?\s*[：:为是]?\s*((?:\+?\d|[（(]\d)[\d（）()\- －—]{5,22}\d(?:\s*转\s*\d{1,6})?)"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ADDRESS = re.compile(r"(?:地址|邮政信箱|通信信箱)\s*[：:]\s*([^；;。，,\n]{4,60})")
_POSTCODE = re.compile(r"(?:邮政编码|邮编)\s*[：:为]?\s*(\d{6})(?!\d)")
_UNIT = re.compile(
    r"(?:联系单位|受理单位|受理部门|联系部门)\s*[：:]\s*([^；;。，,\n]{2,30})|(?:请|可)(?:及时|直接|以书面形式)?向(?!我)([^。，；]{2,24}?)反映"
)
_TOTALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("findings", (r"反馈[^。；，]{0,12}?问题(?:共)?(\d+)[个项条]", r"反馈[^。；，]{0,12}?(\d+)[个项条](?:方面)?(?:的)?(?:具体)?问题")),
    ("measures", (r"(?:整改)?措施(?:共)?(\d+)[个项条]", r"(?:制定|提出|细化)[^。；，]{0,8}?(\d+)[个项条](?:具体)?(?:整改)?措施")),
    ("completed", (r"(?:已|均已|全部)?(?:完成整改|整改完成|整改到位)的?(?:问题)?(\d+)[个项]", r"(\d+)[个项](?:问题)?(?:已|均已)(?:完成整改|整改完成|整改到位)")),
    ("rules", (r"(?:制定|修订|完善|建立|出台|健全)[^。；，]{0,10}?制度(?:机制)?(\d+)[个项条]", r"(?:制定|修订|完善|建立|出台|健全)[^。；，]{0,8}?(\d+)[个项条](?:规章|工作|管理)?制度")),
    ("recovered", (r"挽回(?:经济|直接经济)?损失(?:共计|共|约|合计)?(\d+(?:\.\d+)?)(万?元)",)),
)  # fmt: skip


class Value(NamedTuple):
    """A value as found: of what, at which place; `inferred` when more than reading was needed."""

    text: str
    place: int
    inferred: bool = False


class _Finder:
    """Looks for the values of one notice; gathers them and what is to be told."""

    def __init__(self, outline: Outline, name: str, site: Registry, choices: Choices) -> None:
        self.outline, self.name, self.site, self.choices = outline, name, site, choices
        self.found: list[Diagnostic] = []
        self.values: list[FrontValue] = []
        self.lines = outline.lines
        self.general = _general(outline)

    def say(self, place: int, code: str, *args: object) -> None:
        self.found.append(at(self.name, Span(max(place, 1)), code, *args))

    def label(self, key: str) -> str:
        """What a key is called in the site's language."""
        return key if self.site.language == "en" else label_of(key)

    def shown(self, key: str, value: str) -> str:
        """A value as a reader knows it."""
        choices = BY_NAME[_record_of(key)][key.rpartition(".")[2]].choices
        return next((c.en if self.site.language == "en" else c.zh for c in choices if c.id == value), value)

    def put(self, key: str, several: Sequence[Value], wanted: bool = True) -> str:
        """Set a key to the one value found; blank when there are two, or none (told when it is wanted)."""
        label, note = self.label(key), ""
        different = {v.text: v for v in reversed(several)}
        if len(different) > 1:
            note = "、".join(v.text for v in sorted(different.values(), key=lambda v: v.place))
            for v in different.values():
                self.say(v.place, "W2133", label, v.text, note)
        elif different:
            (value,) = different.values()
            field = BY_NAME[_record_of(key)][key.rpartition(".")[2]]
            if not isinstance(convert(value.text, field, field.type), Bad):
                self.say(value.place, "N2132" if value.inferred else "N2131", label, self.shown(key, value.text))
                self.values.append(FrontValue(key, label, value.text, "guess" if value.inferred else "found"))
                return value.text
            self.say(value.place, "W2134", label, value.text)
        elif wanted:
            self.say(1, "N2135", label)
        if wanted or several:
            self.values.append(FrontValue(key, label, "", "blank", note))
        return ""

    def search(
        self, pattern: re.Pattern[str], lines: Sequence[tuple[int, str]] | None = None
    ) -> list[tuple[int, re.Match[str]]]:
        return [(place, m) for place, text in (self.lines if lines is None else lines) for m in pattern.finditer(text)]


def label_of(key: str) -> str:
    """The Chinese name of a key."""
    record, name = _record_of(key), key.rpartition(".")[2]
    own = BY_NAME[record][name].zh
    return f"{BY_NAME['notice'][key.partition('.')[0]].zh}·{own}" if "." in key else own


def _record_of(key: str) -> str:
    parent = key.partition(".")[0]
    return BY_NAME["notice"][parent].record if "." in key else "notice"


def _general(outline: Outline) -> list[tuple[int, str]]:
    """The lines of the text that belong to no finding: there the totals are stated."""
    out: list[tuple[int, str]] = []
    level = 0
    for b in outline.blocks:
        if isinstance(b, Heading):
            level = b.level if is_finding(b.text) else 0 if b.level <= level else level
        elif isinstance(b, Text) and not level:
            out.append((b.place, b.text))
        elif isinstance(b, Items) and not level:
            out += ((b.place, "".join(r.text for r in item)) for item in b.items)
    return out


def front(
    outline: Outline, name: str, site: Registry, choices: Choices
) -> tuple[tuple[FrontValue, ...], tuple[Diagnostic, ...]]:
    """The values of the front matter in the order they are written, and what was decided."""
    f = _Finder(outline, name, site, choices)
    place = outline.title_place
    if outline.title:
        f.put("title", [Value(outline.title, place)])
    else:
        f.values.append(FrontValue("title", f.label("title"), "", "blank"))
    if outline.subtitle:
        f.put("subtitle", [Value(outline.subtitle, place)])
    kind = _kind(f)
    round_ = _round(f)
    organisation = _organisation(f)
    f.values.append(FrontValue("published_at", f.label("published_at"), "", "blank"))
    f.say(1, "N2135", f.label("published_at"))
    _dates(f, kind, round_)
    f.put("inspection_team", _teams(f), kind in ("rectification", "feedback", "announcement"))
    f.put("document_number", [Value(outline.number, 1)] if outline.number else [])
    f.put("signed_by", [Value(outline.ending.signed_by, outline.ending.place)] if outline.ending.signed_by else [])
    signed = outline.ending.signed_on
    f.put("signed_on", [Value(signed, outline.ending.place)] if signed else _date_below_title(outline))
    _totals(f, kind == "rectification")
    _contact(f, site.organisations.get(organisation))
    return tuple(f.values), tuple(f.found)


def _date_below_title(outline: Outline) -> list[Value]:
    from generator.importers.titles import day_of

    day = day_of(outline.subtitle)
    return [Value(day, outline.title_place)] if day else []


def _chosen(f: _Finder, key: str, found: Sequence[Value]) -> str:
    """A value the clerk chose, told when the paper says another; else the one found."""
    chosen = str(getattr(f.choices, key))
    if not chosen:
        return f.put(key, found)
    if found and all(v.text != chosen for v in found):
        f.say(found[0].place, "W2136", f.label(key), chosen, found[0].text)
    f.values.append(FrontValue(key, f.label(key), chosen, "found"))
    return chosen


def _kind(f: _Finder) -> str:
    title = f.outline.title
    first = next((kind for kind, pattern in _KINDS if re.search(pattern, title)), "")
    return _chosen(f, "kind", [Value(first, f.outline.title_place)] if first else [])


def _round(f: _Finder) -> str:
    """The round whose name stands in the title or text, or whose term and number do; the only one there is, as a guess."""
    whole = [(f.outline.title_place, f.outline.title), *f.lines]
    named = [Value(r.id, place) for place, text in whole for r in f.site.rounds.values() if r.title and r.title in text]
    if not named:
        keys = {
            (m[1], m[2]): r.id for r in f.site.rounds.values() if (m := _ROUND.search(f"{r.text('term')}{r.title}"))
        }
        named = [Value(keys[m[1], m[2]], place) for place, m in f.search(_ROUND, whole) if (m[1], m[2]) in keys]
    if not named and len(f.site.rounds) == 1:
        named = [Value(next(iter(f.site.rounds)), 1, inferred=True)]
    return _chosen(f, "round", named)


def names_of(head: Head) -> list[str]:
    """All that an organisation is called, longest first."""
    names = {head.title, head.text("short_name"), *map(str, head.values.get("aliases", ()))} - {""}
    return sorted(names, key=lambda n: (-len(n), n))


def _organisation(f: _Finder) -> str:
    """The organisation that signed; else the one the title begins with or names; else the one the text names most."""
    known = [(n, o.id) for o in f.site.organisations.values() for n in names_of(o)]
    outline = f.outline
    signed = [Value(id_, outline.ending.place) for n, id_ in known if n in outline.ending.signed_by.split("、")]
    title = _longest(outline.title, known, outline.title_place)
    both = signed + title
    if not both:
        counted = {id_: sum(text.count(n) for _, text in f.lines) for n, id_ in known}
        most = max(counted.values(), default=0)
        both = [Value(id_, 1, inferred=True) for id_, n in counted.items() if n == most and n > 2]
    return _chosen(f, "organisation", both)


def _longest(text: str, known: Sequence[tuple[str, str]], place: int) -> list[Value]:
    """The organisations named in a text by the longest of the names that stand there."""
    there = [(n, id_) for n, id_ in known if n in text]
    most = max((len(n) for n, _ in there), default=0)
    return [Value(id_, place) for n, id_ in there if len(n) == most]


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _year_before(text: str, at_: int) -> str:
    years = _YEAR.findall(text, 0, at_)
    return str(years[-1]) if years else ""


def _dates(f: _Finder, kind: str, round_: str) -> None:
    feedback = []
    for place, m in f.search(_FEEDBACK):
        if not re.search("巡[察视]", m.string):
            continue
        year = m[1] or _year_before(m.string, m.start())
        if year and (day := _day(year, m[2], m[3])):
            feedback.append(Value(day, place, not m[1]))
    f.put("feedback_on", feedback, kind in ("rectification", "feedback"))
    inspected, shown = [], []
    for place, m in f.search(_PERIOD):
        first, last = _day(m[1], m[2], m[3]), _day(m[4] or m[1], m[5], m[6])
        if not (first and last):
            continue
        if re.search("公示|监督期", m.string[max(0, m.start() - 12) : m.start()]):
            shown.append((place, first, last))
        elif re.match(r"[^。；]{0,40}巡[察视]", m.string[m.end() :]):
            inspected.append((place, first, last))
    if shown or kind == "consultation":
        f.put("oversight.opens_on", [Value(first, place) for place, first, _ in shown])
        f.put("oversight.closes_on", [Value(last, place) for place, _, last in shown])
    record = f.site.rounds.get(round_)
    for place, first, last in dict.fromkeys(inspected):
        stated = f"{first}—{last}"
        known = f"{record.text('starts_on')}—{record.text('ends_on')}" if record else ""
        f.say(place, "W2138" if record and len(known) > 20 and known != stated else "N2137", stated, known or "—")


def _teams(f: _Finder) -> list[Value]:
    """The teams named with a number; of the same name once."""
    return [Value(_without_lead(m[0]), place) for place, m in f.search(_TEAM)]


def _without_lead(team: str) -> str:
    """A team's name without the words before it that the pattern took along."""
    m = re.search(r"(?:(?:[\u4e00-\u9fff]{0,3})?(?:省|市|区|县|旗|州)委|党[委组]|中央)(?=第|巡)", team)
    return re.sub(r"^(?:由|经|和|与|及|对|向|在|根据|按照|配合|，)", "", team[m.start() :] if m else team)


def _totals(f: _Finder, wanted: bool) -> None:
    for key, patterns in _TOTALS:
        values = []
        for pattern in patterns:
            for place, m in f.search(re.compile(pattern), f.general):
                number = m[1]
                inferred = key == "recovered" and m[2] == "元"
                if inferred:
                    number = f"{(Decimal(number) / 10000).normalize():f}"
                values.append(Value(number, place, inferred))
        f.put(f"totals.{key}", values, wanted and key in ("findings", "measures"))


_LAST = 8  # lines in which a text says how to reach the body, also when they follow a finding
_CONTACT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("unit", _UNIT), ("phone", _PHONE), ("email", _EMAIL), ("address", _ADDRESS), ("postcode", _POSTCODE),
)  # fmt: skip


def _contact(f: _Finder, organisation: Head | None) -> None:
    """How to reach the body, from the last lines and those that belong to no finding."""
    where = [*f.general, *(line for line in f.lines[-_LAST:] if line not in f.general)]
    known = organisation.contact if organisation else None
    for key, pattern in _CONTACT:
        values = []
        for place, m in f.search(pattern, where):
            text = next((g for g in m.groups() if g), m[0]).strip()
            inferred = False
            if key == "phone":
                text, inferred = _phone(text, known.phone if known else "")
            values.append(Value(text, place, inferred))
        f.put(f"contact.{key}", values, key in ("phone", "email"))


def _phone(text: str, known: str) -> tuple[str, bool]:
    """A telephone number as the site writes it; the organisation's own, with area code, where this is its end."""
    text = re.sub(r"^[（(](\d{3,4})[）)]\s*", r"\1-", text).replace("－", "-").replace("—", "-").strip()
    digits = re.sub(r"\D", "", text)
    if known and digits and re.sub(r"\D", "", known).endswith(digits) and known != text:
        return known, True
    return text, False
