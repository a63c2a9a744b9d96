"""The one table of names: every key of every record, in English and Chinese.

A reader accepts either name; `docs/reference/fields.md` and `docs/reference/schema/*.json` are
generated from here. A key is never renamed: add another one.

Types: text, id, ref, date (YYYY-MM-DD), datetime (YYYY-MM-DD [HH:MM]), integer, number, boolean,
choice, email, phone, url, web (http or https only), texts (a list of text), dates, refs, colour (#rrggbb), record, records,
findings (a list of ROUND/ID#ID). A finding's fields are lines of text: `records` there is a line for each.
"""

from __future__ import annotations

from typing import NamedTuple

from generator.field import Choice, Field
from generator.fields_publish import PUBLISH

__all__ = ["Choice", "Field"]

KINDS = (
    Choice("rectification", "整改通报", "rectification notice"),
    Choice("announcement", "进驻公告", "announcement of entry"),
    Choice("feedback", "反馈通报", "feedback notice"),
    Choice("correction", "更正", "correction"),
    Choice("consultation", "公示", "public consultation"),
)

STATUSES = (
    Choice("completed", "已完成", "completed"),
    Choice("largely_completed", "基本完成", "largely completed"),
    Choice("not_completed", "未完成", "not completed"),
)

MEASURE_TYPES = (
    Choice("rule_making", "建章立制", "rule-making"),
    Choice("recovery", "挽回损失", "recovery of losses"),
    Choice("accountability", "追责问责", "accountability"),
    Choice("extension", "举一反三", "extension to similar cases"),
    Choice("campaign", "专项整治", "special campaign"),
    Choice("major", "重大措施", "major measure"),
)

STAGES = (
    Choice("proposal", "提出", "proposal"),
    Choice("review", "审核", "review"),
    Choice("approval", "审批", "approval"),
)

AUDIENCES = (
    Choice("public", "社会", "public"),
    Choice("internal", "党内", "internal"),
)

# The five grounds for not disclosing an item: standards of the field, each needs an approval.
GROUNDS = (
    Choice("secret", "涉及国家秘密", "state secrets"),
    Choice("pending_case", "正在初核或者立案未公布", "a case under verification, not yet announced"),
    Choice("publicity", "可能引发重大负面舆情", "risk of major negative publicity"),
    Choice("petition", "可能引发群体性事件", "risk of mass petition"),
    Choice("sensitive", "其他重大敏感事项", "other major sensitive matters"),
)

INSPECTION_TYPES = (
    Choice("routine", "常规", "routine"),
    Choice("special", "专项", "special"),
    Choice("flexible", "机动", "flexible"),
    Choice("follow_up", "回头看", "follow-up"),
    Choice("cross_level", "提级", "cross-level"),
    Choice("cross", "交叉", "cross"),
)

VALIDITY = (
    Choice("valid", "有效", "in force"),
    Choice("invalid", "失效", "no longer in force"),
    Choice("repealed", "废止", "repealed"),
)

REVISION_KINDS = (
    Choice("correction", "更正", "correction"),
    Choice("supplement", "补充", "supplement"),
    Choice("withdrawal", "撤回", "withdrawal"),
    Choice("restoration", "恢复", "restoration"),
    Choice("layout", "排版", "layout"),
)

CHANNELS = (
    Choice("phone", "电话", "telephone"),
    Choice("email", "邮箱", "e-mail"),
    Choice("post", "来信", "letter"),
    Choice("visit", "来访", "visit"),
    Choice("form", "网上意见箱", "online form"),
    Choice("hotline", "12345热线", "12345 hotline"),
    Choice("other", "其他", "other"),
)

LANGUAGES = (
    Choice("zh-CN", "简体中文", "Simplified Chinese"),
    Choice("en", "英文", "English"),
)


def _contact(doc_zh: str, doc_en: str) -> Field:
    return Field("contact", "联系方式", "record", doc_zh, doc_en, record="contact")


_EXAMPLE = Field("example", "示例", "boolean", "是否为示例内容，页面会注明", "marks sample content on the page")

# fmt: off
RECORDS: dict[str, tuple[Field, ...]] = {
    "site": (
        Field("name", "站点名称", "text", "网站名称", "name of the site", required=True, aliases=("名称", "网站名称")),
        Field("url", "网址", "web", "网站正式网址，以 https:// 开头", "the site's public address", required=True, aliases=("站点网址",)),
        Field("language", "语言", "choice", "界面语言", "language of the interface", choices=LANGUAGES),
        Field("time_zone", "时区", "text", "单位所在时区，默认 Asia/Shanghai", "the office's time zone"),
        Field("description", "简介", "text", "一句话说明本站", "what this site is, in a sentence"),
        Field("keywords", "关键词", "texts", "站点关键词", "keywords of the site"),
        Field("sponsor", "主办单位", "text", "主办单位全称", "the body that runs the site"),
        Field("id_code", "网站标识码", "text", "政府网站标识码", "the government site's identification code"),
        Field("icp", "ICP备案号", "text", "工业和信息化部备案号", "ICP record number"),
        Field("police_record", "公安备案号", "text", "公安机关备案号", "public security record number"),
        Field("mark_url", "党政机关标识", "web", "党政机关网站标识的链接", "link of the party and government mark"),
        Field("error_report_url", "找错入口", "web", "“我为政府网站找错”的入口网址", "entry of the error-report service"),
        _contact("受理意见的联系方式；单位和公开件没有写的项用这里的", "how to reach the body; for what organisations and notices leave out"),
        Field("theme", "主题", "text", "主题名称，即 themes/ 下的文件夹名", "name of a folder in themes/"),
        Field("licence", "许可", "record", "开放数据的使用许可", "the licence of the open data", record="licence"),
        Field("outputs", "产出", "record", "网页之外还生成什么", "what is made besides the pages", record="switches"),
        Field("approval", "审签", "boolean", "是：没有审核、审批记录的公开件不能生成", "true: notices without recorded approvals are refused"),
        Field("emblem", "徽标", "text", "页首名称前的徽标：content/ 里的 SVG 或 PNG 文件", "emblem before the name at the head of pages: an SVG or PNG file in content/"),
        Field("colours", "颜色", "record", "本单位的颜色；没有写的用主题的", "the body's own colours; the theme's where left out", record="colours"),
        Field("footer", "页脚", "record", "页脚里另加的链接和说明", "further links and a note in the footer", record="footer"),
        _EXAMPLE,
    ),
    "licence": (
        Field("name", "名称", "text", "许可的名称", "name of the licence", required=True, aliases=("许可名称",)),
        Field("url", "网址", "web", "许可全文的网址", "address of its text"),
    ),
    "switches": (
        Field("ledger", "台账", "boolean", "问题台账，默认生成", "ledger of all findings; default: true"),
        Field("search", "搜索", "boolean", "全文搜索，默认生成", "full-text search; default: true"),
        Field("data", "开放数据", "boolean", "CSV、JSON、XLSX 等数据文件，默认生成", "open data as CSV, JSON, XLSX; default: true"),
        Field("forms", "意见表", "boolean", "可打印的意见表，默认生成", "printable objection forms; default: true"),
        Field("qr", "二维码", "boolean", "网址的二维码，默认生成", "QR codes of addresses; default: true"),
        Field("pdf", "PDF", "boolean", "每篇公开件的 PDF，默认不生成", "a PDF of each notice; default: false"),
        Field("traditional", "繁体版", "boolean", "全站的繁体中文版，默认不生成", "a Traditional Chinese edition of the site; default: false"),
    ),
    "colours": (
        Field("main", "主色", "colour", "标题和链接的颜色，白底上用", "headings and links, on white"),
        Field("main_dark", "深色主色", "colour", "深色模式里标题和链接的颜色，默认由主色调亮", "the same in dark mode; default: the main colour, lightened"),
        Field("band", "页首底色", "colour", "页首的底色，上面是白字；默认同主色", "the band at the head of pages, under white text; default: the main colour"),
    ),
    "footer": (
        Field("links", "链接", "records", "页脚里另加的链接", "further links in the footer", record="footer_link"),
        Field("note", "说明", "text", "页脚里的一句话", "a sentence in the footer"),
    ),
    "footer_link": (
        Field("title", "标题", "text", "显示的名称", "name shown", required=True),
        Field("url", "网址", "web", "链接的网址", "its address", required=True),
    ),
    "contact": (
        Field("unit", "联系单位", "text", "受理意见的部门", "the office that takes comments"),
        Field("phone", "电话", "phone", "联系电话，带区号", "telephone with area code", aliases=("联系电话",)),
        Field("email", "邮箱", "email", "电子邮箱", "e-mail", aliases=("电子邮箱", "电子信箱")),
        Field("address", "地址", "text", "通信地址", "postal address", aliases=("通信地址",)),
        Field("postcode", "邮编", "text", "邮政编码", "postal code", aliases=("邮政编码",)),
        Field("hours", "受理时间", "text", "办公时间", "office hours", aliases=("办公时间",)),
        Field("form", "网上意见箱", "web", "网上意见表的网址", "address of an online form"),
    ),
    "organisation": (
        Field("name", "名称", "text", "单位全称", "full name", required=True, aliases=("单位名称",)),
        Field("short_name", "简称", "text", "规范简称", "short name"),
        Field("aliases", "别称", "texts", "文中会出现的其他称呼", "other names found in texts"),
        Field("description", "简介", "text", "一句话说明", "a sentence on it"),
        _contact("联系方式；没有写的项取自站点", "how to reach it; what is left out comes from the site"),
        _EXAMPLE,
    ),
    "round": (
        Field("name", "名称", "text", "轮次全称", "full name of the round", required=True, aliases=("轮次名称",)),
        Field("term", "届次", "text", "第几届", "the term"),
        Field("type", "巡察类型", "choice", "巡察方式", "type of inspection", choices=INSPECTION_TYPES),
        Field("starts_on", "开始日期", "date", "进驻日期", "first day of inspection"),
        Field("ends_on", "结束日期", "date", "结束日期", "last day of inspection"),
        Field("organisations", "被巡察单位", "refs", "本轮被巡察单位的编号", "ids of the inspected organisations"),
        Field("publish_by", "公开时限", "date", "应当公开整改通报的最后一天；过了这一天还没有公开的单位，显示“逾期未公开”", "last day to publish rectification notices; who has not by then is shown as overdue"),
        Field("archived_on", "归档日期", "date", "本轮归档的日期", "when the round was archived"),
        Field("description", "简介", "text", "一句话说明", "a sentence on it"),
        _contact("联系方式；没有写的项取自站点", "how to reach it; what is left out comes from the site"),
        _EXAMPLE,
    ),
    "notice": (
        Field("title", "标题", "text", "公开件的标题", "title of the notice", required=True),
        Field("kind", "类型", "choice", "公开件的类型", "kind of notice", required=True, choices=KINDS),
        Field("id", "编号", "id", "网址中的编号，默认为文件名", "id in the address; default: the file's name"),
        Field("subtitle", "副标题", "text", "标题下的一行", "the line under the title"),
        Field("round", "轮次", "ref", "所属轮次的编号，默认为文件夹名", "id of its round; default: the folder's name"),
        Field("organisation", "单位", "ref", "公开单位的编号", "id of the organisation", aliases=("发布单位",)),
        Field("draft", "草稿", "boolean", "是：不发布", "true: not published"),
        Field("published_at", "发布时间", "datetime", "发布时间；将来的时间到时才发布", "when published; a future time waits", aliases=("发布日期",)),
        Field("feedback_on", "反馈日期", "date", "反馈巡察意见的日期", "when findings were fed back"),
        Field("inspection_team", "巡察组", "text", "巡察组名称", "the inspection team"),
        Field("index_number", "索引号", "text", "信息索引号", "index number"),
        Field("category", "分类", "text", "信息分类", "category"),
        Field("publisher", "发布机构", "text", "发布机构，默认为单位名称", "publishing body; default: the organisation"),
        Field("signed_by", "落款", "text", "落款单位", "signing body", aliases=("落款单位",)),
        Field("signed_on", "成文日期", "date", "成文日期", "date of signature"),
        Field("document_number", "文号", "text", "发文字号", "document number", aliases=("发文字号",)),
        Field("keywords", "主题词", "texts", "主题词", "keywords"),
        Field("validity", "有效性", "choice", "是否有效", "whether in force", choices=VALIDITY),
        Field("summary", "摘要", "text", "一两句话的摘要", "summary in a sentence or two"),
        Field("source", "来源", "text", "信息来源，默认为发布机构", "content source; default: the publisher"),
        Field("totals", "合计", "record", "文中写明的总数", "the totals the text states", record="totals"),
        Field("oversight", "监督期", "record", "公示、监督的起止日期", "the oversight period", record="period", aliases=("公示期",)),
        _contact("联系方式；没有写的项依次取自单位、站点", "how to reach the body; what is left out comes from the organisation, then the site"),
        Field("corrects", "更正对象", "ref", "被更正公开件的编号（轮次/编号）", "the notice it corrects (round/id)"),
        Field("withdrawn", "撤回", "record", "撤回日期和公开的说明", "date and public explanation of withdrawal", record="withdrawal"),
        Field("revisions", "修订", "records", "公开以后的每一次修订，从第 2 版写起", "every revision after the first announcement, from number 2 on", record="revision", aliases=("修订记录",)),
        Field("attachments", "附件", "records", "附件", "attachments", record="attachment"),
        Field("approvals", "审签记录", "records", "审核和审批的记录，照审签单抄录", "recorded approvals, as the sign-off sheet gives them", record="approval"),
        Field("allow", "允许", "records", "已决定保留的检查提示，每条写明理由和决定人", "faults of the review that may stand, with the reason and who decided", record="waiver", aliases=("保留",)),
        Field("numbering", "自动编号", "boolean", "否：不为缺编号的标题补编号", "false: no labels are supplied"),
        _EXAMPLE,
    ),
    "totals": (
        Field("findings", "问题", "integer", "问题个数", "findings"),
        Field("measures", "措施", "integer", "措施条数", "measures"),
        Field("completed", "已完成", "integer", "已完成的问题个数", "findings completed"),
        Field("rules", "制度", "integer", "制定完善的制度个数", "rules made or amended"),
        Field("recovered", "挽回损失", "number", "挽回损失（万元）", "losses recovered, 10,000 yuan"),
    ),
    "period": (
        Field("opens_on", "开始", "date", "第一天", "first day", required=True, aliases=("开始日期",)),
        Field("closes_on", "结束", "date", "最后一天", "last day", required=True, aliases=("结束日期",)),
    ),
    "approval": (
        Field("stage", "环节", "choice", "审签的环节", "the stage", required=True, choices=STAGES),
        Field("by", "签字人", "text", "谁签的", "who signed", required=True),
        Field("on", "日期", "date", "哪天签的", "when", required=True, aliases=("签字日期",)),
        Field("digest", "指纹", "text", "审签单上的文本指纹", "the digest of the text on the sheet", required=True),
    ),
    "waiver": (
        Field("code", "代码", "text", "检查提示的代码", "code of the fault", required=True),
        Field("quote", "原文", "text", "所指的原文，照抄", "the text that is meant, as it stands", required=True),
        Field("reason", "理由", "text", "为什么保留", "why it may stand", required=True),
        Field("by", "决定人", "text", "谁决定的", "who decided", required=True),
        Field("on", "日期", "date", "哪天决定的", "when it was decided", required=True, aliases=("决定日期",)),
    ),
    "withdrawal": (
        Field("on", "日期", "date", "撤回日期", "date of withdrawal", required=True, aliases=("撤回日期",)),
        Field("reason", "理由", "text", "向社会公开的说明", "the public explanation", required=True, aliases=("说明",)),
    ),
    "revision": (
        Field("number", "版次", "integer", "第几版，从 2 写起", "its number, from 2 on", required=True),
        Field("on", "日期", "date", "修订的日期", "when", required=True, aliases=("修订日期",)),
        Field("kind", "类型", "choice", "更正、补充、撤回、恢复或排版", "what it is", required=True, choices=REVISION_KINDS),
        Field("reason", "理由", "text", "向社会公开的理由", "the public reason", required=True, aliases=("说明",)),
        Field("approval", "审批", "text", "谁批准的", "who approved it"),
        Field("removed", "撤销编号", "texts", "这一版起不再有的问题编号，如 f-1-2-3", "ids that are no longer there, such as f-1-2-3"),
    ),
    "attachment": (
        Field("file", "文件", "text", "同名文件夹中的文件名", "name of a file in the folder of the same name", required=True),
        Field("title", "标题", "text", "显示的名称", "name shown"),
    ),
    "page": (
        Field("title", "标题", "text", "页面标题", "title of the page", required=True),
        Field("description", "简介", "text", "一句话说明", "a sentence on it"),
        Field("published_at", "发布时间", "datetime", "发布时间", "when published", aliases=("发布日期",)),
        Field("navigation", "导航", "boolean", "是：列入页首导航", "true: stands in the navigation"),
        Field("order", "顺序", "integer", "导航中的顺序，小的在前", "order in the navigation"),
        Field("draft", "草稿", "boolean", "是：不发布", "true: not published"),
        _contact("联系方式；只用这里写的，不取自站点", "shown on the page; nothing comes from the site"),
        _EXAMPLE,
    ),
    "reply": (
        Field("title", "标题", "text", "意见的标题，默认由所涉及的公开件得出", "title of the opinion; default: from the notice it concerns"),
        Field("notice", "公开件", "ref", "所涉及公开件的编号（轮次/编号）；不写：不针对某一公开件", "the notice it concerns (round/id); none: the site in general"),
        Field("finding", "问题", "id", "所涉及问题的固定编号，如 f-1-2-3", "id of the finding it concerns, such as f-1-2-3"),
        Field("received_on", "收到日期", "date", "收到意见的日期", "when the opinion was received", required=True),
        Field("channel", "渠道", "choice", "意见从哪里来", "how it came in", choices=CHANNELS),
        Field("answered_on", "答复日期", "date", "答复的日期；不写：还没有答复", "when it was answered; none: not yet"),
        Field("answered_by", "答复单位", "text", "答复的单位", "who answered", aliases=("答复部门",)),
        Field("audience", "公开范围", "choice", "党内：只计入总数，内容不公开", "internal: counted, but nothing of it is published", choices=AUDIENCES),
        Field("draft", "草稿", "boolean", "是：不发布，也不计入总数", "true: neither published nor counted"),
        Field("example", "示例", "boolean", "是否为示例内容，页面会注明；没有人等着答复，不受期限限制", "marks sample content on the page; no one waits for its answer"),
    ),
    "holidays": (
        Field("holidays", "放假", "dates", "放假的日期（周末不用写）；写了某年的一天，就认为该年已全部写出", "days off (weekends need not be listed); one day of a year means that all of that year's are listed"),
        Field("workdays", "调休上班", "dates", "调休上班的周末", "weekend days on which offices work"),
    ),
    "finding": (
        Field("id", "编号", "id", "固定编号，默认由标题编号得出", "permanent id; default: from the numbering"),
        Field("status", "状态", "choice", "整改状态", "status", choices=STATUSES, aliases=("整改状态",)),
        Field("sustained", "长期坚持", "boolean", "是否需要长期坚持", "whether to be sustained"),
        Field("responsible_unit", "责任单位", "text", "责任单位", "responsible unit", aliases=("责任部门",)),
        Field("responsible_leader", "责任领导", "text", "责任领导（职务）", "responsible leader (office held)"),
        Field("lead_unit", "牵头单位", "text", "牵头单位", "lead unit"),
        Field("due_on", "完成时限", "date", "完成时限", "due date", aliases=("整改时限",)),
        Field("due_changes", "时限变更", "records", "完成时限的每次变更：原定 → 改为，理由；变更几次写几行，最后改成的就是完成时限", "each change of the due date: from → to, reason; a line for each, and the last one leads to due_on", record="due_change"),
        Field("completed_on", "完成日期", "date", "完成日期", "date of completion"),
        Field("closed_on", "销号", "date", "销号日期", "date closed", aliases=("销号日期",)),
        Field("measure_types", "措施类型", "choices", "措施类型，可写几种", "types of measures", choices=MEASURE_TYPES),
        Field("repeats", "重复问题", "findings", "和本单位以前公开的哪个问题是同一问题：轮次/编号#问题编号，即那个问题的网址；几个用顿号隔开", "earlier findings of the same organisation that this one repeats: ROUND/ID#ID, as in their addresses", aliases=("同一问题", "上轮问题")),
        Field("audience", "公开范围", "choice", "党内：只显示编号和理由", "internal: only number and ground appear", choices=AUDIENCES),
        Field("withheld_reason", "不公开理由", "choice", "不向社会公开的理由", "ground for withholding", choices=GROUNDS),
        Field("approved_by", "审批", "text", "不公开的审批单位", "who approved withholding"),
    ),
    **PUBLISH,
    "due_change": (
        Field("from", "原定", "date", "原来的完成时限", "the due date as it was", required=True),
        Field("to", "改为", "date", "改后的完成时限", "the new due date", required=True),
        Field("reason", "理由", "text", "为什么变更，向社会公开", "why, for the public", required=True),
    ),
}
# fmt: on

# fields of a finding that are lines of a form of their own: no column of an office's ledger has it
NOT_IN_LEDGERS = ("due_changes", "repeats")

BY_NAME: dict[str, dict[str, Field]] = {
    record: {name: f for f in fields for name in (f.id, f.zh, *f.aliases)} for record, fields in RECORDS.items()
}


class Kind(NamedTuple):
    """What a kind of notice requires: fields, text patterns of sections, and its outline."""

    id: str
    fields: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]  # (pattern searched in headings, name shown in messages)
    findings: bool
    numbering: bool  # whether labels are supplied to headings that have none


KIND_RULES: dict[str, Kind] = {
    k.id: k
    for k in (
        Kind("rectification", ("round", "organisation", "published_at"), (("整改", "整改落实情况"),), True, True),
        Kind("announcement", ("round", "published_at"), (), False, True),
        Kind(
            "feedback",
            ("round", "organisation", "feedback_on", "published_at"),
            (("问题", "存在的主要问题"),),
            False,
            True,
        ),
        Kind("correction", ("corrects", "published_at"), (), False, True),
        Kind("consultation", ("organisation", "oversight", "published_at"), (), False, True),
    )
}
