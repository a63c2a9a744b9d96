"""`gongkai log`: as a clerk, a second office and the keeper of a key in other hardware use it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sites
from announcing import NOTICE, asked, register, revised, signer_of, started
from test_announce import verified

from generator import log_commands
from generator.cli import main
from generator.log import Refused
from generator.log.checkpoint import opened
from generator.log.entries import parse
from generator.log.note import verifier
from generator.log_commands import Asked
from generator.refusals import explained

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command as the terminal shows it: its code, what it says, what it complains of."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOW))

    def called(*words: str | Path) -> tuple[int, str, str]:
        code = main([*map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return called


def test_from_nothing_to_an_announced_site(run: Run, base: Path, tmp_path: Path) -> None:
    signer = tmp_path.parent / f"{tmp_path.name}-key"
    code, out, _ = run("log", "status", "-C", base)
    assert code == 1
    code, out, _ = run("log", "init", "-C", base, "--signer", signer)
    assert code == 0
    assert "公钥：example.gov.cn+" in out
    assert (signer / "key").stat().st_mode & 0o777 == 0o600
    code, out, _ = run("log", "append", "-C", base, "--signer", signer)
    assert code == 0
    assert "第 1 条：r1/a 第 1 版  甲通报" in out
    code, out, _ = run("log", "status", "-C", base, "--signer", signer)
    assert code == 0
    assert "条数：3" in out
    assert "等待公开：没有" in out
    code, _, err = run("log", "init", "-C", base, "--signer", signer)
    assert code == 1
    assert "已经有了" in err
    everything = b"".join(sites.tree(base).values())
    secret = (signer / "key").read_text().split("+")[-1].strip()
    assert secret.encode() not in everything
    assert secret not in out


def test_a_faulty_site_is_not_announced(run: Run, base: Path, tmp_path: Path) -> None:
    signer = tmp_path.parent / f"{tmp_path.name}-key"
    run("log", "init", "-C", base, "--signer", signer)
    sites.write(base, {NOTICE: sites.BASE[NOTICE].replace("organisation: o1", "organisation: nobody")})
    code, out, err = run("log", "append", "-C", base, "--signer", signer)
    assert code == 1
    assert "E0502" in out
    assert "什么也没有记入" in err
    assert (base / "register/register.jsonl").read_bytes() == b""


def test_what_is_refused_is_said_in_words(run: Run, base: Path, tmp_path: Path) -> None:
    code, _, err = run("log", "init", "-C", base, "--signer", base / "keys")
    assert code == 1
    assert "密钥不能和网站放在一起" in err
    signer = tmp_path.parent / f"{tmp_path.name}-key"
    run("log", "init", "-C", base, "--signer", signer)
    os.chmod(signer / "key", 0o644)
    code, _, err = run("log", "append", "-C", base, "--signer", signer)
    assert code == 1
    assert "chmod 600" in err
    os.unlink(signer / "key")
    assert "没有找到签名的密钥" in run("log", "append", "-C", base, "--signer", signer)[2]
    for language in ("zh-CN", "en"):
        assert "bundle-cut" in explained(Refused("bundle-cut", "x"), language)


def test_erasing(run: Run, tmp_path: Path) -> None:
    root = started(tmp_path / "s")
    common = ("-C", root, "--signer", signer_of(root))
    code, _, err = run("log", "erase", "r1/a.v1", "--reason", "依法", "--approval", "区委", *common)
    assert code == 1
    assert "最新的一版" in err
    text = (root / NOTICE).read_text("utf-8")
    sites.write(root, {NOTICE: revised(text, 2, "correction", "有误", **{"学习。": "学。"})})
    assert run("log", "append", *common)[0] == 0
    code, out, _ = run("log", "erase", "r1/a.v1", "--reason", "依法", "--approval", "区委", *common)
    assert code == 0
    assert "内容已删除" in out
    assert run("log", "erase", "nonsense", "--reason", "依法", "--approval", "区委", *common)[0] == 1
    verified(root)


# ------------------------------------------------------------ a second office


def test_another_office_cosigns(run: Run, tmp_path: Path) -> None:
    """By files that are carried: request, answer, and again after the log grew; a rewritten log is not cosigned."""
    root = started(tmp_path / "s")
    key = register(root).keys[-1]
    request, answer, office = tmp_path / "request", tmp_path / "answer", tmp_path / "office"
    ours, theirs = ("-C", root, "--signer", signer_of(root)), ("--key", key, "--signer", office, "--out", answer)
    assert run("log", "cosign", "--request", request, *ours)[0] == 0
    code, out, _ = run("log", "witness", request, "--name", "jiwei.example", *theirs)
    assert code == 0
    public = out.split("：")[-1].strip()
    assert run("log", "cosign", "--answer", answer, *ours)[0] == 1  # an unknown office
    code, out, _ = run("log", "cosign", "--answer", answer, "--key", public, *ours)
    assert code == 0
    assert "jiwei.example" in out
    assert "联署：jiwei.example" in run("log", "status", *ours)[1]
    shown = (root / "register/log/checkpoint").read_bytes()
    assert len(opened(shown, "example.gov.cn", [verifier(key)], [verifier(public)]).seals) == 2
    # the log grows
    sites.write(root, {"content/notices/r1/b.md": sites.BASE[NOTICE].replace("甲", "乙")})
    assert run("log", "append", *ours)[0] == 0
    run("log", "cosign", "--request", request, *ours)
    code, _, err = run("log", "witness", request, *theirs)
    assert code == 1
    assert "--since 3" in err
    run("log", "cosign", "--request", request, "--since", "3", *ours)
    assert run("log", "witness", request, *theirs)[0] == 0
    assert run("log", "cosign", "--answer", answer, *ours)[0] == 0
    # another history with the same key
    other = started(tmp_path / "other", {NOTICE: sites.BASE[NOTICE].replace("学习", "学")})
    sites.write(other, {"content/notices/r1/b.md": sites.BASE[NOTICE].replace("甲", "乙")})
    os.replace(signer_of(root) / "key", signer_of(other) / "key")
    with pytest.raises(Refused):
        log_commands.add(asked(other), frozenset)  # its checkpoint is signed by another key
    code, _, err = run("log", "witness", _rewritten(tmp_path, root), *theirs)
    assert code == 1
    assert "历史被改写" in err


def _rewritten(tmp_path: Path, root: Path) -> Path:
    """A request for a log that was begun anew with the same key and has more entries."""
    from generator.log import store
    from generator.log.cosigning import request
    from generator.log.tiles import hashes_of

    source = tmp_path / "other-signer/key"
    log = store.Store(
        str(tmp_path / "anew"), str(tmp_path / "anew-memory"), "example.gov.cn", (verifier(register(root).keys[-1]),)
    )
    signer = store.load_key(str(source))
    store.begin(log, signer)
    store.append(log, signer, 0, [f"{n}".encode() for n in range(9)])
    data = (tmp_path / "anew/checkpoint").read_bytes()
    target = tmp_path / "forged"
    size = register(root).rows[-1].entry + 1
    target.write_bytes(request(size, data, hashes_of(9, store.reader(str(tmp_path / "anew")))))
    return target


# -------------------------------------------------------------------- keys


def test_a_new_key_is_handed_over_to(run: Run, tmp_path: Path) -> None:
    root = started(tmp_path / "s")
    common = ("-C", root, "--signer", signer_of(root))
    old = register(root).keys[-1]
    code, out, _ = run("log", "rotate-key", *common)
    assert code == 0
    new = register(root).keys[-1]
    assert old != new
    assert new in out
    entry = parse(verified(root)[-1])
    assert (entry.type, entry.key) == ("key-rotate", new)
    text = (root / NOTICE).read_text("utf-8")
    sites.write(root, {NOTICE: revised(text, 2, "correction", "有误", **{"学习。": "学。"})})
    assert run("log", "append", *common)[0] == 0
    verified(root)
    shown = (root / "register/log/checkpoint").read_bytes()
    assert opened(shown, "example.gov.cn", [verifier(new)])
    with pytest.raises(Refused):
        opened(shown, "example.gov.cn", [verifier(old)])


@pytest.mark.parametrize("stop", range(1, 12))
def test_handing_over_may_be_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int) -> None:
    from test_announce import Crash, stopping

    root = started(tmp_path / "s")
    with stopping(monkeypatch, stop) as steps:
        try:
            log_commands.rotate_key(asked(root, sites.NOW + 60))
        except Crash:
            assert steps[0] == stop
    if len(register(root).keys) == 1 or (signer_of(root) / "key.next").exists():
        log_commands.rotate_key(asked(root, sites.NOW + 120))
    found = [parse(e) for e in verified(root)]
    assert [e.type for e in found].count("key-rotate") == 1
    assert len(register(root).keys) == 2
    text = (root / NOTICE).read_text("utf-8")
    sites.write(root, {NOTICE: revised(text, 2, "correction", "有误", **{"学习。": "学。"})})
    log_commands.add(asked(root, sites.NOW + 180), lambda: sites.strangers_of(root))
    verified(root)


SIGNER = """import sys
from base64 import b64encode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
print(b64encode(Ed25519PrivateKey.from_private_bytes(bytes(range(32))).sign(sys.stdin.buffer.read())).decode())
"""


def test_another_program_signs(tmp_path: Path, base: Path) -> None:
    """The key never comes near this program; a program that fails or signs wrongly is found out."""
    from generator.log import note

    memory = tmp_path.parent / f"{tmp_path.name}-memory"
    program = memory.with_name(f"{tmp_path.name} sign.py")
    program.write_text(SIGNER)
    public = str(note.signer(bytes(range(32)), "example.gov.cn").verifier)
    command = f"{sys.executable} '{program}'"
    given = Asked(str(base), str(memory), sites.NOW, "zh-CN", {"GONGKAI_SIGN_COMMAND": command})
    log_commands.begin(given, public)
    assert log_commands.add(given, lambda: sites.strangers_of(base)).code == 0
    verified(base)
    assert not (memory / "key").exists()
    sites.write(base, {"content/notices/r1/b.md": sites.BASE[NOTICE].replace("甲", "乙")})
    for wrong in ("false", "echo AAAA", "no-such-program", "echo", "'"):
        failing = given._replace(environ={"GONGKAI_SIGN_COMMAND": wrong})
        with pytest.raises(Refused):
            log_commands.add(failing, lambda: sites.strangers_of(base))
    log_commands.add(given, lambda: sites.strangers_of(base))
    kinds = [parse(e).type for e in verified(base)]
    assert kinds.count("publish") == 2
