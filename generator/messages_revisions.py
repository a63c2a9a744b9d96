"""What builds say of revisions and of the register: 09xx."""

from __future__ import annotations

from generator.message import Message

# fmt: off
REVISIONS: tuple[Message, ...] = (
    Message("E0901", "修订的版次是 {0}，这里应是 {1}", "the revision has number {0}, {1} is expected here", "首次公开是第 1 版，修订从 2 起，一版一版往下写", "the first announcement is 1; revisions go 2, 3, 4 …"),
    Message("E0902", "第 {0} 版的日期 {1} 早于前一版的 {2}", "revision {0} is dated {1}, before the one before it ({2})", "核对日期；修订按先后写", "check the date; revisions come one after the other"),
    Message("E0903", "第 {0} 版不能是“{1}”：{2}", "revision {0} cannot be a {1}: {2}", "撤回以后只能恢复；没有撤回的不用恢复", "after a withdrawal only a restoration can come, and before one there is nothing to restore"),
    Message("E0904", "已经公开的 {0} 不见了（{1} 公开，记录第 {2} 条）", "{0}, which was announced on {1}, is gone (entry {2} of the log)", "公开过的网址不能消失：把文件放回原处，编号和轮次照旧；不宜继续公开的，用修订“撤回”",
            "what was announced keeps its address: put the file back with its id and round; to withdraw it, write a revision"),
    Message("E0905", "文字和已经公开的第 {0} 版（{1}）不同，又没有写修订", "the text differs from revision {0} of {1}, which was announced, and no revision says so", "在信息区加一条“修订”：版次 {2}、日期、类型、理由；不是有意改的，改回原文（原文在 register/revisions/{3}.md）",
            "add a revision with number {2}, date, kind and reason; if the change was not meant, undo it (the text as announced is register/revisions/{3}.md)"),
    Message("E0906", "已经公开的第 {0} 版不在修订记录里", "revision {0}, which was announced, is not among the revisions", "把这一版的记录写回来", "write it back"),
    Message("E0907", "还没有公开第 {0} 版，就写了第 {1} 版", "revision {1} is stated, but {0} was never announced", "把没有公开过的几版合成一版", "make one revision of those that were not announced"),
    Message("E0908", "发布时间由 {0} 改成了 {1}", "the time of publication was changed from {0} to {1}", "已经公开的不能改发布时间，改回 {0}", "what was announced keeps it: write {0}"),
    Message("E0909", "已经公开的文件 {0} 内容变了", "the file {0}, which was announced, has other contents now", "公开过的文件不换内容：新文件另起一个名字，附件列表里写新的；原来的仍留在原网址", "files that were announced stay as they are: give the new one another name; the old one stays at its address"),
    Message("E0910", "第 {1} 版里的编号 {0} 不见了，别人引用的 #{0} 会失效", "the id {0} of revision {1} is gone, and links to #{0} would break", "保留这个问题的编号（标题下写“:编号: {0}”）；确实撤销的，在这一版修订里写“撤销编号: [{0}]”", "keep the id (write `:id: {0}` under the heading); if it is gone for good, list it under `removed` of the revision"),
    Message("E0911", "公开记录（register）读不了：{0}", "the register cannot be read: {0}", "从备份或版本库恢复 register 文件夹，不要自己改里面的文件", "restore the folder register from a backup or version control; its files are not edited by hand"),
    Message("E0912", "第 {0} 版已经公开，它的{1}不能再改（公开时是“{2}”）", "revision {0} was announced; its {1} cannot change (it was “{2}”)", "改回公开时的写法；要更正的，另写一版修订", "write it as it was announced, and correct it by another revision"),
    Message("E0913", "“撤回”和最后一条修订对不上", "`withdrawn` and the last revision contradict each other", "撤回写成一条类型为“撤回”的修订，删去“撤回”一项", "write the withdrawal as a revision and delete `withdrawn`"),
)
