"""What the browser computes when it verifies, against what this program and OpenSSL say: digests, signatures, trees, texts."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import announcing
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from generator import article
from generator.log import checkpoint, merkle, note, tiles
from generator.log.tiles import ENTRIES, Tile

from . import serving
from .conftest import REPOSITORY, Launcher, Open, limited

if TYPE_CHECKING:
    from playwright.sync_api import Page

ASSETS = REPOSITORY / "themes/default/assets"
ORDER = 2**252 + 27742317777372353535851937790883648493
# RFC 8032, 7.1: secret key, message, signature
RFC_8032 = (
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
)  # fmt: skip

# the scripts are functions handed to `gongkai`; here they are run without a page
SET_UP = """([log, ed25519]) => {
  const run = source => { let made; globalThis.gongkai = x => { made = x; }; (0, eval)(source); return made; };
  globalThis.bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
  globalThis.Told = class extends Error {};
  globalThis.verify = run(ed25519);
  globalThis.files = {};
  globalThis.loaded = [];
  const load = async path => {
    if (path === "ed25519") return verify;
    if (!loaded.includes(path)) loaded.push(path);
    if (!(path in files)) throw new Told("lost");
    return files[path];
  };
  globalThis.say = {files: "", ed25519: "ed25519"};
  globalThis.log = run(log)(say, load, Told);
  globalThis.told = promise => promise.then(found => found, e => `told ${e.message}`);
}"""


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture(scope="module")
def page(launcher: Launcher) -> Iterator[Page]:
    """A page without a site, with the scripts at hand."""
    with limited(launcher, 240) as chromium:
        context = chromium.new_context()
        opened = context.new_page()
        opened.evaluate(SET_UP, [(ASSETS / name).read_text("utf-8") for name in ("verify-log.js", "verify-ed25519.js")])
        yield opened
        context.close()


def test_sha256(page: Page) -> None:
    """Of every length around the blocks, in one part and in two."""
    rng = random.Random(1)
    messages = [rng.randbytes(n) for n in (*range(200), 1_000, 100_003)]
    made = page.evaluate(
        "messages => messages.map(bytes).map(m => [log.hex(log.sha256(m)), "
        "log.hex(log.sha256(m.slice(0, m.length / 3), m.slice(m.length / 3)))])",
        [b64(m) for m in messages],
    )
    assert made == [[hashlib.sha256(m).hexdigest()] * 2 for m in messages]


def accepted(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def cases() -> Iterator[tuple[bytes, bytes, bytes]]:
    """Public keys, messages and signatures: right ones of any length, and ones with a bit changed anywhere."""
    for vector in RFC_8032:
        secret, message, signature = map(bytes.fromhex, vector)
        yield Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw(), message, signature
    rng = random.Random(2)
    for n in range(120):
        key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), rng.randbytes(rng.choice((n, 3 * n, 111, 112, 127, 128)))
        signature = key.sign(message)
        yield public, message, signature
        whole = bytearray(public + signature + message)
        whole[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        yield bytes(whole[:32]), bytes(whole[96:]), bytes(whole[32:96])
        s = int.from_bytes(signature[32:], "little") + ORDER  # the same number, not the smallest way to write it
        yield public, message, signature[:32] + s.to_bytes(32, "little")
    yield bytes(32), b"", bytes(64)
    yield b"\xff" * 32, b"", bytes(64)
    yield public, message, signature[:63]
    yield public[:31], message, signature


def test_ed25519(page: Page) -> None:
    """The script accepts what OpenSSL accepts, and so does the browser itself where it can."""
    given = list(cases())
    expected = [accepted(*case) for case in given]
    assert 120 < sum(expected) < 250
    text = [[b64(part) for part in case] for case in given]
    assert page.evaluate("cases => cases.map(c => verify(...c.map(bytes)))", text) == expected


def note_of(text: str) -> Any:
    return note.sign(text, note.signer(b"k" * 32, "log"))


def test_checkpoints(page: Page) -> None:
    """Opened by any of the keys; however they were folded, spaced or typed; refused for what is wrong with them."""
    by, other = note.signer(b"k" * 32, "log"), note.signer(b"o" * 32, "log")
    witness = note.signer(b"w" * 32, "office", note.COSIGNATURE)
    head = checkpoint.Checkpoint("log", 5, hashlib.sha256(b"").digest())
    good = checkpoint.signed(head, by).decode()
    text = checkpoint.text_of(head)
    cosigned = note.encode(note.Note(text, (note.sign(text, witness, 7), note.sign(text, by)))).decode()
    extended = checkpoint.signed(head._replace(extensions=("more", "and more")), by).decode()
    line = good.splitlines()[-1]
    mark, name, seal = line.split(" ")
    wrong = b64(base64.b64decode(seal)[:10] + bytes(58))
    right = {
        good, cosigned, extended, good.replace("\n\n", "\n"), good.replace("\n", "\n\n"), good.replace("\n", " \r\n  "),
        good.replace(line, f"{mark}  {name}\n {seal[:40]}\n{seal[40:]}"), good.replace("—", "–"), good.replace("— ", "-"),
    }  # fmt: skip
    faults = {
        "": "unreadable", "log\n5\n": "unreadable", text: "unreadable", good.replace("\n5\n", "\n05\n"): "unreadable",
        good.replace("\n5\n", "\nfive\n"): "unreadable", good.replace("=\n\n", "\n\n"): "unreadable",
        good.replace("\n5\n", "\n6\n"): "misread", good.replace(seal, wrong): "misread", good.replace(seal, seal[:-4]): "misread",
        good.replace(seal, seal[:9] + "!" + seal[10:]): "misread", good.replace("log\n", "other\n", 1): "stranger",
        checkpoint.signed(head, other).decode(): "unsigned", good.replace("— log", "— me"): "unsigned",
        good + "extra": "misread",
    }  # fmt: skip
    keys = f"{note.signer(b'n' * 32, 'log').verifier} {by.verifier}"
    ask = "async ([texts, keys]) => { Object.assign(say, {keys, origin: 'log'}); return Promise.all(texts.map(t => told(log.opened(t)))); }"
    for secure in (True, False):  # as on plain http, where the browser has no cryptography
        if not secure:
            page.evaluate("Object.defineProperty(globalThis, 'crypto', {value: {}})")
        assert page.evaluate(ask, [sorted(right), keys]) == [{"size": 5, "root": head.root.hex()}] * len(right)
        found = dict(zip(faults, page.evaluate(ask, [list(faults), keys]), strict=True))
        assert found == {t: f"told {fault}" for t, fault in faults.items()}


class Tree:
    """A log in memory, of entries that are numbers."""

    def __init__(self, size: int, changed: int = -1) -> None:
        self.size = size
        self.entries = [b'{"n":%d}' % (n if n != changed else -n - 1) for n in range(size)]
        self.files = tiles.grown(0, self.entries, lambda _: b"")

    def root(self, size: int = -1) -> str:
        size = self.size if size < 0 else size
        return tiles.head(size, self.read_at).hex() if size else merkle.EMPTY.hex()

    def read_at(self, tile: Tile) -> bytes:
        full = next(t for t in self.files if t[:2] == tile[:2])
        data = self.files[full]
        return (
            tiles.bundle(tiles.entries_of(full, data)[: tile.width])
            if tile.level == ENTRIES
            else data[: tile.width * 32]
        )

    def put(self, page: Page) -> None:
        made = {f"{tiles.path(tile)}.js": b64(data) for tile, data in self.files.items()}
        page.evaluate("made => { files = made; loaded.length = 0; }", made)


def entries(page: Page, size: int, root: str, indices: list[int]) -> list[Any]:
    ask = "([size, root, indices]) => Promise.all(indices.map(n => told(log.entryOf({size, root}, n).then(e => e.n))))"
    found: list[Any] = page.evaluate(ask, [size, root, indices])
    return found


def grown(page: Page, old: list[list[Any]], size: int, root: str) -> list[Any]:
    ask = "([old, size, root]) => Promise.all(old.map(([n, r]) => told(log.grown({size: n, root: r}, {size, root}))))"
    found: list[Any] = page.evaluate(ask, [old, size, root])
    return found


@pytest.mark.parametrize("size", [*range(1, 18), 255, 256, 257, 300, 513, 66_000])
def test_trees(page: Page, size: int) -> None:
    """Every entry is found in its tree and in no other; every older tree is its beginning, and no other is."""
    tree = Tree(size)
    tree.put(page)
    root = tree.root()
    some = sorted(
        {*range(min(size, 6)), size // 2, *(n for n in (254, 255, 256, 257, 65_535, 65_536) if n < size), size - 1}
    )
    assert entries(page, size, root, some) == some
    assert entries(page, size, root, [size, size + 300]) == ["told broken"] * 2
    assert set(entries(page, size, "00" * 32, some)) == {"told broken"}
    sizes = sorted({0, *some, size} - {-1})
    old = [[n, tree.root(n)] for n in sizes]
    assert grown(page, old, size, root) == [True] * len(old)
    assert not any(grown(page, [[n, "00" * 32] for n in sizes], size, root))
    assert set(grown(page, [x for x in old if 0 < x[0] < size] or [[1, root]], size, "00" * 32)) <= {"told broken"}
    other = Tree(size, changed=size // 2)
    other.put(page)
    rewritten = grown(page, old, size, other.root())
    assert rewritten == [n <= size // 2 for n, _ in old]


def test_damaged_files(page: Page) -> None:
    """A file that is cut off, longer, not base 64, exchanged or missing is told by whatever needs it."""
    tree = Tree(700)
    root = tree.root()
    places = [tiles.path(t) + ".js" for t in tree.files]
    for place in places:
        for damage, told in (
            ("f => f.slice(0, -8)", {"told broken"}),
            ("f => f.slice(0, -1) + '!'", {"told broken"}),
            ("f => btoa(atob(f) + 'x'.repeat(32))", {"told broken"}),
            ("f => btoa(atob(f).replace(/.$/s, c => String.fromCharCode(c.charCodeAt() ^ 1)))", {"told broken", False}),
            ("f => undefined", {"told lost", "told broken"}),
        ):
            tree.put(page)
            change = f"place => {{ files[place] = ({damage})(files[place]); if (!files[place]) delete files[place]; }}"
            page.evaluate(change, place)
            said = {
                *entries(page, 700, root, [0, 200, 255, 256, 511, 512, 699]),
                *grown(page, [[n, tree.root(n)] for n in (100, 400, 600)], 700, root),
            }
            strange = {s for s in said if not isinstance(s, int) or isinstance(s, bool)} - {True}
            assert strange and strange <= told, (place, damage, strange)
            assert all(
                n == k for n, k in zip(entries(page, 700, root, [0, 699]), (0, 699), strict=True) if isinstance(n, int)
            )


def test_few_files_are_loaded(page: Page) -> None:
    """Of a log of a million entries: a bundle and at most four tiles for an entry, six tiles for an old checkpoint.

    What is in them does not matter here: the size alone says what is asked for.
    """
    size, index, old = 1_000_000, 123_456, 777_777
    entry = b'{"n":%d}' % index
    hashes = b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(256))

    def read(place: str) -> str:
        tile = tiles.from_path(place.removesuffix(".js"))
        return b64(tiles.bundle([entry] * tile.width) if tile.level == ENTRIES else hashes[: tile.width * 32])

    page.expose_function("read", read)
    page.evaluate("files = new Proxy({}, {has: () => true, get: (_, place) => read(place)}); loaded.length = 0; null")
    assert entries(page, size, "00" * 32, [index]) == ["told broken"]
    for_entry = page.evaluate("loaded.splice(0)")
    assert grown(page, [[old, "00" * 32]], size, "00" * 32) == ["told broken"]
    for_old = page.evaluate("loaded.splice(0)")
    assert len([f for f in for_entry if "entries" in f]) == 1 and len(for_entry) <= 5, for_entry
    assert len(for_old) <= 6 and not any("entries" in f for f in for_old), for_old


# The text of an article

WORDS = ("学习", " ", "\n", "\t", "　", "a &amp; b", "&lt;p&gt;", "&nbsp;", "“引”", "𠮷", "&#x2003;", "x", "\r\n", "。")
INLINE = ("a", "b", "em", "span", "sup", "time", "code", "ruby", "q")
BLOCK = (
    "p",
    "div",
    "section",
    "ul",
    "li",
    "h2",
    "h3",
    "table",
    "tr",
    "td",
    "dl",
    "dt",
    "dd",
    "pre",
    "blockquote",
    "figure",
    "figcaption",
)
AROUND = {"li": "ul", "tr": "table", "td": "table", "dt": "dl", "dd": "dl", "figcaption": "figure"}


def generated(rng: random.Random, depth: int = 0) -> str:
    """A piece of a page, well formed as this program writes it."""
    out = []
    for _ in range(rng.randrange(1, 5) if depth else rng.randrange(4, 12)):
        roll = rng.random()
        attributes = rng.choice(("", "", ' class="aux"', ' class="links aux x"', ' class="auxx"', ' id="s-1"'))
        if roll < 0.5 or depth > 4:
            out.append(rng.choice(WORDS))
        elif roll < 0.55:
            out.append(rng.choice(("<br>", "<hr>", '<img src="a.png" alt="图">', "<wbr>", "<!-- 注 -->", "<br/>")))
        elif roll < 0.6:
            out.append(rng.choice(("<script>x = '<p>';</script>", "<style>p { }</style>", "<template>藏</template>")))
        elif roll < 0.75:
            tag = rng.choice(INLINE)
            out.append(f"<{tag}{attributes}>{rng.choice(WORDS)}{rng.choice(WORDS)}</{tag}>")
        else:
            tag = rng.choice(("div", "section", "blockquote", "figure", "ul", "table", "p", "h2", "pre", "dl"))
            out.append(f"<{tag}{attributes}>{inside(rng, tag, depth + 1)}</{tag}>")
    return "".join(out)


def inside(rng: random.Random, tag: str, depth: int) -> str:
    words = "".join(rng.choice(WORDS) for _ in range(3))
    if tag in ("p", "h2"):
        return f"{words}<b>{rng.choice(WORDS)}</b>"
    if tag == "pre":
        return f"x{words}"
    if tag == "ul":
        return "".join(f"<li>{generated(rng, depth)}</li>" for _ in range(rng.randrange(3)))
    if tag == "dl":
        return f"<div><dt>{words}</dt><dd>{generated(rng, depth)}</dd></div>"
    if tag == "table":
        return f"<caption>{words}</caption><tbody><tr><th scope=row>{words}</th><td class=aux>{words}</td><td>{words}</td></tr></tbody>"
    return generated(rng, depth) + ("<figcaption>图</figcaption>" if tag == "figure" else "")


def test_text_of_articles(browse: Open, tmp_path: Path) -> None:
    """The page reads the text of any article as the program does."""
    site = announcing.started(tmp_path / "a") / "site"
    rng = random.Random(3)
    pages = [
        f'<!DOCTYPE html><html lang="zh-CN"><head><title>题</title></head><body><p>前</p><article id="notice" class="text">'
        f"{generated(rng)}</article><p>后</p><article id=notice>二</article></body></html>"
        for _ in range(1_500)
    ]
    pages += [(site / f"r1/{name}.html").read_text("utf-8") for name in ("a", "a.v1")]
    expected = [article.text_of(page) for page in pages]
    assert len({*expected}) > 1_000
    with serving.serve(site) as address:
        page, _ = browse()
        page.goto(address + "verify/index.html")
        ask = "pages => pages.map(html => gongkai.textOf(new DOMParser().parseFromString(html, 'text/html')))"
        found = page.evaluate(ask, pages)
    for html, a, b in zip(pages, expected, found, strict=True):
        assert a == b, html
