"""Feeds: Atom and JSON Feed of the site, each round and each organisation say the same, and pages lead to them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pages
import pytest
import sites
from jsonschema import Draft202012Validator

GOLDEN = Path(__file__).parent / "golden"
ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "pattern": "^https?://"}
AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "required": ["name"], "properties": {"name": TEXT}},
}
# https://www.jsonfeed.org/version/1.1/: what it requires, and of what it allows that which is made here
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": URL,
        "feed_url": URL,
        "language": TEXT,
        "authors": AUTHORS,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_text"],
                "additionalProperties": False,
                "properties": {
                    "id": TEXT,
                    "url": URL,
                    "title": TEXT,
                    "content_text": TEXT,
                    "date_published": {
                        "type": "string",
                        "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$",
                    },
                    "language": TEXT,
                    "authors": AUTHORS,
                    "tags": {"type": "array", "items": TEXT},
                },
            },
        },
    },
}


@pytest.fixture(scope="module", params=("zh", "en"))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pages.Site:
    root = tmp_path_factory.mktemp(request.param)
    sites.write(
        root, {p: b for p, b in sites.tree(GOLDEN / request.param).items() if p.startswith(("content", "themes"))}
    )
    assert sites.run(root).exit_code == 0
    url = json.loads((root / "site/data/notices.json").read_bytes())["url"]
    return pages.Site(root / "site", url)


def feeds(site: pages.Site) -> dict[str, dict[str, Any]]:
    """Every JSON Feed."""
    return {p: json.loads(b) for p, b in site.files.items() if re.search(r"(^|/|\.)feed\.json$", p)}


def test_json_feeds_are_as_the_standard_says(site: pages.Site) -> None:
    check = Draft202012Validator(JSON_FEED)
    found = feeds(site)
    assert {"feed.json", "r1/feed.json"} <= found.keys()
    assert any(p.startswith("organisations/") for p in found)
    for path, feed in found.items():
        assert [e.message for e in check.iter_errors(feed)] == [], path
        assert feed["feed_url"] == site.url + path
        assert site.place(path, feed["home_page_url"]) != site.place(path, feed["feed_url"])
        ids = [item["id"] for item in feed["items"]]
        assert len(set(ids)) == len(ids)


def test_atom_and_json_say_the_same(site: pages.Site) -> None:
    found = feeds(site)
    atoms = {p for p in site.files if p.endswith("feed.xml")}
    assert {p.removesuffix(".json") + ".xml" for p in found} == atoms
    for path, feed in found.items():
        atom = ElementTree.fromstring(site.files[path.removesuffix(".json") + ".xml"])
        assert atom.findtext(ATOM + "title") == feed["title"]
        assert atom.findtext(f"{ATOM}author/{ATOM}name") == feed["authors"][0]["name"]
        links = {e.attrib["rel"]: e.attrib["href"] for e in atom.findall(ATOM + "link")}
        assert links["alternate"] == feed["home_page_url"]
        assert links["self"].removesuffix(".xml") == feed["feed_url"].removesuffix(".json")
        entries = atom.findall(ATOM + "entry")
        assert [e.findtext(ATOM + "id") for e in entries] == [i["id"] for i in feed["items"]]
        assert [e.findtext(ATOM + "title") for e in entries] == [i["title"] for i in feed["items"]]
        assert [e.findtext(ATOM + "published") for e in entries] == [i["date_published"] for i in feed["items"]]
        for entry, item in zip(entries, feed["items"], strict=True):
            assert item["content_text"] == (entry.findtext(ATOM + "summary") or item["title"])


def test_feeds_hold_the_notices_of_their_page(site: pages.Site) -> None:
    """The newest first; every notice of an organisation or round is in its feed, as long as there are few."""
    records = [json.loads(site.files[p.path.removesuffix(".html") + ".json"]) for p in site.notices]
    for path, feed in feeds(site).items():
        if path.startswith("corrections/"):
            continue
        dates = [i["date_published"] for i in feed["items"]]
        assert dates == sorted(dates, reverse=True)
        page, _ = site.place(path, feed["home_page_url"]) or ("", "")
        mine = [
            r
            for r in records
            if page in ("index.html", r.get("round", {}).get("html"), r.get("organisation", {}).get("html"))
        ]
        assert {i["url"] for i in feed["items"]} == {r["url"] for r in mine}, path


def test_pages_lead_to_their_feeds(site: pages.Site) -> None:
    """`rel=alternate` with type and title; the site's feeds are on every page, a round's and an organisation's on theirs."""
    kinds = {"application/atom+xml": ".xml", "application/feed+json": ".json"}
    for page in site.pages.values():
        links = [e for e in page.root.find("link") if e.get("type") in kinds and e.get("rel") == "alternate"]
        places = []
        for link in links:
            place = site.place(page.path, link.get("href")) or ("", "")
            assert place[0] in site.files, page
            assert place[0].endswith(kinds[link.get("type")])
            assert link.get("title")
            places.append(place[0])
        assert places[:2] == ["feed.xml", "feed.json"], page
    for path, feed in feeds(site).items():
        home, _ = site.place(path, feed["home_page_url"]) or ("", "")
        linked = [site.place(home, e.get("href")) for e in site.pages[home].root.find("link") if e.get("type") in kinds]
        assert (path, "") in linked
        assert (path.removesuffix(".json") + ".xml", "") in linked


def test_an_organisation_without_notices_has_no_feed(base: Path) -> None:
    sites.write(base, {"content/organisations/o2.yaml": "name: 另一街道\n"})
    assert sites.run(base).exit_code == 0
    found = sites.tree(base / "site")
    assert {"organisations/o1.feed.xml", "organisations/o1.feed.json"} <= found.keys()
    assert not [p for p in found if p.startswith("organisations/o2.feed")]
    assert "o2.feed" not in found["organisations/o2.html"].decode()
