"""Word files made for the tests: every element is read as Word prints it, and what nobody sees is refused at its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import word_files as wf
from word_files import CHINESE, C, P, T, Xml, docx, run

from generator.diagnostics import Diagnostic
from generator.importers.paper import Paper, Paragraph, Run, Table
from generator.importers.word import KINDS, read

ALL = frozenset(kind.id for kind in KINDS)


def paper(*blocks: P | T | Xml | str, accepted: Iterable[str] = (), **parts: Any) -> Paper:
    """What a file of blocks is read as; nothing may be refused."""
    found = read(docx(blocks, **parts), "a.docx", frozenset(accepted))
    assert found.value is not None
    assert not [d for d in found.diagnostics if d.code[0] == "E"]
    return found.value


def texts(made: Paper) -> list[str]:
    """The paragraphs of a paper, those of tables too."""
    out: list[str] = []
    for block in made.blocks:
        if isinstance(block, Table):
            out += (p.text for row in block.rows for cell in row for p in cell.paragraphs)
        else:
            out.append(block.text)
    return out


def first(made: Paper) -> Paragraph:
    (block, *_) = made.blocks
    assert isinstance(block, Paragraph)
    return block


def said(
    *blocks: P | T | Xml | str, accepted: Iterable[str] = (), **parts: Any
) -> list[tuple[int, str, tuple[str, ...]]]:
    """Place, code and arguments of all there is to say of a file."""
    found = read(docx(blocks, **parts), "a.docx", frozenset(accepted))
    return [(d.line, d.code, d.args) for d in found.diagnostics]


def codes(diagnostics: Iterable[Diagnostic]) -> list[str]:
    return [d.code for d in diagnostics]


# text


def test_text_breaks_and_signs() -> None:
    made = paper(
        P(
            "第一行\n第二行\t后",
            Xml("<w:r><w:t>022</w:t><w:noBreakHyphen/><w:t> 66 </w:t><w:softHyphen/><w:cr/></w:r>"),
        ),
        P(Xml('<w:r><w:br w:type="page"/><w:t xml:space="preserve"> 前\n后 </w:t><w:br w:type="column"/></w:r>')),
        P(),
        P("末"),
    )
    assert texts(made) == ["第一行\n第二行\t后022-66\n", " 前 后 ", "末"]
    assert [b.place for b in made.blocks] == [1, 2, 4], "empty paragraphs count"


def test_wrappers_of_text_are_looked_through() -> None:
    inner = run("甲")
    made = paper(
        P(
            Xml(
                f"<w:smartTag><w:smartTagPr/>{inner}</w:smartTag><w:customXml>{inner}</w:customXml><w:dir>{inner}</w:dir>"
            ),
            Xml(f"<w:bdo>{inner}</w:bdo><w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt><w:proofErr/>"),
            Xml('<w:bookmarkStart w:id="1" w:name="_Toc"/><w:bookmarkEnd w:id="1"/>'),
        ),
        Xml(f"<w:customXml><w:p>{inner}</w:p></w:customXml>"),
        wf.control(P("乙"), T(["丙"])),
    )
    assert texts(made) == ["甲甲甲甲甲", "甲", "乙", "丙"]


def test_one_branch_of_alternatives_is_read() -> None:
    def either(choice: str, fallback: str, requires: str = "wps") -> Xml:
        return Xml(
            f'<w:r><mc:AlternateContent><mc:Choice Requires="{requires}">{choice}</mc:Choice>'
            f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
        )

    new, old = "<w:t>新</w:t>", "<w:t>旧</w:t>"
    assert texts(paper(P(either(new, old), either(new, old, "unheardof")))) == ["新旧"]


def test_symbols_of_fonts() -> None:
    sym = Xml('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B4"/></w:r>')
    letters = Xml('<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>l甲</w:t></w:r>')
    plain = Xml('<w:r><w:sym w:font="宋体" w:char="2460"/></w:r>')
    assert texts(paper(P(sym, letters, plain))) == ["☑×●甲①"]
    unknown = P(Xml('<w:r><w:sym w:font="Webdings" w:char="F069"/><w:t>\ue123</w:t></w:r>'))
    assert texts(paper(unknown)) == ["〓〓"]
    assert said(unknown) == [(1, "W2050", ("", "E123")), (1, "W2050", ("Webdings", "F069"))]


# styles

KIN = (
    wf.style("Normal", "Normal", more=' w:default="1"'),
    wf.style("H", "标题 2", "Normal", rpr="<w:b/>"),
    wf.style("Own", "自定义", "H", rpr="<w:rFonts w:eastAsia='仿宋'/>"),
    wf.style("Outlined", "概述", "Normal", ppr='<w:outlineLvl w:val="2"/><w:jc w:val="right"/>'),
    wf.style("Body", "正文标题", "H", ppr='<w:outlineLvl w:val="9"/>'),
    wf.style("Circle", "圈", "Circle"),
    wf.style("Strong", "Strong", kind="character", rpr="<w:b/>"),
    wf.style("Black", "黑", "Normal", rpr="<w:rFonts w:eastAsia='方正黑体_GBK'/>"),
    wf.style("Ghost", "隐", "Normal", rpr="<w:vanish/>"),
    wf.style("Secret", "密", kind="character", rpr="<w:vanish/>"),
)


@pytest.mark.parametrize(
    ("p", "level", "strong", "align"),
    [
        (P("甲", style="H"), 2, True, ""),
        (P("甲", style="Own"), 2, True, ""),
        (P("甲", style="Outlined"), 3, False, "right"),
        (P("甲", style="Body"), 0, True, ""),
        (P("甲", style="H", outline=9), 0, True, ""),
        (P("甲", style="H", outline=4), 5, True, ""),
        (P("甲", outline=0), 1, False, ""),
        (P("甲", style="Circle"), 0, False, ""),
        (P("甲", style="none"), 0, False, ""),
        (P("甲", align="center"), 0, False, "centre"),
        (P("甲", align="end"), 0, False, "right"),
        (P("甲", style="Outlined", align="both"), 3, False, ""),
        (P("甲", bold=True), 0, True, ""),
        (P(run("甲", bold=True), "乙"), 0, False, ""),
        (P(run("甲", bold=True), "，"), 0, True, ""),
        (P(run("甲", style="Strong"), run("乙", bold=True)), 0, True, ""),
        (P(run("甲", style="Strong"), style="H"), 2, False, ""),  # both switch it, so that it is off (17.7.3)
        (P(run("甲", bold=False), style="H"), 2, False, ""),
        (P("1.甲", style="Black"), 0, True, ""),
        (P(run("甲", font="黑体"), run("2022"), run("乙", font="方正小标宋简体")), 0, True, ""),
        (P("甲", font="微软雅黑"), 0, False, ""),
        (P("2022", font="黑体"), 0, False, ""),
        (P("2022", bold=True), 0, True, ""),
    ],
)  # fmt: skip
def test_styles(p: P, level: int, strong: bool, align: str) -> None:
    found = first(paper(p, styles=KIN))
    assert (found.level, found.strong, found.align) == (level, strong, align)


def test_faces_of_the_theme() -> None:
    theme = (
        f"<a:theme {wf.NAMESPACES}><a:themeElements><a:fontScheme><a:majorFont><a:ea typeface=''/>"
        "<a:font script='Hans' typeface='黑体'/></a:majorFont><a:minorFont><a:ea typeface='宋体'/></a:minorFont>"
        "</a:fontScheme></a:themeElements></a:theme>"
    )
    relations = f'<Relationship Id="t" Type="{wf.R}/theme" Target="theme/theme1.xml"/>'
    for kind, strong in (("major", True), ("minor", False)):
        p = P(run("甲", xml=f'<w:rFonts w:eastAsiaTheme="{kind}EastAsia"/>'))
        assert first(paper(p, relations=relations, parts={"word/theme/theme1.xml": theme})).strong is strong


def test_defaults_of_the_document() -> None:
    defaults = Xml("<w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>")
    assert first(paper(P("甲"), styles=(defaults,))).strong


# links, fields


def test_links() -> None:
    made = paper(
        P("见", wf.link("甲", "https://a.cn/?x=1&y=2"), wf.field('HYPERLINK "http://b.cn" \\o "提示"', "乙")),
        P(wf.field("HYPERLINK mailto:x@b.cn", "丙", simple=True)),
    )
    assert first(made).runs == (Run("见"), Run("甲", href="https://a.cn/?x=1&y=2"), Run("乙", href="http://b.cn"))


def test_links_that_are_not_kept() -> None:
    blocks = (
        P(wf.link("甲", "file:///C:/a.doc"), wf.link("乙", "javascript:alert(1)"), wf.link("丙", "a.html")),
        P(Xml(f'<w:hyperlink w:anchor="_Ref1">{run("丁")}</w:hyperlink>'), wf.field('HYPERLINK "file://x"', "戊")),
    )
    assert texts(paper(*blocks)) == ["甲乙丙", "丁戊"]
    assert [(place, *args) for place, code, args in said(*blocks) if code == "N2046"] == [
        (1, "丙", "a.html"), (1, "乙", "javascript:alert(1)"), (1, "甲", "file:///C:/a.doc"), (2, 'HYPERLINK "file://x"', "file://x"),
        (2, "丁", "#_Ref1"),
    ]  # fmt: skip


def test_fields() -> None:
    nested = Xml(
        wf.field("IF ", "").replace(
            "</w:instrText></w:r>", "</w:instrText></w:r>" + wf.field("MERGEFIELD x", "条件"), 1
        )
    )
    made = paper(P("共", wf.field("NUMPAGES", "9"), "页", wf.field("DATE", "2022年", simple=True), wf.field("XE 甲")))
    assert texts(made) == ["共9页2022年"]
    assert said(P("甲", nested)) == [(1, "W2048", ("IF",))]
    assert said(P("甲", wf.field("AUTONUM"))) == [(1, "W2048", ("AUTONUM",))]
    open_ = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText><w:t>丢失</w:t></w:r>'
    assert said(P("甲", Xml(open_))) == [(1, "W2049", ("丢失",))]


def test_enclosed_characters_and_readings() -> None:
    made = paper(
        P(
            wf.field("EQ \\o\\ac(○,3)"),
            "甲",
            wf.field('EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(pīn),拼)'),
        ),
        P(Xml(f"<w:r><w:ruby><w:rt>{run('zhōng')}</w:rt><w:rubyBase>{run('中')}</w:rubyBase></w:ruby></w:r>")),
    )
    assert texts(made) == ["③甲拼", "中"]


def test_a_table_of_contents_is_left_out_and_told() -> None:
    def mark(kind: str) -> Xml:
        return Xml(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>')

    instruction = Xml('<w:r><w:instrText>TOC \\o "1-3" \\h</w:instrText></w:r>')
    hidden = Xml("<w:r><w:rPr><w:webHidden/></w:rPr><w:t>1</w:t></w:r>")
    blocks = (
        P(mark("begin"), instruction, mark("separate"), "一、总体", hidden),
        P("二、情况"),
        P(mark("end"), "正文"),
    )
    assert texts(paper(*blocks)) == ["正文"]
    assert said(*blocks) == [(1, "N2047", ("一、总体 1 二、情况",))]
    gallery = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    control = Xml(f"{gallery}<w:sdtContent>{P('目录').xml}{P('一、总体').xml}</w:sdtContent></w:sdt>")
    assert texts(paper(control, P("正文"))) == ["正文"]
    assert said(control, P("正文")) == [(1, "N2047", ("目录 一、总体",))]


# tables


def shape(table: object) -> list[list[tuple[str, int, int]]]:
    """The cells of a table: text, columns, rows."""
    assert isinstance(table, Table)
    return [[("|".join(p.text for p in c.paragraphs), c.columns, c.rows) for c in row] for row in table.rows]


def test_merged_cells() -> None:
    (table,) = paper(
        T(
            [C("甲", columns=2), "乙"],
            [C("丙", merge="restart"), "丁", C("戊", "己", merge="restart")],
            [C("", merge="continue"), "庚", C("", merge="continue")],
            [C("", merge="continue"), C("辛", merge="restart"), C("", merge="restart")],
        )
    ).blocks
    assert shape(table) == [
        [("甲", 2, 1), ("乙", 1, 1)],
        [("丙", 1, 3), ("丁", 1, 1), ("戊|己", 1, 2)],
        [("庚", 1, 1)],
        [("辛", 1, 1), ("", 1, 1)],
    ]


def test_older_merges_and_indented_rows() -> None:
    first_row: list[C | str] = [C("甲", xml='<w:hMerge w:val="restart"/>'), C("", xml="<w:hMerge/>"), "乙"]
    (table,) = paper(T(first_row, ["丙", "丁"], row_xml={1: '<w:gridBefore w:val="1"/>'})).blocks
    assert shape(table) == [[("甲", 2, 1), ("乙", 1, 1)], [("", 1, 1), ("丙", 1, 1), ("丁", 1, 1)]]


def test_tables_in_tables_are_flattened_and_told() -> None:
    blocks = P("前"), T([C("甲", T(["乙", "丙"]), "丁"), "戊"]), P("后")
    made = paper(*blocks)
    assert shape(made.blocks[1]) == [[("甲|乙|丙|丁", 1, 1), ("戊", 1, 1)]]
    assert said(*blocks) == [(3, "N2043", ("乙丙",))]
    assert [b.place for b in made.blocks] == [1, 2, 7]


def test_what_a_merged_cell_covers_is_hidden() -> None:
    blocks = (T([C("甲", merge="restart")], [C("看不见", merge="continue")]), P("后"))
    assert said(*blocks) == [(2, "E2027", ("看不见",))]
    assert texts(paper(*blocks, accepted=("hidden-text",))) == ["甲", "后"]


# notes, pictures, boxes


def test_footnotes_and_endnotes() -> None:
    note = Xml(P("注一").xml + T(["表"]).xml)
    made = paper(P("甲", wf.footnote(note), "乙", wf.footnote("尾注", end=True)), T([C(P("丙", wf.footnote("表注")))]))
    assert first(made).runs == (Run("甲"), Run("", footnote="1"), Run("乙"), Run("", footnote="2"))
    assert {k: [p.text for p in ps] for k, ps in made.footnotes.items()} == {
        "1": ["注一", "表"],
        "2": ["尾注"],
        "3": ["表注"],
    }
    assert {p.place for p in made.footnotes["1"]} == {1}
    missing = P("甲", Xml('<w:r><w:footnoteReference w:id="77"/></w:r>'))
    assert said(missing) == [(1, "W2053", ("footnote 77",))]


def test_pictures() -> None:
    made = paper(
        P(wf.picture("a.png", "流程图"), wf.picture("b.jpg", title="题"), wf.vml_picture("c.gif", "旧图"), wf.picture("a.png", "流程图")),
        media={"a.png": wf.png(), "b.jpg": b"\xff\xd8\xff\xe0", "c.gif": b"GIF89a"},
    )  # fmt: skip
    names = [r.picture for r in first(made).runs]
    assert names == ["image1.png", "image2.jpg", "image3.gif", "image1.png"]
    assert [(p.name, p.alt) for p in made.pictures.values()] == [
        ("image1.png", "流程图"), ("image2.jpg", "题"), ("image3.gif", "旧图"),
    ]  # fmt: skip
    assert made.pictures["image1.png"].data == wf.png()


def test_pictures_that_cannot_be_had() -> None:
    away = P("甲", wf.picture("", linked="http://evil.example/a.png"), wf.picture("gone.png"))
    assert said(away) == [(1, "W2051", ("http://evil.example/a.png",)), (1, "W2053", ("",))]
    (name,) = paper(P(wf.picture("图.e/m f")), media={"图.e/m f": b"\1\0"}).pictures
    assert name == "image1.emf", "a name made from a part's leads nowhere"


def test_cropped_pictures_are_refused() -> None:
    cropped = wf.picture("a.png", "证件", crop='<a:srcRect l="1000" b="25000"/>')
    whole = wf.picture("a.png", "全图", crop='<a:srcRect l="0"/>')
    old = Xml(wf.vml_picture("a.png", "旧").replace("<v:imagedata", '<v:imagedata croptop="1311f"'))
    media = {"a.png": wf.png()}
    assert said(P(cropped), P(whole), P(old), media=media) == [(1, "E2031", ("证件",)), (3, "E2031", ("旧",))]
    assert len(paper(P(cropped), media=media, accepted=("cropped-pictures",)).pictures) == 1


def test_text_boxes_follow_their_paragraph_and_are_read_once() -> None:
    blocks = (
        P("前", wf.text_box(P("框一", style="Heading1"), T(["格"]))),
        P("中"),
        T([C(P("格", wf.text_box("框二", wf.control(P("控件")))))]),
    )
    made = paper(*blocks)
    assert texts(made) == ["前", "框一", "格", "中", "格", "框二", "控件"]
    assert [(place, args) for place, code, args in said(*blocks) if code == "N2060"] == [
        (1, ("框一格",)),
        (5, ("框二控件",)),
    ]
    art = P("甲", Xml('<w:r><w:pict><v:shape><v:textpath string="艺术字"/></v:shape></w:pict></w:r>'))
    assert texts(paper(art)) == ["甲艺术字"]


# what nobody sees

CHANGES = (
    P("应于", wf.inserted("6月30日"), "前", wf.deleted("自行"), "报送"),
    P(wf.moved_from("移动的话。"), "留下。", wf.inserted("六月", "底")),
    P(wf.moved_to("移动的话。")),
)


def test_tracked_changes() -> None:
    assert said(*CHANGES) == [
        (1, "E2021", ("6月30日",)), (1, "E2022", ("自行",)), (2, "E2021", ("六月底",)), (2, "E2023", ("移动的话。",)),
        (3, "E2021", ("移动的话。",)),
    ]  # fmt: skip
    assert texts(paper(*CHANGES, accepted=("tracked-changes",))) == ["应于6月30日前报送", "留下。六月底", "移动的话。"]
    assert {code[0] for _, code, _ in said(*CHANGES, accepted=("tracked-changes",))} == {"N"}
    assert {code[0] for _, code, _ in said(*CHANGES, accepted=ALL - {"tracked-changes"})} == {"E"}


def test_deleted_ends_of_paragraphs() -> None:
    who = 'w:id="1" w:author="李四"'
    blocks = (
        P("前半，", num=(1, 0), mark=f"<w:del {who}/>"),
        P("后半。", num=(1, 1)),
        P(wf.deleted("整段"), num=(1, 1), mark=f"<w:del {who}/>"),
        P("下一段。", num=(1, 1)),
        P(wf.deleted("不印"), num=(1, 1)),
        P("加。", mark=f"<w:ins {who}/>", num=(1, 1)),
        P("末", mark=f"<w:del {who}/>"),
    )
    made = paper(*blocks, numbering={1: CHINESE}, accepted=("tracked-changes",))
    assert texts(made) == ["（一）前半，后半。", "（二）下一段。", "（三）加。", "末"]
    assert [b.place for b in made.blocks] == [1, 3, 6, 7]
    assert [(place, code) for place, code, _ in said(*blocks, numbering={1: CHINESE})] == [
        (1, "E2024"), (3, "E2022"), (5, "E2022"), (6, "E2024"), (7, "E2024"),
    ]  # fmt: skip


def test_changed_tables_and_formats() -> None:
    who = 'w:id="1" w:author="李四"'
    blocks = (
        T(["甲"], ["乙"], ["丙"], row_xml={1: f"<w:del {who}/>", 2: f"<w:ins {who}/>"}),
        P(
            run("格式", xml=f"<w:rPrChange {who}><w:rPr/></w:rPrChange>"),
            xml=f"<w:pPrChange {who}><w:pPr/></w:pPrChange>",
        ),
        T([C("并", xml=f"<w:cellIns {who}/>")]),
    )
    assert said(*blocks) == [(2, "E2022", ("乙",)), (3, "E2021", ("丙",)), (4, "E2025", ("",)), (5, "E2025", ("",))]
    assert texts(paper(*blocks, accepted=("tracked-changes",))) == ["甲", "丙", "格式", "并"]


def test_comments() -> None:
    blocks = P("甲", wf.comment("这里不实")), P("乙")
    assert said(*blocks) == [(1, "E2026", ("张三", "这里不实"))]
    assert said(*blocks, accepted=("comments",)) == [(1, "N2026", ("张三", "这里不实"))]
    assert texts(paper(*blocks, accepted=("comments",))) == ["甲", "乙"]
    stray = f'<w:comments {wf.NAMESPACES}><w:comment w:id="5">{P("无处").xml}</w:comment></w:comments>'
    relation = f'<Relationship Id="c" Type="{wf.R}/comments" Target="comments.xml"/>'
    assert said(P("甲"), relations=relation, parts={"word/comments.xml": stray}) == [(1, "E2026", ("", "无处"))]


def test_hidden_text() -> None:
    blocks = (
        P("甲", run("一", hidden=True), run("二", style="Secret"), "乙"),
        P("整段", style="Ghost"),
        P(run("现", xml='<w:vanish w:val="0"/>'), style="Ghost"),
        P(Xml("<w:r><w:rPr><w:webHidden/></w:rPr><w:t>网</w:t></w:r>")),
        T(["见", "格"], ["隐藏行", "二"], row_xml={1: "<w:hidden/>"}),
        P(Xml('<w:r><w:drawing><wp:inline><wp:docPr id="1" name="藏" hidden="1"/></wp:inline></w:drawing></w:r>')),
    )
    assert said(*blocks, styles=KIN) == [
        (1, "E2027", ("一二",)), (2, "E2027", ("整段",)), (4, "E2027", ("网",)), (7, "E2027", ("隐藏行二",)),
        (9, "E2027", ("藏",)),
    ]  # fmt: skip
    assert texts(paper(*blocks, styles=KIN, accepted=("hidden-text",))) == ["甲乙", "现", "见", "格"]


def test_text_that_cannot_be_seen_is_told() -> None:
    shade = '<w:shd w:val="clear" w:fill="C00000"/>'
    blocks = (
        P(run("白", colour="FFFFFF"), run("小", xml='<w:sz w:val="2"/>'), "甲"),
        P(run("底", colour="FFFFFF", xml=shade), run("亮", colour="FFFFFF", xml='<w:highlight w:val="blue"/>')),
        P(run("段", colour="FFFFFF"), xml=shade),
        T([C(P(run("头", colour="ffffff")), xml=shade)]),
    )
    assert said(*blocks) == [(1, "N2042", ("白小",))]


def test_embedded_objects() -> None:
    ole = '<w:r><w:object><v:shape><v:imagedata r:id="media-a.emf"/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    chart = '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="x"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    blocks = P("甲", Xml(ole)), P("乙", Xml(chart)), Xml('<w:altChunk r:id="link-612e68746d6c"/>')
    assert said(*blocks) == [(1, "E2028", ("Excel.Sheet.12",)), (2, "E2028", ("Chart",)), (2, "E2029", ("a.html",))]
    assert texts(paper(*blocks, accepted=("embedded-objects",))) == ["甲", "乙"]
    assert said(P("甲"), parts={"word/embeddings/a.xlsx": b""}) == [(1, "E2028", ("word/embeddings/a.xlsx",))]
    sub = P("甲", Xml('<w:subDoc r:id="link-622e646f63"/>'))
    assert said(sub) == [(1, "E2029", ("b.doc",))]


def test_macros() -> None:
    parts = {"word/vbaProject.bin": b"x"}
    assert said(P("甲"), parts=parts) == [(1, "E2030", ("word/vbaProject.bin",))]
    assert said(P("甲"), parts=parts, accepted=("macros",)) == [(1, "N2030", ("word/vbaProject.bin",))]


def test_metadata_of_the_notice_does_not_matter() -> None:
    core = f'<cp:coreProperties xmlns:cp="{wf.PACKAGE}/metadata/core-properties"/>'
    assert said(P("甲"), core=core) == []


# what is told because it changes or goes


def test_headers_and_footers_are_told_without_page_numbers() -> None:
    page = P("— ", wf.field("PAGE", "1"), " —").xml
    secret = P("内部资料", wf.picture("a.png")).xml
    found = said(P("甲"), headers=[secret, secret], footers=[page], media={"a.png": wf.png()})
    assert found == [(1, "N2041", ("内部资料",))]


def test_marks_of_meaning_that_markdown_lacks_are_told() -> None:
    prompt = Xml(f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击输入')}</w:sdtContent></w:sdt>")
    formula = Xml("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>")
    blocks = (
        P(run("作废", xml="<w:strike/>"), "CO", run("2", xml='<w:vertAlign w:val="subscript"/>'), prompt),
        P("式", formula),
        Xml(P("行内标题", mark="<w:vanish/><w:specVanish/>").xml + P("正文").xml),
    )
    assert texts(paper(*blocks)) == ["作废CO2单击输入", "式a+b", "行内标题正文"]
    assert said(*blocks) == [
        (1, "N2057", ("作废",)), (1, "N2058", ("2",)), (1, "N2059", ("单击输入",)), (2, "N2044", ("a+b",)),
        (3, "N2062", ("行内标题",)),
    ]  # fmt: skip


def test_nothing_unknown_goes_silently() -> None:
    blocks = P("甲", Xml(f"<w:future>{run('新')}</w:future>")), Xml(f"<w:later>{P('后').xml}</w:later>")
    assert said(*blocks) == [(1, "W2056", ("future", "新")), (1, "W2056", ("later", "后"))]


def test_a_large_file() -> None:
    """A thousand paragraphs and sixty tables; benchmarks/imports.py has the time."""
    blocks: list[P | T | Xml | str] = [
        P(run("针对问题，", bold=True), "进行了以下整改：" * 20, run("2022"), "年", num=(1, k % 4)) for k in range(1000)
    ]  # fmt: skip
    blocks += [T(*[[f"格{r}{c}" for c in range(6)] for r in range(10)]) for _ in range(60)]
    found = read(docx(blocks, numbering={1: CHINESE}), "a.docx", frozenset())
    assert found.value is not None
    assert len(found.value.blocks) == 1060
