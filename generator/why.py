"""Why a notice or page is or is not on the site, in words, and when that next changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from difflib import get_close_matches

from generator import load
from generator.config import site_of
from generator.diagnostics import failed
from generator.links import as_named, record_of
from generator.model import Head
from generator.parse import parse_head
from generator.publication import publication, zone

NEAR = 10  # names listed when there is no such notice


def why(root: str, name: str, now: int = 0) -> tuple[bool, list[str]]:
    """Whether there is such a notice or page, and what is to be said of it.

    An id alone may name several, one in each round.
    """
    content = os.path.join(root, "content")
    try:
        site_head = parse_head(load.read(os.path.join(content, "site.yaml")), "site.yaml", "zh-CN").value
    except OSError:
        return False, ["没有 content/site.yaml：这里不是站点文件夹（there is no content/site.yaml here）"]
    site = site_of(site_head) if site_head else None
    language = site.language if site else "zh-CN"
    tz = (zone(site.time_zone) if site else None) or zone("Asia/Shanghai")
    assert tz is not None
    words = (_english if language == "en" else _chinese)(tz, now or int(time.time()))
    wanted = as_named(name)
    rows: list[str] = []
    known = []
    for path in sorted(load.listing(content).files):
        if record_of(path) not in ("notice", "page"):
            continue
        head, diagnostics = parse_head(load.read(os.path.join(content, path)), path, language)
        known.append(head.address.removesuffix(".html") if head else path.removesuffix(".md"))
        if wanted in (path, path.removesuffix(".md"), known[-1], head.id if head else ""):
            rows += [f"content/{path}", *(f"  {text}" for text in words(head, failed(diagnostics)))]
    if rows:
        return True, rows
    near = get_close_matches(wanted, known, n=NEAR, cutoff=0.4) or known[:NEAR]
    more = ["  …"] if len(known) > len(near) else []
    lead = f"there is no notice {name}; there are:" if language == "en" else f"没有公开件 {name}。现有："
    return False, [lead, *(f"  {n}" for n in near), *more]


# a head and whether its file is faulty → what is to be said
Words = Callable[[Head | None, bool], list[str]]


def _state(head: Head, tz: tzinfo, now: int) -> tuple[str, str]:
    """The state, and the moment of publication in the office's time, "" for none."""
    s = publication(head, now, tz)
    return s.state, datetime.fromtimestamp(s.at, tz).strftime("%Y-%m-%d %H:%M") if s.at else ""


def _chinese(tz: tzinfo, now: int) -> Words:
    def said(head: Head | None, faulty: bool) -> list[str]:
        if head is None:
            return ["信息区有错误，网站无法生成；请看 gongkai check。"]
        state, at = _state(head, tz, now)
        if state == "draft":
            first = "填上发布时间、" if head.record == "notice" and not at else ""
            when = f"，发布时间 {at} 也不起作用" if at else ""
            out = [
                f"不在网站上：是草稿（信息区有“草稿: 是”）{when}。",
                f"{first}删去“草稿”一行后才会发布；在此之前不会自动改变。",
            ]
            return out + ["信息区有错误，发布以前要改正；请看 gongkai check。"] * faulty
        if faulty:
            return ["信息区有错误，网站无法生成；请看 gongkai check。"]
        if state == "scheduled":
            return [f"不在网站上：定于 {at} 发布。", f"{at} 之后第一次生成网站时发布。"]
        if state == "withdrawn":
            on = head.values["withdrawn"].get("on", "")
            return [f"在网站上，但已于 {on} 撤回：网页只显示标题和撤回说明。", f"网址：{head.address}"]
        since = f"，发布时间 {at}" if at else "，没有写发布时间"
        return [f"在网站上{since}。", f"网址：{head.address}", "没有定时的改变。"]

    return said


def _english(tz: tzinfo, now: int) -> Words:
    def said(head: Head | None, faulty: bool) -> list[str]:
        if head is None:
            return ["Its front matter has errors, so the site cannot be built; see gongkai check."]
        state, at = _state(head, tz, now)
        if state == "draft":
            out = [
                "Not on the site: it is a draft (draft: true).",
                "It is published once that line is deleted; nothing changes by itself.",
            ]
            return out + ["Its front matter has errors, to be repaired before that; see gongkai check."] * faulty
        if faulty:
            return ["Its front matter has errors, so the site cannot be built; see gongkai check."]
        if state == "scheduled":
            return [f"Not on the site: scheduled for {at}.", f"It is published by the first build after {at}."]
        if state == "withdrawn":
            on = head.values["withdrawn"].get("on", "")
            return [
                f"On the site, but withdrawn on {on}: its page shows title and explanation only.",
                f"Address: {head.address}",
            ]
        since = f", published {at}" if at else ", without a date of publication"
        return [f"On the site{since}.", f"Address: {head.address}", "Nothing changes by itself."]

    return said
