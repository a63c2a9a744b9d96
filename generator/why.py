"""Why a notice or page is or is not on the site, in words, and when that next changes."""

from __future__ import annotations

import os
import time
from datetime import datetime, tzinfo

from generator import load
from generator.config import site_of
from generator.diagnostics import failed
from generator.links import record_of
from generator.model import Head
from generator.parse import parse_head
from generator.publication import Publication, publication, zone


def why(root: str, name: str, now: int = 0) -> tuple[bool, list[str]]:
    """Whether there is such a notice or page, and what is to be said of it."""
    content = os.path.join(root, "content")
    try:
        site_head = parse_head(load.read(os.path.join(content, "site.yaml")), "site.yaml", "zh-CN").value
    except OSError:
        return False, ["没有 content/site.yaml：这里不是站点文件夹（there is no content/site.yaml here）"]
    site = site_of(site_head) if site_head else None
    language = site.language if site else "zh-CN"
    en = language == "en"
    tz = (zone(site.time_zone) if site else None) or zone("Asia/Shanghai")
    assert tz is not None
    wanted = name.replace("\\", "/").removeprefix("./").removeprefix("content/").removesuffix(".html")
    near = []
    for path in sorted(load.listing(content).files):
        if record_of(path) not in ("notice", "page"):
            continue
        outcome = parse_head(load.read(os.path.join(content, path)), path, language)
        head = outcome.value
        names = {path, path.removesuffix(".md")}
        if head is not None:
            names |= {head.address.removesuffix(".html"), head.id}
        if wanted in names:
            return True, _said(path, head, failed(outcome.diagnostics), tz, now or int(time.time()), en)
        near.append(head.address.removesuffix(".html") if head else path)
    lead = f"there is no notice {name}; there are:" if en else f"没有公开件 {name}。现有："
    return False, [lead, *(f"  {n}" for n in near)]


def _said(path: str, head: Head | None, faulty: bool, tz: tzinfo, now: int, en: bool) -> list[str]:
    rows = [f"content/{path}"]
    if head is None or faulty:
        rows.append(
            "  its front matter has errors, so the site cannot be built; see gongkai check" if en
            else "  信息区有错误，网站无法生成；请看 gongkai check"
        )  # fmt: skip
    if head is None:
        return rows
    state = publication(head, now, tz)
    rows += [f"  {text}" for text in (_english if en else _chinese)(head, state, tz)]
    return rows


def _moment(epoch: int, tz: tzinfo) -> str:
    return datetime.fromtimestamp(epoch, tz).strftime("%Y-%m-%d %H:%M")


def _chinese(head: Head, s: Publication, tz: tzinfo) -> list[str]:
    at = _moment(s.at, tz) if s.at else ""
    if s.state == "draft":
        when = f"，发布时间 {at} 也不起作用" if at else ""
        return [f"不在网站上：是草稿（信息区有“草稿: 是”）{when}。", "删去“草稿”一行后才会发布；在此之前不会自动改变。"]
    if s.state == "scheduled":
        return [f"不在网站上：定于 {at} 发布。", f"{at} 之后第一次生成网站时发布。"]
    if s.state == "withdrawn":
        on = head.values["withdrawn"].get("on", "")
        return [f"在网站上，但已于 {on} 撤回：网页只显示标题和撤回说明。", f"网址：{head.address}"]
    since = f"，发布时间 {at}" if at else "，没有写发布时间"
    return [f"在网站上{since}。", f"网址：{head.address}", "没有定时的改变。"]


def _english(head: Head, s: Publication, tz: tzinfo) -> list[str]:
    at = _moment(s.at, tz) if s.at else ""
    if s.state == "draft":
        return ["Not on the site: it is a draft (draft: true).", "It is published once that line is deleted; nothing changes by itself."]
    if s.state == "scheduled":
        return [f"Not on the site: scheduled for {at}.", f"It is published by the first build after {at}."]
    if s.state == "withdrawn":
        on = head.values["withdrawn"].get("on", "")
        return [f"On the site, but withdrawn on {on}: its page shows title and explanation only.", f"Address: {head.address}"]
    return [f"On the site{f', published {at}' if at else ''}.", f"Address: {head.address}", "Nothing changes by itself."]
