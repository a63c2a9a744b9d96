"""What an attachment that will be published must not carry with it: the gate of Word, Excel and PowerPoint files.

An attachment is published as it is, so here nothing is left out: what is found is refused until its kind is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generator.diagnostics import Diagnostic, in_order
from generator.importers import word
from generator.importers.kinds import NUMBERS, Log
from generator.importers.package import OLE, Package, Refused
from generator.importers.word_xml import excerpt

_DC = "{http://purl.org/dc/elements/1.1/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_ODF_DC = _DC
_ODF_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_TOLD = (  # part, element, its name in messages
    ("docProps/core.xml", _DC + "creator", "creator"),
    ("docProps/core.xml", _CP + "lastModifiedBy", "lastModifiedBy"),
    ("docProps/app.xml", _APP + "Company", "company"),
    ("docProps/app.xml", _APP + "Manager", "manager"),
    ("meta.xml", _ODF_META + "initial-creator", "creator"),
    ("meta.xml", _ODF_DC + "creator", "lastModifiedBy"),
)
_OUTSIDE = frozenset(("attachedTemplate", "externalLinkPath", "oleObject", "image", "mailMergeSource", "subDocument", "frame"))  # fmt: skip
_TRUE = ("1", "true")
_MOST = 20  # of rows or columns that one message names


def attachment_faults(data: bytes, name: str, accepted: frozenset[str]) -> tuple[Diagnostic, ...]:
    """What is wrong with publishing a file; nothing for files that are not of office programs.

    Errors, or notes for kinds that are accepted. Lines are paragraphs in Word files, the number of a sheet or slide in
    others, and 1 for the file as a whole.
    """
    log = Log(name, accepted)
    if data.startswith(b"{\\rtf"):
        log.refuse("2037", 1)
    elif data.startswith((OLE, b"PK\x03\x04")):
        try:
            _package(Package(data), data, name, accepted, log)
        except Refused as refused:
            if refused.code == "E2004":
                log.refuse("2037", 1)
            else:
                log.say(refused.code, 1, *refused.arguments)
    return in_order(log.found)


def _package(package: Package, data: bytes, name: str, accepted: frozenset[str], log: Log) -> None:
    if package.has("mimetype") and package.has("content.xml"):
        _open_document(package, log)
    elif package.has("[Content_Types].xml"):
        main = next((r.target for r in package.relations().values() if r.kind == "officeDocument"), "")
        if main.startswith("xl/"):
            _workbook(package, main, log)
        elif main.startswith("ppt/"):
            _slides(package, log)
        else:
            found = word.read(data, name, accepted).diagnostics
            log.found += (d for d in found if d.code[0] == "E" or d.code[1:] in NUMBERS)
        if not main.startswith("word/"):
            _objects(package, log)
        _outside(package, log)
    else:
        return  # a zip of something else
    _authors(package, log)


def _authors(package: Package, log: Log) -> None:
    for part, tag, key in _TOLD:
        if package.has(part):
            for e in package.xml(part).iter(tag):
                if text := (e.text or "").strip():
                    log.refuse("2032", 1, excerpt(text), key)
    for part in package.names:
        if part == "docProps/custom.xml":
            for _, attributes in package.starts(part, frozenset(("property",))):
                log.refuse("2032", 1, attributes.get("name", ""), "custom")
        elif part.endswith("/people.xml") or "/persons/" in part:
            for _, attributes in package.starts(part, frozenset(("person",))):
                log.refuse("2032", 1, attributes.get("author") or attributes.get("displayName", ""), "people")


def _outside(package: Package, log: Log) -> None:
    """Paths and addresses in relationships, other than links that readers see."""
    for part in package.names:
        if part.endswith(".rels"):
            for _, attributes in package.starts(part, frozenset(("Relationship",))):
                kind = attributes.get("Type", "").rpartition("/")[2]
                if attributes.get("TargetMode") == "External" and kind in _OUTSIDE:
                    log.refuse("2033", 1, attributes.get("Target", ""))
        elif part == "xl/connections.xml":
            for _, attributes in package.starts(part, frozenset(("connection",))):
                log.refuse("2033", 1, attributes.get("name", ""))


def _objects(package: Package, log: Log) -> None:
    """Macros and embedded files."""
    for part in package.names:
        lower = part.lower()
        if lower.endswith("vbaproject.bin") or "/macrosheets/" in lower:
            log.refuse("2030", 1, part)
        elif "/embeddings/" in lower or "/activex/" in lower:
            log.refuse("2028", 1, part)


def _workbook(package: Package, main: str, log: Log) -> None:
    relations = package.relations(main)
    for k, (_, sheet) in enumerate(package.starts(main, frozenset(("sheet",))), start=1):
        title = sheet.get("name", "")
        if sheet.get("state", "visible") != "visible":
            log.refuse("2034", k, title)
        relation = relations.get(sheet.get("id", ""))
        if relation is None or relation.external or not package.has(relation.target):
            continue
        hidden = list(_hidden(package, relation.target))
        if hidden:
            log.refuse("2035", k, title, "、".join(hidden[:_MOST]) + "…" * (len(hidden) > _MOST))
        for related in package.relations(relation.target).values():
            if related.kind in ("comments", "threadedComment") and package.has(related.target):
                _comments(package, related.target, k, log)
    for part in package.names:
        if part.startswith("xl/revisions/"):
            log.refuse("2025", 1, "")
            break


def _hidden(package: Package, sheet: str) -> Iterator[str]:
    """Hidden columns (B–C) and rows (3–5) of a sheet, as they are named in it."""
    rows: list[int] = []
    count = 0
    for tag, attributes in package.starts(sheet, frozenset(("col", "row"))):
        count += tag == "row"
        hidden = attributes.get("hidden") in _TRUE
        if tag == "col" and hidden:
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            yield _column(first) if first == last else f"{_column(first)}–{_column(last)}"
        elif tag == "row" and hidden:
            rows.append(_number(attributes.get("r")) or count)
    for _, together in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        run = [row for _, row in together]
        yield str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _column(n: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    out = ""
    while n > 0:
        n, rest = divmod(n - 1, 26)
        out = chr(ord("A") + rest) + out
    return out or "?"


def _comments(package: Package, part: str, place: int, log: Log) -> None:
    root = package.xml(part)
    names = [e.text or "" for e in root.iter() if e.tag.endswith("}author")]
    for e in root.iter():
        if e.tag.endswith(("}comment", "}threadedComment")):
            author = _number(e.get("authorId"))
            text = "".join(x.text or "" for x in e.iter() if x.tag.endswith(("}t", "}text")))
            log.refuse(
                "2026", place, names[author] if author < len(names) else "", f"{e.get('ref', '')} {excerpt(text)}"
            )


def _slides(package: Package, log: Log) -> None:
    for part in package.names:
        folder, _, file = part.rpartition("/")
        place = _number("".join(c for c in file if c.isdigit())) or 1
        if not file.endswith(".xml"):
            continue
        if folder == "ppt/slides":
            (_, slide), *_ = [*package.starts(part, frozenset(("sld",))), ("", {})]
            if slide.get("show") in ("0", "false"):
                log.refuse("2036", place, part)
        elif folder == "ppt/notesSlides":
            text = "".join(e.text or "" for e in package.xml(part).iter() if e.tag.endswith("}t"))
            if not text.strip().isdigit() and text.strip():  # the number of the slide is no note
                log.refuse("2036", place, excerpt(text))
        elif folder == "ppt/comments":
            text = "".join(e.text or "" for e in package.xml(part).iter() if e.tag.endswith(("}text", "}t")))
            log.refuse("2026", place, "", excerpt(text))


def _open_document(package: Package, log: Log) -> None:
    """OpenDocument (ISO/IEC 26300), which WPS and LibreOffice write too."""
    if package.has("META-INF/manifest.xml") and package.starts(
        "META-INF/manifest.xml", frozenset(("encryption-data",))
    ):
        raise Refused("E2003")
    wanted = frozenset("annotation changed-region table-row table-column object object-ole".split())
    found = package.starts("content.xml", wanted)
    tags = [tag for tag, _ in found]
    if "changed-region" in tags:
        log.refuse("2025", 1, "")
    if "annotation" in tags:
        log.refuse("2026", 1, "", str(tags.count("annotation")))
    hidden = [a["visibility"] for _, a in found if a.get("visibility") in ("collapse", "filter")]
    if hidden:
        log.refuse("2035", 1, "", str(len(hidden)))
    if "object-ole" in tags or "object" in tags:
        log.refuse("2028", 1, "object")
    for part in package.names:
        if part.startswith(("Basic/", "Scripts/")) and "script-lc" not in part and "script-lb" not in part:
            log.refuse("2030", 1, part)
