"""Verifying as a citizen does: on a server, on plain http, from a disc; and every way in which something may be wrong.

Whoever holds an old page or an old checkpoint is told in words what became of it.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import announcing
import examples
import pytest
import sites
from announcing import NOTICE, revised, signer_of
from test_qr import drawn, read

from generator.log.note import signer
from generator.log_commands import begin
from generator.outcomes import OUTCOMES

from . import checkers, serving
from .checkers import probe
from .conftest import PLAIN, Heard, Open
from .test_accessibility import PROBES, SPACING, STATES, TWICE, accept, told, walk

if TYPE_CHECKING:
    from playwright.sync_api import Page

VERIFY = "verify/index.html"
WAYS = ("http", "plain", "disc")
ORIGIN, DAY = "example.gov.cn", 86_400
PICTURE = b"GIF89a, or so"
LISTS = "attachments: [{file: 表.csv}]\n---\n\n![示意](a/p.gif)\n\n现予公布。"
TEXT = sites.BASE[NOTICE].replace("---\n\n现予公布。", LISTS)
FILES: dict[str, str | bytes | None] = {
    NOTICE: TEXT,
    "content/notices/r1/a/p.gif": PICTURE,
    "content/notices/r1/a/表.csv": "a,b\n1,2\n",
    "content/notices/r1/b.md": sites.BASE[NOTICE].replace("甲通报", "乙通报"),
}
TITLES = {o.id: re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(o.zh.title))) for o in OUTCOMES}


class Past(NamedTuple):
    """A site whose first notice was corrected, and what somebody kept of it before."""

    root: Path
    begun: Path  # the site folder before anything was announced: who has its signer's key can begin anew
    checkpoint: str  # the first one
    page: Path  # the notice as it was saved

    @property
    def site(self) -> Path:
        return self.root / "site"


def begun(root: Path) -> Path:
    """A site with a log in which nothing is yet."""
    sites.write(root, {**sites.BASE, **FILES})
    begin(announcing.asked(root))
    return root


def copied(root: Path, to: Path) -> Path:
    """A site folder and its signer's once more."""
    shutil.copytree(root, to)
    shutil.copytree(signer_of(root), signer_of(to))
    return to


def corrected(root: Path) -> None:
    """Announce a second revision of the first notice."""
    text = (root / NOTICE).read_text("utf-8")
    more = {"学习。": "在三月学习。"}
    sites.write(root, {NOTICE: revised(text, 2, "correction", "第一条写漏了日期。", **more)})
    announcing.append(root, sites.NOW + 2 * DAY)


def checkpoint_of(root: Path) -> str:
    return (root / "register/log/checkpoint").read_text("utf-8")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    top = tmp_path_factory.mktemp("past")
    empty = begun(top / "empty")
    root = copied(empty, top / "a")
    announcing.append(root)
    checkpoint, page = checkpoint_of(root), top / "甲通报.html"
    shutil.copy(root / "site/r1/a.html", page)
    corrected(root)
    return Past(root, empty, checkpoint, page)


@pytest.fixture
def tampered(past: Past, tmp_path: Path) -> Path:
    """The published files of that site, to be changed by whoever has the server."""
    shutil.copytree(past.site, tmp_path / "site")
    return tmp_path / "site"


@contextmanager
def at(folder: Path, way: str = "http") -> Iterator[str]:
    """Where a site is read: on a server, on one without https under a name, or from a disc."""
    if way == "disc":
        yield folder.as_uri() + "/"
        return
    with serving.serve(folder) as address:
        yield address.replace("127.0.0.1", PLAIN) if way == "plain" else address


def wait(page: Page) -> list[str]:
    """The outcomes that are told, by their ids, once they are."""
    page.locator("#status").filter(has_text="核对完毕").wait_for()
    found = page.locator("#result h2").all_inner_texts()
    return [next(id_ for id_, title in TITLES.items() if title.fullmatch(text)) for text in found]


def go(page: Page, address: str, fragment: str = "") -> list[str]:
    """Open the page anew to have something verified."""
    page.goto("about:blank")
    page.goto(f"{address}{VERIFY}#{fragment}")
    return wait(page)


def pick(page: Page, *files: Path) -> list[str]:
    page.evaluate("document.getElementById('status').textContent = ''")
    page.get_by_label("选择保存的文件").set_input_files(files)
    return wait(page)


def type_in(page: Page, text: str) -> list[str]:
    page.evaluate("document.getElementById('status').textContent = ''")
    page.get_by_label("把检查点的文字").fill(text)
    page.get_by_role("button", name="核对这份检查点").click()
    return wait(page)


def no_complaint(heard: Heard, address: str) -> None:
    assert heard.complaints == []
    assert [url for url in heard.requests if not url.startswith((address, "data:"))] == []


# A citizen's path


@pytest.mark.parametrize("way", WAYS)
def test_a_saved_page(past: Past, browse: Open, way: str) -> None:
    """Somebody has revision 1: it is genuine, there is a revision 2, and why; the difference; both are verified."""
    page, heard = browse()
    with at(past.site, way) as address:
        page.goto(address + "index.html")
        page.get_by_role("link", name="核对公开件").click()
        page.wait_for_url(f"{address}{VERIFY}*")
        assert page.evaluate("'subtle' in crypto") == (way != "plain")
        assert pick(page, past.page) == ["unchanged", "newer"]
        result = page.locator("#result")
        assert "《甲通报》第 1 版" in result.inner_text()
        assert "从 2026-06-01 00:00 记入以来，文字一个字也没有改动" in result.inner_text()
        assert "第 2 版在 2026-06-03 00:00 记入" in result.inner_text()
        assert "理由：第一条写漏了日期。" in result.inner_text()
        result.get_by_role("link", name="第 2 版改了什么").click()
        page.wait_for_url(address + "r1/a.v2.changes.html")
        assert "在三月" in page.locator("main").inner_text()
        page.goto(address + VERIFY)
        assert pick(page, past.site / "r1/a.html") == ["unchanged"]
        assert pick(page, past.site / "r1/a.v1.html", past.site / "r1/a/p.gif") == ["unchanged", "newer"]
        both = past.site / "r1/a/p.gif", past.site / "r1/a/表.csv"
        assert pick(page, past.site / "r1/a.v2.html", *both) == ["unchanged", "intact"]
        no_complaint(heard, address)


@pytest.mark.parametrize("way", WAYS)
def test_from_the_notice(past: Past, browse: Open, way: str) -> None:
    """The link on each revision's page leads to what it says of this revision."""
    page, heard = browse()
    with at(past.site, way) as address:
        for place, expected in (
            ("r1/a.v1.html", ["newer"]),
            ("r1/a.v2.html", []),
            ("r1/a.html", []),
            ("r1/b.html", []),
        ):
            page.goto(address + place)
            page.get_by_role("link", name="核对本页是否改动过").click()
            text = ["registered"] if way == "disc" else ["unchanged"] + ["intact"] * ("a." in place)
            assert wait(page) == text + expected, place
            assert page.evaluate("document.activeElement.tagName") == "H2"
        no_complaint(heard, address)


@pytest.mark.parametrize("way", WAYS)
def test_an_old_checkpoint(past: Past, browse: Open, way: str) -> None:
    """Typed from paper, picked as a file, or carried by the address in a QR code."""
    page, heard = browse()
    with at(past.site, way) as address:
        page.goto(address + VERIFY)
        assert type_in(page, past.checkpoint) == ["kept"]
        said = page.locator("#result").inner_text()
        assert "您的检查点上有 4 条，它们都还在" in said and "此后添了 2 条，现在共 6 条" in said
        kept = past.page.with_name("checkpoint.txt")
        kept.write_text(past.checkpoint, "utf-8")
        assert pick(page, kept) == ["kept"]
        (code,) = read(drawn((past.site / "verify/checkpoint.svg").read_bytes()))
        carried = code.text.removeprefix("https://example.gov.cn/")
        assert carried.startswith(f"{VERIFY}#checkpoint=")
        assert go(page, address, carried.partition("#")[2]) == ["kept"]
        assert "此后添了 0 条" in page.locator("#result").inner_text()
        assert type_in(page, code.text) == ["kept"]
        no_complaint(heard, address)


@pytest.mark.parametrize("way", WAYS)
def test_a_rewritten_log(past: Past, browse: Open, tmp_path: Path, way: str) -> None:
    """The same key has signed another past: all fits together, and only who has the old checkpoint can tell."""
    root = copied(past.begun, tmp_path / "b")
    sites.write(root, {NOTICE: TEXT.replace("一是学习。", "一是没有学习。")})
    announcing.append(root)
    corrected(root)
    page, _ = browse()
    with at(root / "site", way) as address:
        if way != "disc":
            assert go(page, address, "r1/a.v1=1") == ["unchanged", "intact", "newer"]
        page.goto(address + VERIFY)
        assert type_in(page, past.checkpoint) == ["rewritten"]
        said = page.locator("#result").inner_text()
        assert "警告：公开记录被改写过" in said
        assert "请留好这份检查点的原件" in said and "告诉本页末尾的单位" in said
        assert pick(page, past.page) == ["unknown"]


def test_a_log_that_was_rolled_back(past: Past, browse: Open, tmp_path: Path) -> None:
    root = copied(past.begun, tmp_path / "b")
    announcing.append(root)
    page, _ = browse()
    with at(root / "site") as address:
        page.goto(address + VERIFY)
        assert type_in(page, checkpoint_of(past.root)) == ["ahead"]
        assert "有 6 条，这里的记录只有 4 条" in page.locator("#result").inner_text()


def test_withdrawn_and_erased(browse: Open, tmp_path: Path) -> None:
    """What happened later is told in its order; a text that was erased is not looked for."""
    root = tmp_path / "a"
    examples.announced(root)
    assert sites.run(root, now=sites.NOW + DAY).exit_code == 0
    page, heard = browse()
    with at(root / "site") as address:
        links = "".join(p.read_text("utf-8") for p in (root / "site/r1").glob("*.html"))
        entry = dict(re.findall(r"(r1/\w\.v\d)=(\d+)", links))
        assert go(page, address, f"r1/b.v1={entry['r1/b.v1']}") == ["unchanged", "withdrawn"]
        assert "理由：需要核实" in page.locator("#result").inner_text()
        assert go(page, address, f"r1/b.v2={entry['r1/b.v2']}") == ["unchanged"]
        assert go(page, address, f"r1/a.v1={entry['r1/a.v1']}") == ["newer", "newer", "erased"]
        assert "含有个人信息（批准：区委办）" in page.locator("#result").inner_text()
        assert go(page, address, f"r1/a.v2={entry['r1/a.v2']}") == ["unchanged", "newer", "erased"]
        no_complaint(heard, address)


def test_a_text_that_was_restored(browse: Open, tmp_path: Path) -> None:
    """A page saved before the withdrawal has the text of the newest revision again."""
    root = announcing.started(tmp_path / "a")
    saved = tmp_path / "saved.html"
    shutil.copy(root / "site/r1/a.html", saved)
    text = sites.BASE[NOTICE]
    for number, kind in ((2, "withdrawal"), (3, "restoration")):
        text = revised(text, number, kind, f"第 {number} 版的理由")
        sites.write(root, {NOTICE: text})
        announcing.append(root, sites.NOW + number * DAY)
    page, _ = browse()
    with at(root / "site") as address:
        page.goto(address + VERIFY)
        assert pick(page, saved) == ["unchanged"]
        assert "第 3 版" in page.locator("#result").inner_text()
        assert pick(page, root / "site/r1/a.v2.html") == ["unchanged", "newer"]


# What is wrong with a site


def change(path: Path, old: str, new: str) -> None:
    """Another text in a published file; what is linked elsewhere stays as it is."""
    text = path.read_text("utf-8")
    assert old in text, path
    put(path, text.replace(old, new).encode())


def put(path: Path, data: bytes) -> None:
    made = path.with_name(path.name + ".tmp")
    made.write_bytes(data)
    os.replace(made, path)


def flipped(path: Path) -> None:
    """One bit of a file of the log is another."""
    data = bytearray(base64.b64decode(path.read_text().removeprefix('gongkai("').removesuffix('")\n')))
    data[len(data) // 2] ^= 1
    put(path, b'gongkai("' + base64.b64encode(data) + b'")\n')


BUNDLE, TILE = "verify/data/tile/entries/000.p/6.js", "verify/data/tile/0/000.p/6.js"
ENTRIES = "verify/data/in/r1/index.js"
OTHER_KEY = str(signer(b"o" * 32, ORIGIN).verifier)
FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "one character": (lambda s: change(s / "r1/a.v1.html", "一是学习。", "一是学习！"), "changed"),
    "one character of the newest": (lambda s: change(s / "r1/a.html", "一是在三月学习。", "一是在四月学习。"), ""),
    "no article": (lambda s: change(s / "r1/a.v1.html", 'id="notice"', 'id="other"'), "changed"),
    "replaced picture": (lambda s: put(s / "r1/a/p.gif", b"GIF89a"), "replaced"),
    "replaced attachment": (lambda s: put(s / "r1/a/表.csv", b"a,b\n1,3\n"), "replaced"),
    "missing attachment": (lambda s: (s / "r1/a/表.csv").unlink(), "lost"),
    "missing page": (lambda s: (s / "r1/a.v1.html").unlink(), "lost"),
    "wrong signature": (lambda s: change(s / VERIFY, "\n6\n", "\n7\n"), "rejected"),
    "wrong key": (lambda s: put(s / VERIFY, re.sub(rb'data-keys="[^"]*', f'data-keys="{OTHER_KEY}'.encode(), (s / VERIFY).read_bytes())), "rejected"),
    "no checkpoint": (lambda s: put(s / VERIFY, re.sub(rb"(<pre[^>]*>).*?</pre>", rb"\1</pre>", (s / VERIFY).read_bytes(), flags=re.S)), "rejected"),
    "flipped bit in an entry": (lambda s: flipped(s / BUNDLE), "broken"),
    "missing entries": (lambda s: (s / BUNDLE).unlink(), "lost"),
    "cut script": (lambda s: put(s / BUNDLE, (s / BUNDLE).read_bytes()[:-40]), "broken"),
    "cut entries": (lambda s: put(s / BUNDLE, (s / BUNDLE).read_bytes()[:-84] + b'")\n'), "broken"),
    "another notice's entry": (lambda s: change(s / ENTRIES, '"a":[[1,', '"a":[[2,'), "broken"),
    "an entry that is not there": (lambda s: change(s / ENTRIES, '"a":[[1,', '"a":[[9,'), "broken"),
    "the first entry left out": (lambda s: put(s / ENTRIES, re.sub(rb'"a":\[\[1,\{.*?\}\],', b'"a":[', (s / ENTRIES).read_bytes())), "broken"),
    "other files": (lambda s: change(s / ENTRIES, "p.gif", "q.gif"), "broken"),
    "no entries listed": (lambda s: change(s / ENTRIES, '"a"', '"z"'), "other"),
    "missing list": (lambda s: (s / ENTRIES).unlink(), "lost"),
    "missing script": (lambda s: next(s.glob("assets/verify-log.*")).unlink(), "lost"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told(tampered: Path, browse: Open, name: str) -> None:
    """Each is told by the page for whoever verifies revision 1, and never as unchanged."""
    damage, expected = FAULTS[name]
    damage(tampered)
    page, _ = browse()
    with at(tampered) as address:
        if not expected:
            assert go(page, address, "r1/a.v1=1") == ["unchanged", "intact", "newer"]
            assert go(page, address, "r1/a.v2=4") == ["changed", "intact"]
            return
        found = go(page, address, "r1/a.v1=1")
        assert expected in found
        assert "unchanged" not in found or expected == "replaced"


def test_another_notice_in_its_place(tampered: Path, browse: Open) -> None:
    """A text that was logged is shown at an address for which it was not: its entry is about another notice."""
    for name in ("z.html", "z.v1.html"):
        shutil.copy(tampered / "r1/b.v1.html", tampered / "r1" / name)
    change(tampered / ENTRIES, '"b":[[2,{}]]', '"b":[[2,{}]],"z":[[2,{}]]')
    page, _ = browse()
    with at(tampered) as address:
        assert go(page, address, "r1/b.v1=2") == ["unchanged"]
        assert go(page, address, "r1/z.v1=2") == ["broken"]


def test_a_flipped_bit_in_a_tile(past: Past, tampered: Path, browse: Open) -> None:
    """Tiles of hashes are needed for old checkpoints; the entries themselves are enough for a small log."""
    flipped(tampered / TILE)
    page, _ = browse()
    with at(tampered) as address:
        page.goto(address + VERIFY)
        assert type_in(page, past.checkpoint) in (["broken"], ["rewritten"])
        assert "kept" not in type_in(page, past.checkpoint)


@pytest.mark.parametrize(
    "fragment", ["r1/a.v1=4", "r1/a.v2=1", "r1/a.v3=5", "r1/zz.v1=1", "r9/a.v1=1", "r1/a.v1=999", "r1/a.v1=0"]
)
def test_an_address_that_is_wrong(past: Past, browse: Open, fragment: str) -> None:
    page, _ = browse()
    with at(past.site) as address:
        assert go(page, address, fragment) == ["other"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好", "unreadable"),
        ("#checkpoint=!!!", "unreadable"),
        ("#checkpoint=AAAA", "unreadable"),
        ("https://example.gov.cn/verify/index.html#checkpoint=" + "A" * 41, "unreadable"),
        ("{}", "kept"),
        ("other.example{}", "unreadable"),
    ],
)
def test_what_is_typed(past: Past, browse: Open, text: str, expected: str) -> None:
    page, _ = browse()
    with at(past.site) as address:
        page.goto(address + VERIFY)
        assert type_in(page, text.replace("{}", past.checkpoint if text == "{}" else "\n4\nx")) == [expected]
        assert type_in(page, past.checkpoint.replace(ORIGIN + "\n", "other.example\n", 1)) == ["stranger"]
        assert type_in(page, past.checkpoint.replace("\n4\n", "\n5\n")) == ["misread"]
        assert type_in(page, past.checkpoint.replace(f"— {ORIGIN}", "— 别人")) == ["unsigned"]


# What is wrong with a saved page


def test_saved_pages(past: Past, browse: Open, tmp_path: Path) -> None:
    """As browsers save them they are known again; one that was changed is not; others are told what they are."""
    page, _ = browse()
    html = past.page.read_text("utf-8")

    def kept(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8", newline="")
        return path

    with at(past.site) as address:
        page.goto(address + "r1/a.html")
        whole = kept("whole.html", page.content())  # what stands there after the scripts
        cdp = page.context.new_cdp_session(page)
        phone = kept("phone.mhtml", cdp.send("Page.captureSnapshot", {"format": "mhtml"})["data"])
        page.goto(address + VERIFY)
        assert pick(page, whole) == ["unchanged"]
        assert pick(page, phone) == ["unchanged"]
        assert pick(page, kept("windows.html", html.replace("\n", "\r\n"))) == ["unchanged", "newer"]
        assert pick(page, kept("dressed.html", html.replace("<h1>", '<h1 style="color: red"><!-- 注 -->'))) == [
            "unchanged",
            "newer",
        ]
        assert pick(page, kept("changed.html", html.replace("一是学习。", "一是学习，"))) == ["unknown"]
        assert "最后一版是第 2 版" in page.locator("#result").inner_text()
        assert pick(
            page, kept("foreign.html", html.replace("https://example.gov.cn/r1/", "https://example.org/r1/"))
        ) == ["foreign"]
        assert pick(page, kept("home.html", (past.site / "index.html").read_text("utf-8"))) == ["foreign"]
        assert pick(page, kept("no-link.html", re.sub(r"<link rel=.canonical[^>]*>", "", html))) == ["foreign"]
        assert pick(page, kept("never.html", html.replace("/r1/a.html", "/r1/new.html"))) == ["never"]
        assert pick(page, kept("elsewhere.html", html.replace("/r1/a.html", "/r7/a.html"))) == ["never"]
        hant = html.replace("https://example.gov.cn/r1/a.html", "https://example.gov.cn/hant/r1/a.html")
        assert pick(page, kept("hant.html", hant)) == ["converted"]
        assert pick(page, kept("p.gif", "GIF")) == ["unreadable"]
        assert pick(page, past.page, kept("表.csv", "a,b\n9,9\n")) == ["unchanged", "replaced", "newer"]


def test_a_file_that_is_dropped(past: Past, browse: Open) -> None:
    page, _ = browse()
    with at(past.site) as address:
        page.goto(address + VERIFY)
        page.evaluate(
            """html => {
              const data = new DataTransfer();
              data.items.add(new File([html], "a.html"));
              document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
            }""",
            past.page.read_text("utf-8"),
        )
        assert wait(page) == ["unchanged", "newer"]


# For everybody


def test_with_the_keyboard(past: Past, browse: Open) -> None:
    """Type a checkpoint, have it verified, and go on from the outcome."""
    page, _ = browse(320, "dark")
    with at(past.site) as address:
        page.goto(address + VERIFY)
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "paper":
                break
        page.keyboard.insert_text(past.checkpoint)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert wait(page) == ["kept"]
        assert page.evaluate("document.activeElement.textContent") == "从那时到现在，没有改动或者删除过"


def test_without_scripts(past: Past, browse: Open) -> None:
    """The page says how to verify otherwise, and has the checkpoint."""
    page, _ = browse(java_script_enabled=False)
    with at(past.site) as address:
        page.goto(address + VERIFY)
        said = page.locator("main").inner_text()
        for words in (
            "现在没有开启",
            "gongkai verify",
            "verify.py",
            "纸质检查点",
            checkpoint_of(past.root).splitlines()[2],
        ):
            assert words in said
        page.get_by_role("link", name="打印检查点").click()
        page.locator("main", has_text="以后怎样用").wait_for()


def test_the_checkpoint_is_one_sheet(past: Past, browse: Open) -> None:
    page, _ = browse()
    with at(past.site) as address:
        page.goto(address + "verify/checkpoint.html")
        assert page.locator("pre").inner_text().strip() == checkpoint_of(past.root).strip()
        pdf = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
        page.emulate_media(media="print")
        assert page.locator("img.qr").bounding_box()["width"] >= 160  # type: ignore[index]


LOOKED_AT = (
    ("", ""),
    ("r1/a.v1=1", ""),
    ("r1/a.v1=4", ""),
    ("", "checkpoint"),
    ("", "你好"),
)


def test_pages_are_accessible(past: Past, browse: Open, tampered: Path) -> None:
    """Every kind of outcome, in light and dark, wide and narrow: the bar of all pages."""
    change(tampered / "r1/a.v1.html", "一是学习。", "一是学习！")
    found = []
    with at(tampered) as address:
        for width, scheme in STATES:
            page, heard = browse(width, scheme, bypass_csp=True)
            for fragment, text in LOOKED_AT:
                where = f"{width} {scheme} {fragment} {text}"
                page.goto("about:blank")
                page.goto(f"{address}{VERIFY}#{fragment}")
                if fragment:
                    wait(page)
                if text:
                    type_in(page, past.checkpoint if text == "checkpoint" else text)
                found += told(where, checkers.axe(page))
                for probing in (*PROBES, "targets", "typography", "contrast", "controls", "fixed"):
                    found += told(f"{where} {probing}", probe(page, probing))
                for css in ("", TWICE, SPACING):
                    probe(page, "style", css)
                    found += told(f"{where} {css[:20]}", [*probe(page, "reflow"), *probe(page, "covered")])
            for place in (VERIFY, "verify/checkpoint.html"):
                page.goto(address + place)
                found += told(f"{place} {width} {scheme}", [*checkers.axe(page), *walk(page)])
                for probing in (*PROBES, "targets", "typography", "contrast", "controls"):
                    found += told(f"{place} {width} {scheme} {probing}", probe(page, probing))
            found += heard.complaints
    accept(found)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pages_are_valid(tmp_path: Path, language: str) -> None:
    """With every outcome as it is told, not only as a template."""
    root = tmp_path / "a"
    announcing.started(root, {**FILES, "content/site.yaml": f"{sites.BASE['content/site.yaml']}language: {language}\n"})
    page = (root / "site" / VERIFY).read_text("utf-8")
    shown = re.sub(r"</?template[^>]*>", "", page).replace("<a data-to", '<a href="#main" data-to')
    shown = re.sub(r'(<span data-put="(\w+)">)', r"\1\2", shown)
    looked_at = tmp_path / "looked-at"
    looked_at.mkdir()
    for name, text in (("index.html", page), ("shown.html", shown)):
        (looked_at / name).write_text(text, "utf-8")
    shutil.copy(root / "site/verify/checkpoint.html", looked_at)
    accept([*checkers.nu([looked_at]), *checkers.html_validate([looked_at])])


def test_what_is_loaded(past: Past, browse: Open) -> None:
    """Nothing but the page until there is something to verify; then the log's script, a list and one file of entries."""
    page, heard = browse()
    with at(past.site) as address:
        page.goto(address + VERIFY)
        scripts = [url.rpartition("/")[2].partition(".")[0] for url in heard.requests if url.endswith(".js")]
        assert scripts == ["site", "verify"]
        heard.requests.clear()
        assert go(page, address, "r1/a.v2=4")[0] == "unchanged"
        asked = [url.removeprefix(address) for url in heard.requests if "/verify/data/" in url or "/verify-" in url]
        assert [re.sub(r"\.\w{10}\.js$", ".js", path) for path in asked] == ["assets/verify-log.js", ENTRIES, BUNDLE]
