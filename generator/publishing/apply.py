#!/usr/bin/env python3
"""Put a package of gongkai in place on a network of its own. Needs Python 3.8 or newer and nothing else.

    python3 apply.py PACKAGE.zip ROOT --key KEY     the first time; KEY is remembered in ROOT/state/key
    python3 apply.py PACKAGE.zip ROOT               from then on

ROOT/current is what the web server shows. A package is taken only when it is signed with the key, follows what is live,
was not applied before, and holds exactly what it says. Nothing that is live is touched before all of it is staged and
verified; then one step switches. A receipt is written beside the package: carry it back.

把 gongkai 的离线包放到内网的网站上。ROOT/current 是网站的根。签名不对、次序不对、内容不全的包都不会采用，网站保持原样。
用完把包旁边的回执（.receipt）带回外网。
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import stat
import sys
import time
import zipfile
from typing import Any, BinaryIO, Dict, Tuple

Point = Tuple[int, int, int, int]
Key = Tuple[str, bytes, bytes]  # name, key id, public key
Manifest = Dict[str, Tuple[str, int]]  # digest and size by path

FORM = "gongkai-package 1"
SMALL, LARGE = 1 << 16, 1 << 28  # bytes of the release note, of the manifest
KEEP = 5
MARK = ".gongkai-release"
DIGEST = re.compile(r"[0-9a-f]{64}")
ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}")


class Refused(Exception):
    """Why a package is not taken: a word of `WHY`, and what its sentences name."""


WHY = {
    "package": ("不是离线包，或者已损坏、不完整：{}", "this is no package, or it is damaged or cut off: {}"),
    "signature": (
        "签名不对：不是用这个密钥签的，或者被改过",
        "the signature is wrong: another key's, or the package was changed",
    ),
    "key": (
        "没有密钥，或者写法不对：第一次使用要加 --key",
        "there is no key, or it is malformed: the first time needs --key",
    ),
    "target": ("这个包是给另一个网站的：{}", "this package is for another site: {}"),
    "replay": (
        "这个包（第 {} 号）已经用过，或者比现在的旧",
        "this package (number {}) was applied, or is older than what is live",
    ),
    "base": (
        "这个包要接在另一个版本后面；请带回回执，在外网重新做一个",
        "this package follows another release; carry the receipt back and make a new one",
    ),
    "member": ("包里有不该有的内容：{}", "the package holds what it must not: {}"),
    "path": ("包里有不能用的路径：{}", "the package names a path that cannot be used: {}"),
    "content": ("内容和清单不一样：{}", "a file is not what the manifest says: {}"),
    "missing": (
        "缺少文件：{}；请在外网做一个完整的包（publish.yaml 里写“完整: 是”）",
        "a file is missing: {}; make a full package (full: true in publish.yaml)",
    ),
    "foreign": ("{} 不是本程序放的，没有动它", "{} is not of this program's making and was left alone"),
    "busy": ("另一个 apply.py 正在运行", "another apply.py is running"),
}


# ------------------------------------------------------------------ Ed25519 (RFC 8032, verification only)

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n: int, p: Point) -> Point:
    q = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            q = add(q, p)
        p = add(p, p)
        n >>= 1
    return q


def equal(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def point(data: bytes) -> Point | None:
    """The point of 32 bytes, None when they are none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def verified(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature of 64 bytes is that of the key."""
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return equal(times(s, BASE), add(r, times(h, a)))


def public_key(text: str) -> Key:
    """Name, key id and public key of a verifier key: name+id+base64."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise Refused("key") from None
    if len(data) != 33 or data[0] != 1 or hashlib.sha256(name.encode() + b"\n" + data).hexdigest()[:8] != key_id:
        raise Refused("key")
    return name, bytes.fromhex(key_id), data[1:]


def signed_text(data: bytes, key: Key) -> str:
    """The text of a signed note."""
    name, key_id, public = key
    text, blank, lines = data.decode("utf-8", "strict").rpartition("\n\n")
    for line in lines.split("\n"):
        if blank and line.startswith("— " + name + " "):
            try:
                seal = base64.b64decode(line[len(name) + 3 :], validate=True)
            except ValueError:
                break
            if seal[:4] == key_id and verified(public, (text + "\n").encode(), seal[4:]):
                return text + "\n"
    raise Refused("signature")


# ------------------------------------------------------------------ the package


def safe(path: str) -> bool:
    """Whether a path stays below its folder on every system."""
    parts = path.split("/")
    return all(p and p not in (".", "..") for p in parts) and not re.search(r"[\0-\x1f\x7f\\:]", path) and path != MARK


def member(package: zipfile.ZipFile, name: str, most: int) -> bytes:
    """What a member of the package holds, at most so many bytes."""
    try:
        info = package.getinfo(name)
        if info.file_size > most:
            raise Refused("member", name)
        with package.open(info) as f:
            data = f.read(most + 1)
    except KeyError:
        raise Refused("package", name) from None
    if len(data) > most:
        raise Refused("member", name)
    return data


def opened(package: zipfile.ZipFile, key: Key) -> tuple[dict[str, str], Manifest, dict[str, zipfile.ZipInfo]]:
    """The values of the signed release note, the manifest by path, and the members by digest."""
    try:
        text = signed_text(member(package, "RELEASE", SMALL), key)
    except UnicodeDecodeError:
        raise Refused("signature") from None
    lines = text.rstrip("\n").split("\n")
    values = dict(line.partition(" ")[::2] for line in lines[1:])
    if lines[0] != FORM or not ID.fullmatch(values.get("release", "")):
        raise Refused("package", "RELEASE")
    data = member(package, "MANIFEST", LARGE)
    if hashlib.sha256(data).hexdigest() != values["manifest"]:
        raise Refused("content", "MANIFEST")
    items = [json.loads(line) for line in data.decode().splitlines()]
    folded = set()
    for path, digest, size, *_ in items:
        if not safe(path):
            raise Refused("path", path)
        if not DIGEST.fullmatch(digest) or type(size) is not int or size < 0:
            raise Refused("content", path)
        folded.add(path)
    # no path is a file and the folder of another
    if any("/".join(p.split("/")[:k]) in folded for p in folded for k in range(1, p.count("/") + 1)):
        raise Refused("path", "MANIFEST")
    if len(folded) != len(items) or str(len(items)) != values["files"]:
        raise Refused("content", "MANIFEST")
    sizes = {digest: size for _, digest, size, *_ in items}
    members = {}
    for info in package.infolist():
        name = info.filename
        if name in ("RELEASE", "MANIFEST"):
            if sum(i.filename == name for i in package.infolist()) != 1:
                raise Refused("member", name)
            continue
        digest = name[6:] if name.startswith("files/") else ""
        kind = stat.S_IFMT(info.external_attr >> 16)
        if digest not in sizes or digest in members or kind not in (0, stat.S_IFREG) or info.file_size != sizes[digest]:
            raise Refused("member", name)
        members[digest] = info
    if str(len(members)) != values["members"]:
        raise Refused("package", "files/")
    return values, {path: (digest, size) for path, digest, size, *_ in items}, members


# ------------------------------------------------------------------ the site


def load(path: str, otherwise: Any) -> Any:
    try:
        with open(path, encoding="utf-8") as f:
            return json.load(f)
    except FileNotFoundError:
        return otherwise


def put(path: str, data: bytes) -> None:
    """Write a file in place of another, whole."""
    with open(path + ".new", "wb") as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())
    os.replace(path + ".new", path)


def digest_of(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as f:
        for part in iter(lambda: f.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


class Site:
    """The folders of a site, as gongkai's own folder target lays them out."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.state = os.path.join(root, "state")
        self.current = os.path.join(root, "current")
        self.next = os.path.join(root, "releases", "next")
        for folder in ("releases", "state/manifests"):
            os.makedirs(os.path.join(root, folder), exist_ok=True)
        self.applied = load(os.path.join(self.state, "applied.json"), {"target": "", "links": None, "releases": []})

    def at(self, release: str) -> str:
        """Where the files of a release are."""
        if not self.applied["links"] and release == self.live():
            return self.current
        return os.path.join(self.root, "releases", release)

    def live(self) -> str:
        if os.path.islink(self.current):
            return os.path.basename(os.readlink(self.current))
        try:
            with open(os.path.join(self.current, MARK), encoding="ascii") as f:
                return f.read().strip()
        except FileNotFoundError:
            return ""

    def heal(self) -> None:
        """End what was interrupted between the two steps of a switch without links."""
        live = self.live()
        if os.path.lexists(self.current) and not live:
            raise Refused("foreign", self.current)
        old = self.applied["releases"][0]["release"] if self.applied["releases"] else ""
        if old and not live and os.path.isdir(os.path.join(self.root, "releases", old)):
            os.rename(os.path.join(self.root, "releases", old), self.current)

    def manifest(self, row: dict[str, Any]) -> Manifest:
        with open(os.path.join(self.state, "manifests", row["manifest"]), encoding="utf-8") as rows:
            return {path: (digest, size) for path, digest, size, *_ in map(json.loads, rows)}

    def stage(self, package: zipfile.ZipFile, manifest: Manifest, members: dict[str, zipfile.ZipInfo]) -> None:
        """Make the whole release beside the live one."""
        shutil.rmtree(self.next, ignore_errors=True)
        os.makedirs(self.next)
        there: dict[str, str] = {}
        for row in reversed(self.applied["releases"]):
            top = self.at(row["release"])
            if os.path.isdir(top):
                there.update((digest, os.path.join(top, path)) for path, (digest, _) in self.manifest(row).items())
        for path in sorted(manifest):
            digest, size = manifest[path]
            target = os.path.join(self.next, *path.split("/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if digest in members:
                with package.open(members[digest]) as f, open(target, "xb") as out:
                    # one byte more than there may be would show
                    left = size + 1
                    while left and (part := f.read(min(left, 1 << 20))):
                        out.write(part)
                        left -= len(part)
            elif digest in there and os.path.isfile(there[digest]):
                try:
                    os.link(there[digest], target)
                except OSError:
                    shutil.copyfile(there[digest], target)
            else:
                raise Refused("missing", path)
            if os.path.getsize(target) != size or digest_of(target) != digest:
                raise Refused("content", path)
        for folder, _, _ in os.walk(self.next):
            os.chmod(folder, 0o755)  # noqa: S103  # a web server reads it
        if hasattr(os, "sync"):
            os.sync()

    def switch(self, release: str, links: bool) -> None:
        """Make the staged release the live one."""
        target = os.path.join(self.root, "releases", release)
        shutil.rmtree(target, ignore_errors=True)
        if links:
            os.rename(self.next, target)
            new = os.path.join(self.state, "switch")
            if os.path.lexists(new):
                os.unlink(new)
            os.symlink(os.path.join("releases", release), new, target_is_directory=True)
            os.replace(new, self.current)
            return
        with open(os.path.join(self.next, MARK), "w", encoding="ascii") as f:
            f.write(release)
        old = self.live()
        if old:
            os.rename(self.current, os.path.join(self.root, "releases", old))
        os.rename(self.next, self.current)

    def drop_old(self) -> None:
        rows = self.applied["releases"]
        kept = {row["release"] for row in rows}
        for name in os.listdir(os.path.join(self.root, "releases")):
            if name not in kept:
                shutil.rmtree(os.path.join(self.root, "releases", name), ignore_errors=True)
        for name in os.listdir(os.path.join(self.state, "manifests")):
            if name not in {row["manifest"] for row in rows}:
                os.unlink(os.path.join(self.state, "manifests", name))


def can_link(site: Site) -> bool:
    """Whether this system makes symbolic links, which Windows mostly refuses."""
    probe = os.path.join(site.state, "probe")
    try:
        os.symlink("x", probe)
        os.unlink(probe)
    except (OSError, NotImplementedError):
        return False
    return True


def key_of(site: Site, given: str) -> Key:
    path = os.path.join(site.state, "key")
    if given:
        public_key(given)
        if os.path.exists(path) and load_text(path) != given.strip():
            raise Refused("key")
        put(path, given.strip().encode() + b"\n")
    if not os.path.exists(path):
        raise Refused("key")
    return public_key(load_text(path))


def load_text(path: str) -> str:
    with open(path, encoding="utf-8") as f:
        return f.read().strip()


def apply(path: str, root: str, given: str = "") -> str:
    """Verify, stage, switch; the receipt's path."""
    site = Site(root)
    key = key_of(site, given)
    site.heal()
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as e:
        raise Refused("package", e) from None
    with package:
        try:
            values, manifest, members = opened(package, key)
            rows = site.applied["releases"]
            if site.applied["target"] not in ("", values["target"]):
                raise Refused("target", values["target"])
            last: dict[str, Any] = rows[0] if rows else {"sequence": 0, "manifest": ""}
            if int(values["sequence"]) <= last["sequence"]:
                raise Refused("replay", values["sequence"])
            if values["base"] not in ("-", last["manifest"]):
                raise Refused("base")
            site.stage(package, manifest, members)
            data = member(package, "MANIFEST", LARGE)
        except (zipfile.BadZipFile, EOFError, ValueError, KeyError, TypeError, NotImplementedError, RuntimeError) as e:
            raise Refused("package", e) from None
        except OSError as e:
            if e.errno is None:
                raise Refused("package", e) from None
            raise
    links = can_link(site) if site.applied["links"] is None else site.applied["links"]
    site.applied["links"] = links
    put(os.path.join(site.state, "manifests", values["manifest"]), data)
    if site.live() != values["release"]:  # else it was killed after the switch
        site.switch(values["release"], links)
    row: dict[str, Any] = {key: values[key] for key in ("release", "manifest")}
    row.update(sequence=int(values["sequence"]), at=int(time.time()))
    receipt = os.path.join(os.path.dirname(os.path.abspath(path)), values["release"] + ".receipt")
    # before it is remembered: else a package could be applied and have no receipt
    put(receipt, json.dumps({"form": "gongkai-receipt 1", "target": values["target"], **row}, indent=1).encode())
    site.applied.update(target=values["target"], releases=[row, *rows][:KEEP])
    put(os.path.join(site.state, "applied.json"), json.dumps(site.applied, indent=1).encode())
    site.drop_old()
    return receipt


def hold(f: BinaryIO) -> None:
    """Be the only one; the system lets go when this process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(f.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Refused("busy") from None


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("package")
    words.add_argument("root")
    words.add_argument("--key", default="")
    args = words.parse_args()
    os.makedirs(args.root, exist_ok=True)
    lock = open(os.path.join(args.root, ".applying"), "ab")
    out = sys.stdout
    if hasattr(out, "reconfigure"):
        out.reconfigure(errors="replace")
    try:
        hold(lock)
        receipt = apply(args.package, args.root, args.key)
    except Refused as e:
        word, *more = e.args
        out.write("".join(text.format(*more, "") + "\n" for text in WHY[word]) + "[" + word + "]\n")
        return 1
    except OSError as e:
        out.write(
            "{}\n网站没有变化；解决以后再运行一次。\nThe site is as it was; run this again when that is solved.\n".format(
                e
            )
        )
        return 1
    finally:
        lock.close()
    out.write("已换上新版本。请把回执带回：{0}\nThe new release is live. Carry the receipt back: {0}\n".format(receipt))
    return 0


if __name__ == "__main__":
    sys.exit(main())
