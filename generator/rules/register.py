"""Every rule of the review: one function and one code each, in groups. A new one is a function and a line.

What a rule says is in the tables of messages, and examples of what it finds and what it lets pass are in
`tests/cases/review/`, from which `docs/reference/rules.md` is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from generator.diagnostics import Diagnostic
from generator.library import Library
from generator.reading import Found, Reading, Rule
from generator.rules import (
    dates,
    events,
    figures,
    indicators,
    leftovers,
    pairs,
    persons,
    privacy,
    punctuation,
    repeats,
    required,
    structure,
    sums,
    wording,
)
from generator.rules.always import ALWAYS


class Reviewed(NamedTuple):
    """A rule: its code, its function and, where a repair cannot change the meaning, what is to stand in place of what
    was found."""

    code: str
    rule: Rule
    mend: Callable[[Reading, Found], str] | None = None

    @property
    def always(self) -> bool:
        """Whether every build runs it."""
        return any(code == self.code for code, _ in ALWAYS)


class Group(NamedTuple):
    """Rules of one kind, with the name that readers of the list see."""

    id: str
    zh: str
    en: str
    rules: tuple[Reviewed, ...]


FIGURES = Group(
    "figures",
    "数字和事实",
    "Figures and facts",
    (
        Reviewed("W1001", figures.findings_listed),
        Reviewed("W1002", figures.measures_listed),
        Reviewed("W1003", figures.statuses_listed),
        Reviewed("W1004", figures.statuses_add_up),
        Reviewed("W1005", figures.statements_agree),
        Reviewed("W1006", figures.aspects_listed),
        Reviewed("W1007", sums.parts_fit),
        Reviewed("N1008", sums.parts_complete),
        Reviewed("W1009", sums.sums_add_up),
        Reviewed("W1010", sums.rates_fit),
        Reviewed("W1011", sums.rates_match),
        Reviewed("W1012", sums.changes_fit),
        Reviewed("W1013", sums.names_counted),
        Reviewed("W1014", events.feedback_days),
        Reviewed("W1015", events.team_names),
        Reviewed("W1016", events.inspection_kinds),
        Reviewed("W1017", events.inspection_periods),
        Reviewed("W1018", events.said_both),
    ),
)
STRUCTURE = Group(
    "structure",
    "结构和要件",
    "Structure and required parts",
    (
        Reviewed("W1101", structure.item_order),
        Reviewed("W1102", structure.ordinals),
        Reviewed("W1103", structure.announced),
        Reviewed("W1104", structure.steps),
        Reviewed("W1105", structure.one_side),
        Reviewed("N1106", structure.orphans),
        Reviewed("W1107", structure.empty_sections),
        Reviewed("W1108", structure.headings_twice),
        Reviewed("W1109", structure.label_forms),
        Reviewed("W1110", structure.label_levels),
        Reviewed("W1111", structure.label_marks),
        Reviewed("N1112", structure.heading_openings),
        Reviewed("W1113", structure.statuses_missing),
        Reviewed("N1114", structure.statuses_none),
        Reviewed("W1121", required.signing_day),
        Reviewed("W1122", required.signing_body),
        Reviewed("W1123", required.oversight_period),
        Reviewed("W1124", required.feedback_day),
        Reviewed("W1125", required.area_code),
        Reviewed("N1126", required.ways_to_reach),
    ),
)
DATES = Group(
    "dates",
    "日期和时限",
    "Dates and time",
    (
        Reviewed("N1601", dates.before_feedback),
        Reviewed("W1602", dates.promised_late),
        Reviewed("N1603", dates.promised_since),
        Reviewed("W1604", dates.finding_days),
        Reviewed("W1605", dates.head_days),
        Reviewed("W1606", dates.signature_day),
        Reviewed("W1607", dates.told_ahead),
        Reviewed("W1608", dates.impossible_days),
        Reviewed("W1609", dates.weekdays),
        Reviewed("W1610", dates.ranges),
        Reviewed("N1611", dates.years_missing),
        Reviewed("W1612", dates.number_years),
        Reviewed("W1613", dates.done_and_not),
    ),
)
LEFTOVERS = Group(
    "leftovers",
    "遗留的标记和重复",
    "Leftovers and repeats",
    (
        Reviewed("E1201", leftovers.marks, mend=leftovers.mended),
        Reviewed("W1202", leftovers.labels),
        Reviewed("W1203", leftovers.upward),
        Reviewed("W1204", repeats.in_paragraph),
        Reviewed("W1205", repeats.in_notice),
        Reviewed("W1206", leftovers.radicals, mend=leftovers.as_plain),
        Reviewed("W1207", leftovers.invisible, mend=leftovers.nothing),
        Reviewed("W1208", leftovers.unknown),
        Reviewed("W1209", leftovers.pages, mend=leftovers.nothing),
        Reviewed("W1210", leftovers.gaps),
    ),
)
WORDING = Group(
    "wording",
    "用词",
    "Wording",
    (
        Reviewed("W1301", wording.dates),
        Reviewed("W1302", wording.characters),
        Reviewed("W1303", wording.words),
        Reviewed("W1304", wording.phrases),
        Reviewed("N1305", wording.names),
        Reviewed("W1306", wording.starts),
        Reviewed("W1307", wording.ends),
        Reviewed("W1308", wording.two),
        Reviewed("N1309", wording.unquoted),
        Reviewed("W1310", wording.approximations),
        Reviewed("W1311", wording.times_less),
    ),
)
PUNCTUATION = Group(
    "punctuation",
    "标点和数字写法",
    "Punctuation and numbers",
    (
        Reviewed("W1401", pairs.quotes),
        Reviewed("W1402", pairs.nested_quotes),
        Reviewed("W1403", pairs.brackets),
        Reviewed("W1404", punctuation.half_brackets),
        Reviewed("N1405", pairs.titles),
        Reviewed("W1406", punctuation.half_width),
        Reviewed("W1407", punctuation.spaces),
        Reviewed("W1408", punctuation.full_width),
        Reviewed("W1409", punctuation.document_numbers),
        Reviewed("W1410", punctuation.serial_numbers),
        Reviewed("W1411", punctuation.hyphens),
        Reviewed("W1412", punctuation.doubled),
        Reviewed("W1413", punctuation.in_quotation),
        Reviewed("W1414", punctuation.sequence),
        Reviewed("W1415", punctuation.dots),
        Reviewed("N1416", punctuation.between_titles),
        Reviewed("N1417", punctuation.whole_quotation),
        Reviewed("N1418", punctuation.items),
        Reviewed("W1419", punctuation.years),
        Reviewed("W1420", punctuation.mixed_dates),
    ),
)
PRIVACY = Group(
    "privacy",
    "个人信息和保密",
    "Privacy and secrecy",
    (
        Reviewed("E1501", privacy.identity_numbers),
        Reviewed("E1502", privacy.card_numbers),
        Reviewed("N1503", privacy.passports),
        Reviewed("W1504", privacy.mobiles),
        Reviewed("W1505", privacy.homes),
        Reviewed("W1506", persons.beside_discipline),
        Reviewed("W1507", privacy.ongoing),
        Reviewed("W1508", persons.weak),
        Reviewed("E1509", privacy.secrets),
        Reviewed("W1510", privacy.closed),
    ),
)
GROUPS: tuple[Group, ...] = (FIGURES, STRUCTURE, DATES, LEFTOVERS, WORDING, PUNCTUATION, PRIVACY)
RULES: tuple[Reviewed, ...] = tuple(rule for group in GROUPS for rule in group.rules)
BY_CODE: dict[str, Reviewed] = {rule.code: rule for rule in RULES}
# what the heads of a whole site show, for `check`: its rules give their diagnostics themselves
LIBRARY_RULES: tuple[tuple[str, Callable[[Library], Iterator[Diagnostic]]], ...] = (
    ("W1701", indicators.numbers_twice),
    ("W1702", indicators.titles_twice),
    ("N1703", indicators.stale_home),
    ("N1704", indicators.tags_missing),
)
