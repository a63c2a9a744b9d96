"""What pages say to machines: JSON-LD that is valid, safe in a script element, small, and true."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pages
import pytest
import sites

from generator import linked
from generator.model import Contact
from generator.views import Link

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = '</script><script>alert("甲&乙")</script><!-- \u2028\u2029 \\'


def block(page: pages.Page) -> dict[str, Any]:
    """The JSON-LD of a page, {} without any."""
    found = [e for e in page.root.find("script") if e.get("type") == "application/ld+json"]
    assert len(found) < 2
    made: dict[str, Any] = json.loads("".join(found[0].texts())) if found else {}
    return made


def nodes(page: pages.Page) -> dict[str, dict[str, Any]]:
    """Its nodes by type."""
    graph = block(page).get("@graph", [])
    assert len({n["@type"] for n in graph}) == len(graph)
    return {n["@type"]: n for n in graph}


def values(node: Any) -> Iterator[tuple[str, Any]]:
    """Every key and plain value in a node, at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, (dict, list)):
                yield from values(value)
            else:
                yield key, value
    elif isinstance(node, list):
        for value in node:
            yield from values(value)


@pytest.fixture(scope="module", params=("zh", "en"))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pages.Site:
    root = tmp_path_factory.mktemp(request.param)
    sites.write(
        root, {p: b for p, b in sites.tree(GOLDEN / request.param).items() if p.startswith(("content", "themes"))}
    )
    assert sites.run(root).exit_code == 0
    url = json.loads((root / "site/data/notices.json").read_bytes())["url"]
    return pages.Site(root / "site", url)


def test_every_block_is_json_ld_of_schema_org(site: pages.Site) -> None:
    for page in site.pages.values():
        made = block(page)
        if made:
            assert made["@context"] == "https://schema.org"
            for key, value in values(made):
                assert value not in ("", None), (page, key)
                if key in ("@id", "item", "contentUrl") or (key == "url" and not value.startswith("#")):
                    assert value.startswith(("https://", "http://")), (page, key, value)
                if key == "telephone":
                    assert re.fullmatch(r"\+[1-9]\d{6,14}", value), "E.164"
                if key in ("datePublished", "dateModified"):
                    assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?", value)
                if key == "inLanguage":
                    assert value in ("zh-Hans", "en")


def test_addresses_in_it_lead_somewhere(site: pages.Site) -> None:
    for page in site.pages.values():
        for key, value in values(block(page)):
            if key in ("@id", "item", "url", "contentUrl", "isBasedOn") and (
                place := site.place(
                    page.path, value.removesuffix("#organisation").removesuffix("#website").removesuffix("#dataset")
                )
            ):
                assert place[0] in site.files, (page, value)
                if place[1]:
                    assert place[1] in site.pages[place[0]].ids, (page, value)


def test_breadcrumbs_are_those_of_the_page(site: pages.Site) -> None:
    seen = 0
    for page in site.pages.values():
        shown = page.root.find("nav", cls="crumbs")
        told = nodes(page).get("BreadcrumbList")
        assert bool(shown) == bool(told), page
        if told:
            seen += 1
            items = told["itemListElement"]
            assert [i["name"] for i in items] == [li.text for li in shown[0].find("li")]
            assert [i["position"] for i in items] == list(range(1, len(items) + 1))
            links = [site.place(page.path, a.get("href")) for a in shown[0].find("a")]
            assert [site.place(page.path, i["item"]) for i in items if "item" in i] == links
    assert seen


def test_a_notice_is_a_report(site: pages.Site) -> None:
    for page in site.notices:
        record = json.loads(site.files[page.path.removesuffix(".html") + ".json"])
        report = nodes(page)["Report"]
        assert report["name"] == page.h1 == record["title"]
        assert report["url"] == report["@id"] == page.link("canonical")[0]
        assert report["datePublished"] == record["published_at"]
        assert report.get("reportNumber") == record.get("document_number", record.get("index_number"))
        assert report["publisher"]["@type"] == "GovernmentOrganization"
        assert report["publisher"]["name"] == record["publisher"]
        assert report["publisher"]["contactPoint"].get("email") == record["contact"].get("email")
        numbers = [s["number"] for s in record.get("sections", ()) if "number" in s]
        assert [p["position"] for p in report.get("hasPart", ())] == numbers
        assert report.get("isPartOf", {}).get("name") == record.get("round", {}).get("name")


def test_corrections_and_withdrawals_are_told(site: pages.Site) -> None:
    found = {page.path: nodes(page)["Report"] for page in site.notices}
    records = {path: json.loads(site.files[path.removesuffix(".html") + ".json"]) for path in found}
    correcting = {path: r["corrects"] + ".html" for path, r in records.items() if "corrects" in r}
    assert correcting or site.host == "example.org", "the English site has none"
    for path, corrected in correcting.items():
        assert found[path]["isBasedOn"] == site.url + corrected
        comments = found[corrected]["correction"]
        assert site.url + path in [c["url"] for c in comments]
        assert {c["@type"] for c in comments} == {"CorrectionComment"}
        assert found[corrected]["dateModified"] >= records[path]["date"][:10]
    gone = {path: r["withdrawn"]["on"] for path, r in records.items() if "withdrawn" in r}
    assert gone or site.host == "example.org"
    for path, day in gone.items():
        assert found[path]["dateModified"] == day
        assert "hasPart" not in found[path]


def test_home_organisations_and_data(site: pages.Site) -> None:
    website = nodes(site.pages["index.html"])["WebSite"]
    assert website["url"] == site.url
    assert website["publisher"]["@type"] == "GovernmentOrganization"
    action = website["potentialAction"]
    target = action["target"]["urlTemplate"]
    assert site.place("index.html", target.partition("?")[0]) == ("search/index.html", "")
    assert [e.get("name") for e in site.pages["search/index.html"].root.find("input") if e.get("type") == "search"] == [
        "q"
    ]
    assert target.endswith("?q={search_term_string}")
    assert action["query-input"].removeprefix("required name=") in action["target"]["urlTemplate"]
    organisations = [p for path, p in site.pages.items() if re.fullmatch(r"organisations/(?!index)[^.]*\.html", path)]
    assert organisations
    for page in organisations:
        assert nodes(page)["GovernmentOrganization"]["name"] == page.h1
    dataset = nodes(site.pages["data/index.html"])["Dataset"]
    assert {d["contentUrl"].removeprefix(site.url) for d in dataset["distribution"]} == {
        p for p in site.files if re.fullmatch(r"data/[a-z.0-9]*\.(csv|json|xlsx)", p)
    }


def test_without_search_there_is_no_search_action(base: Path) -> None:
    sites.write(base, {"content/site.yaml": sites.BASE["content/site.yaml"] + "outputs: {search: false}\n"})
    assert sites.run(base).exit_code == 0
    site = pages.Site(base / "site", "https://example.gov.cn/")
    assert "potentialAction" not in nodes(site.pages["index.html"])["WebSite"]


def test_no_text_ends_the_script(base: Path) -> None:
    """A title that looks like the end of a script stays a text, and comes back whole."""
    notice = sites.BASE["content/notices/r1/a.md"]
    assert isinstance(notice, str)
    title = '</script><b>甲&乙</b> <!-- "通报"'
    sites.write(base, {"content/notices/r1/a.md": notice.replace("甲通报", f"'{title}'")})
    assert sites.run(base).exit_code == 0
    page = pages.Site(base / "site", "https://example.gov.cn/").pages["r1/a.html"]
    assert nodes(page)["Report"]["name"] == title
    assert nodes(page)["BreadcrumbList"]["itemListElement"][-1]["name"] == title


@pytest.mark.parametrize("make", [
    lambda: linked.breadcrumbs("https://e.cn/", (Link("index.html", HOSTILE),), HOSTILE),
    lambda: linked.organisation("https://e.cn/", "", HOSTILE, Contact(unit=HOSTILE, email="a@e.cn", hours=HOSTILE), HOSTILE),
    lambda: linked.website("https://e.cn/", HOSTILE, HOSTILE, "zh-CN", '"x"', ""),
])  # fmt: skip
def test_what_is_dangerous_is_escaped(make: Any) -> None:
    text = linked.graph((make(),))
    assert not re.search("[<>&\u2028\u2029]", text)
    assert HOSTILE in [v for _, v in values(json.loads(text))]


def test_an_unusable_telephone_is_left_out() -> None:
    made = json.loads(linked.organisation("https://e.cn/", "", "甲", Contact(phone="12345", email="a@e.cn"), "监督"))
    assert made["contactPoint"] == {"@type": "ContactPoint", "contactType": "监督", "email": "a@e.cn"}
    made = json.loads(linked.organisation("https://e.cn/", "", "甲", Contact(phone="022-12345678转12"), "监督"))
    assert made["contactPoint"]["telephone"] == "+862212345678"


def test_it_costs_a_page_little(site: pages.Site) -> None:
    """Of a notice's page less than a kilobyte, packed."""
    for page in site.notices:
        without, found = re.subn(r'<script type="application/ld\+json">.*?</script>\n', "", page.html)
        assert found == 1
        assert len(gzip.compress(page.html.encode())) - len(gzip.compress(without.encode())) < 1024
