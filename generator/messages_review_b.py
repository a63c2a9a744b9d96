"""What a reviewer says: 12xx leftovers, 13xx wording, 14xx punctuation, 15xx privacy."""

from __future__ import annotations

from generator.message import Message

# fmt: off
REVIEW_B: tuple[Message, ...] = (
    # leftovers
    Message("E1201", "正文里留有文字处理软件的标记：{0}", "a mark of a word processor is left in the text: {0}", "删去；gongkai check --fix 可以代删", "delete it; gongkai check --fix does"),
    Message("W1202", "留有内部的稿件标记：{0}", "a label of a draft or an inner edition is left: {0}", "公开件不写稿件名称，删去", "what is published is no draft: delete it"),
    Message("W1203", "“{0}”是对上级报告的口气或者内部审批的经过", "“{0}” speaks to a superior, or tells how the text was approved", "公开件面向群众：改成“现将……予以公布”；审批经过不写", "speak to the public, and leave out how it was approved"),
    Message("W1204", "这句话连写了两遍：{0}", "this sentence stands twice in a row: {0}", "删去一遍", "delete one"),
    Message("W1205", "这一段 {0} 个字和第 {1} 行的相同", "a passage of {0} characters is the same as on line {1}", "多半是粘贴时重复了：删去一处，或者改写", "probably pasted twice: delete or rewrite one"),
    Message("W1206", "{0} 是部首或者兼容字符，看起来像“{1}”，却搜索不到", "{0} is a radical or a compatibility character: it looks like {1}, but no search finds it", "换成“{1}”；gongkai check --fix 可以代换", "write {1}; gongkai check --fix does"),
    Message("W1207", "有看不见的字符 {0}", "an invisible character, {0}", "删去；gongkai check --fix 可以代删", "delete it; gongkai check --fix does"),
    Message("W1208", "有显示不出来的字符 {0}", "a character that cannot be shown, {0}", "对照原稿补上这个字", "put in the character of the original"),
    Message("W1209", "留有页码或者多余的符号：{0}", "a page number or a stray mark is left: {0}", "删去；gongkai check --fix 可以代删", "delete it; gongkai check --fix does"),
    Message("W1210", "还没有填写：{0}", "not filled in yet: {0}", "补上内容，或者删去", "fill it in or delete it"),
    # wording
    Message("W1301", "日期写错了：{0}", "the date is malformed: {0}", "检查年、月、日的顺序和位数", "check the order and the digits of year, month and day"),
    Message("W1302", "“{0}”多了一个字", "“{0}” has a character too many", "改成“{1}”", "write {1}"),
    Message("W1303", "“{0}”重复了", "“{0}” is written twice", "只写一个“{1}”；确实可以连写的词，加进 words/doubled.txt", "write {1} once; a word that may be doubled goes into words/doubled.txt"),
    Message("W1304", "“{0}”应是“{1}”", "“{0}” should be “{1}”", "改正；本单位确实这样写的，在 words/phrases.txt 里写一行 -{0}", "correct it; if your office does write so, put -{0} into words/phrases.txt"),
    Message("N1305", "“{0}”不是登记的名称或者简称（登记的简称是“{1}”）", "“{0}” is neither the registered name nor an alias (registered is “{1}”)", "统一用一个简称，或者把它写进单位的别称", "use one short name, or add it to the organisation's aliases"),
    Message("W1306", "“{0}”前面少了字", "something is missing before “{0}”", "这个小句开头不通，对照原稿补上", "the clause cannot begin so: compare the original"),
    Message("W1307", "句子到“{0}”就断了", "the sentence breaks off after “{0}”", "对照原稿补完整", "compare the original"),
    Message("W1308", "“二个”应是“两个”", "“二个” should be “两个”", "量词前用“两”", "before a measure word it is 两"),
    Message("N1309", "“{0}”是有专门含义的简称，一般加引号", "“{0}” is an abbreviation that usually stands in quotation marks", "写成“{0}”，全文一致", "put it in quotation marks, throughout"),
    Message("W1310", "“{0}”：概数重复", "“{0}” says twice that the number is not exact", "“约”“近”和“左右”“余”“以上”只用一个", "say so once"),
    Message("W1311", "“{0}”：减少不能用倍数", "“{0}”: what grows less does not do so by times", "改成“减少到……”或者百分比", "give what it came to, or a percentage"),
    # punctuation
    Message("W1401", "引号 {0} 不成对：…{1}…", "the quotation mark {0} is unpaired: …{1}…", "补上另一半，或者删去", "put in its other half or delete it"),
    Message("W1402", "引号里又用了同样的引号：{0}", "quotation marks in the same quotation marks: {0}", "里面一层改用 {1}", "inside, use {1}"),
    Message("W1403", "{0} 不成对：…{1}…", "{0} is unpaired: …{1}…", "补上另一半，或者删去", "put in its other half or delete it"),
    Message("W1404", "中文里用了半角括号：{0}", "half-width brackets in Chinese text: {0}", "改成（ ）", "write （ ）"),
    Message("N1405", "书名号里又用了双书名号：{0}", "《 》 inside 《 》: {0}", "里面一层改用〈 〉", "inside, use 〈 〉"),
    Message("W1406", "中文里用了半角的 {0}", "a half-width {0} in Chinese text", "改成 {1}", "write {1}"),
    Message("W1407", "汉字之间有空格", "a space between Chinese characters", "删去空格", "delete it"),
    Message("W1408", "用了全角的字母或者数字：{0}", "full-width letters or digits: {0}", "改成 {1}", "write {1}"),
    Message("W1409", "发文字号的年份应写在六角括号里：{0}", "the year of a document number stands in 〔 〕: {0}", "改成 {1}", "write {1}"),
    Message("W1410", "发文字号的写法不合规定：{0}", "a document number of the wrong form: {0}", "年份写四位，顺序号不加“第”、前面不加 0，如〔2022〕3号", "four digits for the year, no 第 and no leading nought, as 〔2022〕3号"),
    Message("W1411", "起止之间用了短横线：{0}", "a hyphen between two ends: {0}", "改成 {1}，或者用“至”", "write {1}, or 至"),
    Message("W1412", "标点重复或者不能连用：{0}", "marks that cannot stand together: {0}", "只留一个", "keep one"),
    Message("W1413", "标题的引号里多了“{0}”", "a “{0}” at the end of the quotation in a heading", "删去", "delete it"),
    Message("W1414", "序号后面的标点不对：{0}", "the wrong mark after a number: {0}", "写成 {1}", "write {1}"),
    Message("W1415", "“{0}”应写成 {1}", "“{0}” should be {1}", "省略号是六个点（……），破折号占两个字（——）", "an ellipsis has six dots, a dash is as long as two characters"),
    Message("N1416", "“{0}”中间的顿号一般不用", "the 、 in {0} is usually left out", "并列的书名号、引号之间不用顿号（GB/T 15834）", "between titles, and between quotations, there is none (GB/T 15834)"),
    Message("N1417", "引用的是完整的话，句号应在引号里面", "whole sentences are quoted: their full stop belongs inside the quotation", "把句号移到引号前面：。”", "write 。”"),
    Message("N1418", "分项里已有句号，各项末尾就不用分号", "an item has a full stop inside, so items do not end with a semicolon", "各项末尾都改用句号（GB/T 15834）", "end each with a full stop (GB/T 15834)"),
    Message("W1419", "年份里的零写法不对：{0}", "the nought of a year is written wrongly: {0}", "改成 {1}", "write {1}"),
    Message("W1420", "日期里汉字和阿拉伯数字混用：{0}", "Chinese and Arabic figures in one date: {0}", "统一用阿拉伯数字", "use Arabic figures"),
    # privacy
    Message("E1501", "有身份证号码（{0}）", "an identity card number ({0})", "删去，或者只留前后几位；不能公开", "delete or mask it: it must not be published"),
    Message("E1502", "有银行卡号（{0}）", "a bank card number ({0})", "删去，或者只留末四位；不能公开", "delete or mask it: it must not be published"),
    Message("N1503", "可能有护照号码", "perhaps a passport number", "删去或者遮盖", "delete or mask it"),
    Message("W1504", "有手机号码（{0}），不是登记的联系电话", "a mobile number ({0}) that is not the contact's", "个人的删去；是联系电话的，写进联系方式", "delete a person's; the contact's belongs to the contact"),
    Message("W1505", "有具体到楼、室的住址", "an address down to the flat", "写到街道、社区为止", "name no more than the street or the community"),
    Message("W1506", "“{0}”旁边写了人的全名", "a person's whole name beside “{0}”", "必须公开的除外，写成“某某”；依法公开的，用“允许”写明理由", "mask it as 某某; where the law has it published, say so in a waiver"),
    Message("W1507", "还没有结束的核查或者案件：{0}", "an inquiry or a case that is not over: {0}", "核查、审理中的情况不公开；写成“正在按程序办理”", "do not tell of it before it is over"),
    Message("W1508", "写了信访人、未成年人、患者或者救助对象的全名", "the whole name of a petitioner, a minor, a patient or somebody who was helped", "写成“某某”", "mask it"),
    Message("E1509", "有国家秘密标志：{0}", "a mark of state secrecy: {0}", "立即停止公开，送保密工作机构处理", "stop, and turn to whoever is in charge of secrets"),
    Message("W1510", "有内部文件的字样：{0}", "a note of papers for inner use: {0}", "核对这份文件能否公开，能公开的删去字样", "check whether this may be published at all; if so delete the note"),
)
# fmt: on
