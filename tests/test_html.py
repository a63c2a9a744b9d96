"""What is true of every page of every site: links, headings, page tags, feeds, addresses.

They are looked at in every site of `examples`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

import pages
import pytest
import sites
from examples import SITES, built
from pages import REVISION, Element, Page, Site

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

SITE_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
OPTIONAL_TAGS = ("Author", "Keywords", "Description", "Image", "Url")
TAGS = (*SITE_TAGS, *COLUMN_TAGS, *ARTICLE_TAGS, *OPTIONAL_TAGS)
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
ID_CODE = re.compile(r"\d{10}|bm\d{8}|N\d{9}")
VAGUE = {"点击这里", "这里", "更多", "详情", "查看", "了解更多", "阅读全文", "here", "click here", "more", "read more"}
KINDS = {"section", "focus", "aspect", "finding", "withheld"}


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Each of the sites in turn."""
    return built(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture
def build_site(tmp_path: Path) -> Callable[[str], Site]:
    """Builds one of the sites by its name."""
    return lambda name: built(name, tmp_path / name)


def headings(page: Page) -> list[Element]:
    return page.root.find("h1", "h2", "h3", "h4", "h5", "h6")


# Addresses


def test_every_address_leads_somewhere(site: Site) -> None:
    """Pages, anchors, images, styles, scripts, feeds; those of 404.html hold from any address."""
    for page in site.pages.values():
        for element, address in page.references:
            where = f"{site}: {page}:{element.line}: {address!r}"
            assert address, where
            if page.path == "404.html":
                assert not urlsplit(address).path or urlsplit(address).scheme or address.startswith("/"), where
            place = site.place(page.path, address)
            if place is None:
                continue
            path, anchor = place
            assert path in site.files, where
            if anchor and not (path == "verify/index.html" and "=" in anchor):  # what verify.js is to verify
                assert anchor in site.pages[path].ids, where


def test_styles_refer_to_nothing_off_the_site(site: Site) -> None:
    for path in site.files:
        if path.endswith(".css"):
            assert not re.findall(r"@import|url\(", site.text(path)), path


def test_every_file_is_referred_to(site: Site) -> None:
    """No page without a link to it, and nothing carried along for nothing."""
    seen = {"404.html", "robots.txt", "sitemap.xml", "index.html"}
    for page in site.pages.values():
        seen.update(place[0] for _, address in page.references if (place := site.place(page.path, address)))
    scripts = "search/", "verify/data/", "assets/verify-"
    by_script = {p for p in site.files if p.startswith(scripts) and p.endswith(".js")}
    log = {p for p in site.files if p.startswith("log/")}  # is read by programs
    assert sorted(set(site.files) - seen - by_script - log) == []


def test_canonical_addresses(site: Site) -> None:
    for page in site.pages.values():
        assert page.link("canonical") == [site.address(page.path)]
        assert page.tag("Url") in ("", site.address(page.path))


def test_sitemap_and_robots(site: Site) -> None:
    tree = ET.fromstring(site.files["sitemap.xml"])
    listed = [e.text for e in tree.iter(f"{SITEMAP}loc")]
    unlisted = {"404.html", *(p.path for p in site.pages.values() if p.tag("robots") == "noindex")}
    public = sorted(site.address(path) for path in site.pages if path not in unlisted)
    assert sorted(map(str, listed)) == public
    for changed in tree.iter(f"{SITEMAP}lastmod"):
        date.fromisoformat(changed.text or "")
    assert site.text("robots.txt") == f"User-agent: *\nAllow: /\nSitemap: {site.url}sitemap.xml\n"


def test_more_addresses_than_a_sitemap_may_hold(
    build_site: Callable[[str], Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sitemap.xml` is then an index, and together its files list what one would."""
    whole = build_site("sample")
    listed = [e.text for e in ET.fromstring(whole.files["sitemap.xml"]).iter(f"{SITEMAP}loc")]
    monkeypatch.setattr("generator.outputs.sitemap.LIMIT", 7)
    site = built("sample", tmp_path / "divided")
    index = ET.fromstring(site.files["sitemap.xml"])
    names = [e.text or "" for e in index.iter(f"{SITEMAP}loc")]
    assert index.tag == f"{SITEMAP}sitemapindex"
    assert names == [f"{site.url}sitemap.{n + 1}.xml" for n in range(-(-len(listed) // 7))]
    parts = [ET.fromstring(site.files[name.removeprefix(site.url)]) for name in names]
    found = [[e.text for e in part.iter(f"{SITEMAP}loc")] for part in parts]
    assert max(map(len, found)) == 7
    assert [address for part in found for address in part] == listed
    latest = [max((e.text or "" for e in part.iter(f"{SITEMAP}lastmod")), default="") for part in parts]
    assert [e.findtext(f"{SITEMAP}lastmod", "") for e in index] == latest


# The form of pages


def test_the_frame_of_a_page(site: Site) -> None:
    for page in site.pages.values():
        assert page.html.startswith("<!DOCTYPE html>\n<html ")
        html = page.root.one("html")
        assert html.get("lang") == ("en" if site.url.startswith("https://example.org") else "zh-CN")
        head = html.one("head")
        first = next(e for e in head.all() if e is not head)
        assert first.attributes == {"charset": "utf-8"}
        body = html.one("body")
        start = next(c for c in body.children if isinstance(c, Element))
        assert (start.tag, start.get("href")) == ("a", "#main"), "the skip link comes first"
        assert body.one("main").get("id") == "main"
        assert [len(body.find(tag)) for tag in ("main", "footer")] == [1, 1]
        labels = Counter(e.get("aria-label") or e.get("aria-labelledby") for e in body.find("nav"))
        assert "" not in labels and max(labels.values()) == 1, f"{page}: {labels}"


def test_ids_are_unique_and_found(site: Site) -> None:
    for page in site.pages.values():
        assert [i for i, n in Counter(page.ids).items() if n > 1] == [], page
        for e in page.root.all():
            for name in ("aria-labelledby", "aria-describedby", "for", "headers"):
                assert set(e.get(name).split()) <= set(page.ids), f"{page}:{e.line}"


def test_headings(site: Site) -> None:
    """One h1, and it is the first; no level is skipped; none is empty."""
    for page in site.pages.values():
        levels = [int(e.tag[1]) for e in headings(page)]
        assert levels.count(1) == 1 and levels[0] == 1, page
        for before, after in pairwise(levels):
            assert after <= before + 1, f"{page}: h{after} after h{before}"
        assert all(e.text for e in headings(page)), page


def test_titles_are_unique_and_name_the_page(site: Site) -> None:
    titles = Counter(page.title for page in site.pages.values())
    assert [t for t, n in titles.items() if n > 1] == []
    name = site.pages["index.html"].h1
    for page in site.pages.values():
        # the heading of a revision is that of the notice as it was announced
        title = re.sub(r"（第 \d+ 版）", "", page.title) if REVISION.search(page.path) else page.title
        h1 = re.sub(r"（第 \d+ 版）", "", page.h1) if REVISION.search(page.path) else page.h1
        assert title == (name if page.path == "index.html" else f"{h1} - {name}")


def test_nothing_inline_and_nothing_from_elsewhere(site: Site) -> None:
    """The policy of the site forbids it: `default-src 'none'; script-src 'self'; style-src 'self' …`."""
    for page in site.pages.values():
        for e in page.root.all():
            where = f"{page}:{e.line}"
            assert e.tag not in ("style", "base", "iframe", "object", "embed"), where
            if e.tag == "form":
                place = site.place(page.path, e.get("action"))
                assert e.get("method") == "get" and place is not None and place[0] in site.pages, where
            assert not [name for name in e.attributes if name == "style" or name.startswith("on")], where
            assert not e.get("href").lower().startswith(("javascript:", "data:")), where
            if e.tag == "script":
                data = e.get("type") == "application/ld+json"  # not run, and so not the policy's business
                assert json.loads(e.text) if data else e.get("src") and not e.text, where
            media = e.tag in ("script", "img", "source", "video", "audio", "track") and e.get("src")
            loads = media or (e.tag == "link" and not {"canonical", "alternate"} & set(e.get("rel").split()))
            if loads:
                assert site.place(page.path, e.get("src") or e.get("href")) is not None, where


def test_pictures_have_words(site: Site) -> None:
    for page in site.pages.values():
        for img in page.root.find("img"):
            assert img.get("alt"), f"{page}:{img.line}"


def test_links_say_where_they_lead(site: Site) -> None:
    """No link without words or with vague ones; the same words lead to the same place in a page."""
    for page in site.pages.values():
        targets: dict[str, object] = {}
        for a in page.root.find("a"):
            name = a.get("aria-label") or a.text
            where = f"{page}:{a.line}: {name!r}"
            assert name and name.lower() not in VAGUE, where
            assert a.text in name, f"{where}: what is read is not what is seen"
            target = site.place(page.path, a.get("href")) or a.get("href")
            assert targets.setdefault(name, target) == target, where


def test_contents_match_headings(site: Site) -> None:
    count = 0
    for page in site.pages.values():
        for nav in page.root.find("nav", cls="contents"):
            by_id = {}
            for e in page.root.all():
                if e.get("id"):
                    by_id[e.get("id")] = e if e.tag[:1] == "h" and e.tag[1:].isdigit() else headings_of(e)
            links = nav.find("a")
            for a in links:
                heading = by_id[a.get("href")[1:]]
                assert heading is not None and heading.text == a.text, f"{page}: {a.get('href')}"
            count += len(links)
            if page in site.notices:
                sections = [e for e in page.root.find("section") if KINDS & set(e.get("class").split())]
                assert [a.get("href")[1:] for a in links] == [e.get("id") for e in sections]
    assert count or not site.notices


def headings_of(e: Element) -> Element | None:
    """The first heading inside an element."""
    return next(iter(e.find("h1", "h2", "h3", "h4", "h5", "h6")), None)


def test_times(site: Site) -> None:
    for page in site.pages.values():
        for e in page.root.find("time"):
            given = e.get("datetime")
            assert RFC3339.fullmatch(given) or date.fromisoformat(given), f"{page}:{e.line}"
            assert given[:16] == e.text.replace(" ", "T"), f"{page}:{e.line}"


# Page tags (国办发〔2017〕47号)


def test_page_tags(site: Site) -> None:
    """Those of the kind of page, in their order, once each, and none empty."""
    for page in site.pages.values():
        given = [(name, content) for name, content in page.tags if name in TAGS]
        names = [name for name, _ in given]
        assert names == [name for name in TAGS if name in names], page
        assert all(content.strip() and content.strip().lower() != "null" for _, content in page.tags), page
        assert [n for n, k in Counter(name.lower() for name, _ in page.tags).items() if k > 1] == [], page
        wanted = {"SiteName", "SiteDomain"}
        if page.path not in ("index.html", "404.html"):
            wanted.update(COLUMN_TAGS)
        if page in site.notices:
            wanted.update(ARTICLE_TAGS)
        assert wanted <= set(names), page
        assert page.tag("SiteDomain") == site.host
        code = page.tag("SiteIDCode")
        assert not code or (ID_CODE.fullmatch(code) and code in page.root.one("footer").text), page


def test_article_tags(site: Site) -> None:
    articles = [p for p in site.pages.values() if set(ARTICLE_TAGS) & {name for name, _ in p.tags}]
    assert {p.path for p in site.notices} <= {p.path for p in articles}
    for page in articles:
        assert page.tag("ArticleTitle") == page.h1
        published = page.tag("PubDate")
        datetime.fromisoformat(published)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", published)
        main = page.root.one("main").text
        assert published in main
        assert page.tag("ContentSource") in main


# Footer, contact, feedback


FOOTER = (
    "https://example.gov.cn/mark",
    "https://beian.miit.gov.cn/",
    "https://beian.mps.gov.cn/#/query/webSearch?code=12011602000001",
)


def test_footer_with_everything(build_site: Callable[[str], Site]) -> None:
    site = build_site("golden-zh")
    for page in site.pages.values():
        footer = page.root.one("footer")
        addresses = [a.get("href") for a in footer.find("a")]
        assert [a for a in addresses if a in FOOTER] == list(FOOTER)
        report = next(a.get("href") for a in footer.find("a") if a.text == "我为政府网站找错")
        assert report.startswith("https://example.gov.cn/report?")
        assert parse_qs(urlsplit(report).query) == {"site_code": ["1201160000"], "url": [site.address(page.path)]}
        for text in (
            "津ICP备12345678号-1",
            "津公网安备12011602000001号",
            "主办单位：示例区办公室",
            "网站标识码：1201160000",
        ):
            assert text in footer.text


def test_footer_with_nothing(tmp_path: Path) -> None:
    sites.write(tmp_path, {**sites.BASE, "content/site.yaml": "name: 网\nurl: https://example.gov.cn/\n"})
    sites.run(tmp_path)
    for page in Site(tmp_path / "site", "https://example.gov.cn/").pages.values():
        footer = page.root.one("footer")
        assert footer.text == "开放数据 搜索 网站地图 订阅更新（Atom） 网"
        assert not [e for e in footer.find("ul", "li", "nav") if not e.text], "nothing empty is left"
        assert not page.root.find(cls="contact")
        assert "mailto:" not in page.html and "tel:" not in page.html


def test_contact_links(site: Site) -> None:
    """Telephone numbers and addresses of mail stand as text, and their links are the same ones."""
    count = 0
    for page in site.pages.values():
        for a in page.root.find("a"):
            href = a.get("href")
            if href.startswith("tel:"):
                assert re.fullmatch(r"tel:\+?\d+(;ext=\d+)?", href), href
                digits = re.sub(r"\D", "", a.text)
                assert re.sub(r"\D", "", href).endswith(digits.lstrip("0") if digits.startswith("0") else digits), href
                assert not digits.startswith("0") or href.startswith("tel:+86"), href
                count += 1
            elif href.startswith("mailto:") and "?" not in href:
                assert unquote(href.removeprefix("mailto:")) == a.text
                count += 1
    assert count


def test_feedback_links(site: Site) -> None:
    """One per finding; its subject and body name the notice, the finding and the address of both."""
    count = 0
    for page in site.notices:
        for section in page.root.find("section", cls="finding") + page.root.find("section", cls="withheld"):
            id_ = section.get("id")
            links = section.one("p", cls="links").find("a")
            assert links[0].get("href") == f"#{id_}", page
            assert [a.get("href").partition(".form.html")[2] for a in links[2:]] == [f"#{id_}"], page
            _, subject, body = mail(links[1].get("href"))
            number = re.findall(r"[\d-]*\d", links[1].text)[-1] if id_ != "fixed" else ""
            assert number in links[0].text
            assert page.h1 in subject and number in subject, subject
            lines = body.split("\r\n")
            assert page.h1 in lines[0]
            assert number in lines[1]
            if "finding" in section.get("class"):
                heading = headings_of(section)
                assert heading is not None
                assert heading.text in lines[1]
            assert f"{site.address(page.path)}#{id_}" in lines[2]
            count += 1
        buttons = [a for a in page.root.find("a", cls="go") if a.get("href").startswith("mailto:")]
        for a in buttons:
            _, subject, body = mail(a.get("href"))
            assert page.h1 in subject and page.h1 in body and site.address(page.path) in body
    assert count or not site.notices


def mail(href: str) -> tuple[str, str, str]:
    """Address, subject and body of a `mailto:` link (RFC 6068)."""
    assert len(href.encode()) <= 1500, href
    assert href.isascii() and "+" not in href.partition("?")[2] and not re.search(r"%0[ad](?<!%0D)(?<!%0A)", href)
    scheme, _, rest = href.partition(":")
    assert scheme == "mailto"
    address, _, query = rest.partition("?")
    values = dict(part.split("=", 1) for part in query.split("&"))
    assert list(values) == ["subject", "body"]
    body = unquote(values["body"], errors="strict")
    assert "\n" not in body.replace("\r\n", "")
    return unquote(address), unquote(values["subject"], errors="strict"), body


# Feeds, previous and next


def test_feeds(site: Site) -> None:
    feeds = [path for path in site.files if path.endswith("feed.xml")]
    assert "feed.xml" in feeds
    for path in feeds:
        tree = ET.fromstring(site.files[path])
        assert tree.tag == f"{ATOM}feed"
        links = {e.get("rel"): e.get("href") for e in tree.findall(f"{ATOM}link")}
        assert links["self"] == site.url + path
        assert site.place("", links["alternate"] or "") is not None
        entries = tree.findall(f"{ATOM}entry")
        ids = [e.findtext(f"{ATOM}id") for e in (tree, *entries)]
        assert all(ids) and len(set(ids)) == len(ids)
        assert tree.findtext(f"{ATOM}author/{ATOM}name")
        for e in (tree, *entries):
            assert (e.findtext(f"{ATOM}title") or "").strip()
        for e in (*tree.iter(f"{ATOM}updated"), *tree.iter(f"{ATOM}published")):
            assert RFC3339.fullmatch(e.text or ""), e.text
        times = [datetime.fromisoformat(e.findtext(f"{ATOM}updated") or "") for e in entries]
        assert times == sorted(times, reverse=True), "the newest first"
        if times:
            assert datetime.fromisoformat(tree.findtext(f"{ATOM}updated") or "") == max(times)
        for e in entries:
            href = next(x.get("href") or "" for x in e.findall(f"{ATOM}link"))
            place = site.place("", href)
            assert place is not None
            if path.startswith("corrections/"):  # an entry is what happened to a notice
                continue
            page = site.pages[place[0]]
            assert (e.findtext(f"{ATOM}title") or "").startswith(page.h1)
            assert next(t.get("datetime") for t in page.root.one("main").find("time")) == e.findtext(f"{ATOM}published")


def test_every_notice_is_in_its_feeds_and_lists(site: Site) -> None:
    for page in site.notices:
        folder = page.path.partition("/")[0]
        lists = ["index.html", "feed.xml"]
        if f"{folder}/index.html" in site.pages:
            lists += [f"{folder}/index.html", f"{folder}/feed.xml"]
        for path in lists:
            assert page.h1 in (site.pages[path].root.text if path in site.pages else site.text(path)), (page, path)


def test_previous_and_next(site: Site) -> None:
    """The notices of a round are one chain by date, the same in both directions."""

    def to(page: Page, rel: str) -> str:
        places = [site.place(page.path, href) for href in page.link(rel)]
        assert len(places) <= 1
        return next((p[0] for p in places if p), "")

    rounds: dict[str, list[Page]] = {}
    for page in site.notices:
        rounds.setdefault(page.path.partition("/")[0], []).append(page)
    for members in rounds.values():
        at = [p for p in members if not to(p, "prev")]
        assert len(at) == 1
        chain = [at[0]]
        while following := to(chain[-1], "next"):
            assert to(site.pages[following], "prev") == chain[-1].path
            chain.append(site.pages[following])
        assert {p.path for p in chain} == {p.path for p in members}
        dates = [p.tag("PubDate") for p in chain]
        assert dates == sorted(dates)


# Hidden things, languages


def test_nothing_hidden_is_in_the_site(build_site: Callable[[str], Site]) -> None:
    site = build_site("hiding")
    for path, data in site.files.items():
        text = data.decode("utf-8", "replace")
        assert "隐" not in text and "隐" not in path, f"{path}: {text[max(0, text.find('隐') - 60) :][:120]}"
        assert "%E9%9A%90" not in text, path
    assert set(site.files) >= {"r1/b.html", "r1/b/open.csv", "r1/gone.html"}
    for gone in (
        "r1/draft.html",
        "r1/later.html",
        "hidden.html",
        "r1/b/secret.csv",
        "r1/b/secret.png",
        "r1/gone/x.csv",
    ):
        assert gone not in site.files
        assert gone not in "".join(site.text(p) for p in site.files if p.endswith((".html", ".xml")))
    withheld = site.pages["r1/b.html"].root.one("section", cls="withheld")
    assert withheld.text.startswith("（一）问题1依规不向社会公开 不公开理由：涉及国家秘密")
    assert [e.text for e in site.pages["r1/b.html"].root.find(cls="footnote-item")] == ["公开脚注。 回到正文注1"]


def test_a_preview_serves_404_from_its_root(tmp_path: Path) -> None:
    sites.write(tmp_path, {**sites.BASE, "content/site.yaml": "name: 网\nurl: https://example.gov.cn/a/b/\n"})
    sites.run(tmp_path)
    page = pages.parse((tmp_path / "site/404.html").read_text("utf-8"))
    assert page.find("link")[-1].get("href").startswith("/a/b/assets/")
    sites.run(tmp_path, out="preview", preview=True)
    page = pages.parse((tmp_path / "preview/404.html").read_text("utf-8"))
    assert page.find("link")[-1].get("href").startswith("/assets/")
