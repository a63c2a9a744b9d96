"""What verification says: nothing of what is honest, everything of what is not, and what was changed, when it can be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from announced import KEY, ORIGIN, WITNESS, Office, page, small
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.log import note
from generator.verify import Place
from generator.verify.examine import Question, examine
from generator.verify.findings import GRADES, TABLE, Finding, sentence
from generator.verify.history import Trust
from generator.verify.report import as_json, as_text, verdict
from generator.verify.saved import page as page_of
from generator.verify.saved import saved

HOME = Path(__file__).resolve().parents[1]
Site = dict[str, bytes]
PINNED = Trust((KEY.verifier,))
OTHER = note.signer(b"\1" * 32, ORIGIN)


def place(site: Site) -> Place:
    return Place(site.get, frozenset(site))


def ask(site: Site, trust: Trust = PINNED, *checkpoints: bytes, against: Site | None = None) -> tuple[Finding, ...]:
    kept = tuple((f"paper{n}", data) for n, data in enumerate(checkpoints))
    before = place(against) if against is not None else None
    return examine(place(site), Question(trust, kept, before, "old" if before else ""))


def wrong(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(f.code, f.where) for f in findings if f.is_wrong}


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {f.code for f in findings}


def replaced(site: Site, path: str, old: str, new: str) -> Site:
    assert old.encode() in site[path]
    return site | {path: site[path].replace(old.encode(), new.encode())}


# the table


def test_findings_are_complete_in_both_languages() -> None:
    """Each has a code of its own, a grade, two sentences that use the same arguments, two hints or none."""
    assert len({m.code for _, m in TABLE}) == len(TABLE)
    for grade, m in TABLE:
        assert grade in GRADES and re.fullmatch(r"V\d{3}", m.code)
        assert m.zh and m.en and bool(m.hint_zh) == bool(m.hint_en)
        assert set(re.findall(r"{\d}", m.zh)) == set(re.findall(r"{\d}", m.en)), m.code
        assert not re.search(r"[\u4e00-\u9fff]", m.en + m.hint_en), m.code


def test_every_finding_is_made_somewhere() -> None:
    """No code is only in the table, and none only in the program."""
    files = (HOME / "generator/verify").glob("*.py")
    program = "".join(p.read_text("utf-8") for p in files if p.name != "findings.py")
    assert set(re.findall(r'"(V\d{3})"', program)) == {m.code for _, m in TABLE}


# what is honest


def test_an_honest_site_is_fine() -> None:
    office = small()
    found = ask(office.site())
    assert not wrong(found)
    assert codes(found) == {"V001", "V107", "V201", "V301"}
    assert codes(ask(office.site(), Trust())) == {"V001", "V002", "V107", "V201", "V301"}


def test_a_theme_is_no_change_of_a_text() -> None:
    """It is said in other words, for pages, lists and styles."""
    office = small()
    office.theme = "<link rel=stylesheet href=dark.css>"
    found = ask(office.site(), PINNED, *office.checkpoints)
    assert not wrong(found)
    assert {f.where for f in found if f.code == "V302"} == {"r1/a.html", "r1/b.html", "notices/c.html"}
    assert {"V303", "V309", "V201"} <= codes(found)
    assert as_text(found, "x", "zh")[0] == "没有发现问题；另有 1 个文件和登记时不同。"


def test_withdrawn_and_erased() -> None:
    """Both are told, neither is a fault; what was erased must be gone."""
    office = small()
    before = office.site()
    office.announce("r1/b", "withdraw", "乙通报", ["已撤回。"], "涉密")
    office.erase("r1/b", 1)
    found = ask(office.site())
    assert not wrong(found)
    assert ("V215", ("2", "2026-03-05", "涉密")) in {(f.code, f.args) for f in found}
    assert {f.where for f in found if f.code == "V216"} == {"r1/b.v1.html"}
    for path in ("r1/b.v1.html", "r1/b.v1.commit.json"):
        assert wrong(ask(office.site() | {path: before[path]})) == {("V217", path)}
    office.announce("r1/b", "restore", "乙通报", ["二是整改。"], "误撤")
    assert not wrong(ask(office.site())), "the next revision follows the erasure"


def test_a_round_that_was_closed_keeps_its_number() -> None:
    office = small()
    listed = office.close_round("r1")
    office.release()
    assert not wrong(ask(office.site()))
    kept = (("round", listed),)
    closed = examine(place(office.site()), Question(PINNED, closings=kept))
    assert ("V514", ("r1", "13")) in {(f.code, f.args) for f in closed}
    office.theme = "<b>"
    later = examine(place(office.site()), Question(PINNED, closings=kept))
    assert ("V515", ("r1", "3", "13")) in {(f.code, f.args) for f in later} and not wrong(later)
    for other in (b"", b"\xff", listed.splitlines(keepends=True)[0]):
        assert wrong(examine(place(office.site()), Question(PINNED, closings=(("round", other),)))) == {
            ("V516", "round")
        }
    cheat = small()
    cheat.revision["r1/x"] = 1  # the closing counts a notice that is not in the log
    cheat.close_round("r1")
    assert wrong(ask(cheat.site())) == {("V218", "r1")}


def test_witnesses() -> None:
    office = small()
    known = Trust((KEY.verifier,), (WITNESS.verifier,))
    assert "V010" in codes(ask(office.site(), known))
    office.cosign(WITNESS, 1_772_700_000)
    assert [f.args for f in ask(office.site(), known) if f.code == "V009"] == [
        ("witness.example/w1", "2026-03-05 08:40 UTC")
    ]
    forged = office.site()
    good = note.parse(forged["log/checkpoint"])
    swapped = good.signatures[1]._replace(data=good.signatures[1].data[:8] + bytes(64))
    forged["log/checkpoint"] = note.encode(note.Note(good.text, (good.signatures[0], swapped)))
    assert wrong(ask(forged, known)) == {("V007", "log/checkpoint")}


# keys


def test_a_site_made_anew_with_another_key() -> None:
    """By its own key nothing is wrong with it, which is said; any key or checkpoint from before finds it out."""
    cheat = Office(OTHER)
    cheat.announce("r1/a", "publish", "甲通报", ["没有问题。"])
    assert codes(ask(cheat.site(), Trust())) == {"V001", "V002", "V107", "V201", "V308"}
    assert wrong(ask(cheat.site())) == {("V012", "log/checkpoint")}
    assert {c for c, _ in wrong(ask(cheat.site(), Trust(), small().checkpoints[1]))} == {"V405", "V410"}
    without = cheat.site() | {"log/keys": f"{KEY.verifier}\n".encode()}
    assert wrong(ask(without, Trust())) == {("V006", "log/checkpoint")}
    assert wrong(ask(cheat.site(), Trust((note.signer(b"\2" * 32, "else.example").verifier,)))) == {
        ("V008", "log/checkpoint")
    }


def test_a_key_that_follows_another() -> None:
    """The old key vouches for the new one by the checkpoint that covers the change; without one it does not."""
    office = small()
    office.rotate(OTHER)
    office.announce("r1/d", "publish", "丁通报", ["新公钥。"])
    found = ask(office.site())
    assert not wrong(found) and "V011" in codes(found)
    assert not wrong(ask(office.site(), Trust((OTHER.verifier,)))) and not wrong(ask(office.site(), Trust()))
    site = office.site()
    del site["log/rotations/6.tlog-proof"]
    assert wrong(ask(site)) == {("V012", "log/checkpoint")}
    kept = office.checkpoints[-3]
    assert not wrong(ask(site, PINNED, kept)), "a checkpoint of that time, which somebody kept, does as well"
    assert not wrong(ask(site, PINNED, office.checkpoints[3])) - {("V012", "log/checkpoint")}
    keys = site["log/keys"].splitlines(keepends=True)
    assert ("V108", "log/keys") in wrong(ask(site | {"log/keys": b"".join(keys[::-1])}, Trust()))


def test_a_key_that_no_entry_names() -> None:
    office = small()
    office.keys.append(OTHER.verifier)
    assert wrong(ask(office.site())) == {("V108", "log/keys")}


def test_a_thief_cannot_put_his_key_in_place_of_it() -> None:
    """An entry that names his key is not enough."""
    cheat = Office(OTHER)
    cheat.announce("r1/a", "publish", "甲通报", ["没有问题。"])
    cheat.rotate(OTHER)
    cheat.keys = [KEY.verifier, OTHER.verifier]
    assert ("V012", "log/checkpoint") in wrong(ask(cheat.site()))


# what is not honest, without the key


def flipped(data: bytes) -> bytes:
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_every_file_that_is_gone_is_named() -> None:
    site = small().site()
    for path in site:
        found = ask({p: d for p, d in site.items() if p != path})
        if path in ("index.html", "search/0.js", "assets/style.css"):
            assert not wrong(found) and ("V304", path) in {(f.code, f.where) for f in found}
        else:
            assert path in {where for _, where in wrong(found)}, path


def test_every_file_that_was_changed_is_named() -> None:
    site = small().site()
    for path, data in site.items():
        if path.endswith(".html") and b"<article" in data:
            continue  # of pages below
        found = ask(site | {path: flipped(data) if data else b"x"})
        if path in ("index.html", "search/0.js", "assets/style.css"):
            assert not wrong(found) and {"V303", "V309"} & codes(found)
        elif path == "log/keys":
            assert ("V004", path) in wrong(found)
        else:
            assert path in {where for _, where in wrong(found)}, path


PAGES: dict[str, tuple[Callable[[Site], Site], set[tuple[str, str]]]] = {
    "a word of the newest page": (
        lambda s: replaced(s, "r1/a.html", "三次", "五次"), {("V202", "r1/a.html")},
    ),
    "a word of a permanent page": (
        lambda s: replaced(s, "r1/a.v1.html", "一是", "二是"), {("V205", "r1/a.v1.html")},
    ),
    "the old revision instead of the new one": (
        lambda s: s | {"r1/a.html": page("r1/a.html", "甲通报", ["现予公布。", "一是学习。"])}, {("V203", "r1/a.html")},
    ),
    "one notice instead of another": (lambda s: s | {"r1/a.html": s["r1/b.html"]}, {("V202", "r1/a.html")}),
    "a page without its article": (lambda s: s | {"r1/a.html": b"<p>x</p>"}, {("V207", "r1/a.html")}),
    "a page that is cut": (lambda s: s | {"r1/a.html": s["r1/a.html"][:-40]}, {("V207", "r1/a.html")}),
    "a page that was added": (
        lambda s: s | {"r1/z.html": page("r1/z.html", "假通报", ["假的。"])}, {("V214", "r1/z.html")},
    ),
    "a revision that was added": (
        lambda s: s | {"r1/a.v3.html": page("r1/a.v3.html", "甲通报", ["假的。"])}, {("V214", "r1/a.v3.html")},
    ),
    "a page of the other edition that was added": (
        lambda s: s | {"hant/r1/z.html": page("r1/z.html", "假通報", ["假的。"])}, {("V214", "hant/r1/z.html")},
    ),
    "the proof of another": (
        lambda s: s | {"r1/a.v1.tlog-proof": s["r1/b.v1.tlog-proof"]}, {("V209", "r1/a.v1.tlog-proof")},
    ),
    "the record of another": (
        lambda s: s | {"r1/a.v1.commit.json": s["r1/a.v2.commit.json"]}, {("V212", "r1/a.v1.commit.json")},
    ),
    "a list of the release that was written anew": (
        lambda s: s | {"log/manifest": b"".join(s["log/manifest"].splitlines(keepends=True)[1:])}, {("V307", "log/manifest")},
    ),
    "an attachment with other contents": (lambda s: s | {"r1/table.bin": b"\0other"}, {("V219", "r1/table.bin")}),
    "an older checkpoint": (
        lambda s: s | {"log/checkpoint": small().checkpoints[3]},
        {("V202", "r1/a.html"), ("V214", "r1/a.v2.html"), ("V214", "notices/c.html"), ("V214", "notices/c.v1.html"),
         ("V101", "log/tile/0/000.p/3"), ("V101", "log/tile/entries/000.p/3"), ("V103", "log/checkpoint")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_what_was_done_to_a_page_is_named(name: str) -> None:
    change, expected = PAGES[name]
    found = wrong(ask(change(small().site())))
    assert found == expected or (name == "an older checkpoint" and found), found


def test_white_space_and_markup_are_no_text() -> None:
    """As a browser saves a page, or an editor lays it out."""
    site = small().site()
    data = site["r1/a.html"].replace(b"<p>", b'\n  <p\nclass="x">  ').replace(b"</p>", b"\r\n</p>")
    assert not wrong(ask(site | {"r1/a.html": data}))


# random histories


class Act(NamedTuple):
    """A step of a history: what is done to which notice, with which words; `time` stays when a forger moves it."""

    kind: str
    id: str
    text: str
    time: int


KINDS = ("text", "text", "text", "withdraw", "restore", "attach", "release", "theme", "erase")
IDS = ("r1/a", "r1/b", "r2/a", "notices/c")


@st.composite
def histories(draw: st.DrawFn, least: int = 2) -> list[Act]:
    wanted = draw(
        st.lists(
            st.tuples(st.sampled_from(KINDS), st.sampled_from(IDS), st.integers(0, 99)), min_size=least, max_size=9
        )
    )
    return [Act(kind, id_, f"文字{n}之{text}。", n + 1) for n, (kind, id_, text) in enumerate(wanted)]


def done(office: Office, act: Act) -> None:
    office.clock = act.time
    number = office.revision.get(act.id, 0)
    if act.kind == "release":
        office.release()
    elif act.kind == "theme":
        office.theme = f"<style>{act.time}</style>"
    elif act.kind == "erase":
        if number > 1 and f"{act.id}.v1.commit.json" in office.files:
            office.erase(act.id, 1)
    elif act.kind == "attach":
        name = f"n{act.time}"
        office.announce(
            act.id,
            "supplement" if number else "publish",
            "标题",
            [act.text],
            "补充",
            **{name: act.text.encode()},
        )
    else:
        kind = {"text": "correct"}.get(act.kind, act.kind) if number else "publish"
        office.announce(act.id, kind, "标题", [act.text], "理由" if number else "")


def played(acts: list[Act], key: note.Signer = KEY) -> tuple[Office, list[Site]]:
    """The office at the end, and the site as it was published after each act."""
    office = Office(key)
    sites = []
    for act in acts:
        done(office, act)
        sites.append(office.site())
    return office, sites


@given(histories(), st.data())
def test_any_growth_is_consistent(acts: list[Act], data: st.DataObject) -> None:
    office, sites = played(acts)
    before = data.draw(st.sampled_from(sites))
    found = ask(sites[-1], PINNED, *office.checkpoints, against=before)
    assert not wrong(found)
    assert sum(f.code == "V401" for f in found) == len(office.checkpoints) + 1


def forgeries(acts: list[Act], at: int, other: int) -> Iterator[tuple[str, list[Act]]]:
    """The same history, told otherwise by who has the key: an act edited, left out, told earlier or later; its end left out."""
    yield "edited", [*acts[:at], acts[at]._replace(text="改过的。"), *acts[at + 1 :]]
    yield "removed", [*acts[:at], *acts[at + 1 :]]
    moved = [*acts[:at], *acts[at + 1 :]]
    yield "moved", [*moved[:other], acts[at], *moved[other:]]
    yield "rolled back", acts[:at]


NAMING = {"V411", "V412", "V414", "V415", "V413"}


@given(histories(3), st.data())
def test_any_history_that_is_told_otherwise_is_found_out(acts: list[Act], data: st.DataObject) -> None:
    """Signed with the right key, whole in itself; yet an older checkpoint finds it out, and an older copy names it."""
    office, sites = played(acts)
    kept = office.checkpoints[-1]
    at = data.draw(st.integers(0, len(acts) - 1))
    kind, told = data.draw(st.sampled_from(list(forgeries(acts, at, data.draw(st.integers(0, len(acts) - 1))))))
    cheat, _ = played(told)
    assume(cheat.entries != office.entries)
    site = cheat.site()
    assert not wrong(ask(site)), "in itself nothing is wrong with it"
    rewritten = cheat.entries[: len(office.entries)] != office.entries
    found = ask(site, PINNED, kept)
    assert rewritten == bool({"V402", "V403"} & codes(found)), kind
    if not rewritten:
        return
    assert {"V418"} <= codes(found)
    found = ask(site, PINNED, kept, against=sites[-1])
    named = {(f.code, f.args[2]) for f in found if f.code in NAMING}
    assert named, kind
    lost = [e for e in office.entries if e not in cheat.entries]
    parsed = {note_id(e) for e in lost} - only_chained(lost, cheat.entries)
    assert parsed <= {id_ for _, id_ in named}, (kind, named, parsed)
    if cheat.entries == office.entries[: len(cheat.entries)]:
        assert {code for code, _ in named} == {"V415"}
    elif sorted(cheat.entries) == sorted(office.entries):
        assert {code for code, _ in named} == {"V414"}


def note_id(entry: bytes) -> str:
    from generator.log.entries import parse

    return parse(entry).id


def only_chained(lost: list[bytes], kept: list[bytes]) -> set[str]:
    """The ids of entries that differ in `prev` alone, which is no change of their own."""
    from generator.log.entries import parse

    plain = {parse(e)._replace(prev="") for e in kept}
    differing = {parse(e).id for e in lost if parse(e)._replace(prev="") not in plain}
    return {parse(e).id for e in lost} - differing


@given(histories(2), st.text("深浅红蓝", min_size=1))
def test_no_theme_is_a_change(acts: list[Act], theme: str) -> None:
    office, _ = played([*acts, Act("text", "r1/a", "正文。", 40), Act("release", "", "", 41)])
    kept = office.checkpoints[-1]
    office.theme = f"<style>{theme}</style>"
    found = ask(office.site(), PINNED, kept)
    assert not wrong(found)
    assert "V302" in codes(found)


@given(histories(2), st.data())
def test_any_tampering_without_the_key_is_found(acts: list[Act], data: st.DataObject) -> None:
    """A text, a file of the log, a proof, a record, an attachment: each change is named with its path."""
    office, _ = played([*acts, Act("attach", "r1/a", "正文。", 40)])
    site = office.site()
    path = data.draw(
        st.sampled_from(sorted(p for p in site if p not in ("index.html", "search/0.js", "assets/style.css")))
    )
    good = site[path]
    if path.endswith(".html"):
        words = list(re.finditer("文字|标题|正文|删除".encode(), good[good.index(b"<article") :]))
        start = good.index(b"<article") + data.draw(st.sampled_from(words)).start()
        bad = good[:start] + "错".encode() + good[start + 3 :]
    elif good:
        bit = data.draw(st.integers(0, 8 * len(good) - 1))
        bad = good[: bit // 8] + bytes([good[bit // 8] ^ 1 << bit % 8]) + good[bit // 8 + 1 :]
    else:
        bad = b"x"
    found = wrong(ask(site | {path: bad}))
    erased = any(f.code == "V216" and f.where == path for f in ask(site))
    assert erased or path in {where for _, where in found} or (path == "log/checkpoint" and found), path


# a page that somebody saved


def saved_by(
    office: Office, path: str, data: bytes | None = None, pinned: bool = True, against: Place | None = None,
    proof: bytes | None = None, checkpoints: tuple[tuple[str, bytes], ...] = (),
) -> set[str]:  # fmt: skip
    of = page_of("saved.html", office.site()[path] if data is None else data)
    found = saved(of, Question(PINNED if pinned else Trust(), checkpoints, against, "site"), proof)
    assert all(sentence(f, "en")[0] and sentence(f, "zh")[0] for f in found)
    return codes(found)


def test_a_saved_page() -> None:
    office = small()
    site, paper = office.site(), office.checkpoints
    here = place(site)
    one = site["r1/a.v1.html"]
    assert saved_by(office, "r1/a.v1.html") == {"V705"}
    assert saved_by(office, "r1/a.v1.html", b"<html>nothing") == {"V704"}
    assert {"V701", "V703"} <= saved_by(office, "r1/a.v1.html", against=here)
    assert "V703" not in saved_by(office, "r1/a.html", against=here)
    covered = saved_by(office, "r1/a.v1.html", against=here, checkpoints=(("paper", paper[4]),))
    assert {"V401", "V701", "V708"} <= covered
    assert "V715" in saved_by(office, "notices/c.html", against=here, checkpoints=(("paper", paper[3]),))
    assert "V702" in saved_by(office, "", one.replace("学习".encode(), "休息".encode()), against=here)
    bare = one.replace(b'rel="canonical"', b'rel="other"')
    assert "V701" in saved_by(office, "", bare, against=here), "its words are enough"
    proof = site["r1/a.v1.tlog-proof"]
    assert saved_by(office, "", one, proof=proof) == {"V706"}
    assert saved_by(office, "", one, proof=proof, pinned=False) == {"V706", "V714"}
    assert saved_by(office, "", one, proof=proof, checkpoints=(("paper", paper[2]),)) == {"V706", "V708"}
    assert saved_by(office, "", one, proof=proof, checkpoints=(("paper", paper[-1]),)) == {"V706", "V710"}
    assert saved_by(office, "", one, proof=site["r1/b.v1.tlog-proof"]) == {"V707"}
    assert saved_by(office, "", one, proof=b"none") == {"V716"}
    cheat = Office(OTHER)
    cheat.announce("r1/x", "publish", "甲", ["乙"])
    cheat.announce("r1/a", "publish", "甲通报", ["现予公布。", "一是学习。"])
    assert saved_by(cheat, "r1/a.html", proof=cheat.site()["r1/a.v1.tlog-proof"]) == {"V706", "V713"}
    forged = (("paper", paper[2]),)
    assert saved_by(cheat, "r1/a.html", proof=cheat.site()["r1/a.v1.tlog-proof"], checkpoints=forged) == {
        "V706",
        "V711",
        "V713",
    }


def test_a_saved_page_and_a_log_that_was_rewritten() -> None:
    """The page is not there any more; its proof shows that it was, and when the log forgot it."""
    office, cheat = small(), Office()
    cheat.open_round("r1")
    cheat.announce("r1/a", "publish", "甲通报", ["现予公布。"])
    site = office.site()
    page_, proof = site["r1/a.v1.html"], site["r1/a.v1.tlog-proof"]
    found = saved_by(
        office, "", page_, proof=proof, against=place(cheat.site()), checkpoints=(("paper", office.checkpoints[2]),)
    )
    assert {"V702", "V712", "V402"} <= found


def test_a_checkpoint_from_paper() -> None:
    """Signed, or typed without its signature, with other ends of lines; typed wrongly; of another site; no checkpoint."""
    office = small()
    site, kept = office.site(), office.checkpoints[3]
    body = kept.decode().partition("\n\n")[0]
    for typed in (body, body + "\n", body.replace("\n", "\r\n") + "\r\n", "\ufeff" + body):
        found = ask(site, PINNED, typed.encode())
        assert not wrong(found) and {"V401", "V407"} <= codes(found)
    for signed in (kept, kept.replace(b"\n", b"\r\n"), kept.rstrip(b"\n"), b"\xef\xbb\xbf" + kept):
        found = ask(site, PINNED, signed)
        assert not wrong(found) and "V401" in codes(found) and "V407" not in codes(found)
    name, size, digest = body.split("\n")
    letter = "A" if digest[5] != "A" else "B"
    assert {c for c, _ in wrong(ask(site, PINNED, f"{name}\n{size}\n{digest[:5]}{letter}{digest[6:]}\n".encode()))} == {
        "V410"
    }
    assert {c for c, _ in wrong(ask(site, PINNED, f"other\n{size}\n{digest}\n".encode()))} == {"V408"}
    for nothing in (b"", b"\xff", b"a\nb\n", digest.encode(), f"{name}\n{size}\n".encode()):
        assert {c for c, _ in wrong(ask(site, PINNED, nothing))} == {"V404"}
    wrongly = kept.replace("— example.gov.cn ".encode(), "— example.gov.cn A".encode())
    assert {c for c, _ in wrong(ask(site, PINNED, wrongly))} <= {"V404", "V405"}


# whatever is there


@given(
    st.sampled_from(sorted(small().site())),
    st.one_of(st.binary(max_size=300), st.text(max_size=80).map(str.encode)),
    st.data(),
)
def test_no_bytes_at_any_path_raise(path: str, noise: bytes, data: st.DataObject) -> None:
    """Not in place of a file, not in the middle of one, not as a checkpoint, page, proof or key that somebody kept."""
    site = small().site()
    good = site[path]
    at = data.draw(st.integers(0, len(good)))
    for bad in (noise, good[:at] + noise, good[:at] + noise + good[at:], good[:at]):
        found = ask(
            site | {path: bad}, data.draw(st.sampled_from((PINNED, Trust()))), bad, against={"log/checkpoint": bad}
        )
        assert as_text(found, "x", "zh") and as_json(found, "x", "en")
        if bad != good:
            assert verdict(found) in ("broken", "forged", "fine")
        asked = Question(PINNED, (("kept", bad),), place(site | {path: bad}))
        assert as_text(saved(page_of("p", bad), asked, bad), "x", "en") is not None
        assert as_text(saved(page_of("p", site["r1/a.html"]), asked, bad), "x", "zh")


@pytest.mark.parametrize("noise", [
    b"<![foo", b"<!DOCTYPE [", b"<article id=notice><![CDATA[x</article>", b"<article id=notice>&#xD800;&#9999999999;</article>",
    b"<!-" * 50, b"<article id=notice>" + b"<b>" * 3000 + b"</article>", b"\x00<?", b"<article id=notice></article id",
])  # fmt: skip
def test_no_page_raises(noise: bytes) -> None:
    site = small().site()
    assert ("V202", "r1/a.html") in wrong(ask(site | {"r1/a.html": noise})) or ("V207", "r1/a.html") in wrong(
        ask(site | {"r1/a.html": noise})
    )
    assert saved(page_of("p", noise), Question(PINNED, against=place(site)))


def test_a_log_that_claims_too_much_is_not_read() -> None:
    """A signed size is no reason to look for a million million files."""
    from generator.log import checkpoint
    from generator.log.checkpoint import Checkpoint

    site = small().site()
    huge = checkpoint.signed(Checkpoint(ORIGIN, 1 << 60, bytes(32)), KEY)
    assert wrong(ask(site | {"log/checkpoint": huge})) == {("V109", "log/checkpoint")}
    assert ("V403", "paper0") in wrong(ask(site, PINNED, huge))
