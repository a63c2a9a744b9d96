"""`gongkai log …`: begin, look at, add to, cosign and hand over the log. What is to be said comes back as lines."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from generator import announce, load, register_store
from generator.log import Refused, store
from generator.log.checkpoint import Checkpoint, Opened, opened
from generator.log.cosigning import answer, parse_request, request
from generator.log.entries import Entry, encode
from generator.log.note import COSIGNATURE, Seal, Verifier, is_name, verifier
from generator.log.note import encode as encode_note
from generator.log.tiles import hashes_of
from generator.register import FOLDER, KEYS, LOG, Register, Release
from generator.signing import KEY, NEXT, Signing, folder_of, inside, new_key, signing

WITNESSES = "witnesses"  # verifier keys of offices that cosign, one a line, in register/


class Told(NamedTuple):
    """The exit code of a command and what it says."""

    code: int
    lines: tuple[str, ...]


class Asked(NamedTuple):
    """What a command is given: the site folder, the signer's folder ("" for the usual one), the moment, the language."""

    root: str
    signer: str = ""
    now: int = 0
    language: str = "zh-CN"
    environ: Mapping[str, str] = os.environ

    def say(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    @property
    def moment(self) -> int:
        return self.now or int(time.time())


def begin(asked: Asked, public: str = "") -> Told:
    """A new log: key, empty tree, register. `public` is the key of an external program that signs."""
    site = announce.site_at(asked.root)
    register = announce.register_of(asked.root)
    parts = urlsplit(site.url)
    origin = register.origin or f"{parts.netloc}{parts.path}".rstrip("/")
    if not is_name(origin):
        raise Refused("origin", origin)
    folder = folder_of(origin, asked.signer, asked.environ)
    if inside(folder, asked.root):
        raise Refused("signer-inside", folder)
    if register.exists and register.rows:
        raise Refused("log-exists")
    if register.exists:
        key = verifier(register.keys[-1])
    elif public:
        key = verifier(public)
    else:
        with suppress(FileNotFoundError):
            os.rename(os.path.join(folder, KEY), os.path.join(folder, f"{KEY}.old"))
        key = new_key(folder, origin)
    if key.name != origin:
        raise Refused("key-name", key.name, origin)
    register_store.put(asked.root, {KEYS: f"{key}\n".encode(), "register.jsonl": b""})
    by = signing(folder, key, asked.environ)
    store.begin(announce.store_of(asked.root, announce.register_of(asked.root), folder), by.signer)
    return Told(
        0,
        (
            asked.say(
                f"公开记录已建立：{os.path.join(asked.root, FOLDER)}",
                f"the log is in {os.path.join(asked.root, FOLDER)}",
            ),
            asked.say(
                f"签名的密钥和记忆在 {folder}。请备份这个文件夹，只让负责签名的人读到；丢了密钥就不能再签。",
                f"key and memory of the signer are in {folder}: keep a copy where only the signer can read it",
            ),
            asked.say(f"公钥：{key}", f"public key: {key}"),
            asked.say("接下来：gongkai log append，把网站上已有的内容记入。", "next: gongkai log append"),
        ),
    )


def add(asked: Asked, build: announce.Build) -> Told:
    """Announce what is new."""
    register = announce.register_of(asked.root)
    out = os.path.join(asked.root, "site")
    done = announce.append(asked.root, out, _signing(asked, register), asked.moment, secrets.token_bytes, build)
    if done is None:
        return Told(1, (asked.say("网站没有生成，什么也没有记入。", "the site was not built; nothing was announced"),))
    lines = [
        asked.say(
            f"  第 {r.entry} 条：{r.id} 第 {r.number} 版  {r.title}",
            f"  entry {r.entry}: {r.id} revision {r.number}  {r.title}",
        )
        for r in done.revisions
    ]
    if done.release is not None:
        lines.append(
            asked.say(
                f"  第 {done.release.entry} 条：整个网站，{done.release.files} 个文件",
                f"  entry {done.release.entry}: the site, {done.release.files} files",
            )
        )
    if not done.whole:
        lines.append(
            asked.say(
                "网站没有生成；改正以后再运行一次，已经记入的不会重复。",
                "the site was not built; repair it and run again: nothing is announced twice",
            )
        )
    head = asked.say(f"记入 {len(lines)} 条，共 {done.size} 条：", f"{len(lines)} entries added, {done.size} in all:")
    nothing = asked.say("没有新的内容要记入。", "there is nothing new to announce")
    return Told(0 if done.whole else 1, (head, *lines) if lines else (nothing,))


def status(asked: Asked) -> Told:
    """Where the log stands and what waits to be announced."""
    register = announce.register_of(asked.root)
    if not register.exists:
        return Told(
            1,
            (asked.say("还没有公开记录。用 gongkai log init 建立。", "there is no log; gongkai log init begins one"),),
        )
    shown = _shown(asked.root, register)
    waiting = announce.pending(asked.root, asked.moment)
    witnesses = [s.verifier.name for s in shown.seals if s.verifier.kind == COSIGNATURE]
    last = next((r for r in reversed(register.rows) if isinstance(r, Release) and r.type == "release"), None)
    lines = [
        asked.say(f"名称：{register.origin}", f"name: {register.origin}"),
        asked.say(f"条数：{shown.checkpoint.size}", f"entries: {shown.checkpoint.size}"),
        asked.say(f"公钥：{register.keys[-1]}", f"public key: {register.keys[-1]}"),
        asked.say(f"联署：{'、'.join(witnesses) or '没有'}", f"cosigned by: {', '.join(witnesses) or 'nobody'}"),
        asked.say(
            f"最近一次记入整个网站：{last.at if last else '没有'}", f"last release: {last.at if last else 'none'}"
        ),
        asked.say(
            f"等待公开：{'、'.join(waiting) or '没有'}", f"waiting to be announced: {', '.join(waiting) or 'none'}"
        ),
        "",
        *encode_note(shown.note).decode().rstrip("\n").split("\n"),
    ]
    return Told(0, tuple(lines))


def erase(asked: Asked, name: str, reason: str, approval: str) -> Told:
    """Erase a revision, named ROUND/ID.vN."""
    id_, _, number = name.removesuffix(".html").rpartition(".v")
    if not id_ or not number.isdigit():
        raise Refused("revision", name)
    if not reason.strip() or not approval.strip():
        raise Refused("erase-reason")
    register = announce.register_of(asked.root)
    on = announce.utc(asked.moment)[:10]
    told = asked.say(f"{reason}（批准：{approval}）", f"{reason} (approved by {approval})")
    row = announce.erase(asked.root, id_, int(number), on, told, _signing(asked, register), asked.moment)
    return Told(
        0,
        (
            asked.say(
                f"第 {row.entry} 条：{id_} 第 {number} 版的内容已删除。",
                f"entry {row.entry}: revision {number} of {id_} was erased",
            ),
            asked.say(
                "再运行 gongkai build 生成网站。版本库、备份和已经归档的文件里的副本，要另外处理。",
                "run gongkai build; copies in version control, backups and archives are not touched",
            ),
        ),
    )


def rotate_key(asked: Asked, public: str = "") -> Told:
    """Hand over to a new key: the old one signs an entry that names it. An interrupted handing over is ended."""
    register = announce.register_of(asked.root)
    by = _signing(asked, register)
    folder = by.memory
    announce.resume(asked.root, by)
    register = announce.register_of(asked.root)
    next_path = os.path.join(folder, NEXT)
    if public:
        key = verifier(public)
    elif os.path.exists(next_path):
        key = store.load_key(next_path).verifier
    else:
        key = new_key(folder, register.origin, NEXT)
    if key.name != register.origin:
        raise Refused("key-name", key.name, register.origin)
    if str(key) not in register.keys:
        handed = [r for r in register.rows if r.type == "key-rotate" and r.id == key.key_id.hex()]
        if not handed:
            row = Release(len(register.rows), "key-rotate", key.key_id.hex(), announce.utc(asked.moment))
            announce.commit(asked.root, by, [encode(Entry("key-rotate", at=row.at, key=str(key)))], [row], [])
        keys = "".join(f"{k}\n" for k in (*register.keys, key))
        register_store.put(asked.root, {KEYS: keys.encode()})
    if not public and os.path.exists(next_path):
        with suppress(FileExistsError):
            os.link(os.path.join(folder, KEY), os.path.join(folder, f"{KEY}.{by.signer.verifier.key_id.hex()}"))
        os.replace(next_path, os.path.join(folder, KEY))
    return Told(
        0,
        (
            asked.say(f"新的公钥：{key}", f"the new public key: {key}"),
            asked.say(
                "请公布它；以前签过的仍用旧公钥核对。",
                "make it known; what was signed before is verified with the old ones",
            ),
        ),
    )


def ask_cosign(asked: Asked, file: str, since: int) -> Told:
    """Write a request for an office that cosigns."""
    register = announce.register_of(asked.root)
    shown = _shown(asked.root, register)
    hashes = hashes_of(shown.checkpoint.size, store.reader(_log(asked.root)))
    register_store.replace(
        os.path.abspath(file), request(since, load.read(os.path.join(_log(asked.root), store.CHECKPOINT)), hashes)
    )
    return Told(
        0,
        (
            asked.say(
                f"请求写在 {file}。交给联署的单位，对方运行：",
                f"the request is in {file}; the office that cosigns runs:",
            ),
            f"  gongkai log witness {os.path.basename(file)} --key '{register.keys[-1]}' --out answer.txt",
            asked.say(
                "收回答复后：gongkai log cosign --answer answer.txt",
                "and with the answer: gongkai log cosign --answer answer.txt",
            ),
        ),
    )


def take_cosign(asked: Asked, file: str, key: str) -> Told:
    """Put an answer under the checkpoint; `key` is the verifier key of an office that was not known before."""
    register = announce.register_of(asked.root)
    known = _witnesses(asked.root)
    if key and key not in known:
        verifier(key)
        known = (*known, key)
        register_store.put(asked.root, {WITNESSES: "".join(f"{k}\n" for k in known).encode()})
    by = _signing(asked, register)
    log = announce.store_of(asked.root, register, by.memory)
    text = load.read(file).decode("utf-8", "replace")
    found = store.add_cosignatures(log, tuple(map(verifier, known)), text)
    names = _names(found.seals)
    return Told(0, (asked.say(f"已加上联署：{names}", f"cosigned by {names}"),))


def witness(asked: Asked, file: str, keys: tuple[str, ...], out: str, name: str) -> Told:
    """Cosign another body's log: verify that it contains all that was cosigned before, sign, remember."""
    wanted = tuple(map(verifier, keys))
    if not wanted:
        raise Refused("witness-key")
    origin = wanted[-1].name
    folder = folder_of(f"witness/{origin}", asked.signer, asked.environ)
    if not os.path.exists(os.path.join(folder, KEY)):
        if not is_name(name):
            raise Refused("witness-name", name)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        store.create_key(os.path.join(folder, KEY), name, COSIGNATURE)
    by = store.load_key(os.path.join(folder, KEY))
    remembered = os.path.join(folder, store.SIGNED)
    with store.alone(folder):
        last: Checkpoint | None = None
        if os.path.exists(remembered):
            last = opened(load.read(remembered), origin, wanted).checkpoint
        asked_for = parse_request(load.read(file))
        text, found = answer(asked_for, last, origin, wanted, by, asked.moment)
        # remembered first: what is lost after this is an answer, which can be asked for again
        register_store.replace(remembered, asked_for.checkpoint)
        register_store.sync(folder)
        register_store.replace(os.path.abspath(out), text.encode())
    size = found.checkpoint.size
    return Told(
        0,
        (
            asked.say(
                f"核对无误：{origin} 的 {size} 条记录包含以前联署过的全部内容。",
                f"{origin}: its {size} entries contain all that was cosigned before",
            ),
            asked.say(f"答复写在 {out}，交还对方。", f"the answer is in {out}"),
            asked.say(
                f"本单位的公钥（第一次要告诉对方）：{by.verifier}",
                f"our public key, which they need the first time: {by.verifier}",
            ),
        ),
    )


def _signing(asked: Asked, register: Register) -> Signing:
    if not register.exists:
        raise Refused("no-log")
    folder = folder_of(register.origin, asked.signer, asked.environ)
    return signing(folder, verifier(register.keys[-1]), asked.environ)


def _log(root: str) -> str:
    return os.path.join(root, FOLDER, LOG)


def _witnesses(root: str) -> tuple[str, ...]:
    try:
        return tuple(load.read(os.path.join(root, FOLDER, WITNESSES)).decode().split())
    except FileNotFoundError:
        return ()


def _shown(root: str, register: Register) -> Opened:
    """The published checkpoint."""
    if not register.exists:
        raise Refused("no-log")
    keys: tuple[Verifier, ...] = tuple(map(verifier, register.keys))
    data = load.read(os.path.join(_log(root), store.CHECKPOINT))
    return opened(data, register.origin, keys, tuple(map(verifier, _witnesses(root))))


def _names(seals: tuple[Seal, ...]) -> str:
    return ", ".join(s.verifier.name for s in seals if s.verifier.kind == COSIGNATURE)
