"""The commands publish, releases and rollback, as a webmaster runs them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import announcing
import publishing
import pytest
import sites

from generator.cli import main
from generator.messages_publish import PUBLISH

REPO = Path(__file__).resolve().parents[1]


class Said(NamedTuple):
    code: int
    out: str
    err: str


Runner = Callable[..., Said]


@pytest.fixture
def run(base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    """The program on a small site that publishes to the folder `www`."""
    (base / "publish.yaml").write_text("folder:\n  - name: web\n    path: www\n")

    def runner(*command: str, now: int = sites.NOW, language: str = "C.UTF-8") -> Said:
        for name, value in {"LC_ALL": language, "LANG": language, "SOURCE_DATE_EPOCH": str(now)}.items():
            monkeypatch.setenv(name, value)
        with open(os.devnull, encoding="utf-8") as nobody:
            monkeypatch.setattr(sys, "stdin", nobody)
            code = main(["-C", str(base), *command])
        said = capsys.readouterr()
        assert "Traceback" not in said.err, said.err
        return Said(code, said.out, said.err)

    return runner


def live(base: Path) -> dict[str, bytes]:
    return sites.tree(base / "www/current")


def test_publish(run: Runner, base: Path) -> None:
    """The plan comes first; without a person to ask and without --yes nothing happens."""
    said = run("publish", "web")
    assert said.code == 1 and "E4007" in said.err and "新增" in said.out
    assert not (base / "www").exists()
    said = run("publish", "web", "--dry-run")
    assert said.code == 0 and "r1/a.html" in said.out and not (base / "www").exists()
    said = run("publish", "web", "--yes")
    assert said.code == 0 and re.search("已发布 20260601-000000-[0-9a-f]{8}：发送 [0-9]+ 个文件", said.err)
    assert live(base) == sites.tree(base / "site")
    said = run("publish", "web", "--yes")
    assert said.code == 0 and "没有要发布的" in said.err
    assert len(run("releases", "web").out.splitlines()) == 1


def test_only_what_a_build_made_is_published(run: Runner, base: Path) -> None:
    assert run("build").code == 0
    sites.write(base, {"site/secret.txt": "mine", "site/CNAME": "x", "site/.git/config": "x"})
    assert run("publish", "web", "--yes").code == 0
    assert not {"secret.txt", "CNAME", ".git/config"} & live(base).keys()
    (base / "site/r1/a.html").write_text("tampered")
    assert run("publish", "web", "--yes").code == 0
    assert b"tampered" not in live(base)["r1/a.html"]


def test_errors_and_missing_approvals_stop_it(run: Runner, base: Path) -> None:
    assert run("publish", "web", "--yes").code == 0
    before = live(base)
    notice = sites.BASE["content/notices/r1/a.md"]
    sites.write(base, {"content/notices/r1/a.md": notice.replace("kind:", "kinds:")})
    said = run("publish", "web", "--yes")
    assert said.code == 1 and "content/notices/r1/a.md:3:1: error[E0202]" in said.out and "E4003" in said.err
    sites.write(base, {
        "content/notices/r1/a.md": notice,
        "content/site.yaml": sites.BASE["content/site.yaml"].replace("example: true", "approval: true"),
    })  # fmt: skip
    said = run("publish", "web", "--yes")
    assert said.code == 1 and "E18" in said.out and "E4003" in said.err
    assert live(base) == before


def test_deletes_need_a_word(run: Runner, base: Path) -> None:
    notice = sites.BASE["content/notices/r1/a.md"]
    sites.write(base, {f"content/notices/r1/n{k}.md": notice.replace("甲", f"第{k}") for k in range(9)})
    assert run("publish", "web", "--yes").code == 0
    before = live(base)
    sites.write(base, {f"content/notices/r1/n{k}.md": None for k in range(9)})
    said = run("publish", "web", "--yes")
    assert said.code == 1 and "E4004" in said.err and "删除" in said.out
    count = re.search(r"--allow-deletes (\d+)", said.err)
    assert count and int(count[1]) >= 9
    assert live(base) == before
    assert run("publish", "web", "--yes", "--allow-deletes", str(int(count[1]) - 1)).code == 1
    assert run("publish", "web", "--yes", "--allow-deletes", count[1]).code == 0
    assert "r1/n1.html" not in live(base)


def test_roll_back(run: Runner, base: Path) -> None:
    assert "E4018" in run("rollback", "web", "--yes").err
    run("publish", "web", "--yes")
    assert "E4018" in run("rollback", "web", "--yes").err, "there is nothing before the first"
    first = live(base)
    sites.write(
        base, {"content/notices/r1/a.md": sites.BASE["content/notices/r1/a.md"].replace("现予公布", "兹予公布")}
    )
    run("publish", "web", "--yes", now=sites.NOW + 60)
    assert live(base) != first
    said = run("rollback", "web", "--dry-run")
    assert said.code == 0 and live(base) != first
    assert run("rollback", "web", "--yes", now=sites.NOW + 120).code == 0
    assert live(base) == first
    rows = run("releases", "web").out.splitlines()
    assert len(rows) == 3 and "当前" in rows[0] and "回退到" in rows[0] and "当前" not in rows[1]
    id_ = rows[1].split()[0]
    said = run("rollback", "web", "20260101-000000-00000000", "--yes")
    assert said.code == 1 and "E4015" in said.err and id_ in said.err
    assert run("rollback", "web", id_, "--yes", now=sites.NOW + 180).code == 0
    assert live(base) != first


def test_due(run: Runner, base: Path) -> None:
    """A timer publishes what came due, and is silent and idle otherwise."""
    notice = sites.BASE["content/notices/r1/a.md"]
    sites.write(base, {"content/notices/r1/s.md": notice.replace("2026-03-05 09:00", "2026-06-01 10:00")})
    said = run("publish", "web", "--due")
    assert said.code == 1 and "E4014" in said.err
    said = run("publish", "web", "--yes")
    assert "下一次到时间的变化：2026-06-01 10:00" in said.err
    sites.write(base, {"content/pages/new.md": "---\ntitle: 新\n---\n\n半成品。\n"})
    before = sites.stats(base)
    assert run("publish", "web", "--due", now=sites.NOW + 35_999) == Said(0, "", "")
    after = sites.stats(base)
    assert {p: s for p, s in after.items() if p in before} == before and "r1/s.html" not in live(base)
    said = run("publish", "web", "--due", now=sites.NOW + 36_000)
    assert said.code == 0 and "r1/s.html" in said.out
    assert "r1/s.html" in live(base)
    assert run("publish", "web", "--due", now=sites.NOW + 36_001) == Said(0, "", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("foldr:\n  - name: web\n    path: x\n", "publish.yaml:1:1: error[E0202]"),
        ("folder:\n  - name: web\n    pth: x\n", "publish.yaml:3:5: error[E0202]"),
        ("folder:\n  - name: web\n", "publish.yaml:2:5: error[E0201]"),
        ("folder:\n  - name: web\n    path: a\n  - name: web\n    path: b\n", "publish.yaml:4:1: error[E4002]"),
        ("folder:\n  - name: web\n    path: a\n    password: hunter2\n", "publish.yaml:4:5: error[E0202]"),
        ("folder: [\n", "publish.yaml:2:1: error[E0105]"),
        ("folder:\n  - name: web\n    path: a\n    switch: twist\n", "publish.yaml:4:13: error[E0206]"),
    ],
)
def test_faults_of_the_configuration(run: Runner, base: Path, text: str, said: str) -> None:
    (base / "publish.yaml").write_text(text)
    done = run("publish", "web", "--yes")
    assert done.code == 1 and said in done.out, done
    assert not (base / ".gongkai/publish").exists()


def test_names_and_places(run: Runner, base: Path) -> None:
    said = run("publish", "wbe", "--yes")
    assert said.code == 2 and "E4001" in said.err and "web" in said.err
    for path in (".", "content/x", "site", "..", "register", "site/x"):
        (base / "publish.yaml").write_text(f"folder:\n  - name: web\n    path: {path}\n")
        assert "E4012" in run("publish", "web", "--yes").err, path
    (base / "publish.yaml").unlink()
    said = run("publish", "web", "--yes", language="en_US.UTF-8")
    assert said.code == 2 and "E4000" in said.err and not re.search("[一-鿿]", said.err)
    (base / "publish.yaml").write_text("文件夹:\n  - 名称: web\n    路径: www\n")
    assert run("publish", "web", "--yes").code == 0


def test_a_web_root_of_somebody_else_is_left_alone(run: Runner, base: Path) -> None:
    sites.write(base, {"www/current/index.html": "theirs"})
    for switch in ("link", "exchange"):
        (base / "publish.yaml").write_text(f"folder:\n  - name: web\n    path: www\n    switch: {switch}\n")
        said = run("publish", "web", "--yes")
        assert said.code == 1 and "E4011" in said.err
    assert live(base) == {"index.html": b"theirs"}
    (base / "www/current/index.html").unlink()
    assert run("publish", "web", "--yes").code == 0, "an empty folder may be exchanged"


def test_whose_disk_it_is(run: Runner, base: Path) -> None:
    """A fault of this machine's disk is not said to be the target's."""
    run("publish", "web", "--yes")
    (base / ".gongkai/publish/web/digests").unlink()
    (base / ".gongkai/publish/web/digests.new").mkdir()
    said = run("publish", "web", "--yes")
    assert said.code == 1 and "digests.new" in said.err and "E40" not in said.err


def test_a_damaged_record_is_said(run: Runner, base: Path) -> None:
    run("publish", "web", "--yes")
    (record,) = (base / "www/state/records").iterdir()
    record.write_text("{}")
    said = run("publish", "web", "--yes")
    assert said.code == 1 and "E4031" in said.err
    record.unlink()
    assert run("publish", "web", "--yes").code == 0


def test_a_release_is_announced(run: Runner, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a register all that is public is announced before it is live, releases and roll-backs are in the log."""
    monkeypatch.setenv("GONGKAI_SIGNER", str(base.parent / "signer"))
    assert run("log", "init").code == 0
    said = run("publish", "web", "--dry-run")
    assert "r1/a" in said.err and announcing.register(base).rows == ()
    said = run("publish", "web", "--yes")
    assert said.code == 0, said.err
    assert [r.type for r in announcing.register(base).rows] == ["round-open", "publish", "release"]
    assert live(base) == sites.tree(base / "site")
    assert "没有要发布的" in run("publish", "web", "--yes", now=sites.NOW + 10).err
    sites.write(base, {"content/pages/more.md": "---\ntitle: 更多\n---\n\n更多。\n"})
    assert run("publish", "web", "--yes", now=sites.NOW + 60).code == 0
    rows = announcing.register(base).rows
    assert [r.type for r in rows[3:]] == ["release"]
    assert run("rollback", "web", "--yes", now=sites.NOW + 120).code == 0
    rows = announcing.register(base).rows
    assert [r.type for r in rows[4:]] == ["release"]
    assert rows[4].manifest_sha256 == rows[2].manifest_sha256  # type: ignore[union-attr]
    assert "more.html" not in live(base) and "r1/a.html" in live(base)
    assert live(base)["log/checkpoint"] == (base / "register/log/checkpoint").read_bytes(), "the log goes on"
    (base.parent / "signer/key").unlink()
    sites.write(base, {"content/notices/r1/b.md": sites.BASE["content/notices/r1/a.md"].replace("甲", "乙")})
    before = live(base)
    said = run("publish", "web", "--yes", now=sites.NOW + 180)
    assert said.code == 1 and "E4017" in said.err and live(base) == before


COPY = """import os, shutil, sys
if os.path.exists("fail"):
    print("the other side is full", file=sys.stderr)
    sys.exit(3)
shutil.rmtree(sys.argv[2], ignore_errors=True)
shutil.copytree(sys.argv[1], sys.argv[2])
"""


def test_a_command_of_ones_own(run: Runner, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The release is a folder, the command gets it as a word; when it fails, the release is not live."""
    monkeypatch.chdir(base)
    (base / "copy.py").write_text(COPY)
    words = "".join(
        f"      - {w}\n" for w in (sys.executable, str(base / "copy.py"), "'{folder}'", "remote; touch evil")
    )
    (base / "publish.yaml").write_text(f"command:\n  - name: web\n    path: out\n    command:\n{words}")
    assert run("publish", "web", "--yes").code == 0
    remote = base / "remote; touch evil"
    assert sites.tree(remote) == sites.tree(base / "site") and not (base / "evil").exists()
    before = sites.tree(remote)
    sites.write(base, {"fail": "", "content/pages/more.md": "---\ntitle: 更多\n---\n\n更多。\n"})
    said = run("publish", "web", "--yes", now=sites.NOW + 60)
    assert said.code == 1 and "E4070" in said.err and "the other side is full" in said.err
    assert sites.tree(remote) == before and len(run("releases", "web").out.splitlines()) == 1
    (base / "fail").unlink()
    assert run("publish", "web", "--yes", now=sites.NOW + 120).code == 0
    assert "more.html" in sites.tree(remote)
    (base / "publish.yaml").write_text(
        f"command:\n  - name: web\n    path: out2\n    run: false\n    command:\n{words}"
    )
    said = run("publish", "web", "--yes")
    assert said.code == 0 and "N4071" in said.err and "'remote; touch evil'" in said.err
    (base / "publish.yaml").write_text("command:\n  - name: web\n    path: out\n    command: [no-such-program]\n")
    sites.write(base, {"content/pages/more.md": None})
    said = run("publish", "web", "--yes", "--allow-deletes", "9", now=sites.NOW + 180)
    assert said.code == 1 and "E4070" in said.err


def test_what_readers_get_is_compared(run: Runner, base: Path) -> None:
    """With `url`, pages are fetched after the publish; a server that shows something else is named."""
    port = publishing.free_port()
    config = f"folder:\n  - name: web\n    path: www\n    url: http://127.0.0.1:{port}/\n"
    (base / "publish.yaml").write_text(config)
    said = run("publish", "web", "--yes")
    assert said.code == 0 and "W4042" in said.err
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory"]
    sites.write(
        base, {"content/notices/r1/a.md": sites.BASE["content/notices/r1/a.md"].replace("现予公布", "兹予公布")}
    )
    with publishing.served([*command, str(base / "www/current")], port):
        said = run("publish", "web", "--yes", now=sites.NOW + 60)
    assert said.code == 0 and "W404" not in said.err, said.err
    sites.write(
        base, {"content/notices/r1/a.md": sites.BASE["content/notices/r1/a.md"].replace("现予公布", "特予公布")}
    )
    with publishing.served([*command, str(base / "content")], port):
        said = run("publish", "web", "--yes", now=sites.NOW + 120)
    assert said.code == 0 and "W4041" in said.err


def test_every_message_is_seen_in_a_test() -> None:
    """A message that nothing can bring about is none."""
    texts = "".join(p.read_text("utf-8") for p in (REPO / "tests").glob("test_publish*.py")) + "".join(
        (REPO / "tests" / name).read_text("utf-8") for name in ("test_doctor.py", "test_servers.py")
    )
    assert [m.code for m in PUBLISH if m.code not in texts] == []
