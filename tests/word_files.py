"""Word files made for the tests, from short descriptions: `docx([P("正文", style="Heading1", num=(1, 0))])` → bytes.

Text is escaped; what is already XML is `Xml`, which all helpers return. A paragraph takes strings and such pieces:
`P("一、", run("总体", bold=True), inserted("补充"), link("网站", "https://example.gov.cn"), footnote("注"))`.
Relationships of links, pictures, footnotes and comments are made by `docx` out of what the text refers to.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = {
    "w": W,
    "r": R,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}
NAMESPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _SPACES.items())
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class Xml(str):
    """XML that is taken as it is."""

    __slots__ = ()


def text_of(text: str) -> Xml:
    """A text as the elements of a run: tabs and line breaks are elements."""
    pieces = re.split(r"([\t\n])", text)
    made = {"\t": "<w:tab/>", "\n": "<w:br/>", "": ""}
    return Xml("".join(made.get(p) or (f'<w:t xml:space="preserve">{escape(p)}</w:t>' if p else "") for p in pieces))


def properties(
    bold: bool | None = None, font: str = "", hidden: bool = False, colour: str = "", style: str = "", xml: str = ""
) -> Xml:
    """The `w:rPr` of a run, or "" when nothing is said."""
    inner = (
        (f"<w:rStyle w:val={quoteattr(style)}/>" if style else "")
        + (f"<w:rFonts w:ascii={quoteattr(font)} w:eastAsia={quoteattr(font)} w:hAnsi={quoteattr(font)}/>" if font else "")
        + ("" if bold is None else f'<w:b w:val="{int(bold)}"/>')
        + ("<w:vanish/>" if hidden else "")
        + (f"<w:color w:val={quoteattr(colour)}/>" if colour else "")
        + xml
    )  # fmt: skip
    return Xml(f"<w:rPr>{inner}</w:rPr>" if inner else "")


def run(
    text: str, bold: bool | None = None, font: str = "", hidden: bool = False, colour: str = "", style: str = "",
    xml: str = "",
) -> Xml:  # fmt: skip
    """A run; `xml` are further properties. `text` may be `Xml`: elements of a run."""
    inner = text if isinstance(text, Xml) else text_of(text)
    return Xml(f"<w:r>{properties(bold, font, hidden, colour, style, xml)}{inner}</w:r>")


def _runs(parts: Iterable[str], rpr: str = "") -> str:
    return "".join(p if isinstance(p, Xml) else f"<w:r>{rpr}{text_of(p)}</w:r>" for p in parts)


_WHO = 'w:id="900" w:author="张三" w:date="2026-01-01T00:00:00Z"'


def inserted(*parts: str) -> Xml:
    """A tracked insertion."""
    return Xml(f"<w:ins {_WHO}>{_runs(parts)}</w:ins>")


def deleted(text: str) -> Xml:
    """A tracked deletion."""
    return Xml(f'<w:del {_WHO}><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>')


def moved_from(*parts: str) -> Xml:
    """Text that was moved away."""
    return Xml(f"<w:moveFrom {_WHO}>{_runs(parts)}</w:moveFrom>")


def moved_to(*parts: str) -> Xml:
    """Text that was moved here."""
    return Xml(f"<w:moveTo {_WHO}>{_runs(parts)}</w:moveTo>")


def comment(text: str) -> Xml:
    """The mark of a comment; its text is found by `docx`."""
    return Xml(f'<w:r><w:commentReference w:id="{_number(text)}"/><!--comment:{_hex(text)}--></w:r>')


def footnote(text: str, end: bool = False) -> Xml:
    """The mark of a footnote (or endnote); its text is found by `docx`. `Xml` is a note's own paragraphs."""
    kind = "endnote" if end else "footnote"
    inner = text if isinstance(text, Xml) else P(Xml(f"<w:r><w:{kind}Ref/></w:r>"), text).xml
    return Xml(f'<w:r><w:{kind}Reference w:id="{_number(text)}"/><!--{kind}:{_hex(inner)}--></w:r>')


def link(text: str, target: str) -> Xml:
    """A hyperlink by a relationship."""
    return Xml(f'<w:hyperlink r:id="link-{_hex(target)}">{_runs([text])}</w:hyperlink>')


def field(instruction: str, result: str = "", simple: bool = False) -> Xml:
    """A field: simple, or of begin, instruction, separator, result and end."""
    if simple:
        return Xml(f"<w:fldSimple w:instr={quoteattr(instruction)}>{_runs([result])}</w:fldSimple>")

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    words = f'<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'
    return Xml(mark("begin") + words + mark("separate") + (_runs([result]) if result else "") + mark("end"))


def picture(name: str, alt: str = "", linked: str = "", crop: str = "", title: str = "") -> Xml:
    """A picture of `docx(media={name: …})`, or one linked to from elsewhere."""
    source = f'r:link="link-{_hex(linked)}"' if linked else f'r:embed="media-{name}"'
    return Xml(
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr={quoteattr(alt)} title={quoteattr(title)}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:blipFill><a:blip {source}/>{crop}</pic:blipFill></pic:pic></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></w:r>"
    )


def vml_picture(name: str, alt: str = "") -> Xml:
    """A picture in the older form."""
    return Xml(
        f'<w:r><w:pict><v:shape alt={quoteattr(alt)}><v:imagedata r:id="media-{name}"/></v:shape></w:pict></w:r>'
    )


def text_box(*blocks: P | T | Xml | str) -> Xml:
    """A text box as Word writes it: once as a shape and once more for older programs."""
    inner = f"<w:txbxContent>{body(blocks)}</w:txbxContent>"
    return Xml(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="2" name="文本框"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f"<wps:txbx>{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def control(*blocks: P | T | Xml | str) -> Xml:
    """A content control around blocks (or, with `Xml` runs, inside a paragraph)."""
    return Xml(f"<w:sdt><w:sdtPr/><w:sdtContent>{body(blocks)}</w:sdtContent></w:sdt>")


class P:
    """A paragraph. `num` is (number of the list, level from 0); `outline` a level from 0; `xml` further properties."""

    def __init__(
        self, *parts: str, style: str = "", num: tuple[int, int] | None = None, bold: bool | None = None, font: str = "",
        align: str = "", outline: int | None = None, hidden: bool = False, mark: str = "", xml: str = "",
    ) -> None:  # fmt: skip
        ppr = (
            (f"<w:pStyle w:val={quoteattr(style)}/>" if style else "")
            + (f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>' if num else "")
            + (f'<w:jc w:val="{align}"/>' if align else "")
            + ("" if outline is None else f'<w:outlineLvl w:val="{outline}"/>')
            + (f"<w:rPr>{mark}</w:rPr>" if mark else "")
            + xml
        )
        runs = _runs(parts, properties(bold, font, hidden))
        self.xml = Xml(f"<w:p>{f'<w:pPr>{ppr}</w:pPr>' if ppr else ''}{runs}</w:p>")


class C:
    """A cell of a table, over `columns` of it; `merge` is "restart" or "continue" for cells merged downwards."""

    def __init__(self, *blocks: P | T | Xml | str, columns: int = 1, merge: str = "", xml: str = "") -> None:
        tcpr = (f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else "") + (
            f'<w:vMerge w:val="{merge}"/>' if merge else ""
        )
        self.columns = columns
        self.xml = Xml(
            f'<w:tc><w:tcPr><w:tcW w:w="{1500 * columns}" w:type="dxa"/>{tcpr}{xml}</w:tcPr>{body(blocks or ("",))}</w:tc>'
        )


class T:
    """A table: rows of cells or texts; `rows` properties by the number of a row."""

    def __init__(self, *rows: Sequence[C | str], row_xml: Mapping[int, str] | None = None) -> None:
        made, columns = [], 0
        for k, row in enumerate(rows):
            columns = max(columns, sum(c.columns if isinstance(c, C) else 1 for c in row))
            cells = "".join((c if isinstance(c, C) else C(c)).xml for c in row)
            made.append(f"<w:tr><w:trPr>{(row_xml or {}).get(k, '')}</w:trPr>{cells}</w:tr>")
        grid = '<w:gridCol w:w="1500"/>' * columns
        self.xml = Xml(f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>")


def body(blocks: Iterable[P | T | Xml | str]) -> Xml:
    """Blocks as XML; a text is a paragraph of it."""
    return Xml("".join(b if isinstance(b, Xml) else b.xml if isinstance(b, P | T) else P(b).xml for b in blocks))


class L(NamedTuple):
    """A level of a list: its format and text ("%1、"), what follows the number, where it starts; `xml` is more of it."""

    format: str
    text: str
    after: str = "nothing"
    start: int = 1
    xml: str = ""


def level(k: int, lvl: L) -> str:
    """The XML of a level."""
    return (
        f'<w:lvl w:ilvl="{k}"><w:start w:val="{lvl.start}"/><w:numFmt w:val="{lvl.format}"/>{lvl.xml}'
        f'<w:suff w:val="{lvl.after}"/><w:lvlText w:val={quoteattr(lvl.text)}/></w:lvl>'
    )


def lists(numbering: Mapping[int, Sequence[L]], more: str = "") -> Xml:
    """`numbering.xml` of lists by their number; `more` are further elements, such as a second `w:num` of a list."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{"".join(level(k, lvl) for k, lvl in enumerate(levels))}</w:abstractNum>'
        for n, levels in numbering.items()
    )
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in numbering)
    return Xml(f"<w:numbering {NAMESPACES}>{abstract}{nums}{more}</w:numbering>")


CHINESE = (L("chineseCounting", "%1、"), L("chineseCounting", "（%2）"), L("decimal", "%3."), L("decimal", "（%4）"))


def style(
    id_: str, name: str = "", based: str = "", ppr: str = "", rpr: str = "", kind: str = "paragraph", more: str = ""
) -> Xml:
    """A style."""
    return Xml(
        f'<w:style w:type="{kind}" w:styleId={quoteattr(id_)}{more}><w:name w:val={quoteattr(name or id_)}/>'
        + (f"<w:basedOn w:val={quoteattr(based)}/>" if based else "")
        + f"<w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
    )


STYLES = (
    style("Normal", "Normal", more=' w:default="1"'),
    style("Title", "Title", "Normal", '<w:jc w:val="center"/>', '<w:rFonts w:eastAsia="方正小标宋_GBK"/>'),
    *(
        style(f"Heading{k}", f"heading {k}", "Normal", f'<w:outlineLvl w:val="{k - 1}"/>', "<w:b/>")
        for k in range(1, 6)
    ),
)


def png(width: int = 1, height: int = 1) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def docx(
    paragraphs: Iterable[P | T | Xml | str],
    *,
    numbering: Mapping[int, Sequence[L]] | str = "",
    styles: Iterable[str] = STYLES,
    media: Mapping[str, bytes] | None = None,
    headers: Iterable[str] = (),
    footers: Iterable[str] = (),
    core: str = "",
    relations: str = "",
    parts: Mapping[str, bytes | str | None] | None = None,
) -> bytes:
    """A Word file of blocks.

    `numbering` are lists by their number, or the whole part; `headers` and `footers` the XML of paragraphs; `core` of
    `docProps/core.xml`; `relations` further relationships of the text; `parts` other parts, or ones to be replaced (or,
    when None, left out).
    """
    text = body(paragraphs)
    related: list[tuple[str, str, str]] = []
    made: dict[str, bytes | str | None] = {}

    def add(name: str, kind: str, content: bytes | str) -> None:
        made[f"word/{name}"] = content
        related.append((name, kind, name))

    add("styles.xml", "styles", f"<w:styles {NAMESPACES}>{''.join(styles)}</w:styles>")
    if numbering:
        add("numbering.xml", "numbering", numbering if isinstance(numbering, str) else lists(numbering))
    for kind, tag, stories in (("header", "hdr", headers), ("footer", "ftr", footers)):
        for k, xml in enumerate(stories):
            add(f"{kind}{k + 1}.xml", kind, f"<w:{tag} {NAMESPACES}>{xml}</w:{tag}>")
    for kind in ("comment", "footnote", "endnote"):
        notes = {k: _unhex(k) for k in re.findall(rf"<!--{kind}:([0-9a-f]*)-->", text)}
        ids = re.findall(rf'<w:{kind}Reference w:id="(\d+)"/><!--{kind}:([0-9a-f]*)-->', text)
        if notes:
            who = ' w:author="张三" w:initials="张"' if kind == "comment" else ""
            inner = "".join(
                f'<w:{kind} w:id="{n}"{who}>{P(notes[k]).xml if kind == "comment" else notes[k]}</w:{kind}>'
                for n, k in dict(ids).items()
            )
            add(f"{kind}s.xml", f"{kind}s", f"<w:{kind}s {NAMESPACES}>{inner}</w:{kind}s>")
    rels = [f'<Relationship Id="{n}" Type="{R}/{kind}" Target="{target}"/>' for n, kind, target in related]
    everything = text + "".join(str(v) for v in made.values() if isinstance(v, str))
    for hexed in dict.fromkeys(re.findall(r'"link-([0-9a-f]+)"', everything)):
        target = quoteattr(_unhex(hexed))
        rels.append(f'<Relationship Id="link-{hexed}" Type="{R}/hyperlink" Target={target} TargetMode="External"/>')
    for name, data in (media or {}).items():
        made[f"word/media/{name}"] = data
        rels.append(f'<Relationship Id="media-{name}" Type="{R}/image" Target="media/{name}"/>')
    made["word/_rels/document.xml.rels"] = _relationships("".join(rels) + relations)
    made["word/document.xml"] = f"<w:document {NAMESPACES}><w:body>{text}<w:sectPr/></w:body></w:document>"
    tops = f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>'
    if core:
        made["docProps/core.xml"] = core
        tops += f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'  # fmt: skip
    made["_rels/.rels"] = _relationships(tops)
    made["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
    )
    made.update(parts or {})
    return packed({name: content for name, content in made.items() if content is not None})


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of parts; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in sorted(parts.items()):
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            data = (
                content if isinstance(content, bytes) else (head * (not content.startswith("<?xml")) + content).encode()
            )
            z.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _relationships(inner: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _hex(text: str) -> str:
    return text.encode().hex()


def _unhex(text: str) -> Xml | str:
    found = bytes.fromhex(text).decode()
    return Xml(found) if found.startswith("<w:") else found


def _number(text: str) -> int:
    """A number for a note, the same for the same text."""
    return zlib.crc32(text.encode()) % 10**8 + 1
