"""What was announced stays: revisions, their pages and proofs, erasure, and crashes at every step."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import fidelity
import pytest
import sites
from announcing import NOTICE, append, by, register, revised, signer_of, started
from hypothesis import given
from hypothesis import strategies as st

from generator import announce, article
from generator.announcing import canonical
from generator.differences import ALIKE, differences
from generator.log import Refused, store
from generator.log.checkpoint import opened, parse_proof, verify_proof
from generator.log.entries import commitment, parse
from generator.log.merkle import leaf_hash
from generator.log.note import verifier
from generator.log.tiles import entries, faults
from generator.register import Revision, line, row_of

LOG = "register/log"


def verified(root: Path) -> list[bytes]:
    """The entries of a site's log, after all that is kept of them was verified as a stranger would."""
    found = register(root)
    keys = tuple(map(verifier, found.keys))
    top = root / "register" / "log"
    head = opened((top / "checkpoint").read_bytes(), found.origin, keys).checkpoint
    read = store.reader(str(top))
    assert not list(faults(head.size, head.root, read))
    assert head.size == len(found.rows)
    logged = list(entries(0, head.size, read))
    last: dict[str, str] = {}
    for row, data in zip(found.rows, logged, strict=True):
        entry = parse(data)
        assert (entry.type, entry.at) == (row.type, row.at)
        if isinstance(row, Revision):
            assert (entry.id, entry.rev, entry.reason) == (row.id, row.number, row.reason)
            assert entry.prev == last.get(row.id, "")
            last[row.id] = leaf_hash(data).hex()
        if isinstance(row, Revision) and row.type != "erase":
            kept = root / f"register/revisions/{row.id}.v{row.number}"
            proof = parse_proof(kept.with_name(kept.name + ".tlog-proof").read_bytes())
            assert proof.extra == data
            assert proof.position == row.entry
            verify_proof(proof, leaf_hash(data), found.origin, keys)
            if (row.id, row.number) not in found.erased:
                text = kept.with_name(kept.name + ".html").read_text("utf-8")
                assert article.digest_of(text) == row.article_sha256 == entry.article_sha256
                made = json.loads(kept.with_name(kept.name + ".json").read_bytes())
                assert commitment(bytes.fromhex(made["salt"]), canonical(made["record"])) == entry.commit
    assert not (root / "register/pending").exists()
    return logged


def page(root: Path, name: str) -> str:
    return (root / "site/r1" / name).read_text("utf-8")


# ------------------------------------------------------------- a notice's life


def test_a_first_announcement(tmp_path: Path) -> None:
    root = started(tmp_path / "s")
    types = [parse(e).type for e in verified(root)]
    assert types == ["round-open", "publish", "release"]
    assert article.digest_of(page(root, "a.html")) == article.digest_of(page(root, "a.v1.html"))
    assert "a.v1.html" in page(root, "a.html")
    assert (root / "site/log/checkpoint").read_bytes() == (root / LOG / "checkpoint").read_bytes()
    assert (root / "site/log/keys").read_text() == register(root).keys[0] + "\n"


def test_nothing_new_is_not_announced(tmp_path: Path) -> None:
    root = started(tmp_path / "s")
    before = sites.tree(root)
    assert append(root, sites.NOW + 60)[:2] == ((), None)
    assert sites.tree(root / "register") == sites.tree(root / "register")
    after = sites.tree(root)
    assert {p: d for p, d in after.items() if not p.startswith(".gongkai/")} == {
        p: d for p, d in before.items() if not p.startswith(".gongkai/")
    }


def test_files_of_others_are_no_part_of_a_release(tmp_path: Path) -> None:
    """What no build made is not published either: a release that lists it would never be found whole."""
    root = started(tmp_path)
    sites.write(
        root, {"site/mine.txt": "1", "site/.gitkeep": "", "site/.git/config": "x", "site/CNAME": "example.gov.cn"}
    )
    sites.write(root, {"content/notices/r1/b.md": sites.BASE[NOTICE].replace("甲", "乙")})
    append(root)
    listed = {line.split("  ")[1] for line in (root / "register/log/manifest").read_text("utf-8").splitlines()}
    built = {p for p in sites.tree(root / "site") if not p.startswith(("log/", "verify/"))}
    assert built - listed == {"mine.txt", ".gitkeep", ".git/config", "CNAME"}
    assert listed <= built


def test_a_correction(tmp_path: Path) -> None:
    """The old words stay at their address, the difference is shown, the new ones are the newest."""
    root = started(tmp_path / "s")
    text = (root / NOTICE).read_text("utf-8")
    sites.write(root, {NOTICE: revised(text, 2, "correction", "漏写", **{"一是学习。": "一是学习。二是检查。"})})
    done = append(root, sites.NOW + 60)
    assert [(r.id, r.number, r.type) for r in done.revisions] == [("r1/a", 2, "correct")]
    verified(root)
    assert "二是检查" not in page(root, "a.v1.html")
    assert "二是检查" in page(root, "a.v2.html")
    assert article.digest_of(page(root, "a.html")) == article.digest_of(page(root, "a.v2.html"))
    shown = page(root, "a.v2.changes.html")
    assert '<p class="added"><b>新增：</b>二是检查。</p>' in shown
    assert "<div><dt>新增句子</dt><dd>1</dd></div>" in shown
    assert "漏写" in page(root, "a.html")
    assert 'rel="first memento"' in page(root, "a.timemap")
    assert "r1/a.v2.changes.html" in (root / "site/corrections/feed.xml").read_text("utf-8")
    record = json.loads(page(root, "a.json"))
    assert record["revision"] == 2
    assert [r["reason"] for r in record["revisions"]] == ["漏写"]


def test_changed_words_without_a_revision_stop_the_build(tmp_path: Path) -> None:
    root = started(tmp_path / "s")
    site = sites.tree(root / "site")
    text = (root / NOTICE).read_text("utf-8")
    sites.write(root, {NOTICE: text.replace("一是学习。", "一是学习！")})
    assert sites.codes(sites.run(root)) == [f"{NOTICE}:2:1: E0905"]
    assert sites.codes(sites.run(root, write=False)) == [f"{NOTICE}:2:1: E0905"]
    assert sites.tree(root / "site") == site
    sites.write(root, {NOTICE: text})
    assert sites.run(root).exit_code == 0
    # what is not a word may change
    sites.write(root, {NOTICE: text.replace("published_at", "summary: 摘要\npublished_at")})
    assert sites.run(root).exit_code == 0


def test_withdrawn_restored_and_erased(tmp_path: Path) -> None:
    root = started(tmp_path / "s")
    text = revised((root / NOTICE).read_text("utf-8"), 2, "withdrawal", "需要核实")
    sites.write(root, {NOTICE: text})
    append(root, sites.NOW + 60)
    assert "一是学习" not in page(root, "a.html")
    assert "需要核实" in page(root, "a.html")
    assert "一是学习" in page(root, "a.v1.html")
    text = revised(text, 3, "restoration", "已经核实", "2026-04-02", **{"一是学习。": "一是认真学习。"})
    sites.write(root, {NOTICE: text})
    append(root, sites.NOW + 120)
    assert "一是认真学习" in page(root, "a.html")
    with pytest.raises(Refused, match="newest"):
        announce.erase(str(root), "r1/a", 3, "2026-05-01", "依法", by(root), sites.NOW + 180)
    announce.erase(str(root), "r1/a", 1, "2026-05-01", "依法删除", by(root), sites.NOW + 180)
    assert sites.run(root).exit_code == 0
    gone = page(root, "a.v1.html")
    assert "一是学习。" not in gone
    assert "依法删除" in gone
    assert not (root / "site/r1/a.v1.commit.json").exists()
    logged = verified(root)
    assert [parse(e).type for e in logged if parse(e).id == "r1/a"] == ["publish", "withdraw", "restore", "erase"]
    everything = b"".join(sites.tree(root / "register").values()) + b"".join(sites.tree(root / "site").values())
    assert "一是学习。".encode() not in everything
    with pytest.raises(Refused, match="revision"):
        announce.erase(str(root), "r1/a", 1, "2026-05-01", "依法", by(root), sites.NOW + 240)


def test_attachments_stay_at_their_address(tmp_path: Path) -> None:
    """A revision without the file, and even without it in the folder: the site has the one that was announced."""
    one, two = "content/notices/r1/a/one.txt", "content/notices/r1/a/two.txt"
    text = sites.BASE[NOTICE].replace("\n---\n", "\nattachments: [{file: one.txt}]\n---\n", 1)
    root = started(tmp_path / "s", {NOTICE: text, one: "一"})
    digest = sha256("一".encode()).hexdigest()
    assert register(root).files == {"r1/a/one.txt": digest}
    sites.write(root, {one: "二"})
    assert sites.codes(sites.run(root)) == [f"{one}:1:1: E0909"]
    sites.write(
        root, {one: None, two: "二", NOTICE: revised(text, 2, "supplement", "新附件", **{"one.txt": "two.txt"})}
    )
    append(root, sites.NOW + 60)
    assert (root / "site/r1/a/one.txt").read_text("utf-8") == "一"
    assert (root / "site/r1/a/two.txt").read_text("utf-8") == "二"
    verified(root)


def test_a_theme_changes_nothing_that_was_announced(tmp_path: Path) -> None:
    root = started(tmp_path / "s")
    before = article.digest_of(page(root, "a.html"))
    theme = Path(__file__).parents[1] / "themes/default/templates/notice.html"
    changed = theme.read_text("utf-8").replace('class="text"', 'class="text other"').replace("<h1>", '<h1 class="big">')
    sites.write(root, {"themes/default/templates/notice.html": changed})
    assert sites.run(root).exit_code == 0
    assert 'class="big"' in page(root, "a.html")
    assert article.digest_of(page(root, "a.html")) == before
    done = append(root, sites.NOW + 60)
    assert done.revisions == ()
    assert done.release is not None


def test_incremental_builds_with_a_register_are_as_from_nothing(tmp_path: Path) -> None:
    root = started(tmp_path / "s", {"content/notices/r1/b.md": sites.BASE[NOTICE].replace("甲", "乙")})
    text = (root / NOTICE).read_text("utf-8")
    for n, (kind, change) in enumerate(
        (("correction", "一是学。"), ("withdrawal", "一是学。"), ("restoration", "一是习。")), 2
    ):
        text = revised(text, n, kind, "理由", f"2026-04-0{n}")
        last = "一是学习。" if n == 2 else "一是学。"
        text = text.replace(last, change)
        sites.write(root, {NOTICE: text})
        append(root, sites.NOW + 60 * n)
        clean = tmp_path / f"clean-{n}"
        for name in ("content", "register"):
            shutil.copytree(root / name, clean / name)
        assert sites.run(clean, now=sites.NOW + 60 * n).exit_code == 0
        assert sites.tree(clean / "site") == sites.tree(root / "site")


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    for row in register(started(tmp_path / "s")).rows:
        assert row_of(line(row)) == row
    for wrong in ("", "[]", "{}", '{"number":1}', "null", '{"entry":1,"type":"release","id":"x"}', "[" * 100_000):
        with pytest.raises(ValueError, match="not a row"):
            row_of(wrong)


# ----------------------------------------------------------------- crashes


class Crash(BaseException):
    """The machine stops here."""


@contextmanager
def stopping(monkeypatch: pytest.MonkeyPatch, at: int) -> Iterator[list[int]]:
    """`os` stops before the given step that changes names on the disk; how many steps there were."""
    steps = [0]

    def guarded(real: Callable[..., None]) -> Callable[..., None]:
        def call(*args: object, **kwargs: object) -> None:
            steps[0] += 1
            if steps[0] == at:
                raise Crash
            real(*args, **kwargs)

        return call

    with monkeypatch.context() as m:
        for name in ("replace", "unlink", "rename"):
            m.setattr(os, name, guarded(getattr(os, name)))
        yield steps


@pytest.mark.parametrize("act", ["append", "erase"])
def test_a_crash_at_every_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    """The next run goes on: nothing is announced twice, nothing is lost, nothing signed contradicts."""
    first = started(tmp_path / "first")
    text = revised((first / NOTICE).read_text("utf-8"), 2, "correction", "漏写", **{"一是学习。": "一是学。"})
    sites.write(first, {NOTICE: text, "content/notices/r1/b.md": sites.BASE[NOTICE].replace("甲", "乙")})
    if act == "erase":
        append(first, sites.NOW + 60)
    assert sites.run(first).exit_code == 0

    def run(root: Path) -> None:
        if act == "append":
            append(root, sites.NOW + 60, frozenset)
        else:
            with suppress(Refused):  # the run before came so far that there is nothing left to erase
                announce.erase(str(root), "r1/a", 1, "2026-05-01", "依法", by(root), sites.NOW + 60)

    whole = tmp_path / "whole"
    shutil.copytree(first, whole)
    shutil.copytree(signer_of(first), signer_of(whole))
    with stopping(monkeypatch, 0) as steps:
        run(whole)
    expected = verified(whole)
    assert steps[0] > 5
    for at in range(1, steps[0] + 1):
        root = tmp_path / f"s{at}"
        shutil.copytree(first, root)
        shutil.copytree(signer_of(first), signer_of(root))
        with stopping(monkeypatch, at), pytest.raises(Crash):
            run(root)
        signed = (signer_of(root) / "signed").read_bytes()
        run(root)
        found = verified(root)
        again = opened(signed, register(root).origin, tuple(map(verifier, register(root).keys))).checkpoint
        assert again.size <= len(found)
        kinds = [(parse(e).type, parse(e).id) for e in found]
        assert kinds.count(("correct", "r1/a")) == kinds.count(("publish", "r1/b")) == 1
        if act == "erase":
            assert found == expected
            assert kinds.count(("erase", "r1/a")) == 1
            assert not (root / "register/revisions/r1/a.v1.html").exists()
        else:
            assert {k for k in kinds if k[0] != "release"} == {
                (parse(e).type, parse(e).id) for e in expected if parse(e).type != "release"
            }


# ------------------------------------------------------- articles, differences

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(p for p in GOLDEN.glob("*/site/**/*.html") if 'id="notice"' in p.read_text("utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(GOLDEN).as_posix())
def test_the_text_of_an_article_is_what_an_independent_reader_finds(path: Path) -> None:
    html = path.read_text("utf-8")
    found = article.read(html)
    assert found is not None
    assert "".join(found.texts) == fidelity.page_text(html)
    kept = "".join(found.fragment)
    assert article.text_of(kept) == fidelity.page_text(html)
    again = article.read(kept)
    assert again is not None
    assert "".join(again.fragment) == kept
    assert 'class="aux' not in kept


@pytest.mark.parametrize(
    "html", ["", "<p>", "<article>", '<article id="notice">', '<article id="other"></article>', "\0<<<"]
)
def test_what_has_no_article(html: str) -> None:
    assert article.read(html) is None
    assert article.digest_of(html) == ""


@given(st.text(max_size=200))
def test_reading_an_article_never_fails(text: str) -> None:
    article.read(text)
    article.read(f'<article id="notice">{text}</article>')


SENTENCES = st.lists(
    st.sampled_from(
        ["一是学习。", "二是检查。", "三是整改到位。", "四是整改不到位。", "甲", "乙！", "See 1.5 km. Then go."]
    ),
    max_size=12,
)


def _article(sentences: list[str]) -> article.Article:
    body = "".join(f"<p>{s}</p>" for s in sentences)
    found = article.read(f'<article id="notice"><section id="s-1"><h2>一、</h2>{body}</section></article>')
    assert found is not None
    return found


@given(SENTENCES, SENTENCES)
def test_differences_are_all_there(old: list[str], new: list[str]) -> None:
    """What is added and removed, with what stayed, makes the one text and the other."""
    found = differences(_article(old), _article(new))
    if not found:
        assert old == new
        return
    shown = {
        kind: ["".join(t for _, t in d.runs) for d in found if d.kind == kind and d.runs]
        for kind in ("same", "added", "removed")
    }
    left = sum(d.left for d in found)
    before, after = "".join(old), "".join(new)
    assert len("".join(shown["removed"])) - len("".join(shown["added"])) == len(before) - len(after)
    assert all(s in after + "一、" for s in shown["added"])
    assert all(s in before + "一、" for s in shown["removed"])
    assert left >= 0
    assert 0 < ALIKE < 1
