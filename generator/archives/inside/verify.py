#!/usr/bin/env python3
"""核对归档包：有没有缺少、增加、改动的文件，公开过的内容有没有被改写。 Verifies an archive of a round.

    python3 verify.py                        核对这个程序所在的归档包 / the package this program lies in
    python3 verify.py 文件夹或.zip            核对别处的归档包 / another package, a folder or a .zip
        --key 公钥                            纸面、公报上的公钥 / the public key known from elsewhere
        --checkpoint 文件                     以前保存的检查点 / a checkpoint kept from an earlier day, on paper for one

只用 Python 3.8 以上自带的部分，不联网，不写任何文件。结果：0 没有问题，1 有问题，2 没能核对。
Nothing but Python 3.8 or newer is needed; it asks no network and writes no file. Exit code: 0 fine, 1 faults, 2 not verified.

It was written apart from the program that made the package, so that no fault of the one hides in the other.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import zipfile
from html.parser import HTMLParser
from typing import Any, BinaryIO, Callable, Iterable, Iterator, NamedTuple
from urllib.parse import quote

PIECE = 1 << 20
OF_THE_LOG = ("log/", "verify/")  # what of a site its own release does not cover: it is made from the log
REVISIONS = ("publish", "correct", "supplement", "withdraw", "restore", "rerender")


class Wrong(Exception):
    """What makes further reading pointless: in Chinese, and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en


class Report:
    """What was found, told as it is found."""

    def __init__(self) -> None:
        self.faults = 0

    def bad(self, where: str, zh: str, en: str) -> None:
        self.faults += 1
        self._tell("[有问题 WRONG]", where, zh, en)

    def note(self, where: str, zh: str, en: str) -> None:
        self._tell("[说明 NOTE]", where, zh, en)

    def fine(self, zh: str, en: str) -> None:
        self._tell("[核对 CHECKED]", "", zh, en)

    def _tell(self, sign: str, where: str, zh: str, en: str) -> None:
        shown = f" {where}:" if where else ""
        print(f"{sign}{shown} {zh} / {en}".encode("utf-8", "backslashreplace").decode(), flush=True)


# ---------------------------------------------------------------- places


class Folder:
    """A package unpacked into a folder."""

    def __init__(self, top: str) -> None:
        self.top = top
        self.strange: list[str] = []  # links and the like

    def names(self) -> list[str]:
        found = []
        for folder, folders, files in os.walk(self.top):
            for name in sorted(folders + files):
                path = os.path.join(folder, name)
                shown = os.path.relpath(path, self.top).replace(os.sep, "/")
                if os.path.islink(path) or not (os.path.isdir(path) or os.path.isfile(path)):
                    self.strange.append(shown)
                elif name in files:
                    found.append(shown)
        return sorted(found)

    def open(self, path: str) -> BinaryIO:
        return open(os.path.join(self.top, *path.split("/")), "rb")


class Packed:
    """A package as it came: a .zip whose only folder is the package."""

    def __init__(self, file: str) -> None:
        self.zip = zipfile.ZipFile(file)
        listed = [i.filename for i in self.zip.infolist() if not i.filename.endswith("/")]
        self.strange = sorted({n for n in listed if listed.count(n) > 1} if len(set(listed)) < len(listed) else [])
        tops = {n.partition("/")[0] for n in listed}
        if len(tops) != 1:
            raise Wrong("不是归档包：应当只有一个文件夹", "not a package: it must hold one folder")
        self.top = tops.pop() + "/"

    def names(self) -> list[str]:
        return sorted({n[len(self.top) :] for n in self.zip.namelist() if not n.endswith("/")})

    def open(self, path: str) -> BinaryIO:
        return self.zip.open(self.top + path)  # type: ignore[return-value]


class Package:
    """The files of a package and what it says of itself."""

    def __init__(self, place: Any) -> None:
        self.place = place
        self.names = place.names()
        self.known = set(self.names)
        self.site: dict[str, str] = {}  # address -> SHA-256, once the lists were checked
        self.about: dict[str, Any] = {}

    def read(self, path: str) -> bytes:
        if path not in self.known:
            raise Wrong(f"缺少 {path}", f"{path} is missing")
        with self.place.open(path) as f:
            data: bytes = f.read()
        return data

    def text(self, path: str) -> str:
        return self.read(path).decode("utf-8")


# ---------------------------------------------------------------- the bag (RFC 8493)


def check_bag(package: Package, report: Report) -> None:
    """Every file is listed, every listed file is there and as it was."""
    for name in package.place.strange:
        report.bad(name, "不是普通文件，或者有两个同名的", "not a regular file, or there are two of this name")
    if package.text("bagit.txt") != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        report.bad("bagit.txt", "内容不对", "not as it must be")
    lists = {n[9:-4]: read_list(package, n) for n in package.names if re.fullmatch(r"manifest-[a-z0-9]+\.txt", n)}
    tags = read_list(package, "tagmanifest-sha256.txt")
    for needed in ("sha256", "sha512"):
        if needed not in lists:
            raise Wrong(f"缺少清单 manifest-{needed}.txt", f"manifest-{needed}.txt is missing")
    usable = [a for a in lists if a in hashlib.algorithms_available]
    for missing in sorted(set(lists) - set(usable)):
        report.note(
            "",
            f"这个 Python 不会算 {missing}，没有核对那份清单",
            f"this Python has no {missing}; that list was not checked",
        )
    count = size = 0
    for name in package.names:
        payload = name.startswith("data/")
        wanted = usable if payload else ["sha256"]
        digests, length = summed(package, name, wanted)
        if payload:
            count, size = count + 1, size + length
            if name.startswith("data/site/"):
                package.site[name[10:]] = digests["sha256"]
        elif name == "tagmanifest-sha256.txt":
            continue
        for algorithm in wanted:
            listed = (lists[algorithm] if payload else tags).get(name)
            if listed is None:
                report.bad(name, "是后来加进来的，清单里没有", "was added: no list has it")
                break
            if listed != digests[algorithm]:
                report.bad(name, f"内容变了（{algorithm}）", f"was changed ({algorithm})")
                break
    for listed_in, rows in (*((f"manifest-{a}.txt", r) for a, r in lists.items()), ("tagmanifest-sha256.txt", tags)):
        for name in sorted(set(rows) - package.known):
            report.bad(name, f"不见了（{listed_in} 里有）", f"is gone ({listed_in} has it)")
        if listed_in.startswith("manifest") and set(rows) != set(lists["sha256"]):
            report.bad(listed_in, "各份清单列的文件不一样", "the lists do not have the same files")
    oxum = re.search(r"^Payload-Oxum: (\S+)$", package.text("bag-info.txt"), re.MULTILINE)
    if oxum is None or oxum[1] != f"{size}.{count}":
        report.bad(
            "bag-info.txt", f"写的文件数和字节数与实际的 {size}.{count} 不符", f"Payload-Oxum is not {size}.{count}"
        )
    report.fine(f"清单：{count} 个文件，{size} 字节", f"lists: {count} files, {size} bytes")


def read_list(package: Package, name: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for line in package.text(name).split("\n"):
        if line:
            digest, gap, path = line.partition("  ")
            path = re.sub("%(0[ADad]|25)", lambda m: bytes.fromhex(m[1]).decode(), path)
            if not gap or not re.fullmatch("[0-9a-f]+", digest) or path in out or ".." in path.split("/"):
                raise Wrong(f"{name} 有误：{line[:80]}", f"{name} is malformed: {line[:80]}")
            out[path] = digest
    return out


def summed(package: Package, name: str, algorithms: Iterable[str]) -> tuple[dict[str, str], int]:
    sums = {a: hashlib.new(a) for a in algorithms}
    size = 0
    with package.place.open(name) as f:
        while piece := f.read(PIECE):
            size += len(piece)
            for one in sums.values():
                one.update(piece)
    return {a: s.hexdigest() for a, s in sums.items()}, size


def digest_of_files(digests: dict[str, str]) -> str:
    rows = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(rows.encode()).hexdigest() if rows else ""


# ---------------------------------------------------------------- Ed25519 (RFC 8032)

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
# points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z


def plus(p: Any, q: Any) -> Any:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n: int, p: Any) -> Any:
    found = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = plus(found, p)
        p = plus(p, p)
        n >>= 1
    return found


def point(data: bytes) -> Any:
    """The point of 32 bytes, None when they are of no point."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


_Y = 4 * pow(5, P - 2, P) % P
BASE = point(_Y.to_bytes(32, "little"))


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a key signed a message."""
    if len(signature) != 64 or len(public) != 32:
        return False
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(s, BASE), plus(r, times(h, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# ---------------------------------------------------------------- signed notes (C2SP signed-note), checkpoints


class Key(NamedTuple):
    """A public key of a log: name, id of four bytes, kind of signature, 32 bytes."""

    name: str
    id: bytes
    kind: int
    public: bytes


class Head(NamedTuple):
    """A tree head of a log."""

    origin: str
    size: int
    root: bytes


def key_of(text: str) -> Key:
    name, _, rest = text.strip().partition("+")
    id_, _, encoded = rest.partition("+")
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError:
        data = b""
    right = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if len(data) != 33 or data[0] not in (1, 4) or id_ != right.hex():
        raise Wrong(f"公钥写得不对：{text.strip()[:80]}", f"this is no public key: {text.strip()[:80]}")
    return Key(name, right, data[0], data[1:])


def opened(data: bytes, keys: Iterable[Key]) -> str:
    """The text of a note that one of the keys signed; no signature of any of them is wrong."""
    try:
        text, blank, rest = data.decode("utf-8").rpartition("\n\n")
    except ValueError:
        raise Wrong("不是签名的文字", "no signed note") from None
    if not blank or not rest.endswith("\n"):
        raise Wrong("不是签名的文字", "no signed note")
    text += "\n"
    found = 0
    for line in rest[:-1].split("\n"):
        dash, name, encoded = (*line.split(" "), "", "")[:3]
        try:
            signature = base64.b64decode(encoded, validate=True)
        except ValueError:
            signature = b""
        if dash != "\u2014" or len(signature) < 5:
            raise Wrong("签名行有误", "a line of signature is malformed")
        for key in keys:
            if (key.name, key.id) == (name, signature[:4]):
                message, own = text.encode(), signature[4:]
                if key.kind == 4:
                    message = f"cosignature/v1\ntime {int.from_bytes(own[:8], 'big')}\n".encode() + message
                    own = own[8:]
                if not signed(key.public, message, own):
                    raise Wrong(f"{name} 的签名不对：内容被改过", f"the signature of {name} is wrong: it was changed")
                found += key.kind == 1
    if not found:
        raise Wrong("没有这个公钥的签名", "it is not signed with this key")
    return text


def head_of(data: bytes, keys: Iterable[Key]) -> Head:
    lines = opened(data, keys).split("\n")
    try:
        if len(lines) < 4 or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
            raise ValueError
        root = base64.b64decode(lines[2], validate=True)
        if len(root) != 32:
            raise ValueError
    except ValueError:
        raise Wrong("不是检查点", "no checkpoint") from None
    return Head(lines[0], int(lines[1]), root)


# ---------------------------------------------------------------- the log (RFC 6962, C2SP tlog-tiles)


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """All entries of a log, and the heads of every perfect subtree of them."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self.levels = [[leaf_hash(e) for e in entries]]
        while len(last := self.levels[-1]) > 1:
            self.levels.append([node(last[i], last[i + 1]) for i in range(0, len(last) - 1, 2)])

    def root(self, size: int) -> bytes:
        """The head of the first so many entries."""
        peaks, at = [], 0
        for level in range(size.bit_length() - 1, -1, -1):
            if size >> level & 1:
                peaks.append(self.levels[level][at >> level])
                at += 1 << level
        if not peaks:
            return hashlib.sha256(b"").digest()
        found = peaks.pop()
        while peaks:
            found = node(peaks.pop(), found)
        return found


def tile_path(level: str, number: int, width: int) -> str:
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}{'' if width == 256 else f'.p/{width}'}"


def included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if index >= size:
        return False
    fn, sn, found = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node(sibling, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node(found, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


class Log:
    """The log of a package: keys, entries, and what they say."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.keys = [key_of(line) for line in package.text("data/keys/keys").split("\n") if line]
        self.notes: dict[bytes, Head] = {}
        self.tree = Tree([])
        self.said: list[dict[str, Any]] = []

    def head(self, data: bytes) -> Head:
        """The tree head of a checkpoint; each text is verified once, for proofs share them."""
        if data not in self.notes:
            self.notes[data] = head_of(data, self.keys)
        return self.notes[data]

    def revisions(self) -> dict[str, list[tuple[int, dict[str, Any]]]]:
        """Revisions of each notice, with the indices of their entries."""
        out: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        for index, entry in enumerate(self.said):
            if entry["type"] in REVISIONS:
                out.setdefault(entry["id"], []).append((index, entry))
        return out

    def erased(self) -> set[tuple[str, int]]:
        return {(e["id"], e["rev"]) for e in self.said if e["type"] == "erase"}

    def last(self, type_: str, id_: str = "") -> tuple[int, dict[str, Any]] | None:
        found = [(n, e) for n, e in enumerate(self.said) if e["type"] == type_ and id_ in ("", e["id"])]
        return found[-1] if found else None


def check_log(log: Log, report: Report, pinned: list[Key], older: list[tuple[str, bytes]]) -> None:
    """The tree is the one that was signed, holds what an older checkpoint saw, and every file of it is right."""
    package = log.package
    for key in pinned:
        if key not in log.keys:
            report.bad(
                "data/keys/keys",
                f"没有你给的公钥 {key.name}：这个包不是用它签的",
                f"the key you gave ({key.name}) is not among them: the package was signed by somebody else",
            )
    head = log.head(package.read("data/log/checkpoint"))
    entries: list[bytes] = []
    while len(entries) < head.size:
        width = min(256, head.size - len(entries))
        path = "data/log/" + tile_path("entries", len(entries) // 256, width)
        data, at = package.read(path), 0
        for _ in range(width):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            if at + 2 > len(data) or end > len(data):
                raise Wrong(f"{path} 不完整", f"{path} is cut short")
            entries.append(data[at + 2 : end])
            at = end
        if at != len(data):
            raise Wrong(f"{path} 多出了内容", f"{path} holds too much")
    log.tree = Tree(entries)
    if log.tree.root(head.size) != head.root:
        report.bad(
            "data/log/checkpoint",
            "公开记录的条目和签过的不一样：有条目被改动、增加或删除",
            "the entries are not those that were signed: some were changed, added or removed",
        )
    check_tiles(log, head.size, report)
    for name, data in older:
        try:
            seen = head_of(data, [*log.keys, *pinned])
        except Wrong as e:
            report.bad(name, f"检查点不能用：{e.zh}", f"the checkpoint is of no use: {e.en}")
            continue
        if seen.origin != head.origin:
            report.bad(name, f"是另一个记录的检查点：{seen.origin}", f"it is of another log: {seen.origin}")
        elif seen.size > head.size:
            report.bad(
                name,
                f"那时公开记录已有 {seen.size} 条，这里只有 {head.size} 条：后来的被删去了，或者这个包做得更早",
                f"the log had {seen.size} entries, here are {head.size}: entries were removed, or the package is older",
            )
        elif log.tree.root(seen.size) != seen.root:
            report.bad(
                name,
                f"历史被改写了：那时的 {seen.size} 条不是这里的前 {seen.size} 条",
                f"history was rewritten: its {seen.size} entries are not the first {seen.size} here",
            )
        else:
            report.fine(f"{name}：那时的 {seen.size} 条一条未改", f"{name}: its {seen.size} entries are all unchanged")
    read_entries(log, report)
    report.fine(f"公开记录：{head.origin}，{head.size} 条", f"log: {head.origin}, {head.size} entries")


def check_tiles(log: Log, size: int, report: Report) -> None:
    """Every file of the tree is there, and each that is there is of this tree; partial ones of earlier days may stay."""
    prefix = "data/log/"
    for level in range(0, len(log.tree.levels), 8):
        count = size >> level
        for start in range(0, count, 256):
            path = prefix + tile_path(str(level // 8), start // 256, min(256, count - start))
            if path not in log.package.known:
                report.bad(path, "不见了", "is missing")
    for path in log.package.names:
        if path.startswith(f"{prefix}tile/") and log.package.read(path) != right_tile(log.tree, path[len(prefix) :]):
            report.bad(path, "和签过的条目不符", "contradicts the entries that were signed")


def right_tile(tree: Tree, path: str) -> bytes | None:
    """What a file of the log must hold, None when the log has no such file."""
    match = re.fullmatch(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", path)
    if not match:
        return None
    level = 0 if match[1] == "entries" else 8 * int(match[1])
    number, width = int(re.sub("[x/]", "", match[2])), int(match[3] or 256)
    hashes = tree.levels[level] if level < len(tree.levels) else []
    if tile_path(match[1], number, width) != path or len(hashes) < number * 256 + width:
        return None
    if match[1] == "entries":
        found = tree.entries[number * 256 : number * 256 + width]
        return b"".join(len(e).to_bytes(2, "big") + e for e in found)
    return b"".join(hashes[number * 256 : number * 256 + width])


def read_entries(log: Log, report: Report) -> None:
    """What the entries say; each is chained to the one before it about the same thing."""
    before: dict[str, str] = {}
    for index, data in enumerate(log.tree.entries):
        where = f"data/log 第 {index} 条 entry {index}"
        try:
            entry = json.loads(data.decode("utf-8"))
            spelled = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
            if entry["v"] != 1 or spelled != data or not isinstance(entry["type"], str):
                raise ValueError
            about = {"release": "release", "key-rotate": ""}.get(entry["type"], entry.get("id", ""))
            kind = "revision" if entry["type"] in (*REVISIONS, "erase") else entry["type"]
            if (
                "prev" in entry
                and entry["type"] != "round-close"
                and entry["prev"] != before.get(f"{kind} {about}", "")
            ):
                report.bad(
                    where, "没有接在同一件事的前一条后面", "is not chained to the entry before it about the same thing"
                )
            before[f"{kind} {about}"] = leaf_hash(data).hex()
            log.said.append(entry)
        except (ValueError, KeyError, TypeError, RecursionError):
            report.bad(where, "读不懂", "cannot be read")
            log.said.append({"type": "", "id": ""})
    handed = [e["key"] for e in log.said if e["type"] == "key-rotate"]
    if [key_of(k) for k in handed] != log.keys[1:]:
        report.bad("data/keys/keys", "和公开记录里的密钥交接不符", "are not the keys that the log hands over to")


# ---------------------------------------------------------------- the text of a notice

SPACE = " \t\n\r\f"
VOID = set("area base br col embed hr img input link meta source track wbr".split())
UNREAD = {"script", "style", "template"}
BLOCKS = set(
    "address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)


class Article(HTMLParser):
    """The text of the first <article id="notice">: without elements of class aux, block by block, white space folded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done = False
        self.out: list[str] = []
        self.run: list[str] = []
        self.stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if not self.stack and (self.done or tag != "article" or given.get("id") != "notice"):
            return
        if tag in BLOCKS:
            self.end_block()
        counts = (not self.stack or self.stack[-1][1]) and tag not in UNREAD
        if tag not in VOID:
            self.stack.append((tag, counts and "aux" not in (given.get("class") or "").split()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in [t for t, _ in self.stack]:
            return
        if tag in BLOCKS:
            self.end_block()
        while self.stack.pop()[0] != tag:
            pass
        self.done = not self.stack

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][1]:
            self.run.append(data)

    def end_block(self) -> None:
        self.out.append(re.sub(f"[{SPACE}]+", " ", "".join(self.run)).strip(" "))
        self.run.clear()


def text_digest(page: bytes) -> str | None:
    """SHA-256 of the text of a page's article, None without one."""
    if b"<article" not in page:
        return None
    reader = Article()
    reader.feed(page.decode("utf-8"))
    reader.close()
    return hashlib.sha256("".join(reader.out).encode()).hexdigest() if reader.done else None


# ---------------------------------------------------------------- notices against the log


def check_notices(log: Log, report: Report) -> None:
    """Every announced text stands on the site as it was announced, and nothing else stands there as a notice."""
    package, erased = log.package, log.erased()
    announced: set[str] = set()
    count = 0
    for id_, revisions in log.revisions().items():
        for index, entry in revisions:
            newest = entry is revisions[-1][1]
            one = f"{id_}.v{entry['rev']}"
            pages = [f"{one}.html", *([f"{id_}.html"] if newest else [])]
            announced.update(pages)
            check_proof(log, index, one, report)
            if (id_, entry["rev"]) in erased:
                continue
            count += 1
            check_record(log, entry, one, report)
            for page in pages:
                path = f"data/site/{page}"
                if path not in package.known:
                    report.bad(path, "公开过的网页不见了", "was announced and is gone")
                elif text_digest(package.read(path)) != entry["article_sha256"]:
                    report.bad(
                        path,
                        f"文字和公开记录第 {index} 条（第 {entry['rev']} 版）不符：被改过",
                        f"its text is not that of entry {index} (revision {entry['rev']}): it was changed",
                    )
    for address in package.site:
        if address.endswith(".html") and not address.startswith("hant/") and address not in announced:
            stranger = package.read(f"data/site/{address}")
            if b'id="notice"' in stranger and text_digest(stranger) is not None:
                report.bad(f"data/site/{address}", "是没有公开过的公开件", "is a notice that was never announced")
    report.fine(f"公开件：{count} 版的文字和证明", f"notices: texts and proofs of {count} revisions")


def check_record(log: Log, entry: dict[str, Any], one: str, report: Report) -> None:
    """The record that the entry binds to, and the files it names."""
    path = f"data/site/{one}.commit.json"
    try:
        given = json.loads(log.package.text(path))
        record = json.dumps(given["record"], ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        if hashlib.sha256(bytes.fromhex(given["salt"]) + record).hexdigest() != entry["commit"]:
            raise ValueError
        files = given["record"]["files"]
        if digest_of_files(files) != entry["attachments"]:
            raise ValueError
    except (Wrong, ValueError, KeyError, TypeError, AttributeError):
        report.bad(path, "和公开记录不符", "contradicts the log")
        return
    for address, digest in files.items():
        if log.package.site.get(address) != digest:
            report.bad(
                f"data/site/{address}", "不是公开时的附件或图片", "is not the attachment or picture that was announced"
            )


def check_proof(log: Log, index: int, one: str, report: Report) -> None:
    path = f"data/log/proofs/{one}.tlog-proof"
    try:
        data = log.package.read(path)
        head, blank, note = data.partition(b"\n\n")
        lines = head.decode("ascii").split("\n")
        if not blank or lines[0] != "c2sp.org/tlog-proof@v1" or f"index {index}" not in lines[1:3]:
            raise ValueError
        extra = lines[1][len("extra ") :] if lines[1].startswith("extra ") else ""
        if extra and base64.b64decode(extra, validate=True) != log.tree.entries[index]:
            raise ValueError
        hashes = [base64.b64decode(line, validate=True) for line in lines[lines.index(f"index {index}") + 1 :]]
        seen = log.head(note)
        if not included(log.tree.levels[0][index], index, seen.size, hashes, seen.root):
            raise ValueError
        if seen.size > len(log.tree.entries) or log.tree.root(seen.size) != seen.root:
            raise Wrong("它的检查点不是这个记录的", "its checkpoint is not one of this log")
    except Wrong as e:
        report.bad(path, f"证明不成立：{e.zh}", f"the proof fails: {e.en}")
        return
    except ValueError:
        report.bad(path, "证明不成立", "the proof fails")
        return
    if log.package.site.get(f"{one}.tlog-proof") != hashlib.sha256(data).hexdigest():
        report.bad(f"data/site/{one}.tlog-proof", "和 data/log/proofs 里的不一样", "is not the one in data/log/proofs")


# ---------------------------------------------------------------- the site as a whole, the round, the seal


def check_release(log: Log, report: Report) -> None:
    """All files of the site are those of its last release in the log, but for what is made from the log itself."""
    found = log.last("release")
    if found is None:
        report.bad("data/log", "没有记入整个网站", "no release of the site is recorded")
        return
    index, entry = found
    here = {p: d for p, d in log.package.site.items() if not p.startswith(OF_THE_LOG)}
    if digest_of_files(here) == entry["manifest_sha256"] and len(here) == entry["files"]:
        report.fine(
            f"网站：{len(here)} 个文件，和公开记录第 {index} 条相符",
            f"site: {len(here)} files, as entry {index} of the log has them",
        )
        return
    there = {}
    for line in log.package.text("data/log/manifest").split("\n"):
        digest, _, path = line.partition("  ")
        if path:
            there[path] = digest
    if digest_of_files(there) != entry["manifest_sha256"]:
        report.bad("data/log/manifest", "和公开记录不符", "contradicts the log")
        report.bad("data/site", f"和公开记录第 {index} 条不符", f"is not what entry {index} of the log recorded")
        return
    compare(there, here, report, f"和公开记录第 {index} 条不符", f"not as entry {index} of the log has it")


def compare(there: dict[str, str], here: dict[str, str], report: Report, zh: str, en: str) -> None:
    for path in sorted(set(there) | set(here)):
        if there.get(path) != here.get(path):
            what = (
                ("不见了", "is gone")
                if path not in here
                else ("是加进来的", "was added")
                if path not in there
                else ("变了", "was changed")
            )
            report.bad(f"data/site/{path}", f"{what[0]}（{zh}）", f"{what[1]} ({en})")


def check_round(log: Log, report: Report) -> None:
    """The round was closed with as many notices as there are; where its look was to be kept, its pages are those."""
    package = log.package
    round_ = package.about["round"]
    found = log.last("round-close", round_)
    if found is None:
        report.bad("archive.json", f"公开记录里没有“{round_}”结束的条目", f"the log has no entry that closes {round_}")
        return
    index, entry = found
    closed = {e["id"] for e in log.said[:index] if e["type"] in REVISIONS and e["id"].rpartition("/")[0] == round_}
    if len(closed) != entry["notices"]:
        report.bad(
            "data/log",
            f"本轮结束时有 {entry['notices']} 件，公开记录里是 {len(closed)} 件",
            f"the round was closed with {entry['notices']} notices, the log has {len(closed)}",
        )
    rows = {}
    for line in package.text("data/round.sha256").split("\n"):
        digest, _, path = line.partition("  ")
        if path:
            rows[path] = digest
    if digest_of_files(rows) != entry["manifest_sha256"]:
        report.bad("data/round.sha256", f"和公开记录第 {index} 条不符", f"contradicts entry {index} of the log")
        return
    later = {e["id"] for e in log.said[index:] if e["type"] in (*REVISIONS, "erase")}
    changed = 0
    for path, digest in rows.items():
        if package.site.get(path) == digest:
            continue
        folder, _, name = path.rpartition("/")
        folder = folder[5:] if folder.startswith("hant/") else folder
        own = f"{folder}/{name.partition('.')[0]}"
        looks = path.endswith((".html", ".pdf")) or path.startswith("assets/")
        excused = own in later or (own not in closed and any(i.startswith(round_ + "/") for i in later))
        if package.about["look"] == "kept" and looks and not excused:
            report.bad(
                f"data/site/{path}", "不是本轮结束时的网页", "is not the page as it was when the round was closed"
            )
        else:
            changed += 1
    if changed:
        report.note(
            "data/round.sha256",
            f"本轮结束以后，{changed} 个文件重新生成过",
            f"{changed} files were made again since the round was closed",
        )
    report.fine(
        f"本轮：{len(closed)} 件公开件，{entry['at']} 结束", f"round: {len(closed)} notices, closed {entry['at']}"
    )


def check_rows(log: Log, report: Report) -> None:
    """The register among the sources says the same as the log."""
    path = "data/source/register/register.jsonl"
    rows = [json.loads(line) for line in log.package.text(path).split("\n") if line]
    same = [(r["entry"], r["type"]) for r in rows] == [(n, e["type"]) for n, e in enumerate(log.said)]
    for row, entry in zip(rows, log.said):
        pairs = (
            ("id", "id"),
            ("number", "rev"),
            ("at", "at"),
            ("article_sha256", "article_sha256"),
            ("reason", "reason"),
        )
        same = same and all(row[a] == entry[b] for a, b in pairs if a in row and b in entry)
    if not same:
        report.bad(path, "和公开记录不符", "contradicts the log")


def check_seal(log: Log, report: Report) -> None:
    """The lists are those that were sealed."""
    package = log.package
    sealed = opened(package.read("seal.txt"), log.keys)
    needed = {n for n in package.names if re.fullmatch(r"bagit\.txt|bag-info\.txt|manifest-[a-z0-9]+\.txt", n)}
    listed = {line.partition("  ")[2] for line in sealed.split("\n")[2:] if line}
    rows = "".join(f"{hashlib.sha256(package.read(n)).hexdigest()}  {n}\n" for n in sorted(needed | listed))
    if sealed != f"gongkai.archive/seal/v1\n{package.about['round']}\n{rows}":
        report.bad(
            "seal.txt",
            "封签和清单不符：封存以后清单被改过",
            "the lists are not those that were sealed: they were changed since",
        )
        return
    report.fine("封签", "seal")


# ---------------------------------------------------------------- the site for replay (WACZ 1.1.1, WARC 1.1)

MEMBERS = [
    "archive/data.warc",
    "datapackage-digest.json",
    "datapackage.json",
    "indexes/index.cdxj",
    "pages/pages.jsonl",
]


class Record(NamedTuple):
    """A record of the WARC file."""

    kind: str
    url: str
    offset: int
    length: int
    digest: str


def check_wacz(package: Package, report: Report) -> None:
    """The copy for replay has every address of the site, each with the same bytes, and nothing else."""
    where = "data/wacz/round.wacz"
    with package.place.open(where) as f, zipfile.ZipFile(f) as wacz:
        if sorted(wacz.namelist()) != MEMBERS or any(i.compress_type != zipfile.ZIP_STORED for i in wacz.infolist()):
            report.bad(where, "里面的文件不对", "does not hold the files it must")
            return
        stated = json.loads(wacz.read("datapackage-digest.json"))
        described = wacz.read("datapackage.json")
        if stated != {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}:
            report.bad(where, "datapackage-digest.json 不符", "its datapackage-digest.json is wrong")
        data = json.loads(described)
        sums = {}
        for name in MEMBERS:
            total, size = hashlib.sha256(), 0
            with wacz.open(name) as member:
                while piece := member.read(PIECE):
                    total.update(piece)
                    size += len(piece)
            sums[name] = (f"sha256:{total.hexdigest()}", size)
        listed = {r["path"]: (r["hash"], r["bytes"]) for r in data["resources"]}
        if data["wacz_version"] != "1.1.1" or listed != {
            n: s for n, s in sums.items() if not n.startswith("datapackage")
        }:
            report.bad(where, "datapackage.json 和内容不符", "its datapackage.json contradicts its contents")
        with wacz.open("archive/data.warc") as member:
            records = list(read_warc(member))
        check_records(package, records, report, where)
        lines = [line.split(" ", 2) for line in wacz.read("indexes/index.cdxj").decode().split("\n") if line]
        index = sorted(
            (
                json.loads(rest)["url"],
                int(json.loads(rest)["offset"]),
                int(json.loads(rest)["length"]),
                json.loads(rest)["digest"],
            )
            for _, _, rest in lines
        )
        if index != sorted((r.url, r.offset, r.length, r.digest) for r in records if r.kind == "resource"):
            report.bad(where, "索引和记录不符", "its index is not that of the records")
        pages = [json.loads(line) for line in wacz.read("pages/pages.jsonl").decode().split("\n") if line]
        shown = {r.url for r in records if r.url.endswith((".html", "/"))}
        if not pages or pages[0].get("format") != "json-pages-1.0" or {p["url"] for p in pages[1:]} != shown:
            report.bad(where, "网页列表不对", "its list of pages is wrong")
        report.fine(f"重放用的副本：{len(records) - 1} 个网址", f"copy for replay: {len(records) - 1} addresses")


def read_warc(file: Any) -> Iterator[Record]:
    """Every record; Wrong when the file is cut short or malformed."""
    offset = 0
    while line := file.readline():
        length = len(line)
        if line != b"WARC/1.1\r\n":
            raise Wrong("WARC 文件有误", "the WARC file is malformed")
        fields = {}
        while (line := file.readline()) not in (b"\r\n", b""):
            length += len(line)
            name, _, value = line.decode("utf-8").partition(":")
            fields[name.lower()] = value.strip()
        size = int(fields["content-length"])
        total, left = hashlib.sha256(), size
        while left and (piece := file.read(min(left, PIECE))):
            total.update(piece)
            left -= len(piece)
        if left or file.read(4) != b"\r\n\r\n":
            raise Wrong("WARC 文件不完整", "the WARC file is cut short")
        length += len(line) + size + 4
        digest = f"sha256:{total.hexdigest()}"
        kind = fields["warc-type"]
        if kind == "resource" and not fields.get("warc-block-digest") == fields.get("warc-payload-digest") == digest:
            raise Wrong(
                f"WARC 记录和它的摘要不符：{fields.get('warc-target-uri', '')}",
                f"a WARC record contradicts its digest: {fields.get('warc-target-uri', '')}",
            )
        yield Record(kind, fields.get("warc-target-uri", ""), offset, length, digest)
        offset += length


def check_records(package: Package, records: list[Record], report: Report, where: str) -> None:
    base = package.about["site"]
    right = {}
    for path, digest in package.site.items():
        url = base + quote(path, "/-._~!$&'()*+,;=:@")
        right[url] = f"sha256:{digest}"
        if path == "index.html" or path.endswith("/index.html"):
            right[url[: -len("index.html")]] = f"sha256:{digest}"
        if path.startswith("search/"):  # the search asks for its files with a question mark behind
            right[url + "?"] = f"sha256:{digest}"
    kinds = [r.kind for r in records]
    if kinds != ["warcinfo", *["resource"] * len(right)]:
        report.bad(
            where,
            f"应有 {len(right) + 1} 条记录，实有 {len(records)} 条",
            f"{len(records)} records instead of {len(right) + 1}",
        )
    here = {r.url: r.digest for r in records if r.kind == "resource"}
    for url in sorted(set(right) | set(here)):
        if url not in here:
            report.bad(where, f"缺少网址 {url}", f"the address {url} is missing")
        elif url not in right:
            report.bad(where, f"多出网址 {url}", f"there is an address too many: {url}")
        elif right[url] != here[url]:
            report.bad(where, f"{url} 的内容和 data/site 不一样", f"{url} is not as in data/site")


# ---------------------------------------------------------------- the whole


def attempt(report: Report, where: str, work: Callable[[], None]) -> bool:
    """Do a part of the work; what cannot even be read is a fault."""
    try:
        work()
    except Wrong as e:
        report.bad(where, e.zh, e.en)
    except (
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        zipfile.BadZipFile,
        EOFError,
        OSError,
    ) as e:
        report.bad(where, f"读不了（{type(e).__name__}: {e}）", f"cannot be read ({type(e).__name__}: {e})")
    else:
        return True
    return False


def verify(place: Any, report: Report, pinned: list[Key], older: list[tuple[str, bytes]]) -> None:
    package = Package(place)
    attempt(report, "", lambda: check_bag(package, report))
    if not attempt(
        report, "data/archive.json", lambda: package.about.update(json.loads(package.text("data/archive.json")))
    ):
        return
    attempt(report, "data/wacz/round.wacz", lambda: check_wacz(package, report))
    logs: list[Log] = []
    if not attempt(report, "data/keys", lambda: logs.append(Log(package))):
        return
    log = logs[0]
    attempt(report, "seal.txt", lambda: check_seal(log, report))
    if not attempt(report, "data/log", lambda: check_log(log, report, pinned, older)):
        return
    attempt(report, "data/site", lambda: check_notices(log, report))
    attempt(report, "data/site", lambda: check_release(log, report))
    attempt(report, "data/round.sha256", lambda: check_round(log, report))
    attempt(report, "data/source/register", lambda: check_rows(log, report))
    for key in log.keys[-1:]:
        print(
            f"\n公钥 / public key: {key.name}+{key.id.hex()}+{base64.b64encode(bytes([key.kind]) + key.public).decode()}"
        )
    if not pinned and not older:
        print(
            "请和公报、纸面或存档单位留存的公钥、检查点对照（--key、--checkpoint）：只凭包自身，看不出整个包是不是另做的。"
        )
        print(
            "Compare the key, or an older checkpoint, with one known from elsewhere (--key, --checkpoint): the package"
        )
        print("alone cannot tell whether all of it was made anew.")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", nargs="?", default="")
    parser.add_argument("--key", action="append", default=[])
    parser.add_argument("--checkpoint", action="append", default=[])
    given = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    report = Report()
    try:
        where = given.place or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        pinned = []
        for text in given.key:
            if os.path.isfile(text):
                with open(text, encoding="utf-8") as f:
                    pinned += [key_of(line) for line in f.read().split("\n") if line.strip()]
            else:
                pinned.append(key_of(text))
        older = []
        for name in given.checkpoint:
            with open(name, "rb") as f:
                older.append((name, f.read()))
        place: Any = Folder(where) if os.path.isdir(where) else Packed(where)
        if "bagit.txt" not in place.names():
            raise Wrong(f"不是归档包：{where}", f"not a package: {where}")
    except Wrong as e:
        print(f"没能核对：{e.zh} / not verified: {e.en}")
        return 2
    except (OSError, ValueError, zipfile.BadZipFile) as e:
        print(f"没能核对：{e} / not verified: {e}")
        return 2
    verify(place, report, pinned, older)
    if report.faults:
        print(f"\n有 {report.faults} 处问题，见上。 / {report.faults} faults, see above.")
        return 1
    print("\n没有发现问题。 / No faults were found.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
