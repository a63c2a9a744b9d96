"""The words that rules look for, in lists, and where they stand in a notice: all of them found in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from generator.reading import Reading
from generator.rules.finder import Finder

# the voice of a report to a superior
UPWARD = (
    "妥否，请批示", "妥否，请审示", "妥否，请指示", "当否，请批示", "当否，请审示", "妥否请批示", "请批示", "请审示", "请予审议", "请审阅",
    "特此报告", "专此报告", "特此汇报", "谨此报告", "报告如下", "汇报如下", "呈报如下", "上报如下", "以上报告", "以上汇报", "呈请审定",
)  # fmt: skip
APPROVED = ("后上报", "后再上报", "后定稿", "后报送", "后呈报")
# what no sentence ends with
OPEN = frozenset(("以及", "并且", "而且", "不仅", "关于", "按照", "由于", "为了", "对于", "过对", "包括"))
# abbreviations that stand in quotation marks
TERMS = (
    "十三五", "十四五", "十五五", "四个意识", "四个自信", "两个维护", "两个确立", "三会一课", "三重一大", "四个全面", "五位一体", "一岗双责",
    "三严三实", "两学一做", "四个伟大", "放管服", "双减",
)  # fmt: skip
# what becomes of somebody who broke the rules; organs and rules that have the words in their names are let pass
DISCIPLINE = (
    "立案", "处分", "警告", "记过", "记大过", "降级", "撤职", "开除", "留党察看", "诫勉", "免职", "免去", "批评教育", "通报批评", "双开", "留置",
    "审查调查", "移送司法", "移送检察", "谈话提醒", "提醒谈话", "处置", "组织处理", "约谈", "责令检查", "书面检查", "取保候审", "判处",
    "违纪", "违法", "受贿", "挪用", "贪污",
)  # fmt: skip
ONGOING = (
    "初核",
    "初步核实",
    "审理阶段",
    "正在核查",
    "正在核实",
    "正在调查",
    "正在审查",
    "正在审理",
    "正在初核",
    "正接受",
    "正在接受",
    "尚未结案",
    "尚未办结",
)
# whom a name should not stand beside
WEAK = ("信访人", "举报人", "上访人", "投诉人", "反映人", "来访人", "学生", "儿童", "幼儿", "未成年人", "患者", "病人", "残疾人", "低保户", "贫困户", "低保对象", "困难群众", "受助人", "受害人", "被害人", "救助对象")  # fmt: skip

# what word processors and converters leave in a text
MARKS = (
    "[bookmark", "[image", "[chart", "[embedded", "[object", "[comment", "[footnoteRef", "EMBED ", "_Toc", "_Hlk", "_Ref", "_GoBack", "HYPERLINK",
    "PAGEREF", "{TOC", "{ TOC", "{ PAGE", "{PAGE", "{ REF", "{REF", "{ SEQ", "{SEQ", "{ NUMPAGES", "{ FORMTEXT", "{ STYLEREF", "{ DATE", "{ TIME",
    "{ INCLUDEPICTURE", "Error!", "错误!", "错误！", "批注", "mso-", "&amp;nbsp",
)  # fmt: skip
# what a form says where something is to be filled in
GAPS = (
    "XX",
    "ＸＸ",
    "××",
    "xx",
    "X年",
    "×年",
    "X月",
    "×月",
    "Ｘ月",
    "待补充",
    "待填写",
    "待核实",
    "待定",
    "待确认",
    "处输入",
    "此处填写",
    "请在此",
    "__年",
)

# of drafts and of papers that not everybody may see
LABELS = ("内部", "草案", "待审", "外传", "注意保存", "仅供", "传达到", "传达至")
# what has no 、 after it, in a list that is told
SPOKEN = ("首先、", "其次、", "最后、")
WORDS: Mapping[str, tuple[str, ...]] = {
    "upward": UPWARD,
    "approved": APPROVED,
    "terms": TERMS,
    "discipline": DISCIPLINE,
    "ongoing": ONGOING,
    "weak": WEAK,
    "marks": MARKS,
    "gaps": GAPS,
    "labels": LABELS,
    "spoken": SPOKEN,
}


def found(reading: Reading, name: str) -> list[tuple[int, str]]:
    """Where which word of a list stands in the public text; a list of `WORDS`, or `phrases` of the desk."""
    return _all(reading.body, reading.desk.words.get("phrases", ()))[name]


@lru_cache(maxsize=1)
def _all(body: str, phrases: tuple[tuple[str, str], ...]) -> dict[str, list[tuple[int, str]]]:
    return _finder(phrases).find(body)


@lru_cache(maxsize=4)
def _finder(phrases: tuple[tuple[str, str], ...]) -> Finder:
    return Finder({**WORDS, "phrases": tuple(wrong for wrong, _ in phrases)})
