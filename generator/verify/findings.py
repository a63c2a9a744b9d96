"""Everything that verification may say: code, grade, sentence and hint in Chinese and English.

A code keeps its meaning for good. `{0}`, `{1}` are arguments; where it was found stands before the sentence. The grades:
fine; a notice, which readers should know and which is no fault; broken, what is missing or cannot be read; forged, what
is other than it was announced, by whomever. `docs/reference/verify.md` describes the same table.
"""

from __future__ import annotations

from typing import NamedTuple

from generator.message import Message

FINE, NOTICE, BROKEN, FORGED = GRADES = ("fine", "notice", "broken", "forged")


class Finding(NamedTuple):
    """Something that verification found: its code, the path or the name of what it is about, its arguments."""

    code: str
    where: str = ""
    args: tuple[str, ...] = ()

    @property
    def grade(self) -> str:
        return BY_CODE[self.code][0]

    @property
    def is_wrong(self) -> bool:
        return self.grade in (BROKEN, FORGED)


# how entries and their keys are called, in the findings that have them as arguments
WORDS = {
    "publish": ("公开", "announcement"), "correct": ("更正", "correction"), "supplement": ("补充", "supplement"),
    "withdraw": ("撤回", "withdrawal"), "restore": ("恢复", "restoration"), "erase": ("删除", "erasure"),
    "rerender": ("排版", "layout"), "release": ("全站登记", "release"), "round-open": ("轮次开始", "opening of the round"),
    "round-close": ("轮次关闭", "closing of the round"), "key-rotate": ("更换公钥", "change of key"),
    "reason": ("理由", "reason"), "at": ("时间", "time"), "article_sha256": ("正文", "text"),
    "attachments": ("附件", "files"), "commit": ("登记内容", "record"), "files": ("文件数", "number of files"),
    "notices": ("篇数", "number of notices"), "manifest_sha256": ("清单", "manifest"), "key": ("公钥", "key"),
    "rev": ("版次", "revision"),
}  # fmt: skip
_IN_WORDS = frozenset(("V411", "V412", "V413", "V414", "V415"))


def _word(word: str, en: bool) -> str:
    return WORDS[word][en] if word in WORDS else word


def sentence(finding: Finding, language: str) -> tuple[str, str]:
    """What is said of a finding, and what it means or what to do."""
    _, message = BY_CODE[finding.code]
    en = language == "en"
    said, hint = (message.en, message.hint_en) if en else (message.zh, message.hint_zh)
    args = finding.args
    if finding.code in _IN_WORDS:
        args = tuple((", " if en else "、").join(_word(w, en) for w in arg.split(",")) for arg in args)
    return said.format(*args), hint.format(*args)


_RESTORE = (
    "从备份、归档包或 register 文件夹取回原来的文件，再核对一次",
    "restore the file from a backup, an archive or the folder register, and verify again",
)
_TEXT = (
    "文字被改过，或者网站生成以后还没有登记（gongkai log append）；和该版的固定网页、归档包对照",
    "the text was changed, or the site was built and not yet announced (gongkai log append); compare it with the page of the revision or an archive",
)
_KEEP = (
    "保存好你手里的旧检查点和旧网页，它们就是证据；请网站的主管单位说明",
    "keep the old checkpoint and the old pages, they are the evidence; ask the supervising office to explain",
)

# fmt: off
TABLE: tuple[tuple[str, Message], ...] = (
    # keys and checkpoint
    (FINE, Message("V001", "检查点的签名有效：{0} 的公开记录，共 {1} 条", "the checkpoint is properly signed: the log {0} with {1} entries")),
    (NOTICE, Message("V002", "只用了网站自己给出的公钥", "only the key that the place itself gives was used",
             "换了公钥、整个重做的网站这样查不出来。请用印在纸上或从别处得到的公钥：--key", "a site that was made anew with another key is not found out this way; give a key from paper or from elsewhere: --key")),
    (BROKEN, Message("V003", "这里没有公开记录（log/checkpoint）", "there is no log here (log/checkpoint)",
             "核对位置是否写对；网站还没有启用公开记录的，先运行 gongkai log init", "check the place; a site that has no log yet gets one by gongkai log init")),
    (BROKEN, Message("V004", "公钥文件（log/keys）缺少或者读不了", "the file of keys (log/keys) is missing or cannot be read", *_RESTORE)),
    (BROKEN, Message("V005", "检查点读不了，不是规定的格式", "the checkpoint cannot be read; it is not in the form it must have", *_RESTORE)),
    (FORGED, Message("V006", "检查点不是公钥 {0} 签的", "the checkpoint was not signed with the key {0}",
             "网站换过公钥或者被人重做；向主管单位核对现在的公钥", "the key was changed, or somebody made the site anew; ask the supervising office for the present key")),
    (FORGED, Message("V007", "检查点上 {0} 的签名不对", "the signature of {0} under the checkpoint is wrong", "检查点被改过或者损坏，不能相信；" + _RESTORE[0], "the checkpoint was changed or damaged and proves nothing; " + _RESTORE[1])),
    (FORGED, Message("V008", "检查点属于另一份记录：写的是 {0}，应是 {1}", "the checkpoint belongs to another log: it says {0}, not {1}", "核对公钥是不是这个网站的", "check whether the key is that of this site")),
    (FINE, Message("V009", "联署单位 {0} 确认过这个检查点（{1}）", "the witness {0} confirmed this checkpoint ({1})")),
    (NOTICE, Message("V010", "联署单位 {0} 没有在这个检查点上签名", "the witness {0} did not sign this checkpoint", "可能只是还没有来得及；请联署单位核对", "it may merely not have done so yet; ask it")),
    (NOTICE, Message("V011", "公钥更换过，现在的公钥 {0} 有原公钥的签名为证", "the key was changed; the present one, {0}, is vouched for by the one before", "记下现在的公钥（log/keys 的最后一行）", "note the present key, the last line of log/keys")),
    (FORGED, Message("V012", "检查点是另一个公钥（{0}）签的，没有你给的公钥为它作证", "the checkpoint was signed with another key ({0}), for which none of the keys you gave vouches",
             "向主管单位核对公钥是否更换过；再加上一份更换前的检查点（--checkpoint）试试", "ask the supervising office whether the key was changed; try again with a checkpoint from before (--checkpoint)")),
    # log
    (BROKEN, Message("V101", "公开记录缺少这个文件", "this file of the log is missing", *_RESTORE)),
    (FORGED, Message("V102", "公开记录的这个文件和签名对不上", "this file of the log is not what was signed", "文件被改过或者损坏；" + _RESTORE[0], "it was changed or damaged; " + _RESTORE[1])),
    (FORGED, Message("V103", "公开记录整个和签名的检查点对不上", "the log as a whole is not what was signed", "检查点和记录不是一套；" + _RESTORE[0], "checkpoint and log do not belong together; " + _RESTORE[1])),
    (FORGED, Message("V104", "第 {0} 条记录的写法不合规定", "entry {0} is not in the form it must have", "这不是 gongkai 写的记录；" + _KEEP[0], "gongkai writes no such entry; " + _KEEP[1])),
    (FORGED, Message("V105", "第 {0} 条记录（{1}）和它前面的一条接不上", "entry {0} ({1}) does not follow the one before it", "中间有记录被拿掉或者改过；" + _KEEP[0], "an entry between was taken out or changed; " + _KEEP[1])),
    (FORGED, Message("V106", "第 {0} 条记录：{1} 的版次 {2} 不该在这里", "entry {0}: revision {2} of {1} is out of order", "有版次被拿掉、重复或者调换；" + _KEEP[0], "a revision was taken out, repeated or moved; " + _KEEP[1])),
    (FINE, Message("V107", "{0} 条记录逐条核对过，前后衔接", "all {0} entries were checked, each follows the one before it")),
    (FORGED, Message("V108", "log/keys 里有 {0} 个公钥，记录里更换过 {1} 次，对不上", "log/keys has {0} keys, the log names {1} changes of key; they do not fit", "公钥文件被改过；" + _RESTORE[0], "the file of keys was changed; " + _RESTORE[1])),
    (BROKEN, Message("V109", "记录自称有 {0} 条，最多能核对 {1} 条", "the log claims {0} entries; at most {1} are read", "多半是检查点不对", "the checkpoint is likely wrong")),
    # notices
    (FINE, Message("V201", "{0} 篇公开件、{1} 个版次的文字和附件都和记录一致", "texts and files of {0} notices in {1} revisions are as announced")),
    (FORGED, Message("V202", "文字和记录的第 {0} 版（{1}，第 {2} 条）不同", "the text differs from revision {0} ({1}, entry {2})", *_TEXT)),
    (FORGED, Message("V203", "显示的是第 {0} 版，现在应是第 {1} 版", "revision {0} is shown; the present one is {1}", "网页被换成旧版，或者网站没有重新生成；运行 gongkai build 后再发布", "an old version was put back, or the site was not built again; run gongkai build and publish it")),
    (BROKEN, Message("V204", "公开过的这篇不见了（第 {0} 条记录，{1}）", "this notice was announced and is gone (entry {0}, {1})", _RESTORE[0] + "。公开过的不能删，只能撤回", _RESTORE[1] + "; what was announced is withdrawn, never deleted")),
    (FORGED, Message("V205", "固定网页的文字和记录的第 {0} 版（{1}，第 {2} 条）不同", "the text of this permanent page differs from revision {0} ({1}, entry {2})", "固定网页登记以后从不改动，是被人改的或者损坏；" + _RESTORE[0], "permanent pages never change, so somebody changed it or it is damaged; " + _RESTORE[1])),
    (BROKEN, Message("V206", "第 {0} 版的固定网页不见了", "the permanent page of revision {0} is missing", *_RESTORE)),
    (BROKEN, Message("V207", "网页里找不到公开件的正文", "the text of the notice is not to be found in the page", "网页不完整，或者主题的模板改坏了", "the page is not complete, or the theme's template is wrong")),
    (BROKEN, Message("V208", "证明文件缺少", "the proof is missing", *_RESTORE)),
    (FORGED, Message("V209", "证明文件证明不了这一版", "the proof does not prove this revision", "证明文件被改过、损坏，或者是另一份记录的；" + _RESTORE[0], "it was changed or damaged or is of another log; " + _RESTORE[1])),
    (FORGED, Message("V210", "证明文件里签过名的检查点（{0} 条）和现在的记录对不上", "the signed checkpoint in the proof ({0} entries) contradicts the log of today", "公开记录在这以后被改写过；" + _KEEP[0], "the log was rewritten since; " + _KEEP[1])),
    (BROKEN, Message("V211", "登记内容（commit.json）缺少", "what the log binds to (commit.json) is missing", "按规定删除的应有删除记录；" + _RESTORE[0], "an erasure is an entry of its own; " + _RESTORE[1])),
    (FORGED, Message("V212", "登记内容和记录里第 {0} 版的摘要对不上", "this is not what the log binds to in revision {0}", "文件被改过或者损坏；" + _RESTORE[0], "it was changed or damaged; " + _RESTORE[1])),
    (FORGED, Message("V213", "登记内容和记录第 {0} 版自相矛盾", "the record and the log's entry of revision {0} contradict each other", "登记的人写的两处不一致；" + _KEEP[0], "whoever announced it wrote two different things; " + _KEEP[1])),
    (FORGED, Message("V214", "这一页自称是公开件，公开记录里却没有", "this page shows itself as a notice, and the log knows nothing of it", "刚生成、还没有登记的，运行 gongkai log append；否则是别人加进去的", "if it was just built, announce it (gongkai log append); else somebody put it there")),
    (NOTICE, Message("V215", "已于 {1} 撤回（第 {0} 版）：{2}", "withdrawn on {1} (revision {0}): {2}")),
    (NOTICE, Message("V216", "第 {0} 版已按规定删除，公开记录里留有删除的记录", "revision {0} was erased by law; the log says so")),
    (BROKEN, Message("V217", "第 {0} 版已按规定删除，内容却还在", "revision {0} was erased, yet what it said is still here", "重新生成并发布网站，删去这个文件", "build and publish the site again; delete this file")),
    (FORGED, Message("V218", "这一轮关闭时（第 {0} 条记录）有 {1} 篇，记录里却有 {2} 篇", "this round was closed with {1} notices (entry {0}); the log has {2}", *_KEEP)),
    (FORGED, Message("V219", "文件和公开时不同", "this file is not what was announced", "附件、图片公开以后不换内容；" + _RESTORE[0], "files that were announced never change; " + _RESTORE[1])),
    (BROKEN, Message("V220", "公开过的文件不见了", "this file was announced and is gone", *_RESTORE)),
    (BROKEN, Message("V221", "公开记录里没有这篇公开件", "the log has no such notice", "核对网址", "check the address")),
    # release
    (FINE, Message("V301", "整个网站和 {0} 登记的清单（第 {1} 条）一致，共 {2} 个文件", "the whole site is as in the release of {0} (entry {1}): {2} files")),
    (NOTICE, Message("V302", "外观和 {0} 登记时不同，正文没有变", "it looks other than in the release of {0}; the text is the same", "换主题、改栏目都会这样，不算改动内容", "a new theme or menu does this; it is no change of content")),
    (NOTICE, Message("V303", "和 {0} 登记时不同；不是公开件的正文，没有逐字核对", "it differs from the release of {0}; it is no text of a notice and was not compared word by word", "首页、目录、数据、PDF 重新生成后会变，下一次 gongkai log append 登记；登记以后没有生成过网站的，就是被人改的", "lists, data and PDF files change when the site is built, and the next gongkai log append records it; if it was not built since, somebody changed them")),
    (NOTICE, Message("V304", "{0} 登记以后删去的", "it was removed after the release of {0}", "不是公开件；重新生成网站会这样，没有生成过的，就是被人删的", "it is no notice; building the site does this; if it was not built since, somebody removed it")),
    (NOTICE, Message("V305", "{0} 登记以后新加的", "it was added after the release of {0}", "不是公开件；重新生成网站会这样，没有生成过的，就是别人加的", "it is no notice; building the site does this; if it was not built since, somebody added it")),
    (BROKEN, Message("V306", "{0} 的全站清单（第 {1} 条记录）缺少", "the list of files of the release of {0} (entry {1}) is missing", "公开件的正文不受影响；" + _RESTORE[0], "the texts of notices are compared all the same; " + _RESTORE[1])),
    (FORGED, Message("V307", "这份全站清单不是 {0} 登记的（第 {1} 条记录）", "this is not the list of files of the release of {0} (entry {1})", "清单被改过或者损坏；" + _RESTORE[0], "it was changed or damaged; " + _RESTORE[1])),
    (NOTICE, Message("V308", "全站清单还没有登记过，只核对了公开件", "there is no release yet; only notices were compared")),
    (NOTICE, Message("V309", "样式或脚本和 {0} 登记时不同", "a style or script differs from the release of {0}", "只影响外观", "this concerns the looks only")),
    # what was kept from before
    (FINE, Message("V401", "旧检查点（{0} 条）是现在记录（{1} 条）的开头：那以后没有改写过", "the log of today ({1} entries) begins with that of the old checkpoint ({0}): nothing was rewritten since")),
    (FORGED, Message("V402", "公开记录被改写过：旧检查点（{0} 条）有同一公钥的签名，却不是现在记录（{1} 条）的开头", "the log was rewritten: the old checkpoint ({0} entries) is properly signed, yet the log of today ({1} entries) does not begin with it", *_KEEP)),
    (FORGED, Message("V403", "公开记录倒退了：旧检查点有 {0} 条，现在只有 {1} 条", "the log was rolled back: the old checkpoint has {0} entries, the log of today {1}", "网站还原成了旧备份，或者有记录被拿掉；" + _KEEP[0], "an old backup was put back, or entries were taken out; " + _KEEP[1])),
    (BROKEN, Message("V404", "这份检查点读不了", "this checkpoint cannot be read", "应是三行（名称、条数、摘要）和签名；从纸上抄的，逐字核对，扫二维码更稳妥", "it has three lines (name, number, digest) and a signature; compare what was typed, or scan the code")),
    (FORGED, Message("V405", "这份检查点（{0} 条）不是用网站现在的公钥签的", "this checkpoint ({0} entries) was signed with none of the site's keys", "网站的公钥被换过而没有记录，或者这份检查点是别的网站的；" + _KEEP[0], "the site's key was replaced without a record, or the checkpoint is another site's; " + _KEEP[1])),
    (FORGED, Message("V406", "这份检查点（{0} 条）的签名不对", "the signature of this checkpoint ({0} entries) is wrong", "抄错了，或者这份检查点是伪造的；找原件再核对", "it was copied wrongly or is forged; compare it with the original")),
    (NOTICE, Message("V407", "这份检查点没有签名，按抄写的内容核对", "this checkpoint has no signature; it was taken as typed", "对不上时先核对有没有抄错", "if it does not fit, check the typing first")),
    (BROKEN, Message("V408", "这份检查点属于另一份记录：写的是 {0}，这里是 {1}", "this checkpoint belongs to another log: it says {0}, here is {1}", "核对是不是这个网站的检查点", "check whether it is of this site")),
    (BROKEN, Message("V409", "记录的文件不全，没法和这份检查点（{0} 条）比较", "files of the log are missing or wrong, so it cannot be compared with this checkpoint ({0} entries)", *_RESTORE)),
    (FORGED, Message("V410", "这份没有签名的检查点（{0} 条）不是现在记录（{1} 条）的开头", "the log of today ({1} entries) does not begin with this checkpoint without a signature ({0} entries)", "先核对有没有抄错；没有抄错，就是公开记录被改写过。" + _KEEP[0], "check the typing first; if it is right, the log was rewritten. " + _KEEP[1])),
    (FORGED, Message("V411", "改过：原第 {0} 条 {1} {2} {3}（变了的：{4}）", "edited: former entry {0}, {1} {2} {3} (other now: {4})", *_KEEP)),
    (FORGED, Message("V412", "被拿掉：原第 {0} 条 {1} {2} {3}", "taken out: former entry {0}, {1} {2} {3}", *_KEEP)),
    (FORGED, Message("V413", "被塞进来：现第 {0} 条 {1} {2} {3}", "put in: present entry {0}, {1} {2} {3}", *_KEEP)),
    (FORGED, Message("V414", "挪了位置：原第 {0} 条 {1} {2} {3}，现在是第 {4} 条", "moved: former entry {0}, {1} {2} {3}, now entry {4}", *_KEEP)),
    (FORGED, Message("V415", "倒退时丢掉：原第 {0} 条 {1} {2} {3}", "lost by the roll-back: former entry {0}, {1} {2} {3}", *_KEEP)),
    (FORGED, Message("V416", "从第 {0} 条起和旧记录不同", "it differs from the old log from entry {0} on", *_KEEP)),
    (NOTICE, Message("V417", "用来对照的旧网站自身不完整，说不出改了哪里", "the old copy is itself not whole, so what was changed cannot be named", "换一份完整的旧网站或归档包", "take another copy, or an archive")),
    (NOTICE, Message("V418", "要知道改了哪里，请给一份旧网站或归档包（--against）", "to learn what was changed, give an old copy of the site or an archive (--against)")),
    # archives
    (FINE, Message("V501", "归档包的 {0} 个文件都和清单一致", "all {0} files of the archive are as its manifests say")),
    (BROKEN, Message("V502", "清单里有，归档包里没有", "the manifest lists it, the archive has it not", "包不完整；换一份副本", "the archive is not complete; take another copy")),
    (FORGED, Message("V503", "和清单 {0} 里的摘要不同", "it is not what {0} says", "文件被改过或者损坏；换一份副本", "it was changed or damaged; take another copy")),
    (FORGED, Message("V504", "归档包里有，清单里没有", "the archive has it, no manifest lists it", "有人放进去的；归档以后不加文件", "somebody put it there; nothing is added to an archive")),
    (BROKEN, Message("V505", "归档包的这个文件读不了或者不合规定：{0}", "this file of the archive cannot be read or is not as it must be: {0}", "换一份副本", "take another copy")),
    (FORGED, Message("V506", "归档包自称有 {0}，实际是 {1}", "the archive claims {0}, and has {1}", "有文件被拿掉或者加进去", "a file was taken out or put in")),
    (FORGED, Message("V507", "网页档案（WACZ）里的 {0} 缺少、多出，或者和网站不同", "in the web archive (WACZ) this is missing, added or other than on the site: {0}", "有一边被改过或者损坏；换一份副本", "one of them was changed or damaged; take another copy")),
    (FINE, Message("V508", "网页档案（WACZ）的 {0} 条记录和网站一致", "all {0} records of the web archive (WACZ) are as the site")),
    (FORGED, Message("V509", "和网站里的同名文件不同", "it is not the same as on the site", "归档包里两处应相同，有一处被改过；换一份副本", "both must be the same in an archive; one was changed; take another copy")),
    (FINE, Message("V510", "封条有效：轮次 {0} 的归档包是用公开记录的密钥封的", "the seal is right: the archive of the round {0} was sealed with the key of the log")),
    (FORGED, Message("V511", "封条读不了，或者签名不对", "the seal cannot be read, or its signature is wrong", "归档包被改过、损坏，或者不是这个网站的；换一份副本", "the archive was changed or damaged or is not of this site; take another copy")),
    (BROKEN, Message("V512", "归档包没有封条", "the archive has no seal", "归档时一定有封条，是后来去掉的；公开件仍由公开记录核对，其他文件（原稿等）无从核对", "archiving writes one, so it was taken away; notices are verified by the log all the same, other files, such as sources, cannot be")),
    (FORGED, Message("V513", "和封条里的摘要不同，或者封条里没有", "it is not what the seal says, or the seal does not have it", "封好以后清单被改写过；换一份副本", "a manifest was written anew after sealing; take another copy")),
    (FINE, Message("V514", "轮次 {0} 的 {1} 个文件和关闭时一样", "all {1} files of the round {0} are as they were when it was closed")),
    (NOTICE, Message("V515", "轮次 {0} 的 {2} 个文件里有 {1} 个和关闭时不同", "{1} of the {2} files of the round {0} differ from when it was closed", "关闭以后的更正、换主题会这样；公开件的正文另行核对", "later revisions and another theme do this; the texts of notices are compared apart")),
    (FORGED, Message("V516", "这份清单不是轮次关闭时登记的", "this list is not the one recorded when the round was closed", "清单被改过或者损坏；" + _RESTORE[0], "it was changed or damaged; " + _RESTORE[1])),
    # the place itself
    (BROKEN, Message("V601", "读不了：{0}", "it cannot be read: {0}", "检查位置、权限、网络", "check the place, its permissions, the network")),
    (BROKEN, Message("V602", "太大（超过 {0} 字节），没有读", "it is too large (over {0} bytes) and was not read")),
    (BROKEN, Message("V603", "压缩包损坏或者不是压缩包：{0}", "the archive is damaged or no zip: {0}", "重新复制一份", "copy it again")),
    (FORGED, Message("V604", "名称指向文件夹之外，没有读", "its name leads out of the folder; it was not read", "正常的网站和归档包里没有这种名称", "proper sites and archives have no such names")),
    (FORGED, Message("V605", "是一个链接，没有跟过去", "it is a link, which was not followed", "归档包和网站里应是文件本身", "sites and archives have the files themselves")),
    (BROKEN, Message("V606", "转到了另一个网站 {0}，没有跟过去", "it leads to another host, {0}, which was not followed", "直接核对那个网址", "verify that address itself")),
    (NOTICE, Message("V607", "用的是 http，途中可能被改动", "http is used, so what came may have been changed on its way", "有 https 的用 https；给出公钥（--key）也能防止", "use https if there is; a key (--key) helps as well")),
    (NOTICE, Message("V608", "网上列不出全部文件，多出来的网页只按网站地图查找", "a web address does not list its files; pages that were added are looked for in the sitemap only")),
    (BROKEN, Message("V609", "这里没有网站", "there is no site here", "写网站文件夹（site）、归档包或者网址", "give the folder of a site, an archive or an address")),
    (FORGED, Message("V610", "同一个名称出现了两次", "the name occurs twice", "压缩包被人动过；换一份副本", "somebody worked on the archive; take another copy")),
    (FORGED, Message("V611", "register 里保存的第 {0} 版不见了，或者和记录不同", "revision {0} as kept in register is gone or not what the log says", "register 里的文件不能手工改动；从备份或版本库恢复", "files in register are never edited; restore them from a backup or version control")),
    (FORGED, Message("V612", "第 {0} 行和公开记录的第 {1} 条不同", "line {0} is not what entry {1} of the log says", "register 里的文件不能手工改动；从备份或版本库恢复", "files in register are never edited; restore them from a backup or version control")),
    (NOTICE, Message("V613", "网站里的公开记录有 {0} 条，register 里有 {1} 条：网站还没有重新生成", "the site's log has {0} entries, that in register {1}: the site was not built since", "运行 gongkai build，再发布", "run gongkai build and publish the site")),
    # a saved page
    (FINE, Message("V701", "这是 {0} 的第 {1} 版，文字和公开记录第 {2} 条一致", "this is revision {1} of {0}; its text is as in entry {2} of the log")),
    (FORGED, Message("V702", "这一页的文字和 {0} 公开过的任何一版都不同", "the text of this page is that of no revision of {0}", "保存的网页被改过、不完整，或者公开记录被改写过；对照原网址", "the saved page was changed or is not complete, or the log was rewritten; compare it with the original address")),
    (NOTICE, Message("V703", "这不是最新的：后来有第 {0} 版（{1}）：{2}", "this is not the newest: revision {0} followed ({1}): {2}")),
    (BROKEN, Message("V704", "看不出这一页是哪一篇公开件", "which notice this page is cannot be told from it", "保存网页时选“网页，全部”或“仅 HTML”；文字版、截图核对不了", "save the page as HTML; a text or a picture cannot be verified")),
    (BROKEN, Message("V705", "没有公开记录可以对照", "there is no log to compare it with", "加上 --against 网址、网站文件夹或归档包，或者这一版的证明文件 --proof", "add --against with the site's address, its folder or an archive, or the proof of the revision with --proof")),
    (FINE, Message("V706", "证明文件对得上：它是 {2} 的第 {3} 版，记录（{0} 条时）的第 {1} 条", "the proof fits: it is revision {3} of {2}, entry {1} of the log as it had {0} entries")),
    (FORGED, Message("V707", "证明文件不是这一页的", "the proof does not belong to this page", "证明文件和网页应是同一篇的同一版；网页的正文被改过也会这样", "proof and page must be of one revision; a text that was changed does this, too")),
    (FINE, Message("V708", "这份检查点（{0} 条）包括了它", "this checkpoint ({0} entries) covers it")),
    (NOTICE, Message("V710", "这份检查点（{0} 条）和证明文件（{1} 条）不是同一时候的，没有公开记录就连不起来", "this checkpoint ({0} entries) and the proof ({1} entries) are not of one time, and without the log they cannot be joined", "加上 --against 网址、网站文件夹或归档包", "add --against with the site's address, its folder or an archive")),
    (FORGED, Message("V711", "这份检查点和证明文件都是 {0} 条，内容却不同", "this checkpoint and the proof have {0} entries each, and differ", "先核对有没有抄错；没有抄错，就是不同的人看到了不同的记录。" + _KEEP[0], "check the typing first; if it is right, different people were shown different logs. " + _KEEP[1])),
    (FORGED, Message("V712", "它的证明有同一公钥的签名，现在的公开记录里却没有这一条（原第 {0} 条 {1} 第 {2} 版）", "its proof is properly signed, yet the log of today has not this entry (former entry {0}, {1} revision {2})", "公开记录被改写过，这一版被改或者被拿掉；" + _KEEP[0], "the log was rewritten, and this revision edited or taken out; " + _KEEP[1])),
    (FORGED, Message("V713", "证明文件里的检查点没有这些公钥的签名", "the checkpoint in the proof was signed with none of these keys", "证明文件是伪造的，或者公钥不对", "the proof is forged, or the key is not the right one")),
    (NOTICE, Message("V714", "没有公钥，证明文件上的签名没有核对", "without a key the signature in the proof was not verified", "加上 --key，或者 --against 网址", "add --key, or --against with the site's address")),
    (NOTICE, Message("V715", "它是第 {1} 条，在这份检查点（{0} 条）以后才公开", "it is entry {1}, announced after this checkpoint ({0} entries)")),
    (BROKEN, Message("V716", "证明文件读不了", "the proof cannot be read", "换一份 .tlog-proof 文件，它在网页旁边", "take the file .tlog-proof again; it lies beside the page")),
)
# fmt: on
BY_CODE = {message.code: (grade, message) for grade, message in TABLE}
