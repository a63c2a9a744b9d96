"""The interface is whole in both languages: an English site has no Chinese character that is not its content's, a
Chinese one no English word, on any kind of page and in any file."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import announcing
import examples
import pytest
import sites
from pages import Element, Site

from generator.log_commands import begin
from generator.outputs import OUTPUTS
from generator.texts import TEXTS

HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
LATIN = re.compile(r"[A-Za-z][A-Za-z'-]+")
CONTENT = ("津ICP备12345678号",)  # Chinese in the content of the English site
BILINGUAL = re.compile(r"data/v\d+/[a-z]+\.schema\.json|assets/.*")  # schemas say each thing in both; code is code
# what is called so in Chinese too: formats, programs, keys of the keyboard
NAMES = frozenset(
    "Atom BCP CSV Ctrl DCAT Excel ICP JavaScript JSON JSON-LD OA PDF Python QR RFC Schema UTF- WPS XLSX ZIP gongkai mhtml py tlog-proof verify".split()
)
ADDRESS = re.compile(r"[!-~]+@[!-~]+|https?://[!-~]+|[!-~]*\.(?:html|csv|jsonld|json|xlsx|xml)[!-~]*")
WORDS_OF = ("alt", "title", "aria-label", "aria-description", "placeholder", "label")
# made when there is a draft of a theme, an emblem, a package more, or in a preview; none is a page of a site
NOT_HERE = frozenset(("colours", "components", "emblem", "pdf"))
MANY = 201  # more than a page of a list holds


def many(language: str) -> dict[str, str]:
    """Sources that make every list long enough for the pages that only long lists have."""
    office, unit, title, body = {
        "en": ("Office", "Section", "Report", "Done."),
        "zh-CN": ("单位", "科室", "通报", "已办。"),
    }[language]
    findings = "".join(
        f"### {unit} {k}\n\n:status: completed\n:responsible_unit: {unit} {k}\n\n{body}\n\n" for k in range(25)
    )
    found = {f"content/organisations/n{k}.yaml": f"name: {office} {k}\n" for k in range(MANY)}
    found["content/rounds/r9.yaml"] = f"name: {title}\norganisations: [{', '.join(f'n{k}' for k in range(MANY))}]\n"
    found["content/notices/r9/long.md"] = (
        f"---\ntitle: {title} 9\nkind: rectification\norganisation: n1\npublished_at: 2026-01-05 09:00\nnumbering: false\n"
        f"oversight: {{opens_on: 2026-12-20, closes_on: 2027-01-20}}\n---\n\n## {title}\n\n{findings}"
    )
    return found


OPINION = {
    "content/replies/2026-001.md": """---
title: Where is the table?
notice: r1/report
finding: f-1
received_on: 2026-12-01
channel: email
answered_on: 2026-12-10
answered_by: Planning Office
---

It is not there.

## Answer

It is now.
""",
    "content/replies/2026-002.md": "---\ntitle: Not answered yet\nreceived_on: 2026-12-20\n---\n\nWhen?\n",
}


def build(root: Path, language: str) -> Site:
    """A site in a language with every kind of page."""
    url = examples.english(root) if language == "en" else examples.sample(root)
    sites.write(root, many(language) | (OPINION if language == "en" else {}))
    begin(announcing.asked(root, examples.LATER))
    announcing.append(root, examples.LATER)
    path, reason = ("r1/report", "A new layout") if language == "en" else ("binhai-3-15/teda", "改了版面")
    notice = f"content/notices/{path}.md"
    text = (root / notice).read_text("utf-8")
    sites.write(root, {notice: announcing.revised(text, 2, "layout", reason)})
    announcing.append(root, examples.LATER + 60)
    report = sites.run(root, now=examples.LATER + 120)
    assert report.exit_code == 0, sites.codes(report)
    return Site(root / "site", url)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build(tmp_path_factory.mktemp("english"), "en")


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build(tmp_path_factory.mktemp("chinese"), "zh-CN")


def kinds(site: Site) -> set[str]:
    """The kinds of files that were made, as the build remembers them."""
    memory = next((site.folder.parent / ".gongkai").glob("*.sqlite"))
    with sqlite3.connect(memory) as db:
        return {name for (name,) in db.execute("select distinct output from output")}


def test_every_kind_of_page_is_looked_at(english: Site, chinese: Site) -> None:
    """A new kind of page must be in the sites of this test, or it would not be looked at."""
    wanted = {o.name for o in OUTPUTS if o.template and not o.edition} - NOT_HERE
    assert wanted - kinds(english) == set()
    assert wanted - kinds(chinese) == set()


def test_an_english_site_has_no_chinese(english: Site) -> None:
    for path, data in english.files.items():
        if b"\0" in data or path.startswith("log/tile/") or BILINGUAL.fullmatch(path):
            continue
        text = data.decode()
        for own in CONTENT:
            text = text.replace(own, "")
        assert not HAN.search(text), (path, [text[max(0, m.start() - 50) : m.end() + 20] for m in HAN.finditer(text)])
    page = english.pages["r1/report.html"]
    assert page.root.one("section", cls="withheld")
    for said in ("Status", "Completed", "Link to finding 1", "Comment on finding 1", "Attachments", "Oversight period"):
        assert said.lower() in page.root.text.lower(), said


def test_a_chinese_site_has_no_english(chinese: Site) -> None:
    """Of the ordinary pages only the frame is looked at, for their text is content; keys of data stand as code."""
    own = {path for path in chinese.pages if (examples.REPOSITORY / f"content/pages/{path[:-5]}.md").exists()}
    for page in chinese.pages.values():
        for e in interface(page.root, page.path in own):
            said = [c for c in e.children if isinstance(c, str)] + [e.get(name) for name in WORDS_OF]
            for text in said:
                words = set(LATIN.findall(ADDRESS.sub("", text))) - NAMES
                assert not words, f"{page}:{e.line}: {text.strip()!r}"


def interface(e: Element, frame_only: bool) -> list[Element]:
    """An element and those inside it, but scripts and code; without the article of an ordinary page."""
    if e.tag in ("script", "style", "code", "kbd") or (frame_only and e.tag == "main"):
        return []
    return [e, *(x for c in e.children if isinstance(c, Element) for x in interface(c, frame_only))]


def test_texts_have_the_same_keys() -> None:
    """In the same order too, so that a text is found beside its twin; each is what its language is written in."""
    assert list(TEXTS["zh-CN"]) == list(TEXTS["en"])
    for key, text in TEXTS["en"].items():
        assert not HAN.search(text), key
    for key, text in TEXTS["zh-CN"].items():
        assert set(LATIN.findall(ADDRESS.sub("", text))) <= NAMES, key
