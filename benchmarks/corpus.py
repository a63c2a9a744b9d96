"""A corpus for the benchmark: notices in the neutral layout → a gongkai site folder.

The neutral layout is one Markdown file per notice (`content/ROUND/SLUG.md`) with title, slug, date, round,
organisation, contact, summary and totals in its front matter; other generators' benchmarks build the same
texts from it. Without one, `neutral()` makes it from the sample site's real notice.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

import yaml

REPO = Path(__file__).resolve().parent.parent
SAMPLE = REPO / "content/notices/binhai-3-15/teda.md"
SWITCHES = ("ledger", "search", "data", "forms", "qr", "pdf", "traditional")
SITE = """name: 巡察整改公开
url: https://gov.example.cn/
sponsor: 示例单位
contact: {phone: 022-20000000, email: office@gov.example.cn}
example: true
"""
# a finding's heading: its label, then the rest up to the next heading
_FINDING = re.compile(r"(##### （\d+）)((?:(?!^#{2,4} ).*\n?)*)", re.MULTILINE)
PLACES = "安宁和顺清江云龙锦华昌永兴东西南北海河山湖林新福泰康平乐长春景明金玉石松桃梅兰桂"


def neutral(out: Path, count: int, seed: int = 1) -> None:
    """Write `count` notices like the sample's real one: own titles, figures, and findings in an order of their own.

    Labels stay where they are: a corpus full of warnings would measure how quickly warnings are printed.
    """
    _, body = SAMPLE.read_text("utf-8")[4:].split("\n---\n", 1)
    parts = re.split(r"(?m)^(?=##### )", body)
    findings = [(*_FINDING.findall(p)[0], *re.split(r"(?m)^(?=#{2,4} )", p, maxsplit=1)[1:]) for p in parts[1:]]
    for i in range(count):
        rng = random.Random(seed * 1_000_003 + i)
        round_, organisation = i // 50 + 1, i % max(count // 5, 1) + 1
        place = rng.choice(PLACES) + rng.choice(PLACES)
        texts = [text for _, text, *_ in findings]
        rng.shuffle(texts)
        slots = zip(findings, texts, strict=True)
        shuffled = parts[0] + "".join(label + text + "".join(tail) for (label, _, *tail), text in slots)
        text = re.sub(r"(?<![\d.])\d{2,3}(?=[个项次名人])", partial(_figure, rng), shuffled)
        slug = f"r{round_:04d}-o{organisation:05d}-n{i + 1:05d}"
        front = {
            "title": f"{place}街道工委关于第{round_}轮巡察集中整改情况的通报", "slug": slug,
            "date": f"20{12 + round_ % 14:02d}-{i % 12 + 1:02d}-{i % 28 + 1:02d}T09:00:00+08:00", "round": f"第{round_}轮巡察",
            "organisation": f"{place}街道工委{organisation}",
            "contact": {"phone": f"022-{20000000 + organisation}", "email": f"unit{organisation:05d}@gov.example.cn"},
            "summary": f"{place}街道工委现将第{round_}轮巡察集中整改情况予以公布。", "totals": {"findings": 33, "measures": 83},
        }  # fmt: skip
        path = out / f"content/r{round_:04d}/{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False)}---\n{text}", "utf-8")


def _figure(rng: random.Random, _: re.Match[str]) -> str:
    return str(rng.randint(10, 999))


def switch(site: Path, on: Collection[str]) -> None:
    """Write site.yaml with these outputs on and all others off."""
    outputs = ", ".join(f"{name}: {'true' if name in on else 'false'}" for name in SWITCHES)
    (site / "content/site.yaml").write_text(f"{SITE}outputs: {{{outputs}}}\n", "utf-8")


def convert(source: Path, site: Path) -> int:
    """Turn a neutral corpus into a site folder that makes its pages and nothing else; the number of notices."""
    shutil.rmtree(site, ignore_errors=True)
    content = site / "content"
    for folder in ("organisations", "rounds", "notices"):
        (content / folder).mkdir(parents=True)
    switch(site, ())
    rounds: dict[str, str] = {}
    organisations: dict[str, str] = {}
    count = 0
    for path in sorted((source / "content").rglob("*.md")):
        front, body = path.read_text("utf-8")[4:].split("\n---\n", 1)
        m: dict[str, Any] = yaml.load(front, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        round_, organisation, _ = m["slug"].split("-")
        rounds[round_], organisations[organisation] = m["round"], m["organisation"]
        totals = {k: m["totals"][k] for k in ("findings", "measures")}
        date = str(m["date"])[:16].replace("T", " ")
        head = {
            "title": m["title"], "kind": "rectification", "organisation": organisation, "published_at": date,
            "contact": m["contact"], "summary": m["summary"], "totals": totals,
        }  # fmt: skip
        target = content / "notices" / round_ / f"{m['slug']}.md"
        target.parent.mkdir(exist_ok=True)
        target.write_text(f"---\n{yaml.safe_dump(head, allow_unicode=True, sort_keys=False)}---\n{body}", "utf-8")
        count += 1
    for folder, names in (("rounds", rounds), ("organisations", organisations)):
        for id_, name in names.items():
            (content / folder / f"{id_}.yaml").write_text(f"name: {name}\n", "utf-8")
    return count


def small(site: Path, count: int) -> None:
    """A site folder of notices with five findings each, 50 to a round, five to an organisation."""
    shutil.rmtree(site, ignore_errors=True)
    for name in ("organisations", "rounds", "notices"):
        (site / "content" / name).mkdir(parents=True)
    switch(site, [name for name in SWITCHES if name not in ("pdf", "traditional")])
    for i in range(count):
        round_, organisation = f"r{i // 50 + 1:05}", f"o{i % max(count // 5, 1) + 1:06}"
        folder = site / "content/notices" / round_
        if not folder.exists():
            folder.mkdir()
            (site / f"content/rounds/{round_}.yaml").write_text(f"name: 第{i // 50 + 1}轮巡察\n", "utf-8")
        place = PLACES[i % 38] + PLACES[i // 38 % 38]
        (site / f"content/organisations/{organisation}.yaml").write_text(f"name: {place}街道{organisation}\n", "utf-8")
        findings = "".join(
            f"### （{'一二三四五'[k]}）针对“{place}第{i * 5 + k}项工作推进不够有力”问题\n\n- 一是集中学习{i % 90 + 9}次，整改完成。\n- 二是完善制度{k + 2}项。\n\n"
            for k in range(5)
        )
        (folder / f"n{i + 1:07}.md").write_text(
            f"---\ntitle: {place}街道第{i + 1}号整改情况的通报\nkind: rectification\norganisation: {organisation}\n"
            f"published_at: 20{12 + i % 14:02}-{i % 12 + 1:02}-{i % 28 + 1:02} 09:00\n---\n\n现予公布，欢迎监督。\n\n## 一、整改情况\n\n{findings}",
            "utf-8",
        )
