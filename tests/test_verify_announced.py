"""Verification of sites that the program itself built and announced: through a notice's whole life nothing is wrong, and
every kind of tampering is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import sites
from announcing import NOTICE, append, asked, by, register, revised, started

from generator import log_commands
from generator.announce import erase
from generator.verify.command import Wanted, verified
from generator.verify.findings import Finding


def wrong(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(f.code, f.where) for f in findings if f.is_wrong}


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {f.code for f in findings}


class Life:
    """A site that goes on, its first key, and what somebody kept of every state of it."""

    def __init__(self, root: Path, aside: Path) -> None:
        self.root, self.aside = root, aside
        self.key = register(root).keys[0]
        self.kept: list[str] = []
        self.keep()

    def keep(self) -> None:
        copy = self.aside / f"site{len(self.kept)}"
        shutil.copytree(self.root / "site", copy)
        self.kept.append(str(copy))

    def ask(self, place: str = "", **more: object) -> tuple[Finding, ...]:
        papers = tuple(f"{copy}/log/checkpoint" for copy in self.kept)
        given = {"keys": (self.key,), "checkpoints": papers, "against": self.kept[0], **more}
        return verified(Wanted(place or str(self.root / "site"), **given))  # type: ignore[arg-type]

    def fine(self) -> set[str]:
        """Nothing is wrong with the site, seen from every older state; nor with its folder."""
        self.keep()
        found = self.ask()
        assert not wrong(found)
        assert "V301" in codes(found)
        assert not wrong(self.ask(str(self.root)))
        return codes(found)

    def announce(self, number: int, kind: str, reason: str, **more: str) -> None:
        text = (self.root / NOTICE).read_text("utf-8")
        sites.write(self.root, {NOTICE: revised(text, number, kind, reason, **more)})
        append(self.root)


def test_the_life_of_a_notice(tmp_path: Path) -> None:
    """Announced, corrected, withdrawn, restored, erased, with another theme, signed by another key."""
    life = Life(started(tmp_path / "s"), tmp_path)
    assert life.fine() == {"V001", "V107", "V201", "V301", "V401"}
    life.announce(2, "correction", "有误", **{"学习。": "学习三次。"})
    life.fine()
    assert wrong(life.ask(life.kept[0])) >= {("V403", f"{life.kept[-1]}/log/checkpoint")}
    life.announce(3, "withdrawal", "涉密")
    assert "V215" in life.fine()
    life.announce(4, "restoration", "误撤")
    assert "V215" not in life.fine()
    erase(str(life.root), "r1/a", 1, "2026-06-01", "依法（批准：区委）", by(life.root), sites.NOW)
    assert sites.run(life.root).exit_code == 0
    append(life.root)
    assert "V216" in life.fine()
    assert log_commands.rotate_key(asked(life.root)).code == 0
    life.announce(5, "correction", "又有误", 三次="四次")
    assert "V011" in life.fine(), "the first key vouches for the second"
    shutil.rmtree(life.root / "site/log/rotations")
    papers = tuple(f"{copy}/log/checkpoint" for copy in life.kept[:-2])
    assert wrong(life.ask(checkpoints=papers)) == {("V012", "log/checkpoint")}


def test_a_theme_alone(tmp_path: Path) -> None:
    life = Life(started(tmp_path / "s"), tmp_path)
    sites.write(
        life.root,
        {
            "themes/own/assets/own.css": "body {color: #111}\n",
            "content/site.yaml": sites.BASE["content/site.yaml"].replace("name: 示例公开网", "name: 示例公开网站"),
        },
    )
    assert sites.run(life.root).exit_code == 0
    found = life.ask()
    assert not wrong(found)
    assert {"V302", "V303"} <= codes(found)


def test_a_site_that_is_not_announced_yet(tmp_path: Path) -> None:
    """A new notice that was built and not announced is named; so is a text that was changed after the build."""
    life = Life(started(tmp_path / "s"), tmp_path)
    sites.write(life.root, {NOTICE.replace("a.md", "b.md"): sites.BASE[NOTICE].replace("甲通报", "乙通报")})
    assert sites.run(life.root).exit_code == 0
    assert wrong(life.ask()) == {("V214", "r1/b.html")}
    append(life.root)
    assert not wrong(life.ask())
    page = life.root / "site/r1/a.html"
    page.write_text(page.read_text("utf-8").replace("现予公布", "现不公布"), "utf-8")
    assert wrong(life.ask()) == {("V202", "r1/a.html")}


def test_a_site_announced_anew_with_its_own_key(tmp_path: Path) -> None:
    """Whoever has the key tells the history again without the correction; an older copy names what is missing."""
    life = Life(started(tmp_path / "s"), tmp_path)
    before = (life.root / "register", life.root / "content", tmp_path / "s-signer")
    for folder in before:
        shutil.copytree(folder, tmp_path / "back" / folder.name)
    life.announce(2, "correction", "有误", **{"学习。": "学习三次。"})
    life.fine()
    kept = life.kept[-1]
    for folder in before:
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "back" / folder.name, folder)
    life.announce(2, "correction", "另一理由", **{"学习。": "学习九次。"})
    found = life.ask(against=kept, checkpoints=(f"{kept}/log/checkpoint",))
    assert ("V402", f"{kept}/log/checkpoint") in wrong(found)
    named = [f.args for f in found if f.code == "V411"]
    assert [args[1:4] for args in named if args[1] == "correct"] == [("correct", "r1/a", "2")]
    assert not wrong(life.ask(against="", checkpoints=())), "without an older checkpoint nobody can tell"
