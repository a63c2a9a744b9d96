"""A page per round, and the list of rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator import ledger, paging
from generator.fields import INSPECTION_TYPES, KINDS
from generator.library import Library
from generator.model import Head
from generator.open_data import TABLES, round_folder, round_workbook
from generator.oversight import disclosed, expected, open_periods
from generator.page_views import ExpectedPage, RoundPage, RoundsPage
from generator.pages import (
    ROUNDS,
    Crumb,
    choice,
    contact_view,
    english,
    expected_address,
    index_pages,
    meta,
    name,
    numbered,
    round_feed,
    round_items,
    site_view,
)
from generator.shares import statuses
from generator.tasks import Output, Task
from generator.texts import texts
from generator.views import (
    ContactView,
    Expected,
    Group,
    Link,
    Meta,
    NoticeItem,
    Paging,
    RoundItem,
    Row,
    Share,
    SiteView,
    Step,
)

_ORDER = {kind.id: k for k, kind in enumerate(KINDS)}
PERIODS = 50  # open oversight periods told of: those that close first
Pair = tuple[Head, NoticeItem]


def plan_index(lib: Library) -> Iterable[Task]:
    if lib.rounds:
        yield from index_pages(lib, ROUNDS, "rounds", texts(lib.language)["rounds"], round_items(lib))


def plan(lib: Library) -> Iterable[Task]:
    """The page of every round, and further ones for its other notices."""
    site = site_view(lib)
    published = disclosed(lib)
    findings = ledger.scope_counts(lib, "round")
    by_round: dict[str, list[Pair]] = {}
    for pair in lib.items:
        by_round.setdefault(pair[0].text("round"), []).append(pair)
    counts = {item.link.href: item for item in round_items(lib)}
    for r in lib.rounds.values():
        mine = sorted(by_round.get(r.id, []), key=lambda pair: _ORDER[pair[1].kind])
        parts = paging.split(mine)
        listed = ledger.scope_address(findings, "round", r.id)
        first = _first(lib, site, r, mine, parts[0], counts[r.address], expected(lib, r, published), listed)
        for n, part in enumerate(parts, 1):
            page = first if n == 1 else _empty(site, _meta(site, r, n, lib.language))._replace(feed=first.feed)
            groups, way = _groups(part, lib.language), paging.paging(r.address, n, len(parts))
            yield Task(page.meta.path, "round", page._replace(groups=groups, paging=way)[1:])


def plan_expected(lib: Library) -> Iterable[Task]:
    """The organisations of the rounds that name more of them than their page holds."""
    site = site_view(lib)
    published = disclosed(lib)
    t = texts(lib.language)
    for r in lib.rounds.values():
        lists = paging.split(expected(lib, r, published))
        if len(lists) > 1:
            base = expected_address(r)
            parents = (Link(ROUNDS, t["rounds"]), Link(r.address, r.title))
            title = f"{r.title}{t['colon']}{t['disclosure']}"
            for n, part in enumerate(lists, 1):
                path = paging.address(base, n)
                head = meta(site, Crumb(path, numbered(title, n, lib.language), "", r.title, parents))
                yield Task(path, "expected", (head, part, paging.paging(base, n, len(lists))))


def _empty(site: SiteView, head: Meta) -> RoundPage:
    """A page of a round with nothing on it but its head."""
    nothing = Paging(1, 1, None, None, ())
    return RoundPage(site, head, (), (), (), "", (), 0, 0, "", ContactView(), (), None, (), (), nothing)


def _meta(site: SiteView, r: Head, number: int, language: str) -> Meta:
    t = texts(language)
    parents = (Link(ROUNDS, t["rounds"]), *((Link(r.address, r.title),) if number > 1 else ()))
    feeds = (Link(round_feed(r.address), r.title),)
    path, title = paging.address(r.address, number), numbered(r.title, number, language)
    return meta(site, Crumb(path, title, r.text("description"), r.title, parents, feeds))


def _first(
    lib: Library,
    site: SiteView,
    r: Head,
    mine: list[Pair],
    here: Sequence[Pair],
    counts: RoundItem,
    awaited: tuple[Expected, ...],
    listed: str,
) -> RoundPage:
    """All that stands on the first page of a round, but what it shares with the others."""
    t = texts(lib.language)
    language = lib.language
    info = [Row(name("round", "term", language), r.text("term"))] if r.text("term") else []
    if type_ := choice(INSPECTION_TYPES, r.text("type"), language):
        info.append(Row(name("round", "type", language), type_))
    if counts.dates:
        info.append(Row(t["dates"], counts.dates))
    lists = paging.split(awaited)
    return _empty(site, _meta(site, r, 1, language))._replace(
        info=tuple(info),
        expected_list=lists[0],
        publish_by=r.text("publish_by"),
        oversight=open_periods(lib, r.id)[:PERIODS],
        findings=counts.findings,
        measures=counts.measures,
        feed=round_feed(r.address),
        contact=contact_view(r.contact.over(lib.site.contact)),
        disclosure=_disclosure(awaited, language),
        all_expected=Link(expected_address(r), t["disclosure"]) if len(lists) > 1 else None,
        life=_life(r, mine, here, counts, language),
        statuses=statuses(lib, (head for head, _ in mine)),
        ledger=Link(listed, t["ledger_of_round"]) if listed else None,
        downloads=_downloads(r, language) if mine and lib.open_data else (),
    )


def _downloads(r: Head, language: str) -> tuple[Link, ...]:
    """The open data of a round: all its tables in a workbook, and each as CSV and as JSON."""
    t, folder = texts(language), round_folder(r.id)
    tables = (
        (f"{folder}{x.id}.{end}", x.en if english(language) else x.zh, end.upper())
        for x in TABLES
        for end in ("csv", "json")
    )
    files = (round_workbook(r.id), t["data_workbook"], "XLSX"), *tables
    return tuple(Link(path, f"{name}{t['open_bracket']}{kind}{t['close_bracket']}") for path, name, kind in files)


def _groups(part: Sequence[Pair], language: str) -> tuple[Group, ...]:
    """Notices by kind, in the order of the table."""
    groups = []
    for kind in KINDS:
        of_kind = tuple(item for _, item in part if item.kind == kind.id)
        if of_kind:
            groups.append(Group(kind.en.capitalize() if english(language) else kind.zh, of_kind, f"k-{kind.id}"))
    return tuple(groups)


def _disclosure(awaited: Sequence[Expected], language: str) -> tuple[Share, ...]:
    t = texts(language)
    out: list[Share] = []
    before = 0
    for state in ("published", "waiting", "overdue"):
        count = sum(e.state == state for e in awaited)
        if count:
            out.append(Share(state, t[f"expected_{state}"], count, before, len(awaited)))
        before += count
    return tuple(out)


def _life(r: Head, mine: list[Pair], first: Sequence[Pair], counts: RoundItem, language: str) -> tuple[Step, ...]:
    """Entry, feedback, rectification and archive, as far as the round's dates and its notices tell of them.

    A step is done when something of it or of a later one is published: no clock is asked.
    """
    t = texts(language)
    on_page = {item.kind for _, item in first}
    kinds = {kind.id: [h for h, item in mine if item.kind == kind.id and not item.withdrawn] for kind in KINDS}
    rectified = kinds["rectification"]
    fed_back = {h.text("feedback_on") for h in (*rectified, *kinds["feedback"])} - {""}
    fed_back |= {h.text("published_at")[:10] for h in kinds["feedback"]}
    published = [h.text("published_at")[:10] for h in rectified]

    def step(key: str, state: str, when: str, kind: str = "", note: str = "") -> Step:
        href = f"#k-{kind}" if kind in on_page else ""
        return Step(t[f"step_{key}"], state, t[f"step_{state}"], when, href, note)

    def span(days: Iterable[str]) -> str:
        return t["to"].join(sorted({min(days), max(days)})) if (days := list(days)) else ""

    entered = counts.dates or span(h.text("published_at")[:10] for h in kinds["announcement"])
    complete = counts.disclosed >= counts.expected
    note = ""
    if counts.expected:
        note = (
            f"{t['rectified_before']}{counts.disclosed}{t['rectified_between']}{counts.expected}{t['rectified_after']}"
        )
    return (
        step("entry", "done" if mine else "ahead", entered, "announcement"),
        step("feedback", "done" if fed_back or rectified else "ahead", span(fed_back), "feedback"),
        step(
            "rectification",
            "ahead" if not rectified else "done" if complete else "now",
            span(published),
            "rectification",
            note,
        ),
        step("archive", "done", r.text("archived_on"))._replace(state_name=t["archived"])
        if r.text("archived_on")
        else step("archive", "ahead", "")._replace(state_name=t["not_archived"]),
    )


OUTPUTS = (
    Output("rounds", "rounds.html", plan_index, RoundsPage),
    Output("round", "round.html", plan, RoundPage),
    Output("expected", "expected.html", plan_expected, ExpectedPage),
)
