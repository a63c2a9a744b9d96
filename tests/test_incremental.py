"""After any sequence of edits the site is what a build from nothing gives, and building again does nothing.

Sequences are drawn from a table of edits: to bodies, front matter, records, pages, templates, assets,
attachments, the clock, and to the output itself. Every step is built twice, once over what the last
build left and remembered, once in a new folder, and the two are compared byte for byte.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sites
from hypothesis import example, given
from hypothesis import strategies as st

from generator.build import Report

REPO = Path(__file__).resolve().parents[1]
TEMPLATES = REPO / "themes/default/templates"
DAY = 86_400

NOTICE = """---
title: {title}
kind: {kind}
{extra}organisation: {organisation}
published_at: {published}
---

{body}

## 一、整改情况

### （一）针对“学习”问题

:状态: 已完成

- 一是学习。
- 二是{body}。
"""


def notice(
    body: str = "现予公布。",
    title: str = "通报",
    extra: str = "",
    organisation: str = "o1",
    published: str = "2026-03-05 09:00",
) -> str:
    return NOTICE.format(
        body=body, title=title, kind="rectification", extra=extra, organisation=organisation, published=published
    )


SOURCES: dict[str, str] = {
    "content/site.yaml": sites.BASE["content/site.yaml"],
    "content/organisations/o1.yaml": "name: 甲街道\n",
    "content/organisations/o2.yaml": "name: 乙街道\n",
    "content/rounds/r1.yaml": "name: 第一轮\norganisations: [o1, o2]\n",
    "content/rounds/r2.yaml": "name: 第二轮\n",
    "content/notices/r1/a.md": notice(),
    "content/notices/r1/b.md": notice("见[甲](a.md#f-1)，![图](b/i.png)。", title="乙通报", organisation="o2"),
    "content/notices/r1/b/i.png": "image",
    "content/notices/r2/c.md": notice(title="丙通报", published="2026-06-02 00:00"),
    "content/notices/r2/d.md": notice(title="丁通报", extra="draft: true\n"),
    "content/pages/about.md": "---\ntitle: 关于\nnavigation: true\n---\n\n见[甲](/r1/a.html)。\n",
}


class World:
    """A site folder, the moment, and what was done to them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = sites.NOW
        self.ticks = 0
        self.orphans: set[str] = set()  # outputs that the program cannot know any more to be its own
        sites.write(root, SOURCES)

    @property
    def site(self) -> Path:
        return self.root / "site"

    def sources(self) -> list[str]:
        return sorted(p for folder in ("content", "themes") for p in self.below(folder))

    def below(self, folder: str) -> list[str]:
        return sorted(f"{folder}/{p}" for p in sites.tree(self.root / folder))

    def choose(self, paths: list[str], pick: int) -> Path | None:
        return self.root / paths[pick % len(paths)] if paths else None

    def notices(self) -> list[str]:
        return [p for p in self.below("content/notices") if p.endswith(".md")]

    def write(self, path: str, text: str) -> None:
        sites.write(self.root, {path: text})

    def replace(self, path: Path | None, old: str, new: str) -> None:
        if path is not None:
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    def age(self, path: Path) -> None:
        """Give a file a time of its own, long ago: it is then not looked at again for being new."""
        self.ticks += 1
        os.utime(path, ns=(self.ticks * 10**9, self.ticks * 10**9))

    def age_all(self) -> None:
        for path in self.sources():
            self.age(self.root / path)


Edit = Callable[[World, int, str], None]


def body(w: World, pick: int, word: str) -> None:
    path = w.choose(w.notices(), pick)
    if path is not None:
        path.write_text(path.read_text("utf-8") + f"\n{word}一段。\n", "utf-8")


def same_size(w: World, pick: int, word: str) -> None:
    """An edit that changes neither size nor, perhaps, the clock's tick."""
    path = w.choose(w.notices(), pick)
    if path is not None:
        text = path.read_text("utf-8")
        w.replace(path, "学习", "习学") if "学习" in text else w.replace(path, "习学", "学习")


def same_size_then_back(w: World, pick: int, word: str) -> None:
    same_size(w, pick, word)
    same_size(w, pick, word)


def touch(w: World, pick: int, word: str) -> None:
    path = w.choose(w.sources(), pick)
    if path is not None:
        w.age(path)


def opening(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.notices(), pick), "现予公布", f"{word}现予公布，依照规定接受社会各界监督")


def heading(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.notices(), pick), "### （一）", f"### （一）针对“{word}”问题\n\n### （二）")


def title(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.notices(), pick), "title: ", f"title: {word}")


def reorder_keys(w: World, pick: int, word: str) -> None:
    """A comment in the front matter: nothing is said differently, but everything stands a line lower."""
    w.replace(w.choose(w.notices(), pick), "---\ntitle", f"---\n# {word}\ntitle")


def draft(w: World, pick: int, word: str) -> None:
    path = w.choose(w.notices(), pick)
    if path is not None:
        drafted = "draft: true\n" in path.read_text("utf-8")
        w.replace(path, "draft: true\n", "") if drafted else w.replace(path, "kind:", "draft: true\nkind:")


def withdraw(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.notices(), pick), "kind:", f"withdrawn: {{on: 2026-04-01, reason: {word}}}\nkind:")


def reschedule(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.notices(), pick), "published_at: 2026-03", f"published_at: 2026-0{5 + pick % 4}")


def change_id(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.notices(), pick), "kind:", f"id: moved-{pick}\nkind:")


def correct(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.notices(), pick), "kind: rectification\n", "kind: correction\ncorrects: r1/a\n")


def contact(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.notices(), pick), "kind:", "contact: {email: a@b.cn, form: https://example.gov.cn/f}\nkind:")


def add_notice(w: World, pick: int, word: str) -> None:
    w.write(f"content/notices/r{1 + pick % 2}/n{pick}.md", notice(f"{word}新。", title=word))


def delete_notice(w: World, pick: int, word: str) -> None:
    path = w.choose(w.notices(), pick)
    if path is not None:
        path.unlink()


def rename_notice(w: World, pick: int, word: str) -> None:
    path = w.choose(w.notices(), pick)
    if path is not None:
        path.rename(path.with_name(f"renamed-{pick}.md"))


def move_notice(w: World, pick: int, word: str) -> None:
    path = w.choose(w.notices(), pick)
    if path is not None:
        path.rename(w.root / f"content/notices/r{1 + pick % 2}" / path.name)


def swap_notices(w: World, pick: int, word: str) -> None:
    """Two files change places: sizes and times travel with them."""
    paths = [w.root / p for p in w.notices()]
    if len(paths) > 1:
        one, other = paths[pick % len(paths)], paths[(pick + 1) % len(paths)]
        aside = w.root / "aside"
        one.rename(aside)
        other.rename(one)
        aside.rename(other)


def organisation(w: World, pick: int, word: str) -> None:
    w.write(f"content/organisations/o{1 + pick % 3}.yaml", f"name: {word}街道\nshort_name: {word}\n")


def delete_organisation(w: World, pick: int, word: str) -> None:
    path = w.choose(w.below("content/organisations"), pick)
    if path is not None:
        path.unlink()


def round_(w: World, pick: int, word: str) -> None:
    w.write(f"content/rounds/r{1 + pick % 3}.yaml", f"name: {word}轮\nstarts_on: 2026-0{1 + pick % 3}-01\n")


def site_name(w: World, pick: int, word: str) -> None:
    w.replace(w.root / "content/site.yaml", "name: ", f"name: {word}")


def language(w: World, pick: int, word: str) -> None:
    path = w.root / "content/site.yaml"
    english = "language: en\n" in path.read_text("utf-8")
    w.replace(path, "language: en\n", "") if english else w.replace(path, "name: ", "language: en\nname: ")


def time_zone(w: World, pick: int, word: str) -> None:
    w.replace(w.root / "content/site.yaml", "name: ", "time_zone: Asia/Urumqi\nname: ")


def page(w: World, pick: int, word: str) -> None:
    w.write(
        f"content/pages/p{pick % 3}.md",
        f"---\ntitle: {word}页\nnavigation: {'true' if pick % 2 else 'false'}\n---\n\n{word}\n",
    )


def delete_page(w: World, pick: int, word: str) -> None:
    path = w.choose(w.below("content/pages"), pick)
    if path is not None:
        path.unlink()


def oversight(w: World, pick: int, word: str) -> None:
    """A period that opens and ends within the days that the clock goes on."""
    w.replace(
        w.choose(w.notices(), pick),
        "kind:",
        f"oversight: {{opens_on: 2026-06-0{pick % 4 + 1}, closes_on: {2026 + pick // 9}-06-{pick + 10}}}\nkind:",
    )


def publish_by(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.below("content/rounds"), pick), "name: ", f"publish_by: 2026-06-0{1 + pick % 9}\nname: ")


def holidays(w: World, pick: int, word: str) -> None:
    w.write("content/holidays.yaml", f"holidays: [2027-06-{10 + pick}, 2026-06-{10 + pick}]\n")


def reply(w: World, pick: int, word: str) -> None:
    """An opinion, answered or becoming late, on one of the notices, on its finding, or on none."""
    extra = ("", "notice: r1/a\n", "notice: r1/b\nfinding: f-1\n", "audience: internal\n", "draft: true\n")[pick % 5]
    answer = f"\n## 答复\n\n{word}答复。\n" if pick % 2 else ""
    answered = "answered_on: 2026-04-09\n" if pick % 2 else ""
    text = f"---\nreceived_on: 2026-04-0{1 + pick % 9}\n{extra}{answered}---\n\n{word}意见。\n{answer}"
    w.write(f"content/replies/{pick % 3}.md", text)


def delete_reply(w: World, pick: int, word: str) -> None:
    path = w.choose(w.below("content/replies"), pick)
    if path is not None:
        path.unlink()


SWITCHES = ("ledger", "search", "data", "forms", "qr", "traditional")


def switch(w: World, pick: int, word: str) -> None:
    """One kind of files is no longer made, or is made again; of those that are off at first, the reverse."""
    path = w.root / "content/site.yaml"
    name = SWITCHES[pick % len(SWITCHES)]
    first = "true" if name == "traditional" else "false"
    text = path.read_text("utf-8")
    if "outputs:" not in text:
        path.write_text(f"{text}outputs:\n  {name}: {first}\n", "utf-8")
    elif f"  {name}: false\n" in text:
        w.replace(path, f"  {name}: false\n", f"  {name}: true\n")
    elif f"  {name}: true\n" in text:
        w.replace(path, f"  {name}: true\n", f"  {name}: false\n")
    else:
        w.replace(path, "outputs:\n", f"outputs:\n  {name}: {first}\n")


def status(w: World, pick: int, word: str) -> None:
    """A finding's fields change: its page, the lists it stands in and the data know of it."""
    to = ("基本完成", "未完成", "已完成")[pick % 3]
    w.replace(
        w.choose(w.notices(), pick), ":状态: 已完成", f":状态: {to}\n:责任单位: {word}办公室\n:措施类型: 建章立制"
    )


def repeat(w: World, pick: int, word: str) -> None:
    """A later finding repeats the first of another notice, at times another organisation's, and was put off."""
    put_off = f":完成时限: 2026-0{6 + pick % 3}-30\n:时限变更: 2026-05-31 → 2026-0{6 + pick % 3}-30，{word}工期\n"
    fields = f":状态: 未完成\n{put_off}:重复问题: {('r1/a', 'r1/b', 'r2/again-1')[pick % 3]}#f-1\n"
    text = notice(title=f"{word}再通报", published=f"2026-05-0{1 + pick % 2} 09:00").replace(":状态: 已完成\n", fields)
    w.write(f"content/notices/r2/again-{pick % 2}.md", text)


def repeat_no_more(w: World, pick: int, word: str) -> None:
    for path in w.notices():
        text = (w.root / path).read_text("utf-8")
        if ":重复问题:" in text:
            w.write(path, "".join(r for r in text.splitlines(keepends=True) if not r.startswith(":重复问题:")))


def template(w: World, pick: int, word: str) -> None:
    """The site's own theme lies over the default one, file by file."""
    name = ("404.html", "_macros.html", "base.html", "notice.html", "sitemap.xml", "round.html")[pick % 6]
    text = (TEMPLATES / name).read_text("utf-8")
    w.write(f"themes/default/templates/{name}", f"{text}\n<!-- {word} -->\n")


def delete_template(w: World, pick: int, word: str) -> None:
    path = w.choose(w.below("themes/default/templates"), pick)
    if path is not None:
        path.unlink()


def asset(w: World, pick: int, word: str) -> None:
    w.write(f"themes/default/assets/{('extra.css', 'style.css', 'extra.js')[pick % 3]}", f"/* {word} */\n")


def delete_asset(w: World, pick: int, word: str) -> None:
    path = w.choose(w.below("themes/default/assets"), pick)
    if path is not None:
        path.unlink()


def other_theme(w: World, pick: int, word: str) -> None:
    w.write("themes/blue/assets/style.css", f"/* blue {word} */\n")
    text = (w.root / "content/site.yaml").read_text("utf-8")
    if "theme:" not in text:
        w.write("content/site.yaml", text + "theme: blue\n")


def attachment(w: World, pick: int, word: str) -> None:
    w.write("content/notices/r1/b/i.png", f"image {word}")


def attachment_same_size(w: World, pick: int, word: str) -> None:
    w.write("content/notices/r1/b/i.png", "egami" if pick % 2 else "image")


def list_attachment(w: World, pick: int, word: str) -> None:
    path = w.choose(w.notices(), pick)
    if path is not None:
        folder = path.relative_to(w.root).with_suffix("")
        w.write(f"{folder.as_posix()}/表{pick}.csv", word)
        w.replace(path, "kind:", f"attachments: [{{file: 表{pick}.csv, title: {word}}}]\nkind:")


def delete_attachment(w: World, pick: int, word: str) -> None:
    path = w.choose([p for p in w.below("content/notices") if not p.endswith(".md")], pick)
    if path is not None:
        path.unlink()


def fault(w: World, pick: int, word: str) -> None:
    """Something is wrong for a while."""
    path = w.choose(w.notices(), pick)
    broken = "titel: " if pick % 2 else "title： "
    w.replace(path, "title: ", broken)


def body_fault(w: World, pick: int, word: str) -> None:
    w.replace(w.choose(w.notices(), pick), "- 一是", "[没有](none.md)<b>\n\n- 一是")


def template_fault(w: World, pick: int, word: str) -> None:
    w.write("themes/default/templates/404.html", "{{ page.nothing }}" if pick % 2 else "{% if %}")


def repair(w: World, pick: int, word: str) -> None:
    for path in w.notices():
        w.replace(w.root / path, "titel: ", "title: ")
        w.replace(w.root / path, "title： ", "title: ")
        w.replace(w.root / path, "[没有](none.md)<b>\n\n", "")
    (w.root / "themes/default/templates/404.html").unlink(missing_ok=True)
    sites.write(w.root, {p: t for p, t in SOURCES.items() if not (w.root / p).exists()})


def clock(w: World, pick: int, word: str) -> None:
    w.now += DAY * pick


def clock_back(w: World, pick: int, word: str) -> None:
    w.now -= DAY * pick


def lose_output(w: World, pick: int, word: str) -> None:
    path = w.choose(w.below("site"), pick)
    if path is not None:
        path.unlink()


def tamper_output(w: World, pick: int, word: str) -> None:
    path = w.choose(w.below("site"), pick)
    if path is not None:
        path.write_bytes(path.read_bytes() + word.encode())


def tamper_same_size(w: World, pick: int, word: str) -> None:
    """Another inode is left alone: a file linked into the new tree must not be written through."""
    path = w.choose(w.below("site"), pick)
    if path is not None:
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data[::-1])
        w.age(path)


def touch_output(w: World, pick: int, word: str) -> None:
    path = w.choose(w.below("site"), pick)
    if path is not None:
        w.age(path)


def lose_site(w: World, pick: int, word: str) -> None:
    shutil.rmtree(w.site, ignore_errors=True)


def strange(w: World, pick: int, word: str) -> None:
    w.write(f"site/{('strange.html', 'r1/strange.html', 'mine/strange.txt', '.well-known/strange')[pick % 4]}", word)


def empty_folder(w: World, pick: int, word: str) -> None:
    (w.site / ("empty", "r1/empty")[pick % 2]).mkdir(parents=True, exist_ok=True)


def lose_memory(w: World, pick: int, word: str) -> None:
    """What is remembered is a cache: lost, or damaged, it costs time, and what is then no longer
    made stays as a strange file."""
    w.orphans |= sites.tree(w.site).keys()
    for path in (w.root / ".gongkai").glob("*.sqlite"):
        path.write_bytes(b"no database" * 100) if pick % 2 else path.unlink()


EDITS: dict[str, Edit] = {
    f.__name__: f
    for f in (
        body, same_size, same_size_then_back, touch, opening, heading, title, reorder_keys, draft, withdraw, reschedule, change_id,
        correct, contact, add_notice, delete_notice, rename_notice, move_notice, swap_notices, organisation, delete_organisation,
        round_, oversight, publish_by, holidays, reply, delete_reply, site_name, switch, status, repeat, repeat_no_more, language, time_zone, page, delete_page, template, delete_template, asset, delete_asset, other_theme,
        attachment, attachment_same_size, list_attachment, delete_attachment, fault, body_fault, template_fault, repair, clock,
        clock_back, lose_output, tamper_output, tamper_same_size, touch_output, lose_site, strange, empty_folder, lose_memory,
    )
}  # fmt: skip
STEP = st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 9), st.sampled_from(["某", "另", "新"]), st.booleans())


def from_nothing(w: World) -> tuple[Report, dict[str, bytes]]:
    """What a build of the same sources gives in a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("content", "themes"):
            if (w.root / name).exists():
                shutil.copytree(w.root / name, root / name, symlinks=True)
        return sites.run(root, now=w.now), sites.tree(root / "site")


def own_codes(report: Report, strangers: set[str]) -> list[str]:
    told = {f"site/{p}:1:1: W0801" for p in strangers}
    return [c for c in sites.codes(report) if c not in told]


def step(w: World) -> Report:
    """Build, and compare with a build from nothing."""
    before, stats = sites.tree(w.site), sites.stats(w.site)
    report = sites.run(w.root, now=w.now)
    fresh, expected = from_nothing(w)
    present = sites.tree(w.site)
    strangers = {p for p in present if "strange" in p or (p in w.orphans and p not in expected)}
    assert own_codes(report, strangers) == sites.codes(fresh)
    assert not sites.leftovers(w.root)
    if report.exit_code:
        assert present == before, "a failed build changes nothing"
        assert sites.stats(w.site) == stats
        assert (report.written, report.removed) == (0, 0)
        return report
    assert {p: b for p, b in present.items() if p not in strangers} == expected
    assert {p: b for p, b in before.items() if "strange" in p}.items() <= present.items()
    same = {p for p in present if before.get(p) == present[p]}
    now = sites.stats(w.site)
    assert {p: now[p] for p in same} == {p: stats[p] for p in same}, "what did not change was not written"
    assert report.written == len(present.keys() - same)
    assert report.removed == len(before.keys() - present.keys())

    again = sites.run(w.root, now=w.now)
    assert (again.written, again.removed, sites.codes(again)) == (0, 0, sites.codes(report))
    assert sites.stats(w.site) == now, "a build with nothing to do touches nothing"
    return report


@given(st.lists(STEP, min_size=1, max_size=7))
@example([("body_fault", 0, "某", True), ("title", 1, "某", True), ("repair", 0, "某", True)])
@example([("body_fault", 3, "某", True), ("title", 0, "某", True)])
@example([("body_fault", 1, "某", False), ("lose_memory", 0, "某", False), ("delete_notice", 1, "某", False)])
@example([("clock", 2, "某", True), ("clock_back", 2, "某", True)])
@example(
    [(name, 5, "某", True) for name in ("switch", "body", "title", "same_size", "template", "attachment", "switch")]
)
@example([("repeat", 0, "某", True), ("round_", 0, "新", True), ("status", 0, "另", True), ("withdraw", 0, "某", True)])
@example(
    [("repeat", 1, "某", True), ("body", 0, "某", True), ("repair", 0, "某", True), ("repeat_no_more", 0, "某", True)]
)
@example([("repeat", 6, "某", True), ("repeat", 5, "某", True), ("change_id", 0, "某", True), ("draft", 0, "某", True)])
@example([("list_attachment", 0, "某", True), ("change_id", 0, "某", True), ("delete_attachment", 0, "某", True)])
def test_incremental_is_as_from_nothing(steps: list[tuple[str, int, str, bool]]) -> None:
    """Any sequence of edits, failures in the middle included; with new and with old file times."""
    with tempfile.TemporaryDirectory() as folder:
        w = World(Path(folder))
        step(w)
        for name, pick, word, aged in steps:
            EDITS[name](w, pick, word)
            if aged:
                w.age_all()
            step(w)


@pytest.mark.parametrize("name", sorted(EDITS))
def test_each_edit(name: str, tmp_path: Path) -> None:
    """Every edit of the table on its own, from every place it can start at."""
    for pick in range(6 if "template" in name or name == "switch" else 2):
        root = tmp_path / str(pick)
        root.mkdir()
        w = World(root)
        w.age_all()
        step(w)
        EDITS[name](w, pick, "某")
        step(w)


def test_a_same_size_edit_within_a_tick_is_seen(base: Path) -> None:
    """However coarse the clock: size, time of change and time of the inode all as before, and still seen."""
    path = base / "content/notices/r1/a.md"
    sites.run(base)
    for old, new in (("学习", "习学"), ("习学", "学习")):
        stat = path.stat()
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        assert sites.run(base).written > 0
        assert new in (base / "site/r1/a.html").read_text("utf-8")


def test_verify_mends_what_stats_do_not_show(base: Path) -> None:
    """An output changed behind the back, its size and time restored, is found by --verify."""
    sites.run(base)
    path = base / "site/r1/a.html"
    stat, good = path.stat(), path.read_bytes()
    path.write_bytes(good[::-1])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert sites.run(base, verify=True).written == 1
    assert path.read_bytes() == good
    assert sites.run(base, verify=True).written == 0


def test_an_edit_of_one_body_makes_one_page(base: Path) -> None:
    """Lists see small facts: a body's text, but for its first paragraph, is no concern of theirs."""
    off = "outputs: {ledger: false, search: false, data: false, forms: false, qr: false}\n"
    sites.write(
        base,
        {
            "content/site.yaml": sites.BASE["content/site.yaml"] + off,
            "content/notices/r1/b.md": notice("现将整改情况向社会予以公布，欢迎广大干部群众监督。", title="乙"),
        },
    )
    sites.run(base)
    before = sites.stats(base / "site")
    path = base / "content/notices/r1/b.md"
    path.write_text(path.read_text("utf-8") + "\n补充一段。\n", "utf-8")
    report = sites.run(base)
    assert [p for p, _ in report.reasons] == ["r1/b.html"]
    assert report.written == 1
    after = sites.stats(base / "site")
    assert {p for p in after if after[p] != before[p]} == {"r1/b.html"}


def test_a_scheduled_notice_appears_when_its_time_comes(base: Path) -> None:
    """Until then a build has nothing to do; `next_change` says when it will."""
    sites.write(base, {"content/notices/r1/b.md": notice(title="乙", published="2026-06-01 12:00")})
    noon = sites.NOW + 12 * 3600
    report = sites.run(base)
    assert report.next_change == noon
    assert not (base / "site/r1/b.html").exists()
    assert sites.run(base, now=noon - 1).written == 0
    report = sites.run(base, now=noon)
    assert (base / "site/r1/b.html").exists()
    assert report.next_change == 0
    assert sites.run(base, now=noon + 365 * DAY).written == 0


def test_two_outputs_of_a_site_have_memories_of_their_own(base: Path) -> None:
    """Building elsewhere, or with drafts, leaves the first output and what is known of it alone."""
    sites.write(base, {"content/notices/r1/b.md": notice(title="乙", extra="draft: true\n")})
    sites.run(base)
    site = sites.tree(base / "site")
    sites.run(base, out="other", drafts=True)
    assert (base / "other/r1/b.html").exists()
    assert sites.tree(base / "site") == site
    assert sites.run(base).written == 0


def test_what_is_long_in_the_making_can_wait(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview's build leaves it as it was, and the next one makes it, though nothing changed any more."""
    from generator import stale

    monkeypatch.setattr(stale, "MANY", 0)
    sites.run(base)
    before = sites.tree(base / "site")
    sites.write(base, {"content/notices/r1/a.md": sites.BASE["content/notices/r1/a.md"].replace("一是", "一是认真")})
    quick = sites.run(base, later=True)
    after = sites.tree(base / "site")
    assert quick.unfinished and "一是认真" in after["r1/a.html"].decode()
    assert {p for p in before if before[p] != after[p]} <= {"r1/a.html", "r1/a.json", "search/index.html"}
    assert sites.run(base, later=True).written == 0
    whole = sites.run(base)
    assert not whole.unfinished and "data/measures.csv" in {
        p for p in after if after[p] != sites.tree(base / "site")[p]
    }
    assert sites.run(base, clean=True).written == 0
