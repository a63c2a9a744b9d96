"""Every diagnostic the program knows: code, sentence and hint in Chinese and English.

A code is never reused or given another meaning; a rule that goes leaves its number empty.
The first letter is the severity: E error, W warning, N note. `{0}`, `{1}` are the arguments.
`docs/reference/diagnostics.md` is generated from this table.
"""

from __future__ import annotations

from generator.message import Message
from generator.messages_archive import ARCHIVE
from generator.messages_import import IMPORT
from generator.messages_publish import PUBLISH
from generator.messages_review_a import REVIEW_A
from generator.messages_review_b import REVIEW_B
from generator.messages_revisions import REVISIONS

# fmt: off
MESSAGES: tuple[Message, ...] = (
    # files
    Message("E0001", "文件不是 UTF-8 编码（看起来是 {0}）", "the file is not UTF-8 (it looks like {0})",
            "在编辑器里选“另存为”，编码选 UTF-8；WPS、记事本都有此选项", "save it again as UTF-8"),
    Message("E0002", "无法读取文件：{0}", "cannot read the file: {0}", "检查文件是否存在、是否有读取权限", "check that it exists and may be read"),
    Message("E0003", "文件中有控制字符 {0}", "control character {0} in the file", "删去这个看不见的字符，多由复制粘贴带入", "delete it; copying often brings such characters in"),
    Message("E0004", "文件太大（{0} 字节，上限 {1}）", "the file is too large ({0} bytes, at most {1})", "大文件请作为附件发布", "publish large files as attachments"),
    Message("E0005", "链接指向内容文件夹之外：{0}", "a symbolic link leads out of the content folder: {0}", "把文件复制进来，不要用链接", "copy the file instead of linking it"),
    Message("W0006", "此处不应有这个文件，没有采用", "a file that does not belong here was not used",
            "通报放 notices/轮次/，页面放 pages/，单位放 organisations/，轮次放 rounds/", "notices go to notices/ROUND/, pages to pages/, records to organisations/ and rounds/"),
    Message("E0007", "没有 content/site.yaml", "there is no content/site.yaml", "在站点文件夹里运行，或用 gongkai init 新建站点；-C 可指定文件夹", "run it in a site's folder, or make one with gongkai init; -C names a folder"),
    Message("E0008", "构建过程中文件被改动", "the file changed while the site was being built", "保存后再运行一次", "save it and run again"),
    Message("E0009", "文件名不是 UTF-8 编码", "the file's name is not UTF-8", "给文件重新命名；多由解压旧的压缩包造成", "rename the file; unpacking old archives often causes this"),
    # front matter and YAML
    Message("E0101", "开头的信息区没有结束", "the front matter is not closed", "在信息区最后另起一行写三个减号：---", "end it with a line of three hyphens: ---"),
    Message("E0102", "用了制表符（Tab）缩进", "a tab is used for indentation", "改成空格；YAML 不允许制表符", "use spaces; YAML does not allow tabs"),
    Message("E0103", "“{0}”后面是全角冒号", "a full-width colon follows “{0}”", "改成半角冒号加一个空格：{0}: ", "write a half-width colon and a space: {0}: "),
    Message("E0104", "“{0}”写了两次（第 {1} 行已有）", "“{0}” is given twice (first on line {1})", "只保留一处", "keep one of them"),
    Message("E0105", "信息区写法有误：{0}", "the YAML is malformed: {0}", "检查冒号后有没有空格、引号是否成对、缩进是否对齐", "check spaces after colons, pairs of quotes and indentation"),
    Message("E0106", "文件开头没有信息区", "there is no front matter", "第一行写 ---，接着写 title: 标题 等项，再以 --- 结束", "start with ---, then title: … and so on, then ---"),
    Message("E0107", "这里应是“名称: 值”的形式", "“name: value” pairs are expected here", "每行一项，冒号后空一格", "one pair a line, a space after the colon"),
    Message("E0108", "不支持 YAML 的锚点、别名和标签", "YAML anchors, aliases and tags are not supported", "把内容直接写出来", "write the value out"),
    # fields
    Message("E0201", "缺少必填项“{0}”（{1}）", "“{1}” ({0}) is missing", "在信息区加一行：{0}: …", "add a line: {1}: …"),
    Message("E0202", "没有“{0}”这一项", "there is no key “{0}”", "{1}", "{1}"),
    Message("E0203", "“{0}”应是{1}", "“{0}” must be {1}", "", ""),
    Message("E0204", "没有这一天：{0}", "there is no such day: {0}", "检查年、月、日", "check year, month and day"),
    Message("E0205", "日期格式不对：{0}", "the date is not in the expected form: {0}", "写成 {1}", "write {1}"),
    Message("E0206", "“{0}”不能是“{1}”", "“{0}” cannot be “{1}”", "可以写：{2}", "choose one of: {2}"),
    Message("E0207", "编号不合要求：{0}", "this is not a valid id: {0}", "只用小写字母、数字和减号，以字母或数字开头；文件名是中文时在信息区写 id: …", "use lower-case letters, digits and hyphens; or give an id: in the front matter"),
    Message("E0208", "邮箱地址不对：{0}", "this is not an e-mail address: {0}", "形如 name@example.gov.cn", "such as name@example.gov.cn"),
    Message("E0209", "电话号码不对：{0}", "this is not a telephone number: {0}", "形如 022-12345678，分机写“转 801”", "such as 022-12345678"),
    Message("E0210", "网址不对：{0}", "this is not a web address: {0}", "以 https:// 或 http:// 开头", "it starts with https:// or http://"),
    Message("E0211", "“{0}”是空的", "“{0}” is empty", "填写内容，或删去这一行", "fill it in or delete the line"),
    Message("E0214", "结束日期早于开始日期", "it ends before it starts", "检查两个日期", "check the two dates"),
    Message("E0215", "没有这个时区：{0}", "there is no such time zone: {0}", "例如 Asia/Shanghai", "for example Asia/Shanghai"),
    Message("W0216", "{0}的写法不合规定：{1}", "{0} does not have the prescribed form: {1}", "规定的写法：{2}", "the prescribed form: {2}"),
    Message("E0217", "没有主题“{0}”", "there is no theme “{0}”", "主题是 themes/ 下的文件夹；可用：{1}", "a theme is a folder in themes/; there are: {1}"),
    Message("E0218", "徽标不能用：{0}", "the emblem cannot be used: {0}",
            "写 content/ 里一个 SVG 或 PNG 文件的路径，如 emblem.svg", "give the path of an SVG or PNG file in content/, such as emblem.svg"),
    Message("E0219", "“{0}”的颜色 {1} 看不清：和 {2} 的对比是 {3}∶1，至少要 7∶1", "the colour {1} of “{0}” cannot be read: its contrast with {2} is {3}:1, and 7:1 is needed",
            "主色和页首底色选深一些的，深色主色选浅一些的", "choose a darker one; for main_dark, a lighter one"),
    Message("E0220", "只有简体中文的网站可以有繁体版", "only a site in Simplified Chinese can have a Traditional Chinese edition",
            "在 outputs 里删去 traditional（繁体版）这一项，或者把 language 改为 zh-CN", "remove traditional from outputs, or set language to zh-CN"),
    # Markdown
    Message("E0301", "正文里有网页代码：{0}", "raw HTML in the text: {0}", "删去代码，用 Markdown 写；确要显示尖括号时写 \\<", "write Markdown instead; to show the bracket write \\<"),
    Message("E0302", "不允许的链接：{0}", "a link that is not allowed: {0}", "只能用 http、https、mailto、tel 和站内链接", "use http, https, mailto, tel or a link inside the site"),
    Message("W0303", "标题级别从 {0} 级跳到 {1} 级", "the heading level skips from {0} to {1}", "少写 {2} 个 #", "use {2} # fewer"),
    Message("E0304", "编号“{0}”用了两次（第 {1} 行已有）", "the id “{0}” is used twice (first on line {1})", "换一个编号", "choose another id"),
    Message("E0305", "这里的字段不在标题之下", "these fields do not stand under a heading", "字段（:状态: …）紧接在问题的标题后面写", "fields (:status: …) follow a finding's heading"),
    Message("W0306", "正文里又用了一级标题", "a first-level heading in the text", "标题写在信息区的 title，正文从 ## 开始", "the title stands in the front matter; the text starts with ##"),
    Message("W0307", "编号“{0}”不连续，应是“{1}”", "the label “{0}” is out of order, expected “{1}”", "检查是否漏了一条或重号；编号按原文发布，不会自动改动", "check for a gap or a repeat; labels are published as written"),
    Message("E0308", "不允许的属性：{0}", "an attribute that is not allowed: {0}", "可用的有 {{#编号}} 和 {{.signature}}（落款）、{{.centre}}（居中）", "use {{#id}}, {{.signature}} or {{.centre}}"),
    Message("E0309", "标题是空的", "the heading is empty", "在 # 后面写标题，或删去这一行", "write a title after the # or delete the line"),
    Message("E0310", "不公开的问题没有写理由", "a withheld finding has no ground", "加一行：:不公开理由: …（可以写：{0}）", "add :withheld_reason: with one of: {0}"),
    Message("E0311", "“{0}”这样的字段写在这里没有作用", "fields such as “{0}” have no effect here", "问题的字段写在标题后、正文前", "a finding's fields stand between its heading and its text"),
    Message("E0312", "“{0}”没有认作字段", "“{0}” was not read as a field", "写成 :{0}: 值——顶格，两个半角冒号，冒号后空一格，每个字段一行", "write :{0}: value, at the start of a line, with two half-width colons and a space"),
    Message("W0313", "脚注“{0}”没有被引用，不会显示", "the footnote “{0}” is not referred to and will not appear", "在正文里写 [^{0}]，或删去这条脚注", "refer to it by [^{0}] or delete it"),
    Message("E0314", "脚注“{0}”写了两次（第 {1} 行已有）", "the footnote “{0}” is given twice (first on line {1})", "换一个编号，或只保留一条", "choose another label or keep one"),
    Message("E0315", "没有脚注“{0}”", "there is no footnote “{0}”", "另起一行写 [^{0}]: 脚注的内容；不是脚注时写 \\[^{0}]", "write [^{0}]: and its text on a line; if it is no footnote write \\[^{0}]"),
    # links, images, attachments
    Message("E0401", "链接的目标不存在：{0}", "the link leads nowhere: {0}", "检查路径和文件名；路径从本文件所在的文件夹算起{1}", "check the path, which starts at this file's folder{1}"),
    Message("E0402", "图片不存在：{0}", "the image does not exist: {0}", "图片放在与本文件同名的文件夹里", "images stand in the folder of the same name as this file"),
    Message("E0403", "图片没有文字说明", "the image has no alternative text", "在方括号里写图片的内容：![说明](图片)", "say what it shows: ![text](image)"),
    Message("E0404", "页面里没有这个位置：#{0}", "there is no such place in the page: #{0}", "{1}", "{1}"),
    Message("E0405", "附件不存在：{0}", "the attachment does not exist: {0}", "附件放在 {1} 里", "attachments stand in {1}"),
    Message("W0406", "文件夹里的这个文件没有被引用，不会发布", "this file is not referred to and will not be published", "在正文里链接它，或写进 attachments", "link it or list it under attachments"),
    Message("E0407", "链接的公开件没有发布：{0}", "the link leads to a notice that is not published: {0}", "等它发布，或去掉链接；gongkai why {0} 说明原因", "wait for it or drop the link; gongkai why {0} tells the reason"),
    Message("E0408", "路径超出内容文件夹：{0}", "the path leads out of the content folder: {0}", "只能链接 content/ 里的文件", "link files in content/ only"),
    Message("W0409", "链接的公开件已撤回，页面里不再有 #{0}", "the notice linked was withdrawn, its page has no #{0} any more", "改为链接整个页面，或去掉链接", "link the page as a whole, or drop the link"),
    # the library
    Message("E0501", "两个页面用了同一个地址 {0}：另一个是 {1}", "two pages have the same address {0}: the other is {1}", "检查两个文件的 round 和 id", "check round and id of both files"),
    Message("E0502", "没有编号为“{0}”的单位", "there is no organisation “{0}”", "在 content/organisations/ 里建立 {0}.yaml{1}", "make content/organisations/{0}.yaml{1}"),
    Message("E0503", "没有编号为“{0}”的轮次", "there is no round “{0}”", "在 content/rounds/ 里建立 {0}.yaml{1}", "make content/rounds/{0}.yaml{1}"),
    Message("E0504", "被更正的公开件不存在：{0}", "there is no notice “{0}” to correct", "写成 轮次/编号{1}", "write ROUND/ID{1}"),
    Message("E0505", "编号“{0}”留作他用", "the id “{0}” is reserved", "换一个编号", "choose another id"),
    Message("E0506", "没有意见所涉及的公开件“{0}”", "there is no notice “{0}” for the opinion to concern", "写成 轮次/编号{1}", "write ROUND/ID{1}"),
    Message("E0507", "公开件里没有这个问题：{0}", "the notice has no such finding: {0}", "写问题的固定编号，形如 f-1-2-3，见问题后面的链接{1}", "give the finding's permanent id, such as f-1-2-3, as in the link after it{1}"),
    # what a kind of notice requires
    Message("E0601", "{0}必须有“{1}”（{2}）", "a {0} needs “{2}” ({1})", "在信息区加一行：{1}: …", "add a line: {2}: …"),
    Message("W0602", "{0}一般有“{1}”部分，没有找到", "a {0} usually has a section “{1}”, which was not found", "如确无此内容可忽略", "ignore this if there is none"),
    Message("W0603", "没有认出一个问题", "no finding was recognised", "问题的标题写成 针对“…”问题，或在标题下写 :状态: …", "head a finding 针对“…”问题 or put fields under it"),
    Message("W0604", "没有可用的电话或邮箱，读者无法反映意见", "there is no telephone or e-mail for comments", "在本文件、单位或 site.yaml 里写 contact", "give a contact here, in the organisation or in site.yaml"),
    Message("N0605", "页脚缺少：{0}", "the footer lacks: {0}", "政府网站应当标明；在 site.yaml 里补上", "government sites must show it; add it to site.yaml"),
    # what is due: oversight periods, answers to opinions
    Message("W0611", "还没有{0}年的放假安排，剩余工作日按周末休息计算", "the holidays of {0} are not known: working days left are counted by weekends", "国务院办公厅公布后，写进 content/holidays.yaml，或者更新 chinesecalendar", "add them to content/holidays.yaml, or update chinesecalendar"),
    Message("E0612", "{0}既写在放假里，又写在调休上班里", "{0} is listed both as a day off and as a day of work", "删去其中一处", "delete one of them"),
    Message("W0613", "收到意见已满两个月，还没有答复", "an opinion has been unanswered for more than two months", "尽快答复；满三个月，网站就不能生成", "answer it; after three months the site cannot be built"),
    Message("E0614", "收到意见已满三个月，还没有答复", "an opinion has been unanswered for more than three months", "政府网站的留言超过三个月不回应，检查为不合格；答复后写上答复日期和答复", "a government site with such a message fails inspection; answer it, and give answered_on and the answer"),
    Message("E0615", "答复日期早于收到日期", "it is answered before it was received", "检查两个日期", "check the two dates"),
    Message("E0616", "写了答复日期，没有写答复", "answered_on is given, but there is no answer", "在正文里写“## 答复”，下面写答复的内容", "write ## Answer in the text, and the answer below"),
    Message("E0617", "写了答复，没有写答复日期", "there is an answer, but no answered_on", "在信息区加一行：答复日期: …", "add a line: answered_on: …"),
    Message("E0618", "没有写意见的内容", "the opinion itself is missing", "在“## 答复”前面写意见的内容", "write it before ## Answer"),
    # what findings say of earlier rounds
    Message("E0920", "没有重复问题所指的公开件“{0}”", "there is no notice “{0}” with the finding that is repeated", "写成 轮次/编号#问题编号，即那个问题的网址{1}", "write ROUND/ID#ID, as in the finding's address{1}"),
    Message("E0921", "公开件 {0} 里没有编号为“{1}”的问题", "the notice {0} has no finding “{1}”", "照抄那个问题后面链接里 # 号后的编号{2}", "give the id after the # in the link after that finding{2}"),
    Message("E0922", "重复问题所指的公开件 {0} 是别的单位的：{1}", "the notice {0} with the finding that is repeated is another organisation's: {1}", "只能指本单位以前公开的问题", "only the same organisation's findings can be repeated"),
    Message("E0923", "重复问题所指的公开件 {0} 不比本件早", "the notice {0} with the finding that is repeated is not earlier than this one", "“重复问题”写在后公开的一件里，指先公开的一件；检查编号和两件的发布时间", "the later notice names the earlier one: check the id and when both were published"),
    Message("E0924", "重复问题所指的 {0} 没有公开内容，写明重复就等于公开了内容", "the finding {0} is withheld: to say that this one repeats it tells what it is about", "删去这一行，或者把本问题也列为不公开", "delete the line, or withhold this finding too"),
    Message("E0925", "“{0}”不是一个问题的编号", "“{0}” is not the id of a finding", "写成 轮次/编号#问题编号，如 binhai-3-14/teda#f-1-2-3，也可以照抄那个问题的网址；几个用顿号隔开", "write ROUND/ID#ID, such as binhai-3-14/teda#f-1-2-3, or the finding's address; several are separated by commas"),
    Message("E0926", "时限变更的写法不对：{0}", "this is not a change of a due date: {0}", "写成 2022-03-31 → 2022-06-30，理由；箭头也可以写“改为”", "write 2022-03-31 → 2022-06-30, reason; the arrow may be written ->"),
    Message("E0927", "时限变更没有写理由", "the change of the due date has no reason", "在两个日期后面写：，理由", "write it after the two dates"),
    Message("E0928", "时限变更前后接不上：这一次从 {0} 改起，上一次改成的是 {1}", "the changes of the due date do not follow each other: one starts from {0}, the one before led to {1}", "按先后顺序写，每次的原定时限就是上一次改成的时限", "write them in their order; each starts from what the one before led to"),
    Message("E0929", "时限变更前后是同一天：{0}", "the due date is changed to the same day: {0}", "检查两个日期", "check the two dates"),
    Message("E0930", "时限变更最后改成 {0}，完成时限写的是 {1}", "the last change of the due date leads to {0}, but the due date is {1}", "完成时限写现在的时限，原来的留在“时限变更”里", "the due date is the one that holds now; the earlier one stands in the change"),
    Message("W0931", "时限改早了：{0} 早于原定的 {1}", "the due date was brought forward: {0} is before {1}", "确是提前的可忽略；写反了的，对调两个日期", "ignore this if it is so; otherwise exchange the dates"),
    # the theme
    Message("E0701", "模板有误：{0}", "the template is malformed: {0}", "", ""),
    Message("E0702", "模板用了没有的内容：{0}", "the template uses something that is not there: {0}", "可用的内容见 generator/views.py 和主题说明", "see the theme reference for what a template is given"),
    Message("E0703", "主题里没有模板 {0}", "the theme has no template {0}", "", ""),
    Message("E0704", "模板引用的名称必须直接写出：{0}", "a template name must be written out: {0}", "extends、include 和 import 后面只能是引号里的名称", "extends, include and import take a quoted name"),
    # the output folder
    Message("W0801", "站点文件夹里有不是本程序生成的文件，已保留", "a file the program did not make stands in the output and was left", "不需要时请自行删除", "delete it yourself if it is not wanted"),
    Message("E0803", "这个文件（夹）挡住了要生成的文件", "this file or folder is in the way of one to be made", "把它移走或删去后再运行", "move it away or delete it and run again"),
    Message("E0804", "输出文件夹里有别的文件，不像是本程序生成的网站", "the output folder holds other files and does not look like a site of this program", "用 --out 指定一个空文件夹，或先把里面的文件移走", "name an empty folder with --out, or move these files away first"),
    Message("E0810", "没有安装 {0}，site.yaml 里打开的“{1}”生成不了", "{0} is not installed, which “{1}” in site.yaml needs",
            "运行 pip install 'gongkai[{1}]'，或者在 outputs 里关掉这一项", "run pip install 'gongkai[{1}]', or switch it off in outputs"),
    Message("E0811", "{0} 已安装，但缺少它要用的系统程序库：{1}", "{0} is installed, but not a system library it needs: {1}",
            "Debian、Ubuntu 上运行 apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；其他系统见 {0} 的安装说明", "on Debian and Ubuntu run apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; for others see the instructions of {0}"),
    *REVIEW_A,
    *REVIEW_B,
    *REVISIONS,
    *IMPORT,
    *PUBLISH,
    *ARCHIVE,
)
# fmt: on

BY_CODE: dict[str, Message] = {m.code: m for m in MESSAGES}


def sentence(code: str, args: tuple[str, ...], language: str) -> tuple[str, str]:
    """The message and the hint ("" without one), in Chinese unless the language is en."""
    m = BY_CODE[code]
    message, hint = (m.en, m.hint_en) if language == "en" else (m.zh, m.hint_zh)
    return message.format(*args), hint.format(*args) if hint else ""
