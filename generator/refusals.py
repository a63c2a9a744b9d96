"""What is said when the log refuses something: a sentence and a hint, in Chinese and English, for each fault.

`{0}`, `{1}` are the particulars of the fault. Faults of form that only a damaged or forged file can have share a line.
"""

from __future__ import annotations

from generator.log import Refused

# fmt: off
_TABLE: dict[str, tuple[str, str]] = {
    "site": ("没有 content/site.yaml，或者它有误。在站点文件夹里运行，先让 gongkai check 通过", "there is no valid content/site.yaml; run in a site's folder, and let gongkai check pass first"),
    "register": ("公开记录（register）读不了：{0}。从备份或版本库恢复这个文件夹", "the register cannot be read: {0}; restore the folder from a backup or version control"),
    "no-log": ("还没有公开记录。先运行 gongkai log init", "there is no log; run gongkai log init first"),
    "log-exists": ("公开记录已经有了，不能再建。看现状用 gongkai log status", "there is a log already; gongkai log status shows it"),
    "origin": ("站点网址不能作记录的名称：{0}。改正 site.yaml 里的网址", "the site's address cannot be the name of a log: {0}; correct url in site.yaml"),
    "signer-inside": ("签名的文件夹在站点文件夹里：{0}。密钥不能和网站放在一起，请用 --signer 指定别处", "the signer's folder lies in the site's folder: {0}; keep the key elsewhere with --signer"),
    "key-missing": ("没有找到签名的密钥 {0}。密钥在别处时用 --signer 指定；丢失了就不能再签，只能另起一个记录", "there is no key {0}; --signer names another folder; a lost key cannot be replaced"),
    "key-file": ("密钥 {0} 不是普通文件", "the key {0} is not a regular file"),
    "key-mode": ("密钥 {0} 别人也能读。收紧权限：chmod 600 {0}，并确认它属于自己", "others can read the key {0}: chmod 600 {0}, and see that it is yours"),
    "key-name": ("密钥的名称是 {0}，应是 {1}", "the key is named {0}, it should be {1}"),
    "signer-key": ("密钥文件的内容有误。从备份恢复", "the key file is damaged; restore it from a backup"),
    "signer-unknown": ("签名的密钥不是这个记录现在的密钥：{0}。用 --signer 指定当初的文件夹，或从备份恢复", "the key that would sign is not this log's present one: {0}; name the right folder with --signer or restore it"),
    "verifier-key": ("公钥写得不对：{0}", "this is no verifier key: {0}"),
    "sign-command": ("签名程序（GONGKAI_SIGN_COMMAND）没有成功：{0}", "the program that signs (GONGKAI_SIGN_COMMAND) failed: {0}"),
    "log-locked": ("另一个程序正在写公开记录，等它结束再运行", "another program is writing to the log; run again when it has ended"),
    "log-unknown": ("签名的文件夹里没有这个记录的记忆。用 --signer 指定当初的文件夹，或从备份恢复", "the signer's folder remembers nothing of this log; name the right one with --signer or restore it"),
    "log-grew": ("公开记录已有 {0} 条，和准备记入时不同。再运行一次", "the log has {0} entries by now; run again"),
    "memory-behind": ("公开的记录有 {0} 条，比签名方记得的多。签名的文件夹不是最新的：从备份恢复最新的，绝不要用旧的继续签", "the published log has {0} entries, more than the signer remembers: restore the newest signer's folder; never sign with an old one"),
    "log-damaged": ("公开记录的文件被改动或损坏（{0} 条）。从备份或版本库恢复 register/log", "files of the log were changed or are damaged ({0} entries); restore register/log from a backup or version control"),
    "file-missing": ("公开记录缺少文件 {0}。从备份或版本库恢复 register/log", "a file of the log is missing: {0}; restore register/log from a backup or version control"),
    "article": ("网页 {0} 上找不到正文。主题的模板要有 <article id=\"notice\">", "the page {0} has no article; the theme's template needs <article id=\"notice\">"),
    "revision": ("没有这一版：{0}。写成 轮次/编号.v版次，如 binhai-3-15/teda.v1", "there is no such revision: {0}; write ROUND/ID.vN, such as binhai-3-15/teda.v1"),
    "newest": ("{0} 是最新的一版，正在网页上。先用修订撤回（或更正）它，再删除", "{0} is the newest revision and on the site; withdraw or correct it by a revision first"),
    "erase-reason": ("删除要写明理由（--reason）和批准的人（--approval）", "erasing needs a public reason (--reason) and who approved it (--approval)"),
    "witness-ahead": ("对方联署过 {0} 条，比现在的 {1} 条还多：公开记录退回过，或者弄错了记录", "the witness signed {0} entries, more than the {1} there are: the log was rolled back, or it is another"),
    "witness-inconsistent": ("不能联署：这 {1} 条记录不包含以前联署过的 {0} 条，历史被改写了。保留这份请求，报告上级", "not cosigned: these {1} entries do not contain the {0} that were cosigned before. History was rewritten: keep this request and report it"),
    "witness-size": ("我方上次联署到 {0} 条。请对方用 --since {0} 重新做一份请求", "our last cosignature was of {0} entries: ask for a request with --since {0}"),
    "witness-key": ("用 --key 写明对方的公钥", "name the log's public key with --key"),
    "witness-name": ("第一次联署要起一个名称，如 --name gaoxin-jiwei.example：{0}", "the first time a name is needed, such as --name office.example: {0}"),
    "signature-unknown": ("答复里的签名不是已知单位的。第一次联署的单位，把它的公钥写在 --key 后面", "the answer is signed by nobody known; give the office's public key with --key the first time"),
    "signature-wrong": ("{0} 的签名不对", "the signature of {0} is wrong"),
    "signature-missing": ("没有这个记录自己的签名", "the log's own signature is missing"),
    "checkpoint-origin": ("这是另一个记录的检查点：{0}", "this is the checkpoint of another log: {0}"),
    "request-form": ("请求文件的内容不对", "this is no request"),
    "archive": ("不是归档包：{0}。写归档包（.zip），或者解开后的文件夹", "this is no archive: {0}; name a .zip, or the folder it was unpacked into"),
    "entry-length": ("理由太长，一条记录放不下（最多约 300 个汉字）", "the reason is too long for an entry (some 600 letters)"),
}
# fmt: on


def explained(fault: Refused, language: str) -> str:
    """The sentence of a fault."""
    zh, en = _TABLE.get(
        fault.fault,
        ("文件的内容不对（{fault}），可能已损坏", "the file is not what it must be ({fault}); it may be damaged"),
    )
    args = [*map(str, fault.args[1:]), "", ""]
    return (en if language == "en" else zh).format(*args, fault=fault.fault)
