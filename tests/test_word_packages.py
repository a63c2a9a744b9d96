"""Packages that are no Word files, or more than that; attachments; old formats; and that every code has its file."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
import word_files as wf
from word_files import P, T, Xml, docx, packed, run

from generator.diagnostics import Diagnostic
from generator.importers import legacy
from generator.importers.attachments import attachment_faults
from generator.importers.kinds import KINDS, NUMBERS
from generator.importers.package import OLE, PARTS
from generator.importers.paper import Paragraph, Table
from generator.importers.word import read
from generator.messages import sentence
from generator.messages_import import IMPORT

ALL = frozenset(kind.id for kind in KINDS)
ENCRYPTED = OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")
MAIN = "word/document.xml"


def codes(data: bytes, accepted: frozenset[str] = frozenset()) -> list[str]:
    return [d.code for d in read(data, "a.docx", accepted).diagnostics]


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of any entries."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in entries:
            z.writestr(name, data)
    return out.getvalue()


def with_document(xml: str | bytes) -> bytes:
    return docx([], parts={MAIN: xml})


BOMB = docx([], parts={MAIN: b"<w:document>" + b" " * (8 << 20) + b"</w:document>"})

REFUSED: Mapping[str, tuple[str, bytes]] = {
    "nothing": ("E2001", b""),
    "pdf": ("E2001", b"%PDF-1.7\n"),
    "rtf": ("E2001", b"{\\rtf1}"),
    "cut": ("E2002", docx([P("甲")])[:-30]),
    "packed in another way": ("E2002", zipped(("a", b"x" * 99), method=zipfile.ZIP_BZIP2)),
    "password": ("E2003", ENCRYPTED),
    "doc": ("E2004", OLE + bytes(600)),
    "path upwards": ("E2005", zipped(("word/../../etc/passwd", b""))),
    "path with backslashes": ("E2005", zipped(("..\\a.xml", b""))),
    "absolute path": ("E2005", zipped(("/etc/passwd", b""))),
    "drive": ("E2005", zipped(("C:/a.xml", b""))),
    "many parts": ("E2006", zipped(*((f"p{k}", b"") for k in range(PARTS + 1)))),
    "very many parts": ("E2006", b"PK\x03\x04" + b"PK\x01\x02" * (2 * PARTS + 1)),
    "bomb": ("E2007", BOMB),
    "deep": ("E2007", with_document("<a>" * 500 + "</a>" * 500)),
    "long namespace": ("E2007", with_document(f'<w:document xmlns:w="{"x" * 5000}"/>')),
    "doctype": ("E2008", with_document('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
    "doctype in utf-16": ("E2008", with_document("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>".encode("utf-16"))),
    "doctype in styles": ("E2008", docx([], parts={"word/styles.xml": "<!DOCTYPE a><a/>"})),
    "the same name": ("E2009", zipped(("a.xml", b""), ("A.XML", b""))),
    "no text": ("E2010", docx([], parts={MAIN: None})),
    "malformed": ("E2011", with_document("<w:document>")),
    "entity": ("E2011", with_document("<a>&b;</a>")),
    "no utf-8": ("E2011", with_document('<?xml version="1.0" encoding="GBK"?><a>中</a>'.encode("gbk"))),
    "another zip": ("E2014", zipped(("a.txt", b""))),
    "opendocument": ("E2014", zipped(("mimetype", b"application/vnd.oasis.opendocument.text"))),
    "excel": ("E2014", with_document("<workbook/>")),
    "no body": ("E2014", with_document(f"<w:document {wf.NAMESPACES}/>")),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_word_file_is_refused(name: str) -> None:
    code, data = REFUSED[name]
    found = read(data, "a.docx", ALL)
    assert found.value is None
    assert [(d.path, d.line, d.code) for d in found.diagnostics] == [("a.docx", 1, code)]


def test_entries_under_a_password() -> None:
    data = bytearray(docx([P("甲")]))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert codes(bytes(data)) == ["E2003"]


def test_a_lie_about_the_size_unpacks_no_more() -> None:
    data = bytearray(BOMB)
    at = data.index(b"word/document.xml", data.index(b"PK\x01\x02")) - 46
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert codes(bytes(data)) in (["E2002"], ["E2011"])


def test_pictures_that_are_too_large_are_told_at_their_place() -> None:
    data = docx([P("甲"), P(wf.picture("a.png", "图"))], media={"a.png": wf.png() + bytes(9 << 20)})
    assert [(d.line, d.code) for d in read(data, "a.docx", frozenset()).diagnostics] == [(2, "E2007")]


def test_other_encodings_and_the_strict_form() -> None:
    text = f'<?xml version="1.0" encoding="UTF-16"?><w:document {wf.NAMESPACES}><w:body>{P("甲乙").xml}</w:body></w:document>'
    strict = text.replace("UTF-16", "UTF-8").replace(wf.W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    for data in (text.encode("utf-16"), strict.encode()):
        found = read(with_document(data), "a.docx", frozenset())
        assert found.value is not None
        assert [b.text for b in found.value.blocks if isinstance(b, Paragraph)] == ["甲乙"]


def test_kinds() -> None:
    assert len({kind.id for kind in KINDS}) == len(KINDS)
    assert set(NUMBERS.values()) == ALL
    for kind in KINDS:
        assert re.fullmatch("[a-z]+(-[a-z]+)?", kind.id)
        assert re.search("[一-鿿]", kind.zh)
        assert kind.en.isascii()


# attachments

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>张三</dc:creator>'
    "<cp:lastModifiedBy>李四</cp:lastModifiedBy></cp:coreProperties>"
)
APP = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>某局</Company></Properties>'
TYPES = f'<Types xmlns="{wf.PACKAGE}/content-types"/>'


def relations(*rows: tuple[str, str, str], external: bool = False) -> str:
    mode = ' TargetMode="External"' * external
    inner = "".join(
        f'<Relationship Id="{i}" Type="{wf.R}/{kind}" Target="{target}"{mode}/>' for i, kind, target in rows
    )
    return f'<Relationships xmlns="{wf.PACKAGE}/relationships">{inner}</Relationships>'


def office(main: str, xml: str, parts: Mapping[str, str | bytes]) -> bytes:
    """A workbook or a presentation."""
    return packed({
        "[Content_Types].xml": TYPES, "_rels/.rels": relations(("r", "officeDocument", main)), main: xml, **parts,
    })  # fmt: skip


WORKBOOK = office(
    "xl/workbook.xml",
    f'<workbook xmlns:r="{wf.R}"><sheets><sheet name="台账" r:id="a"/><sheet name="底稿" state="veryHidden" r:id="b"/></sheets></workbook>',
    {
        "xl/_rels/workbook.xml.rels": relations(("a", "worksheet", "worksheets/sheet1.xml"), ("b", "worksheet", "none.xml")),
        "xl/worksheets/sheet1.xml": '<worksheet><cols><col min="2" max="3" hidden="1"/><col min="28" max="28" hidden="true"/></cols>'
        '<sheetData><row r="1"/><row r="4" hidden="1"/><row r="5" hidden="1"/><row r="9" hidden="1"/></sheetData></worksheet>',
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("c", "comments", "../comments1.xml")),
        "xl/comments1.xml": '<comments xmlns="x"><authors><author>王五</author></authors><commentList>'
        '<comment ref="B2" authorId="0"><text><r><t>待核</t></r></text></comment></commentList></comments>',
        "xl/vbaProject.bin": b"",
        "xl/embeddings/a.docx": b"",
        "xl/revisions/log.xml": "<a/>",
        "xl/externalLinks/_rels/l.xml.rels": relations(("x", "externalLinkPath", "file:///D:/zhang/a.xlsx"), external=True),
        "xl/connections.xml": '<connections><connection name="内网库"/></connections>',
        "docProps/app.xml": APP,
    },
)  # fmt: skip
SLIDES = office(
    "ppt/presentation.xml",
    "<p/>",
    {
        "ppt/slides/slide1.xml": "<sld/>",
        "ppt/slides/slide2.xml": '<p:sld xmlns:p="x" show="0"/>',
        "ppt/notesSlides/notesSlide1.xml": '<a xmlns="x"><t>这页不要讲</t></a>',
        "ppt/notesSlides/notesSlide2.xml": '<a xmlns="x"><t>2</t></a>',
        "ppt/comments/comment1.xml": '<a xmlns="x"><text>改</text></a>',
        "docProps/custom.xml": '<Properties><property name="文号"/></Properties>',
    },
)
OPEN = packed({
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": '<a xmlns:o="x" xmlns:t="y"><o:annotation/><t:changed-region/><t:table-row t:visibility="collapse"/><o:object/></a>',
    "meta.xml": '<a xmlns:m="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><m:initial-creator>张三</m:initial-creator></a>',
    "Basic/Standard/Module1.xml": "<a/>",
})  # fmt: skip


def faults(data: bytes, accepted: frozenset[str] = frozenset()) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(d.line, d.code, d.args) for d in attachment_faults(data, "a.xlsx", accepted)]


def test_workbooks() -> None:
    assert faults(WORKBOOK) == [
        (1, "E2025", ("",)), (1, "E2026", ("王五", "B2 待核")), (1, "E2028", ("xl/embeddings/a.docx",)),
        (1, "E2030", ("xl/vbaProject.bin",)), (1, "E2032", ("某局", "company")), (1, "E2033", ("file:///D:/zhang/a.xlsx",)),
        (1, "E2033", ("内网库",)), (1, "E2035", ("台账", "B–C、AB、4–5、9")), (2, "E2034", ("底稿",)),
    ]  # fmt: skip
    assert {code[0] for _, code, _ in faults(WORKBOOK, ALL)} == {"N"}


def test_presentations() -> None:
    assert faults(SLIDES) == [
        (1, "E2026", ("", "改")), (1, "E2032", ("文号", "custom")), (1, "E2036", ("这页不要讲",)),
        (2, "E2036", ("ppt/slides/slide2.xml",)),
    ]  # fmt: skip


def test_open_documents() -> None:
    assert [code for _, code, _ in faults(OPEN)] == ["E2025", "E2026", "E2028", "E2030", "E2032", "E2035"]
    locked = packed({"mimetype": b"", "content.xml": b"", "META-INF/manifest.xml": "<a><encryption-data/></a>"})
    assert faults(locked) == [(1, "E2003", ())]


def test_word_files_as_attachments() -> None:
    data = docx(
        [P("甲", wf.inserted("乙"), wf.comment("丙")), P(run("丁", hidden=True), run("白", colour="FFFFFF"))],
        core=CORE,
        parts={
            "word/_rels/settings.xml.rels": relations(("t", "attachedTemplate", "file:///C:/Users/zhang/a.dot"), external=True),
            "word/people.xml": '<w15:people xmlns:w15="x"><w15:person w15:author="张三"/></w15:people>',
        },
    )  # fmt: skip
    assert faults(data) == [
        (1, "E2021", ("乙",)), (1, "E2026", ("张三", "丙")), (1, "E2032", ("张三", "creator")),
        (1, "E2032", ("张三", "people")), (1, "E2032", ("李四", "lastModifiedBy")),
        (1, "E2033", ("file:///C:/Users/zhang/a.dot",)), (2, "E2027", ("丁",)),
    ]  # fmt: skip
    assert faults(docx([P("甲")])) == []


def test_other_attachments() -> None:
    assert faults(OLE + bytes(600)) == faults(b"{\\rtf1}") == [(1, "E2037", ())]
    assert faults(OLE + bytes(600), ALL) == [(1, "N2037", ())]
    assert faults(ENCRYPTED) == [(1, "E2003", ())]
    assert faults(b"%PDF-1.7") == faults(wf.png()) == faults("文字".encode()) == faults(zipped(("a.txt", b""))) == []
    assert [code for _, code, _ in faults(b"PK\x03\x04")] == ["E2002"]


# old formats


def test_without_libreoffice_that_is_said() -> None:
    found = legacy.converted(OLE + bytes(600), "a.doc", frozenset(), soffice="")
    assert found.value is None
    assert [d.code for d in found.diagnostics] == ["E2012"]
    assert [d.code for d in legacy.converted(ENCRYPTED, "a.doc", ALL).diagnostics] == ["E2003"]
    assert [d.code for d in legacy.converted(b"PK", "a.doc", ALL).diagnostics] == ["E2001"]


@pytest.mark.skipif(os.name == "nt", reason="the program that fails is a script")
@pytest.mark.parametrize(
    ("script", "said"), [("echo 'cannot load'; exit 1", "cannot load"), ("exit 3", "exit 3"), ("sleep 60", "> 0.5 s")]
)
def test_a_conversion_that_fails_is_said(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(legacy, "SECONDS", 0.5 if "sleep" in script else 30)
    found = legacy.converted(OLE + bytes(600), "a.doc", frozenset(), str(program))
    assert [(d.code, d.args) for d in found.diagnostics] == [("E2013", (said,))]
    gone = legacy.converted(OLE, "a.doc", frozenset(), str(tmp_path / "none"))
    assert [d.code for d in gone.diagnostics] == ["E2013"]


def test_old_word_files(tmp_path: Path) -> None:
    """A real `.doc`, made by LibreOffice itself: its text, table and tracked changes come through."""
    soffice = legacy.program()
    if not soffice:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is missing, and CI must test .doc files")
        pytest.skip("LibreOffice is not installed")
    blocks = (
        P("标题", style="Heading1"),
        P("应于", wf.inserted("六月"), wf.deleted("七月"), "报送"),
        T(["甲", "乙"]),
        P("末"),
    )
    (tmp_path / "a.docx").write_bytes(docx(blocks))
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "doc",
               "--outdir", str(tmp_path), str(tmp_path / "a.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    old = (tmp_path / "a.doc").read_bytes()
    assert codes(old) == ["E2004"]
    made = legacy.converted(old, "a.doc", frozenset())
    assert made.value is not None
    found = read(made.value, "a.doc", frozenset(("tracked-changes",)))
    assert found.value is not None
    heading, text, table, _ = found.value.blocks
    assert isinstance(heading, Paragraph)
    assert isinstance(text, Paragraph)
    assert isinstance(table, Table)
    assert (heading.text, heading.level, text.text) == ("标题", 1, "应于六月报送")
    assert [[c.paragraphs[0].text for c in row] for row in table.rows] == [["甲", "乙"]]
    assert [d.code for d in found.diagnostics] == ["N2021", "N2022"]
    macros = legacy.converted(old + "_VBA_PROJECT".encode("utf-16-le"), "a.doc", frozenset())
    assert [d.code for d in macros.diagnostics] == ["E2030"]


# every code

EQ = wf.field("EQ \\o\\ac(○,3)")
RUBY = Xml(f"<w:r><w:ruby><w:rt>{run('zhōng')}</w:rt><w:rubyBase>{run('中')}</w:rubyBase></w:ruby></w:r>")
OPEN_FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText><w:t>丢</w:t></w:r>'
PROMPT = Xml(f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('请填写')}</w:sdtContent></w:sdt>")
EVERYTHING = docx(
    [
        P(wf.inserted("增"), wf.deleted("删"), wf.moved_from("移"), wf.comment("批"), run("藏", hidden=True)),
        P("并", mark='<w:del w:id="1" w:author="a"/>'),
        P("改", xml="<w:pPrChange/>"),
        P(Xml('<w:r><w:object><o:OLEObject ProgID="Excel"/></w:object></w:r>')),
        Xml('<w:altChunk r:id="x"/>'),
        P(wf.picture("a.png", "裁", crop='<a:srcRect l="9"/>'), wf.picture("", linked="http://a.cn/b"), wf.picture("gone")),
        P(run("白", colour="FFFFFF"), RUBY, EQ, PROMPT, wf.link("链", "file:///a"), wf.text_box("框")),
        P(run("划", xml="<w:strike/>"), run("上", xml='<w:vertAlign w:val="superscript"/>')),
        P(Xml("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"), Xml(f"<w:future>{run('新')}</w:future>")),
        T([wf.C(T(["套"]))]),
        P(wf.field("TOC \\o", "目录"), wf.field("AUTONUM"), Xml('<w:r><w:sym w:font="Webdings" w:char="F069"/></w:r>')),
        P("隐", mark="<w:vanish/>"),
        P("号", num=(1, 0)),
        P("号", num=(9, 0)),
        P(Xml(OPEN_FIELD)),
    ],
    numbering={1: [wf.L("klingon", "%1")]},
    media={"a.png": wf.png()},
    headers=[P("密").xml],
    parts={"word/vbaProject.bin": b""},
)  # fmt: skip

_FAILING: Mapping[str, Callable[[], tuple[Diagnostic, ...]]] = {
    "E2012": lambda: legacy.converted(OLE + bytes(9), "a", ALL, "").diagnostics,
    "E2013": lambda: legacy.converted(OLE + bytes(9), "a", ALL, "/dev/null/none").diagnostics,
}


def test_every_code_has_a_file_and_both_languages() -> None:
    """Whatever this part of the program can say, it says of one of these files, and says it in full."""
    found: list[Diagnostic] = []
    for accepted in (frozenset[str](), ALL):
        for data in (EVERYTHING, *(data for _, data in REFUSED.values())):
            found += read(data, "a.docx", accepted).diagnostics
        for data in (WORKBOOK, SLIDES, OPEN, OLE + bytes(9), docx([], core=CORE)):
            found += attachment_faults(data, "a.xlsx", accepted)
    for make in _FAILING.values():
        found += make()
    ours = {m.code for m in IMPORT if m.code[1:3] == "20"}
    assert {d.code for d in found} == ours
    assert {code[1:] for code in ours if code[1:] in NUMBERS and code[0] == "E"} == set(NUMBERS)
    for d in found:
        for language in ("zh-CN", "en"):
            message, hint = sentence(d.code, d.args, language)
            assert message
            assert not re.search(r"\{\d", message + hint)
