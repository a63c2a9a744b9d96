"""What a reviewer says: 10xx figures, 11xx structure, 16xx dates, 17xx the site, 18xx waivers and approvals."""

from __future__ import annotations

from generator.message import Message

# fmt: off
REVIEW_A: tuple[Message, ...] = (
    # figures
    Message("W1001", "写明反馈问题{0}个，列出的是{1}个（其中不公开的{2}个）", "{0} findings are stated, {1} are listed ({2} of them withheld)", "核对数字；不公开的问题也要列出编号和理由，就能对上", "check the number; withheld findings are listed too, with their ground"),
    Message("W1002", "写明整改措施{0}个，列出的是{1}个", "{0} measures are stated, {1} are listed", "核对数字；问题下面列表的一项算一个措施", "check the number; each item of a list under a finding is a measure"),
    Message("W1003", "写明“{0}”{1}个，按各问题的状态是{2}个", "{1} findings are stated as {0}, {2} have that status", "核对数字和每个问题的状态", "check the number and the status of each finding"),
    Message("W1004", "各种状态合计{0}个，和总数{1}个不符", "the findings by status are {0}, the total is {1}", "核对这句话里的数字", "check the numbers of this sentence"),
    Message("W1005", "“{0}”这里写的是{1}，信息区或者前文写的是{2}", "{0}: {1} here, {2} in the front matter or before", "同一个数只能有一个，改成一致", "one thing has one number: make them agree"),
    Message("W1006", "写明反馈了{0}个方面，列出的“聚焦……”是{1}个", "{0} aspects are stated, {1} headings 聚焦… are listed", "核对数字或者标题", "check the number or the headings"),
    Message("W1007", "“其中”各项合计{0}，多于总数{1}", "the parts are {0} together, more than the whole, {1}", "核对总数和各项的数", "check the whole and its parts"),
    Message("N1008", "“其中”各项合计{0}，少于总数{1}", "the parts are {0} together, less than the whole, {1}", "没有列全的，可以写“其中主要有”；列全了的，核对数字", "check the numbers, unless some parts are left out on purpose"),
    Message("W1009", "合计写的是{0}，前面各数相加是{1}", "the sum is given as {0}, the numbers before it make {1}", "核对合计和各项的数", "check the sum and its parts"),
    Message("W1010", "比例{0}%超过了100%", "a share of {0} % is above 100 %", "核对比例", "check the share"),
    Message("W1011", "比例写的是{0}%，按{1}和{2}计算是{3}%", "the share is given as {0} %, {1} of {2} is {3} %", "核对比例和数字", "check the share and the numbers"),
    Message("W1012", "前后两个数的变化是{0}，和写的不符", "the change between the two numbers is {0}, which is not what is said", "核对三个数和“增加”“减少”", "check the numbers and the direction"),
    Message("W1013", "写的是{0}个，列出的是{1}个", "{0} are stated, {1} are named", "核对数字和列出的名称", "check the number and the names"),
    Message("W1014", "反馈日期这里是{0}，别处是{1}", "the day of feedback is {0} here, {1} elsewhere", "同一次反馈只有一个日期，以巡察机构的文书为准", "one feedback has one day: take it from the inspection's papers"),
    Message("W1015", "巡察组这里称“{0}”，别处称“{1}”", "the team is called {0} here, {1} elsewhere", "统一用规范名称", "use its official name throughout"),
    Message("W1016", "这里是“{0}”巡察，别处是“{1}”", "the inspection is {0} here, {1} elsewhere", "同一次巡察只有一种方式，以巡察公告为准", "one inspection is of one kind: take it from its announcement"),
    Message("W1017", "巡察起止日期这里是{0}，别处是{1}", "the period of the inspection is {0} here, {1} elsewhere", "以巡察公告为准，改成一致", "take it from the announcement and make them agree"),
    Message("W1018", "这里说“{0}”，后面又说已经做了", "“{0}” is said here, and after it that it was done", "改成一种说法", "say one of the two"),
    # structure
    Message("W1101", "“{0}”的序号不连续，应有“{1}”", "the item “{0}” is out of order, “{1}” is missing", "检查是否漏了一项或者重号", "check for a gap or a repeat"),
    Message("W1102", "“{0}”的序号不连续，应是“{1}”", "“{0}” is out of order, expected “{1}”", "检查是否漏了一项或者重号", "check for a gap or a repeat"),
    Message("W1103", "“{0}”后面没有列出来", "nothing is listed after “{0}”", "把措施列成“- 一是……”，或者改这句话", "list the measures as items, or change the sentence"),
    Message("W1104", "有“{0}”，没有“{1}”", "there is “{0}” but no “{1}”", "补上后面的步骤，或者不分步骤写", "add the steps after it, or write it without steps"),
    Message("W1105", "有“一方面”，没有“另一方面”", "一方面 without 另一方面", "补上另一方面，或者删去“一方面”", "add the other side, or delete 一方面"),
    Message("N1106", "列完措施以后的这一段，不属于哪一项措施", "a paragraph after the measures belongs to none of them", "并入有关措施，或者另列一项", "make it part of a measure, or a measure of its own"),
    Message("W1107", "标题下面没有内容", "nothing stands under this heading", "写上内容，或者删去标题；不公开的写 :公开范围: 党内", "write it, or delete the heading; withheld findings have :audience: internal"),
    Message("W1108", "和第 {0} 行的问题标题相同", "this finding has the same heading as line {0}", "检查是否列了两次", "check whether it is listed twice"),
    Message("W1109", "“{0}”和同级标题的序号写法不同", "the label “{0}” has another form than those beside it", "同级标题用同一种序号", "headings of one level have one form of label"),
    Message("W1110", "“{0}”的层次应在“{1}”之上，却在它下面", "“{0}” stands under “{1}”, which is of a lower level", "层次依次是 一、（一）1.（1）①", "the levels are 一、（一）1.（1）①"),
    Message("W1111", "序号写成了“{0}”，应是“{1}”", "the label is written “{0}”, it should be “{1}”", "“一”后面用顿号，“1”后面用圆点，括号后面不用标点", "一、 has 、; 1. has a full stop; brackets have nothing after them"),
    Message("N1112", "这个标题用“{0}”，同级的多用“{1}”", "this heading opens with {0}, most beside it with {1}", "统一用一种写法", "use one throughout"),
    Message("W1113", "别的问题写了状态，这个没有", "other findings have a status, this one has none", "在标题下加一行：:状态: 已完成（基本完成、未完成）", "add a line: :status: completed (largely completed, not completed)"),
    Message("N1114", "{0}个问题都没有写整改状态", "none of the {0} findings has a status", "在每个问题的标题下加一行：:状态: 已完成（基本完成、未完成）；台账和开放数据也要用", "add a status to each finding: the ledger and the open data show it"),
    Message("W1121", "没有成文日期", "there is no date of signature", "在信息区加一行：成文日期: …；并在落款下面写上", "add signed_on to the front matter and the day under the signature"),
    Message("W1122", "没有落款单位", "there is no signing body", "在信息区加一行：落款: …", "add signed_by to the front matter"),
    Message("W1123", "没有监督期", "there is no oversight period", "在信息区加上监督期的开始和结束日期", "add oversight with its first and last day"),
    Message("W1124", "没有写明反馈日期", "the day of feedback is not given", "在信息区加一行：反馈日期: …", "add feedback_on to the front matter"),
    Message("W1125", "电话没有区号：{0}", "the telephone number has no area code: {0}", "写成“区号-号码”，如 022-12345678", "write it with its area code, such as 022-12345678"),
    Message("N1126", "没有通信地址", "there is no postal address", "在联系方式里加上地址和邮编，方便群众来信", "add address and postcode to contact"),
    # dates
    Message("N1601", "这项措施在{0}，早于反馈（{1}）", "this measure was taken in {0}, before the feedback ({1})", "确认是不是针对本次反馈的整改", "make sure that it answers this feedback"),
    Message("W1602", "{0}的时限在发布时已经过了", "the time {0} had passed when this was published", "改写为实际结果，或者写明新的时限", "tell what came of it, or give a new time"),
    Message("N1603", "{0}的时限已经过了", "the time {0} has passed", "适时公开后来的情况", "publish what came of it"),
    Message("W1604", "“{0}”早于“{1}”", "{0} is before {1}", "检查这个问题的各个日期", "check the days of this finding"),
    Message("W1605", "“{0}”早于“{1}”", "{0} is before {1}", "检查两个日期", "check the two days"),
    Message("W1606", "落款日期是{0}，信息区的成文日期是{1}", "the day under the text is {0}, signed_on is {1}", "改成一致", "make them agree"),
    Message("W1607", "{0}晚于发布日期（{1}），却写成已经做了", "{0} is after the publication ({1}) but told as done", "检查年份", "check the year"),
    Message("W1608", "没有这个日期：{0}", "there is no such date: {0}", "检查年、月、日", "check year, month and day"),
    Message("W1609", "{0}是星期{1}", "the day of the week of {0} is wrong", "检查日期和星期", "check the date and the day of the week"),
    Message("W1610", "结束早于开始：{0}", "it ends before it begins: {0}", "检查两个日期；跨年的，结束日期写上年份", "check both; write the year of the end where it is another"),
    Message("N1611", "{0}没有写年份，而全文涉及几个年份", "{0} has no year, and the text speaks of several", "补上年份", "add the year"),
    Message("W1612", "{0}里的年份{1}和日期不符，应是{2}", "the year {1} of {0} does not fit the dates ({2})", "检查编号的年份", "check the year in the number"),
    Message("W1613", "写了完成日期，状态却是“未完成”", "there is a completed_on, but the status is not completed", "检查日期和状态", "check the day and the status"),
    # site
    Message("W1701", "{0}和 {1} 的相同：{2}", "{2}: the same {0} as in {1}", "每篇公开件的编号不同，检查两处", "each notice has its own: check both"),
    Message("W1702", "标题和 {0} 的相同", "the title is the same as that of {0}", "检查是否发布了两次；不是的，在标题里写出区别", "check whether it is published twice; if not, tell them apart in the title"),
    Message("N1703", "最近一次发布是{0}，已经{1}天没有更新", "the last notice is of {0}, {1} days ago", "首页两周不更新，检查时会扣分；有新的情况及时公开", "home pages are inspected for being older than two weeks"),
    Message("N1704", "{0}篇公开件没有写{1}", "{0} notices have no {1}", "写上以后，搜索和转载时能准确显示", "search engines and harvesters show them"),
    Message("N1750", "这个问题可能和 {0}（{1}）是同一问题：{2}", "this may be the same finding as {0} ({1}): {2}",
            "是的，在标题下加一行“:{3}: {0}”；不是的，在“允许”里说明", "if it is, add a line “:{3}: {0}” under the heading; if not, say so under allow"),
    Message("E1802", "没有“{0}”的签字记录", "nobody has signed at the stage “{0}”", "运行 gongkai check --sheet 打印审签单，签字后把单上的记录抄到信息区", "print the sign-off sheet with gongkai check --sheet; once signed, copy its record into the front matter"),
    Message("E1803", "文本在“{0}”之后改动过（{1} {2} 签字）", "the text has changed since “{0}” ({1}, {2})", "重新打印审签单，重新签字；现在的指纹是 {3}", "print the sheet again and have it signed again; the digest is now {3}"),
    Message("E1801", "“允许”里的 {0} 没有对应的提示：“{1}”", "a waiver of {0} matches nothing: “{1}”", "提示已经消失或者原文已改，删去这一条；要保留的，核对代码和原文", "the fault is gone or the text has changed: delete the waiver, or mend its code and quotation"),
)
# fmt: on
