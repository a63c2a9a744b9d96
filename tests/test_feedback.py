"""Telephone and mail links: whole, decodable, and short enough for every mail program."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.feedback import LIMIT, Opinions, mail, shortened, tel
from generator.texts import texts

ZH = ("意见：", "问题", "网址：", "我的意见：")
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)
ADDRESS = "tdj02@tjbh.gov.cn"
URL = "https://example.gov.cn/r1/a.html"


def read(link: str) -> tuple[str, str, str]:
    """Address, subject and body of a mailto link, as a mail program decodes them."""
    assert not re.search("%(?![0-9A-F]{2})", link)
    parts = urlsplit(link)
    assert parts.scheme == "mailto"
    assert link.isascii()
    assert "+" not in parts.query, "a + would stay a + in a mail"
    query = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert set(query) == {"subject", "body"}
    return unquote(parts.path), query["subject"][0], query["body"][0]


@given(TEXT, TEXT, st.from_regex(r"[1-9][0-9]?(-[1-9][0-9]?){0,4}", fullmatch=True))
def test_opinion_on_a_finding(title: str, heading: str, number: str) -> None:
    """The link names finding, notice and page, has at most 1,500 bytes, and decodes to what was put in."""
    opinions = Opinions(ADDRESS, title, URL, ZH)
    id_ = f"f-{number}"
    label = "（1）" if heading else ""
    for written, item in ((opinions.whole(), ""), (opinions.on(number, label, heading, id_), f" 问题{number}")):
        link = unescape(written)
        assert len(link.encode()) <= LIMIT
        address, subject, body = read(link)
        assert address == ADDRESS
        lines = body.split("\r\n")
        assert subject.startswith("意见：")
        assert subject.endswith(item)
        shown = subject.removeprefix("意见：").removesuffix(item)
        assert title.startswith(shown.removesuffix("…")) and (shown == title or shown.endswith("…"))
        assert lines[0] == shown
        assert lines[-1] == "" and lines[-2] == "我的意见："
        page = f"网址：{URL}" + (f"#{id_}" if item else "")
        assert page in lines
        if item:
            named = lines[1].removeprefix(f"问题{number} ")
            assert f"{label}{heading}".startswith(named.removesuffix("…"))


def test_nothing_is_cut_that_fits() -> None:
    """An ordinary title and heading are there whole."""
    title = "泰达街道工委关于三届区委第十五轮巡察集中整改情况的通报"
    heading = "针对“理论学习与工作结合不紧密，研究问题不深入，落实不到位”问题"
    _, subject, body = read(unescape(Opinions(ADDRESS, title, URL, ZH).on("1-2-3", "（3）", heading, "f-1-2-3")))
    assert subject == f"意见：{title} 问题1-2-3"
    assert body == f"{title}\r\n问题1-2-3 （3）{heading}\r\n网址：{URL}#f-1-2-3\r\n\r\n我的意见：\r\n"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_long_addresses_stay_within_the_limit(language: str) -> None:
    """A long mail address, a long page address, long texts: still 1,500 bytes."""
    t = texts(language)
    words = (t["opinion_on"], t["opinion_item"], t["opinion_page"], t["opinion_mine"])
    url = "https://example.gov.cn/" + "r" * 60 + "/" + "n" * 100 + ".html"
    opinions = Opinions(f"{'a' * 60}@{'b' * 60}.gov.cn", "题" * 400, url, words)
    link = unescape(opinions.on("10-11-12-13", "（13）", "针" * 400, "f-10-11-12-13"))
    assert len(link) <= LIMIT
    assert f"{url}#f-10-11-12-13" in read(link)[2]


@given(st.text(max_size=40).filter(str.isprintable), st.lists(TEXT, max_size=3))
def test_mail(subject: str, lines: list[str]) -> None:
    """A plain mail link decodes to its subject and lines."""
    found = read(mail(ADDRESS, subject, tuple(lines)))
    assert found == (ADDRESS, subject, "\r\n".join(lines))


@given(TEXT, st.integers(9, 900))
def test_shortened(text: str, room: int) -> None:
    """The longest beginning that fits, with an ellipsis when something is missing."""
    found = shortened(text, room)
    assert len(quote(found, safe="")) <= room
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))
    if found != text:
        longer = text[: len(found)] + "…"
        assert len(quote(longer, safe="")) > room


@pytest.mark.parametrize(
    ("written", "uri"),
    {
        "022-25203878": "tel:+862225203878",
        "022 2520 3878": "tel:+862225203878",
        "022-25203878 转 801": "tel:+862225203878;ext=801",
        "022-25203878转801": "tel:+862225203878;ext=801",
        "+86 22 25203878": "tel:+862225203878",
        "12345": "tel:12345",
        "12388": "tel:12388",
        "400-123-4567": "tel:4001234567",
        "13800138000": "tel:13800138000",
        "010-12345678": "tel:+861012345678",
    }.items(),
)
def test_tel(written: str, uri: str) -> None:
    """Numbers with an area code get the country's, extensions their own part, short numbers stay short."""
    assert tel(written) == uri
