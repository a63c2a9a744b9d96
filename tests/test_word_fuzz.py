"""Whatever a file holds, the reader ends soon, with a paper or a sentence: no traceback, no long wait, no file touched.

`GONGKAI_LARGE=1` looks at ten thousand files.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import word_files as wf
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_word_packages import ALL, EVERYTHING, OPEN, SLIDES, WORKBOOK
from word_files import CHINESE, P, Xml, docx

from generator.importers.attachments import attachment_faults
from generator.importers.word import read

LARGE = bool(os.environ.get("GONGKAI_LARGE"))
SECONDS = 2.0  # of work, for one file
MEGABYTES = 500
SEED = 20260101

with zipfile.ZipFile(BytesIO(EVERYTHING)) as _file:
    PARTS = {name: _file.read(name) for name in _file.namelist()}
TAGS = sorted({
    *re.findall(rb"<(\w+:\w+)", PARTS["word/document.xml"]),
    *b"""w:p w:r w:t w:tbl w:tr w:tc w:tcPr w:pPr w:rPr w:numPr w:vMerge w:gridSpan w:sdt w:sdtContent w:sdtPr w:ins w:del
    w:fldChar w:instrText w:fldSimple w:sym w:br w:txbxContent w:pict w:drawing mc:AlternateContent mc:Choice mc:Fallback
    w:hyperlink w:footnoteReference w:style w:basedOn w:lvl w:abstractNum w:num w:numId w:ilvl w:sectPr w:ruby""".split(),
})  # fmt: skip
VALUES = (
    b"",
    b"0",
    b"1",
    b"-1",
    b"99999999999999999999",
    b"\xe7\x94\xb2",
    b"continue",
    b"begin",
    b"separate",
    b"end",
    b"%9",
    b"x" * 300,
)


def checked(data: bytes, accepted: frozenset[str] = frozenset()) -> None:
    """Read a file as a notice and as an attachment."""
    start = time.process_time()
    found = read(data, "a.docx", accepted)
    attachment_faults(data, "a.docx", accepted)
    assert time.process_time() - start < SECONDS
    assert found.value is not None or found.diagnostics


def packed(name: str, content: bytes) -> bytes:
    return wf.packed({**PARTS, name: content})


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A Word file with a part in which tags and values are dropped, doubled, exchanged or made up."""
    name = draw(st.sampled_from(["word/document.xml"] * 6 + ["word/numbering.xml", "word/styles.xml", "word/comments.xml",
                                 "word/_rels/document.xml.rels", "_rels/.rels", "word/header1.xml"]))  # fmt: skip
    pieces = re.findall(rb"<[^>]*>|[^<]+", PARTS[name])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(pieces) - 1))
        how = draw(st.integers(0, 5))
        if how == 0:
            del pieces[at]
        elif how == 1:
            end = min(len(pieces), at + draw(st.integers(1, 30)))
            pieces[at:at] = pieces[at:end] * draw(st.integers(1, 20))
        elif how == 2:
            other = draw(st.integers(0, len(pieces) - 1))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        elif how == 3:
            tag = draw(st.sampled_from(TAGS))
            value = draw(st.sampled_from(VALUES))
            pieces[at:at] = [b'<%s w:val="%s" w:id="%s" r:id="%s"/>' % (tag, value, value, value)]
        elif how == 4:
            value = draw(st.sampled_from(VALUES))
            pieces[at] = re.sub(rb'"[^"]*"', b'"%s"' % value, pieces[at])
        else:
            pieces[at] = draw(st.binary(max_size=20))
        pieces = pieces or [b"<a/>"]
    return packed(name, b"".join(pieces))


def tree() -> st.SearchStrategy[bytes]:
    """Well-formed XML of the elements of a text in any arrangement."""

    def element(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
        return st.builds(
            lambda tag, value, children: (
                b'<%s w:val="%s" w:type="%s" w:fldCharType="%s">%s</%s>'
                % (tag, value, value, value, b"".join(children), tag)
            ),
            st.sampled_from(TAGS),
            st.sampled_from(VALUES),
            st.lists(inner, max_size=5),
        )

    return st.recursive(
        st.sampled_from([b"\xe7\x94\xb2", b"<w:p/>", b"<w:tc/>", b"<w:t>a</w:t>"]), element, max_leaves=40
    )


FUZZ = settings(
    max_examples=2500 if LARGE else 150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@FUZZ
@given(damaged(), st.booleans())
def test_damaged_parts(data: bytes, accept: bool) -> None:
    checked(data, ALL if accept else frozenset())


@FUZZ
@given(tree(), st.booleans())
def test_any_arrangement_of_elements(xml: bytes, accept: bool) -> None:
    head = f"<w:document {wf.NAMESPACES}><w:body>".encode()
    checked(packed("word/document.xml", head + xml + b"</w:body></w:document>"), ALL if accept else frozenset())


_PROPERTIES = {
    "w:p": ("", '<w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>', "<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>"),
    "w:r": ("", "<w:rPr><w:vanish/></w:rPr>"),
    "w:tr": ("", "<w:trPr><w:hidden/></w:trPr>", '<w:trPr><w:del w:id="1"/></w:trPr>'),
    "w:tc": ("", "<w:tcPr><w:vMerge/></w:tcPr>", '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'),
}
_HOLDING = """w:p w:r w:tbl w:tr w:tc w:sdt w:sdtContent w:ins w:del w:moveFrom w:moveTo w:fldSimple w:txbxContent w:pict
w:drawing w:hyperlink w:ruby w:rubyBase w:rt w:object w:smartTag w:customXml w:future m:oMath w:p w:r w:tr w:tc""".split()
_AROUND = (
    "{}", "<w:p>{}</w:p>", "<w:p><w:r>{}</w:r></w:p>", "<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
    "<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>", "<w:p><w:ins>{}</w:ins></w:p>",
)  # fmt: skip


@st.composite
def counted(draw: st.DrawFn) -> tuple[str, int]:
    """Elements in any arrangement that hold the words Z0z, Z1z …; how many these are."""
    count = 0

    def some(depth: int) -> str:
        nonlocal count
        if depth > 4 or draw(st.integers(0, 3)) == 0:
            count += 1
            return f"<w:t>Z{count - 1}z</w:t>"
        tag = draw(st.sampled_from(_HOLDING))
        inner = "".join(some(depth + 1) for _ in range(draw(st.integers(0, 3))))
        return f"<{tag}>{draw(st.sampled_from(_PROPERTIES.get(tag, ('',))))}{inner}</{tag}>"

    made = some(0)
    return draw(st.sampled_from(_AROUND)).format(made), count


@FUZZ
@given(counted())
def test_no_word_is_lost_or_doubled_silently(made: tuple[str, int]) -> None:
    """Every word stands in the paper once, or in what is said of the file."""
    xml, count = made
    assume(count <= 12)  # messages quote sixty characters
    found = read(docx([Xml(xml), P("末")]), "a.docx", ALL)
    text, said = str(found.value), str(found.diagnostics)
    for k in range(count):
        assert text.count(f"Z{k}z") <= 1
        assert f"Z{k}z" in text or f"Z{k}z" in said


def broken(rng: random.Random, data: bytes) -> bytes:
    """A file cut off, with bits turned, with bytes made up, or with its end doubled."""
    how = rng.randrange(4)
    if how == 0:
        return data[: rng.randrange(len(data))]
    if how == 3:
        at = rng.randrange(len(data))
        return data[:at] + data[rng.randrange(len(data)) :]
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 50))):
        at = rng.randrange(len(made) if rng.random() < 0.5 else min(len(made), 900))
        at = len(made) - 1 - at if rng.random() < 0.5 else at
        made[at] = made[at] ^ (1 << rng.randrange(8)) if how == 1 else rng.randrange(256)
    return bytes(made)


def largest() -> dict[str, bytes]:
    """Files as large as they may be, each of one thing; noise keeps them from being packed too well."""
    rng = random.Random(SEED)
    noise = "<!--" + "".join(chr(rng.randrange(0x4E00, 0x9F00)) for _ in range(120_000)) + "-->"
    marks = 380_000
    p = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
    changed = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"
    begin = '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/><w:t>x</w:t></w:r>'
    styles = [wf.style(f"S{k}", based=f"S{k + 1}", rpr="<w:b/>") for k in range(14_000)]
    bodies = {
        "empty paragraphs": "<w:p/>" * marks,
        "attributes": '<w:p w:a=""/>' * (marks // 2),
        "runs": "<w:p>" + "<w:r><w:t>甲</w:t></w:r>" * (marks // 4) + "</w:p>",
        "paragraphs joined": changed * (marks // 17),
        "fields": "<w:p>" + begin * (marks // 10) + "</w:p>",
        "tables in tables": "<w:tbl><w:tr><w:tc>" * 35 + p * (marks // 7) + "</w:tc></w:tr></w:tbl>" * 35,
        "cells": "<w:tbl>" + "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>" * (marks // 9) + "</w:tbl>",
        "styles": "".join(P("甲", style=f"S{k}").xml for k in range(14_000)),
        "text": "<w:p><w:r><w:t>" + "甲" * 5_000_000 + "</w:t></w:r></w:p>",
    }
    return {
        name: docx([Xml(xml + noise)], styles=styles if name == "styles" else wf.STYLES, numbering={1: CHINESE})
        for name, xml in bodies.items()
    }


def run_apart(count: int) -> dict[str, float]:
    """Read broken and the largest files in a process that may not touch a file; how long each took, memory in the end."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COUNT": str(count)}
    code = "from test_word_fuzz import apart; apart()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, float] = json.loads(done.stdout)
    return found


def test_broken_and_the_largest_files() -> None:
    """No traceback, no file opened, no wait and no memory beyond the limits."""
    found = run_apart(5000 if LARGE else 300)
    assert found.pop("memory") < MEGABYTES
    assert found.pop("refused") > 0
    assert {name: seconds for name, seconds in found.items() if seconds > SECONDS} == {}


def peak() -> float:
    """The most memory this process had, in megabytes. What `getrusage` tells is that of its parent at the start, too."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text("ascii")
        return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))


def apart() -> None:
    """What `run_apart` runs."""

    touched: list[str] = []
    watching = [False]

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching[0] and event in (
            "open",
            "os.remove",
            "os.rename",
            "os.mkdir",
            "socket.connect",
            "subprocess.Popen",
        ):
            touched.append(f"{event} {arguments[:2]}")

    files = largest()
    checked(EVERYTHING)  # all modules are loaded
    sys.addaudithook(watch)
    rng = random.Random(SEED)
    slowest = refused = 0.0
    took: dict[str, float] = {}
    for k in range(int(os.environ["COUNT"])):
        data = broken(rng, (EVERYTHING, EVERYTHING, WORKBOOK, SLIDES, OPEN)[k % 5])
        watching[0] = True
        start = time.process_time()
        found = read(data, "a", frozenset())
        attachment_faults(data, "a", frozenset())
        slowest = max(slowest, time.process_time() - start)
        watching[0] = False
        refused += found.value is None
    for name, data in files.items():
        start = time.process_time()
        found = read(data, "a", frozenset())
        took[name] = time.process_time() - start
        assert found.value is not None, (name, found.diagnostics)
    assert not touched, touched
    memory = peak()
    print(json.dumps({**took, "broken": slowest, "refused": refused, "memory": memory}))
