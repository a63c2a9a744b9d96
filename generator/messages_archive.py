"""What closing and archiving a round says: 31xx."""

from __future__ import annotations

from generator.message import Message

# fmt: off
ARCHIVE: tuple[Message, ...] = (
    Message("E3101", "没有轮次“{0}”，有：{1}", "there is no round {0}; there are: {1}", "轮次的编号是 content/rounds 里的文件名", "the id of a round is the name of its file in content/rounds"),
    Message("E3102", "“{0}”还没有公开整改通报", "{0} has not published its rectification notice", "公开以后再归档；确实不公开的，用 --anyway 写明理由", "publish it first; if there will be none, give the reason with --anyway"),
    Message("E3103", "这件意见还没有答复", "this opinion has not been answered", "答复以后再归档，或者用 --anyway 写明理由", "answer it first, or give a reason with --anyway"),
    Message("E3104", "这个公开件还没有公开（草稿，或者没到发布时间）", "this notice is not public yet: a draft, or its time has not come", "公开它，或者移出这一轮；暂不公开的，用 --anyway 写明理由", "publish it or take it out of the round, or give a reason with --anyway"),
    Message("E3105", "监督期到 {0} 才结束", "its oversight period ends on {0}", "监督期满以后再归档；等不到的，用 --anyway 写明理由，并加 --look follows（保持原样的网页会一直显示“还有几天”）", "archive when it has ended; else give a reason with --anyway and --look follows, for pages that are kept would show days left for ever"),
    Message("E3106", "{0} 还没有记入公开记录", "{0} has not been announced", "先运行 gongkai log append，再归档", "run gongkai log append, then archive"),
    Message("E3107", "这个网页应和本轮结束时一样，却被改动了", "this page must be as it was when its round was closed, and was changed", "从备份、版本库或归档包（data/source/register）恢复这个文件", "restore it from a backup, version control or the archive (data/source/register)"),
    Message("E3108", "{0} 已经有了，内容不同", "{0} is there already and differs", "归档包不会被覆盖：用 --out 写到别处，再用 gongkai archive --diff 比较两个包", "an archive is never replaced: name another file with --out, and compare both with gongkai archive --diff"),
    Message("E3109", "这一轮已于 {0} 结束，网页样式定为 {1}，不能再改", "this round was closed on {0} with its look {1}, which cannot change", "去掉 --look 再运行", "run it without --look"),
    Message("E3111", "本轮结束时的文件清单不见了，或者和公开记录不符", "the list of the round's files is missing, or contradicts the log", "从备份或版本库恢复 register/rounds", "restore register/rounds from a backup or version control"),
    Message("E3112", "归档过程中 {0} 被改动", "{0} was changed while it was being archived", "等别的程序结束，再运行一次", "let other programs end and run it again"),
    Message("E3113", "这个 Python 不会算 SM3", "this Python has no SM3", "换用带 OpenSSL 3 的 Python，或者去掉 --sm3", "use a Python with OpenSSL 3, or leave out --sm3"),
    Message("E3114", "归档包不能放在 {0}：那里会被当作网站内容", "an archive cannot be put at {0}, which belongs to the site", "放到 content、register、site 以外的文件夹", "put it outside content, register and site"),
)
# fmt: on
