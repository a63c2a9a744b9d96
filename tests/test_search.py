"""The search index: what stands in a text is found through its files, and through nothing but them."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import sites
from hypothesis import example, given
from hypothesis import strategies as st

from generator.search import BLOCK, NOTICES, SHARD, documents, files, fold, triple

REPO = Path(__file__).resolve().parents[1]
Record = dict[str, Any]


def record(title: str, lead: str = "", *sections: tuple[str, str], **values: Any) -> Record:
    """A record with what the index takes of it."""
    made = [{"id": f"s-{k}", "kind": "finding", "title": t, "text": x} for k, (t, x) in enumerate(sections, 1)]
    base = {
        "language": "zh-CN",
        "title": title,
        "kind": "rectification",
        "date": "2026-03-05 09:00",
        "html": "r1/a.html",
    }
    return {**base, "lead": lead, "sections": made, **values}


class Index:
    """The index as search.js reads it: the same steps, on the same files."""

    def __init__(self, made: dict[str, bytes]) -> None:
        self.made = made
        firsts, blocks = self.file("docs")
        notices, self.values = self.file("notices")
        self.firsts = [firsts[i : i + 2] for i in range(0, len(firsts), 2)]
        self.blocks = numbers(blocks)
        self.total = sum(self.blocks)
        self.notices = numbers(notices)

    def file(self, stem: str) -> list[Any]:
        text = self.made[f"search/0/{stem}.js"].decode()
        assert text.startswith("gongkai(")
        assert text.endswith(")\n")
        return list(json.loads(f"[{text[8:-2]}]"))

    def holding(self, start: str) -> dict[int, bool]:
        """Documents that have a pair, or one that begins with a character; whether in the heading."""
        found: dict[int, bool] = {}
        ends = [*self.firsts[1:], "\U0010ffff"]
        for k, (first, end) in enumerate(zip(self.firsts, ends, strict=True)):
            if first[: len(start)] <= start < end:
                pairs, postings = self.file(f"s{k}")
                pairs = units(pairs)
                for i, posting in enumerate(postings.split(" ")):
                    if pairs[2 * i : 2 * i + 2].startswith(start):
                        *heading, body = posting.split("!")
                        for codes, level in (*((h, True) for h in heading), (body, False)):
                            at = -1
                            for n in numbers(codes):
                                at += n + 1
                                found[at] = found.get(at, False) or level
        return found

    @cached_property
    def texts(self) -> list[tuple[str, str, str]]:
        """Address, heading and text of every document."""
        out = []
        for k, size in enumerate(self.blocks):
            block = [
                (f"{href}#{id_}" if id_ else href, heading, body)
                for href, _, _, sections in self.file(f"t{k}")
                for id_, heading, body in sections
            ]
            assert len(block) == size
            out += block
        return out

    def search(self, query: str) -> list[int]:
        found = dict.fromkeys(range(self.total), True)
        terms = fold(query).split()
        for term in terms:
            for pair in pairs(units(term)):
                flags = self.holding(pair)
                found = {doc: found[doc] and flags[doc] for doc in found if doc in flags}
        return [doc for doc in sorted(found) if holds(self.texts[doc][1:], terms)]


def holds(parts: tuple[str, ...], terms: list[str]) -> bool:
    return all(any(t in fold(p) for p in parts) for t in terms)


def pairs(term: str) -> Iterator[str]:
    """What is looked up of a term: pairs, and with two Latin letters or digits three characters as one."""
    i = end = 0
    while end < len(term):
        three = term[i : i + 3]
        pair = triple(three)[:2] if len(three) == 3 else three
        yield pair
        end = i + (2 if three.startswith(pair) else 3)
        i += 1


def units(text: str) -> str:
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(data[i] | data[i + 1] << 8) for i in range(0, len(data), 2))


def numbers(codes: str) -> list[int]:
    out, high = [], 0
    for c in codes:
        digit = ord(c) - (36 if c > "\\" else 35)
        if digit > 63:
            high = 27 * high + digit - 63
        else:
            out.append(64 * high + digit)
            high = 0
    assert high == 0
    return out


def index(*records: Record) -> Index:
    return Index(dict(files("search/0/", records)))


# what texts are made of: Chinese, both widths, expansions, halves of characters, white space
LETTERS = st.text(st.sampled_from("整改问题，。“”（）1０2a Ａ12bé㎡①ﬁΣİ𠮷𝐀\U0002f800镕堃䶮\n　\u00a0"), max_size=30)
ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
TEXT = LETTERS | ANY


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5), st.data())
@example([("", "㎡内"), ("A", "ﬁ")], None)
def test_every_part_of_every_text_is_found(parts: list[tuple[str, str]], data: st.DataObject | None) -> None:
    """Whatever stands in a text is found in it and in all others that have it, and in no other."""
    made = index(record("通报", "现予公布", *parts))
    assert [t[1:] for t in made.texts] == [("通报", "现予公布"), *parts]
    for text in (t for pair in parts for t in pair):
        start = data.draw(st.integers(0, len(text))) if data else 0
        query = text[start : start + data.draw(st.integers(0, 6))] if data else text
        terms = fold(query).split()
        assert made.search(query) == [k for k, t in enumerate(made.texts) if holds(t[1:], terms)]


def test_folding_is_by_character_and_done_once() -> None:
    """So a place in folded text is a place in the text; and pairs may be folded before they are joined, or after."""
    for code in range(0x32400):  # behind it nothing is folded
        folded = fold(chr(code))
        assert folded == unicodedata.normalize("NFKC", chr(code)).lower()
        assert folded
        assert fold(folded) == folded, hex(code)


def test_numbers_are_read_as_they_were_written() -> None:
    many = [record("题" * n, "", *[("一二", "三四")] * n) for n in (1, 70, 1900)]
    made = index(*many)
    assert [*made.notices[::5]] == [2, 71, 1901]
    assert made.search("一二") == [1, *range(3, 73), *range(74, 1974)]
    assert made.holding("一二") == dict.fromkeys(made.search("一二"), True)
    assert made.holding("三四") == dict.fromkeys(made.search("一二"), False)
    assert made.total == 1974


def test_what_documents_are() -> None:
    """The notice itself with what identifies it, and each section that is not withheld, with who is responsible."""
    given = record("通报", "现予公布。", document_number="示发〔2026〕1号", subtitle="副题")
    given["sections"] = [
        {"id": "s-1", "kind": "section", "label": "一、", "title": "情况"},
        {"id": "f-1-1", "kind": "finding", "label": "（一）", "title": "针对“甲”问题", "text": "一是改。", "status": "completed", "responsible_unit": "办公室"},
        {"id": "f-1-2", "kind": "withheld", "label": "（二）", "number": "1-2", "withheld_reason": "secret"},
    ]  # fmt: skip
    assert [tuple(d) for d in documents(given)] == [
        ("", "通报", "副题\n文号：示发〔2026〕1号\n现予公布。", ""),
        ("s-1", "一、情况", "", ""),
        ("f-1-1", "（一）针对“甲”问题", "一是改。\n责任单位：办公室", "completed"),
    ]
    withdrawn = record("撤回的通报", withdrawn={"on": "2026-04-01", "reason": "有误"})
    del withdrawn["lead"], withdrawn["sections"]
    assert [tuple(d) for d in documents(withdrawn)] == [("", "撤回的通报", "", "")]


def test_filters_are_of_the_notice() -> None:
    one = record("甲", "", ("乙", ""), round={"id": "r1"}, organisation={"id": "o1"})
    two = record("丙", date="2025-01-01 00:00", kind="feedback")
    made = index(one, two)
    assert made.values == {
        "round": ["", "r1"], "organisation": ["", "o1"], "kind": ["", "rectification", "feedback"], "year": ["", "2026", "2025"],
    }  # fmt: skip
    assert made.notices == [2, 1, 1, 1, 1, 1, 0, 0, 2, 2]


def corpus(count: int) -> Iterator[Record]:
    """Notices of random characters: what compresses worst."""
    rng = random.Random(1)
    common = [chr(rng.randint(0x4E00, 0x9FA0)) for _ in range(600)]
    for k in range(count):
        texts = ["".join(rng.choices(common, k=rng.randint(10, 600))) for _ in range(20)]
        yield record(texts[0][:20], texts[1][:100], *((t[:15], t) for t in texts), html=f"r1/n{k}.html")


def test_files_are_small() -> None:
    """A search asks for a few files, and each is little; also the number of files is in proportion."""
    made = dict(files("search/0/", corpus(15)))
    sizes = {path: len(gzip.compress(data, 6)) for path, data in made.items()}
    shards = [size for path, size in sizes.items() if path.startswith("search/0/s") and "status" not in path]
    blocks = [size for path, size in sizes.items() if path.startswith("search/0/t")]
    assert max(shards) <= 10_000
    assert max(blocks) <= 10_000
    assert len(shards) <= 2 * sum(len(made[p]) for p in made if p.startswith("search/0/s")) / SHARD
    assert len(blocks) <= sum(len(made[p].decode()) for p in made if p.startswith("search/0/t")) / BLOCK


def test_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "import hashlib, test_search; from generator.search import files; "
        "print(hashlib.sha256(repr(list(files('search/0/', test_search.corpus(2)))).encode()).hexdigest())"
    )
    said = set()
    for seed in ("0", "1"):
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{REPO}:{REPO / 'tests'}", "PATH": ""}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, cwd=REPO, capture_output=True, text=True, check=True
        )
        said.add(done.stdout)
    assert len(said) == 1


SEGMENTS = {
    f"content/notices/r1/n{k:04d}.md": f"---\ntitle: 第{k}号通报\nkind: announcement\norganisation: o1\n"
    f"published_at: 20{k // 100 + 10}-01-{k % 28 + 1:02d}\n---\n\n正文{k}。\n"
    for k in range(NOTICES + 1)
}


def test_an_edit_makes_its_segment_again(tmp_path: Path) -> None:
    """Segments are counted from the oldest notice; what is in one does not depend on the others."""
    sites.write(tmp_path, {**sites.BASE, **SEGMENTS})
    assert sites.run(tmp_path).exit_code == 0
    before = sites.tree(tmp_path / "site")
    assert {p.split("/")[1] for p in before if p.startswith("search/")} == {"0", "1", "index.html"}
    sites.write(
        tmp_path, {"content/notices/r1/n0001.md": SEGMENTS["content/notices/r1/n0001.md"].replace("正文", "新文")}
    )
    assert sites.run(tmp_path).exit_code == 0
    after = sites.tree(tmp_path / "site")
    changed = {p for p in after if p.startswith("search/") and after[p] != before.get(p)}
    assert {p.split("/")[1] for p in changed} == {"0", "index.html"}
    found = Index({p: data for p, data in after.items() if p.startswith("search/")})
    assert [found.texts[k][0] for k in found.search("新文1。")] == ["r1/n0001.html"]


def test_without_search_there_is_none(base: Path) -> None:
    """The switch takes the index, the page and every form that leads to it."""
    sites.write(base, {"content/site.yaml": sites.BASE["content/site.yaml"] + "outputs: {search: false}\n"})
    assert sites.run(base).exit_code == 0
    made = sites.tree(base / "site")
    assert not [p for p in made if p.startswith("search")]
    assert not [p for p, data in made.items() if p.endswith(".html") and b"search/index.html" in data]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_asks_for_the_files_there_are(base: Path, language: str) -> None:
    sites.write(base, {"content/site.yaml": sites.BASE["content/site.yaml"] + f"language: {language}\n"})
    assert sites.run(base).exit_code == 0
    made = sites.tree(base / "site")
    page = made["search/index.html"].decode()
    assert f'data-segments="0:{page.partition("data-segments=")[2][3:13]}"' in page
    assert 'data-files="../search/"' in page
    assert Index(made).search("学习")
