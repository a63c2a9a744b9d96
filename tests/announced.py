"""A small site that announces, for tests of verification: pages, log, proofs and records as bytes, without a build.

It says what `docs/adr/0014-register.md` says, in another way than the program that announces, so that one is a check of
the other. `Office` is changed step by step; `site()` is what is published then.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from hashlib import sha256

from generator import article
from generator.log import checkpoint, entries, note, tiles
from generator.log.checkpoint import Checkpoint
from generator.log.entries import Entry
from generator.log.note import Signer
from generator.log.tiles import Tile

ORIGIN = "example.gov.cn"
KEY = note.signer(bytes(range(32)), ORIGIN)
WITNESS = note.signer(bytes(range(32))[::-1], "witness.example/w1", note.COSIGNATURE)
AT = "2026-03-05T01:00:{:02}Z"


def page(address: str, title: str, paragraphs: list[str], theme: str = "", aux: str = "") -> bytes:
    """A page of a notice; what stands in `theme` and `aux` is no text of it."""
    text = "".join(f"<p>{p}</p>\n" for p in paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<link rel="canonical" href="https://{ORIGIN}/{address}">{theme}</head>\n<body class="{theme and "dark"}">'
        f'<article id="notice" class="text"><h1>{title}</h1>\n<div class="aux">{aux}</div>\n{text}</article></body></html>\n'
    ).encode()


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


class Office:
    """Announces notices, corrects, withdraws, erases; everything it ever published is in `files`."""

    def __init__(self, signer: Signer = KEY, origin: str = ORIGIN) -> None:
        self.signer, self.origin = signer, origin
        self.keys = [signer.verifier]
        self.entries: list[bytes] = []
        self.files: dict[str, bytes] = {}
        self.texts: dict[str, tuple[str, list[str]]] = {}
        self.last: dict[str, int] = {}
        self.revision: dict[str, int] = {}
        self.theme = ""
        self.checkpoints: list[bytes] = []
        self.log: dict[Tile, bytes] = {}
        self.manifest = b""
        self.clock = 0
        self.sign()

    # the log

    def append(self, *added: Entry) -> None:
        data = [entries.encode(e) for e in added]
        self.log |= tiles.grown(len(self.entries), data, self.log.__getitem__)
        self.entries += data
        self.sign()

    def sign(self) -> None:
        size = len(self.entries)
        head = Checkpoint(self.origin, size, tiles.head(size, self.log.__getitem__))
        self.checkpoints.append(checkpoint.signed(head, self.signer))

    @property
    def at(self) -> str:
        return AT.format((self.clock or len(self.entries)) % 60)

    def link(self, about: str) -> str:
        return entries.link(self.entries[self.last[about]]) if about in self.last else ""

    # acts

    def announce(
        self, id_: str, type_: str, title: str, paragraphs: list[str], reason: str = "", **files: bytes
    ) -> None:
        """A revision of a notice, with its attachments."""
        number = self.revision.get(id_, 0) + 1
        folder = id_.rpartition("/")[0]
        given = {f"{folder}/{name}.bin": data for name, data in files.items()}
        digests = {path: sha256(data).hexdigest() for path, data in given.items()}
        text = article.digest_of(page(f"{id_}.html", title, paragraphs).decode())
        salt = sha256(f"{id_}{number}".encode()).digest()[:16]
        record = {
            "v": 1, "type": type_, "id": id_, "number": number, "on": self.at[:10], "reason": reason, "title": title,
            "published_at": "2026-03-05 09:00", "article_sha256": text, "files": digests, "links": [],
        }  # fmt: skip
        entry = Entry(
            type_, id_, number, self.at, entries.commitment(salt, canonical(record)), text,
            entries.digest_of_files(digests.items()), self.link(id_), reason,
        )  # fmt: skip
        self.append(entry)
        index = self.last[id_] = len(self.entries) - 1
        proof = checkpoint.prove(
            index, self.checkpoints[-1], tiles.hashes_of(len(self.entries), self.log.__getitem__), self.entries[-1]
        )
        self.revision[id_] = number
        self.texts[id_] = (title, paragraphs)
        self.files |= given
        self.files[f"{id_}.v{number}.html"] = page(f"{id_}.v{number}.html", title, paragraphs, aux="permanent")
        self.files[f"{id_}.v{number}.tlog-proof"] = checkpoint.encode_proof(proof)
        self.files[f"{id_}.v{number}.commit.json"] = canonical({"salt": salt.hex(), "record": record}) + b"\n"

    def erase(self, id_: str, number: int) -> None:
        nothing = article.digest_of_text("")
        self.append(Entry("erase", id_, number, self.at, nothing, nothing, "", self.link(id_), "依法删除"))
        self.last[id_] = len(self.entries) - 1
        # with its record go the attachments that no other revision has, as `gongkai log erase` does
        gone = self._attachments(f"{id_}.v{number}.commit.json")
        del self.files[f"{id_}.v{number}.commit.json"]
        for path in gone.difference(*(self._attachments(p) for p in self.files if p.endswith(".commit.json"))):
            self.files.pop(path, None)
        self.files[f"{id_}.v{number}.html"] = page(f"{id_}.v{number}.html", "已删除", [])

    def _attachments(self, commit: str) -> set[str]:
        return set(json.loads(self.files[commit])["record"]["files"])

    def open_round(self, id_: str) -> None:
        self.append(Entry("round-open", id_, at=self.at))
        self.last[id_] = len(self.entries) - 1

    def close_round(self, id_: str) -> bytes:
        """Its end; the list of its files."""
        count = sum(n.startswith(f"{id_}/") for n in self.revision)
        own = {p: sha256(d).hexdigest() for p, d in self.pages().items() if p.startswith((f"{id_}/", "assets/"))}
        digest = entries.digest_of_files(own.items())
        self.append(Entry("round-close", id_, at=self.at, notices=count, manifest_sha256=digest, prev=self.link(id_)))
        self.last[id_] = len(self.entries) - 1
        return "".join(f"{digest}  {path}\n" for path, digest in sorted(own.items())).encode()

    def release(self) -> None:
        """The whole site, without what is made from the log."""
        digests = {path: sha256(data).hexdigest() for path, data in self.pages().items()}
        self.manifest = "".join(f"{d}  {p}\n" for p, d in sorted(digests.items())).encode()
        digest = entries.digest_of_files(digests.items())
        entry = Entry(
            "release", f"2026-03-05t01-00-{len(self.entries)}z", at=self.at, files=len(digests), manifest_sha256=digest,
            prev=self.link("release"),
        )  # fmt: skip
        self.append(entry)
        self.last["release"] = len(self.entries) - 1

    def rotate(self, signer: Signer, proved: bool = True) -> None:
        """Hand over to another key; the proof of it is signed by the key before."""
        self.append(Entry("key-rotate", at=self.at, key=str(signer.verifier)))
        index = len(self.entries) - 1
        if proved:
            hashes = tiles.hashes_of(len(self.entries), self.log.__getitem__)
            proof = checkpoint.prove(index, self.checkpoints[-1], hashes, self.entries[-1])
            self.files[f"log/rotations/{index}.tlog-proof"] = checkpoint.encode_proof(proof)
        self.keys.append(signer.verifier)
        self.signer = signer
        self.sign()

    def cosign(self, witness: Signer, time: int) -> None:
        found = note.parse(self.checkpoints[-1])
        self.checkpoints[-1] = note.encode(note.cosigned(found, [note.sign(found.text, witness, time)]))

    # what is published

    def pages(self) -> dict[str, bytes]:
        """Everything but the log."""
        newest = {f"{i}.html": page(f"{i}.html", *self.texts[i], self.theme, aux=self.theme) for i in self.texts}
        rest = {
            "search/0.js": b"[]",
            "index.html": f"<html>{self.theme}{sorted(self.texts)}".encode(),
            "assets/style.css": self.theme.encode(),
        }
        return rest | {p: d for p, d in self.files.items() if not p.startswith("log/")} | newest

    def site(self) -> dict[str, bytes]:
        """The whole site by path."""
        size = len(self.entries)
        log = {f"log/{tiles.path(t)}": self.log[t] for t in tiles.files(size)}
        log["log/checkpoint"] = self.checkpoints[-1]
        log["log/keys"] = "".join(f"{key}\n" for key in self.keys).encode()
        if self.manifest:
            log["log/manifest"] = self.manifest
        return self.pages() | log | {p: d for p, d in self.files.items() if p.startswith("log/")}


def small() -> Office:
    """Two rounds, three notices, one corrected, one with an attachment; a release."""
    office = Office()
    office.open_round("r1")
    office.announce("r1/a", "publish", "甲通报", ["现予公布。", "一是学习。"])
    office.announce("r1/b", "publish", "乙通报", ["二是整改。"], table=b"\0table")
    office.announce("r1/a", "correct", "甲通报", ["现予公布。", "一是学习三次。"], "次数写错")
    office.announce("notices/c", "publish", "丙公示", ["公示如下。"])
    office.release()
    return office


# archives


def bagged(files: dict[str, bytes], signer: Signer | None = None) -> dict[str, bytes]:
    """The files of a bag with this payload (paths below data/), with manifests for it and the tag files, and a seal."""
    payload = {f"data/{path}": data for path, data in files.items()}
    octets = sum(map(len, payload.values()))
    bag = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": f"Bagging-Date: 2026-11-28\nPayload-Oxum: {octets}.{len(payload)}\n".encode(),
    }
    for name in ("sha256", "sha512"):
        bag[f"manifest-{name}.txt"] = listed(payload, name)
    if signer:
        text = f"gongkai.archive/seal/v1\nr1\n{listed(bag, 'sha256').decode()}"
        bag["seal.txt"] = note.encode(note.Note(text, (note.sign(text, signer),)))
    return payload | bag | {"tagmanifest-sha256.txt": listed(bag, "sha256")}


def listed(files: dict[str, bytes], algorithm: str) -> bytes:
    return "".join(f"{hashlib.new(algorithm, d).hexdigest()}  {p}\n" for p, d in sorted(files.items())).encode()


def resealed(bag: dict[str, bytes]) -> dict[str, bytes]:
    """A bag whose payload was changed, with manifests written anew, as a careful forger would; the seal he cannot make."""
    made = bagged({path.removeprefix("data/"): data for path, data in bag.items() if path.startswith("data/")})
    if "seal.txt" in bag:
        made["seal.txt"] = bag["seal.txt"]
        tags = {p: d for p, d in made.items() if not p.startswith(("data/", "tagmanifest"))}
        made["tagmanifest-sha256.txt"] = listed(tags, "sha256")
    return made


def round_package(office: Office) -> dict[str, bytes]:
    """The payload of the package of a round: site, log, keys, web archive."""
    site = office.site()
    log = {path: data for path, data in site.items() if path.startswith("log/")}
    return {f"site/{path}": data for path, data in site.items()} | log | {
        "keys/keys": site["log/keys"], "source/a.md": b"# text\n", "wacz/round.wacz": wacz(site),
    }  # fmt: skip


def wacz(site: dict[str, bytes]) -> bytes:
    """A web archive of a site, with a record for every file and every folder that has an index.html."""
    base = f"https://{ORIGIN}/"
    urls = [(base + path, path) for path in sorted(site)]
    urls += [(url.removesuffix("index.html"), path) for url, path in urls if path.rpartition("/")[2] == "index.html"]
    urls += [(f"{url}?", path) for url, path in urls if path.startswith("search/")]
    warc, index, pages = b"", "", ['{"format": "json-pages-1.0", "id": "pages"}']
    for url, path in urls:
        digest = sha256(site[path]).hexdigest()
        media = "text/html" if url.endswith((".html", "/")) else "application/octet-stream"
        warc += (
            f"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: {url}\r\nWARC-Block-Digest: sha256:{digest}\r\n"
            f"WARC-Payload-Digest: sha256:{digest}\r\nContent-Type: {media}\r\nContent-Length: {len(site[path])}\r\n\r\n"
        ).encode() + site[path] + b"\r\n\r\n"  # fmt: skip
        index += f"{url} 20260305 {json.dumps({'url': url, 'digest': f'sha256:{digest}'})}\n"
        pages += [json.dumps({"url": url})] if media == "text/html" else []
    members = {
        "archive/data.warc": warc, "indexes/index.cdxj": index.encode(), "pages/pages.jsonl": "\n".join(pages).encode(),
    }  # fmt: skip
    return packaged(members)


def packaged(members: dict[str, bytes]) -> bytes:
    """The members of a WACZ with a package that lists them."""
    resources = [{"path": p, "hash": f"sha256:{sha256(d).hexdigest()}", "bytes": len(d)} for p, d in members.items()]
    package = json.dumps({"mainPageUrl": f"https://{ORIGIN}/", "resources": resources}).encode()
    digest = json.dumps({"path": "datapackage.json", "hash": f"sha256:{sha256(package).hexdigest()}"}).encode()
    return zipped(members | {"datapackage.json": package, "datapackage-digest.json": digest})


def zipped(files: dict[str, bytes], packed: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as file:
        for path, data in files.items():
            file.writestr(path, data)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}
