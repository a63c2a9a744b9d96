"""A package of Office Open XML, opened with suspicion: a zip of parts, related to each other (ECMA-376 part 2).

Nothing is written, nothing outside of it is followed, and no more is unpacked than the limits below allow.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers import expat

PARTS = 2_000  # in a package
PART = 32 << 20  # bytes of a part
WHOLE = 64 << 20  # bytes of all that is unpacked
RATIO = 250  # of unpacked to packed, for parts over a megabyte
MARKS = 400_000  # "<" and "=" in all XML that is read: what elements and attributes need
DEPTH = 120  # of elements in each other
_PIECE = 1 << 16
_LONG_NAMESPACE = re.compile(rb"""xmlns(?::[^\s=]{1,200})?\s{0,9}=\s{0,9}(?:"[^"]{1000}|'[^']{1000})""")

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = (  # ISO/IEC 29500 Strict has other names for the same
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", OFFICE.encode()),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/presentationml/main", b"http://schemas.openxmlformats.org/presentationml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOOKS = (  # what a file that is no zip may be: its first bytes, its name
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"<?xml", "XML"),
    (b"<!DOC", "HTML"),
    (b"<html", "HTML"),
)
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError,
    IndexError, OverflowError, struct.error,
)  # fmt: skip


class Refused(Exception):
    """A package, or a part of it, that is not read: the code of a diagnostic and its arguments."""

    def __init__(self, code: str, *args: object) -> None:
        super().__init__(code, *args)
        self.code = code
        self.arguments = args


class Relation(NamedTuple):
    """A relationship: the last word of its type ("image", "hyperlink"), and where it leads."""

    kind: str
    target: str  # the name of a part, or an address as it is written
    external: bool


def legacy(data: bytes) -> bool:
    """Whether a file is of the older binary formats (.doc, .wps, .xls, .ppt), and not protected by a password."""
    return data.startswith(OLE) and not encrypted(data)


def encrypted(data: bytes) -> bool:
    """Whether it is a package under a password, which is a binary file with the package as a stream (MS-OFFCRYPTO)."""
    return data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data


class Package:
    """The parts of a package by name, without a leading slash. Raises `Refused`."""

    def __init__(self, data: bytes) -> None:
        if encrypted(data):
            raise Refused("E2003")
        if legacy(data):
            raise Refused("E2004")
        if not data.startswith(b"PK\x03\x04"):
            raise Refused("E2001", _look(data))
        if data.count(b"PK\x01\x02") > 2 * PARTS:  # each entry has one; files packed in it may have some of their own
            raise Refused("E2006", data.count(b"PK\x01\x02"), PARTS)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN:
            raise Refused("E2002") from None
        if len(entries) > PARTS:
            raise Refused("E2006", len(entries), PARTS)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        lower: set[str] = set()
        for entry in entries:
            name = _safe(entry)
            if name.casefold() in lower:
                raise Refused("E2009", name)
            lower.add(name.casefold())
            if not entry.is_dir():
                self._entries[name] = entry
        self.names = tuple(self._entries)
        self._folded = {name.casefold(): name for name in self.names}
        self._read = self._marks = 0

    def has(self, name: str) -> bool:
        """Whether there is such a part; names do not differ by case (part 2, 6.2.2)."""
        return name.casefold() in self._folded

    def bytes(self, name: str) -> bytes:
        """A part, unpacked piece by piece so that no lie about its size costs more than the limits."""
        if not self.has(name):
            raise Refused("E2010", name)
        entry = self._entries[self._folded[name.casefold()]]
        out, size = [], 0
        try:
            with self._zip.open(entry) as f:
                while piece := f.read(_PIECE):
                    size += len(piece)
                    if size > PART or self._read + size > WHOLE or size > max(1 << 20, RATIO * entry.compress_size):
                        raise Refused("E2007", name)
                    out.append(piece)
        except _BROKEN:
            raise Refused("E2002") from None
        self._read += size
        return b"".join(out)

    def xml(self, name: str) -> Element:
        """The root element of a part."""
        data = self.bytes(name)
        if b"http://purl.oclc.org/ooxml/" in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        self._marks += data.count(b"<") + data.count(b"=")
        if self._marks > MARKS:
            raise Refused("E2007", name)
        return parsed(data, name)

    def starts(self, name: str, wanted: frozenset[str]) -> list[tuple[str, Mapping[str, str]]]:
        """The elements of some names (without prefixes) in a part, with their attributes: for parts too large for trees."""
        found: list[tuple[str, Mapping[str, str]]] = []
        doctype: list[str] = []

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            tag = tag.rpartition(":")[2]
            if tag in wanted:
                found.append((tag, {key.rpartition(":")[2]: v for key, v in attributes.items()}))

        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = start
        parser.StartDoctypeDeclHandler = lambda *_: doctype.append(name)
        data = self.bytes(name)
        try:
            for k in range(0, len(data), _PIECE):
                parser.Parse(data[k : k + _PIECE], k + _PIECE >= len(data))
                if doctype:
                    raise Refused("E2008", name)
        except expat.ExpatError as e:
            raise Refused("E2011", name, str(e).partition(":")[0]) from None
        return found

    def relations(self, name: str = "") -> Mapping[str, Relation]:
        """Where a part leads to, by id; "" is the package as a whole."""
        folder, _, base = name.rpartition("/")
        part = f"{folder}/_rels/{base}.rels".lstrip("/")
        found: dict[str, Relation] = {}
        if not self.has(part):
            return found
        for e in self.xml(part):
            target = e.get("Target", "")
            external = e.get("TargetMode") == "External"
            if not external:
                path = unquote(target.partition("#")[0])
                target = posixpath.normpath(posixpath.join("/" + folder, path)).lstrip("/")
            found[e.get("Id", "")] = Relation(e.get("Type", "").rpartition("/")[2], target, external)
        return found


def parsed(data: bytes, name: str) -> Element:
    """XML in UTF-8 or UTF-16 (part 2, 6.3) without a document type, which is how entities would come in, and not too
    deep to walk."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
            data = data.decode("utf-16-be" if data[:2] == b"\0<" else "utf-16").encode()
        if _has_doctype(data):
            raise Refused("E2008", name)
        if _LONG_NAMESPACE.search(data):  # each name of an element would be as long in memory
            raise Refused("E2007", name)
        parser = XMLParser(encoding="utf-8")  # noqa: S314 - no document type: no entities
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, expat.ExpatError, ValueError) as e:
        raise Refused("E2011", name, str(e).partition(":")[0]) from None
    at_depth, depth = [root], 0
    while at_depth:
        depth += 1
        if depth > DEPTH:
            raise Refused("E2007", name)
        at_depth = [child for e in at_depth for child in e]
    return root


def _has_doctype(data: bytes) -> bool:
    """Whether a document type stands before the first element."""
    parser = expat.ParserCreate("utf-8")
    seen: list[bool] = []
    parser.StartDoctypeDeclHandler = lambda *_: seen.append(True)
    parser.StartElementHandler = lambda *_: seen.append(False)
    for k in range(0, len(data), 512):
        parser.Parse(data[k : k + 512])
        if seen:
            return seen[0]
    return False


def _safe(entry: zipfile.ZipInfo) -> str:
    """The name of an entry, which may not lead out of a folder, nor be packed in ways no office program uses."""
    name = entry.orig_filename  # as it stands in the file; `filename` ends at a null character
    path = name.replace("\\", "/")
    if not path or path.startswith("/") or ":" in path or "\0" in path or ".." in path.split("/"):
        raise Refused("E2005", ascii(name)[1:-1])
    if entry.flag_bits & 0x41:  # encrypted
        raise Refused("E2003")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("E2002")
    return path


def _look(data: bytes) -> str:
    """What a file seems to be that is no package: a name, or its first bytes."""
    head = data[:16].lstrip()
    return next((name for start, name in _LOOKS if head.startswith(start)), data[:4].hex(" ").upper() or "0 B")
