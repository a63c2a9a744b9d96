"""What verifying a page or an old checkpoint can come to: for each outcome a sentence, what it means, what to do.

They are read by people who have never heard of logs and keys. In braces stand what `verify.js` puts in. A link is told
by what its address is put in from, and its words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from markupsafe import Markup, escape

from generator.page_views import OutcomeView


class Told(NamedTuple):
    """An outcome in one language: its sentence, what it means, what to do ("" for nothing)."""

    title: str
    meaning: str
    advice: str


class Outcome(NamedTuple):
    """`kind` is good, note (something to know or to do better) or bad."""

    id: str
    kind: str
    zh: Told
    en: Told
    links: tuple[tuple[str, str, str], ...] = ()  # slot of the address, words in Chinese, in English


_TELL_ZH = (
    "请保存或者截图，记下时间，换一个网络再核对一次。还是这样的，请告诉本页末尾的单位，也可以告诉它的上级或者监督部门。"
)
_TELL_EN = (
    "Save the page or take a picture of it, note the time, and verify again from another network. If it stays so, tell "
    "the office at the end of this page; you may also tell the office above it, or who oversees it."
)
_NOTHING_ZH = "不需要做什么。"
_NOTHING_EN = "There is nothing to do."
_PAGE = ("page", "第 {rev} 版全文", "The text of revision {rev}")
_CHANGES = ("changes", "第 {rev} 版改了什么", "What revision {rev} changed")

# fmt: off
OUTCOMES: tuple[Outcome, ...] = (
    Outcome("unchanged", "good",
            Told("文字没有改动", "《{title}》第 {rev} 版记在本站的公开记录里，编号 {index}。从 {date} 记入以来，文字一个字也没有改动。", "不需要做什么。今后还想核对的，请保存这个网页，并打印本站的检查点。"),
            Told("The text is unchanged", "“{title}”, revision {rev}, is in this site's log as entry {index}. Not one letter of it was changed since it was logged on {date}.", "There is nothing to do. To be able to verify it later, save the page and print the site's checkpoint."), (_PAGE,)),
    Outcome("intact", "good",
            Told("图片和附件没有换过", "这一版的图片和附件都还在，内容和记入的时候一样。", ""),
            Told("No picture or attachment was replaced", "Those logged with this revision are there, byte for byte.", "")),
    Outcome("changed", "bad",
            Told("文字和公开记录不一样", "《{title}》第 {rev} 版在 {date} 记入公开记录，编号 {index}，可是网站上现在的文字和当时的不同。网页后来被改动过，或者在传送途中被改动。正常的更正会记成新的一版，不会这样。", _TELL_ZH),
            Told("The text is not what was logged", "“{title}”, revision {rev}, was logged on {date} as entry {index}, but the text that is on the site now is another. The page was changed after it was logged, or on its way to you. A proper correction is logged as a new revision and never looks like this.", _TELL_EN)),
    Outcome("replaced", "bad",
            Told("图片或者附件被换过", "有图片或者附件和记入的时候不一样。", _TELL_ZH),
            Told("A picture or attachment was replaced", "What is there now is not what was logged.", _TELL_EN)),
    Outcome("registered", "note",
            Told("记录属实，文字还没有比对", "第 {rev} 版记在公开记录里，编号 {index}，{date} 记入。本页是从文件夹里打开的，浏览器不让它读别的文件。", "请在下面“核对一个网页”里选择这个文件，文字就能比对。"),
            Told("It is logged; the text is not compared yet", "Revision {rev} is in the log as entry {index}, logged on {date}. This page was opened from a folder, where browsers do not let it read other files.", "Choose this file below, under “Verify a page”, and its text is compared.")),
    Outcome("newer", "note",
            Told("后来有了第 {rev} 版：{kind}", "第 {rev} 版在 {date} 记入，编号 {index}。理由：{reason}", "引用和办事请看最新的一版。原来的一版仍然保留，可以对照。"),
            Told("Later there was revision {rev}: {kind}", "Revision {rev} was logged on {date} as entry {index}. Reason: {reason}", "Cite and use the newest revision. The earlier one stays where it is, to compare."), (_PAGE, _CHANGES)),
    Outcome("withdrawn", "note",
            Told("后来撤回了", "{date} 撤回，记为第 {rev} 版，编号 {index}。理由：{reason}", "请不要再引用撤回以前的文字，除非后面还有恢复它的一版。"),
            Told("Later it was withdrawn", "Withdrawn on {date}, logged as revision {rev}, entry {index}. Reason: {reason}", "Do not cite the earlier text any more, unless a later revision restores it."), (_PAGE, _CHANGES)),
    Outcome("erased", "note",
            Told("第 {rev} 版的内容后来依法删除", "{date} 删除，编号 {index}。理由：{reason} 记录里只留着有过这一版这件事。", _NOTHING_ZH),
            Told("The text of revision {rev} was later erased by law", "Erased on {date}, entry {index}. Reason: {reason} The log keeps that it was logged, and nothing of its text.", _NOTHING_EN)),
    Outcome("unknown", "bad",
            Told("这段文字没有记入过本站的公开记录", "公开记录里有这份公开件，但是每一版的文字都和这个网页不同。最后一版是第 {rev} 版，{date} 记入。", "网页在浏览器里翻译过、用别的软件改过或者转存过的，请重新保存原来的网页再核对。不是的，就是有人改过这个网页，或者网站上出现过没有记入的文字：请留好这个文件，告诉本页末尾的单位或者监督部门。"),
            Told("This text was never logged here", "The notice is in the log, but none of its revisions has the text of this page. The last one logged is revision {rev}, of {date}.", "If the page was translated in the browser, or edited or converted by a program, save it again as it is and verify that. If not, somebody changed this page, or the site once showed a text that was not logged: keep the file, and tell the office at the end of this page or who oversees it."), (_PAGE,)),
    Outcome("never", "note",
            Told("公开记录里没有这份公开件", "“{title}”是本站的网页，但是没有记入过公开记录。记录建立以前公开的，或者刚刚公开的，可能还没有记入。", "可以过几天再核对，或者询问本页末尾的单位。"),
            Told("The log does not have this notice", "“{title}” is a page of this site, but it was never logged. It may be older than the log, or quite new.", "Verify it again in a few days, or ask the office at the end of this page.")),
    Outcome("foreign", "note",
            Told("这不是本站的公开件", "选择的文件不是本站的公开件，或者保存的时候丢掉了它是哪一页的说明。", "请打开要核对的公开件，用浏览器的“网页另存为”保存，再选择保存下来的文件。"),
            Told("This is no notice of this site", "The file is no notice of this site, or it lost on its way what says which page it is.", "Open the notice, save it with “Save page as” of your browser, and choose the file that was saved.")),
    Outcome("converted", "note",
            Told("这是繁体版", "繁体版由软件从简体版转换，记入公开记录的是简体版。", "请在网页上转到简体版，保存以后再核对。"),
            Told("This is the edition in Traditional characters", "It is made from the official text by a program; the log has the official text.", "Go to the official text from that page, save it, and verify that.")),
    Outcome("other", "bad",
            Told("编号对不上", "网址里的编号不是这份公开件这一版的。网址可能抄错了，也可能记录被换过。", "请打开公开件，从那里重新进入核对。还是这样的，请告诉本页末尾的单位或者监督部门。"),
            Told("The number is of something else", "The entry that the address names is not that of this notice and revision. The address may have been copied wrongly, or the log was exchanged.", "Open the notice and follow its link to this page. If it stays so, tell the office at the end of this page or who oversees it.")),
    Outcome("rejected", "bad",
            Told("本站的公开记录现在不可信", "记录的签名不对：它不是用本站的密钥签的，或者签名以后被改动过。在查清以前，用它核对别的都不算数。", _TELL_ZH),
            Told("The site's log cannot be trusted now", "Its signature is wrong: it was not made with the site's key, or something was changed after it was made. Until this is cleared up, nothing verified against it counts.", _TELL_EN)),
    Outcome("broken", "bad",
            Told("公开记录的文件对不上", "记录的文件不完整，或者和签过名的检查点不符：文件损坏了，或者有人改动了记录。", _TELL_ZH),
            Told("The files of the log do not fit", "A file of the log is cut off, or does not fit the signed checkpoint: it was damaged, or somebody changed the log.", _TELL_EN)),
    Outcome("lost", "note",
            Told("没有取到文件，核对没有做完", "核对要用的一个文件没有取到。可能是网络断了，也可能网站没有传全。这不说明公开件有问题。", "请刷新本页、检查网络后再试。总是这样的，请告诉本页末尾的单位。"),
            Told("A file did not come; nothing was verified", "A file that is needed did not come: the connection failed, or the site is incomplete. It says nothing about the notice.", "Reload this page, check the connection and try again. If it stays so, tell the office at the end of this page.")),
    Outcome("kept", "good",
            Told("从那时到现在，没有改动或者删除过", "您的检查点上有 {old} 条，它们都还在，一条没有改动，一条没有删除。此后添了 {added} 条，现在共 {size} 条。", "不需要做什么。请继续留好这份检查点：留得越久，越有用。"),
            Told("Nothing was changed or removed from then to now", "Your checkpoint has {old} entries. They are all there; none was changed, none removed. Since then {added} were added; there are {size} now.", "There is nothing to do. Keep the checkpoint: the older it is, the more it is worth.")),
    Outcome("rewritten", "bad",
            Told("警告：公开记录被改写过", "您的检查点是真的，签名没有错：本站公布过有 {old} 条的这份记录。可是现在的记录不是从它接着写下来的：以前记入的公开件，有的被改动、调换或者删除了，然后重新签了名。更正和撤回是往后添一条，不会造成这个结果。", "请留好这份检查点的原件（纸、光盘、文件），拍照或者复印一份；记下今天的日期，保存本页。请告诉本页末尾的单位，同时告诉它的上级、监督部门或者一起签名的第二单位。别人手里同一时期的检查点可以互相印证。"),
            Told("Warning: the log was rewritten", "Your checkpoint is genuine: its signature is right, and this site published that log of {old} entries. But the log of today does not continue it: some of what had been logged was changed, exchanged or removed, and the log was signed anew. Corrections and withdrawals add an entry and never lead to this.", "Keep the original of the checkpoint (paper, disc, file), and make a copy or a picture of it; note the date of today and save this page. Tell the office at the end of this page, and also the office above it, who oversees it, or the second office that signs with it. Checkpoints of that time in other hands bear each other out.")),
    Outcome("ahead", "bad",
            Told("现在的公开记录比您的检查点还短", "您的检查点上有 {old} 条，这里的记录只有 {size} 条。记录只会越来越长：您打开的可能是旧的副本（光盘、缓存），也可能后来的几条被删掉了。", "请在本站的网址上打开本页，刷新以后再核对。还是这样的，请留好检查点的原件，告诉本页末尾的单位和它的上级或者监督部门。"),
            Told("The log is shorter than your checkpoint", "Your checkpoint has {old} entries, the log here only {size}. A log only grows: what you opened may be an old copy (a disc, a cache), or later entries were removed.", "Open this page at the site's address, reload it and verify again. If it stays so, keep the original of the checkpoint, and tell the office at the end of this page and the office above it, or who oversees it.")),
    Outcome("unreadable", "note",
            Told("这不是检查点", "检查点至少有四行：记录的名称，条数，一串字母和数字，还有以“—”开头的签名。", "请对照原件检查，一行也不要漏。有二维码的，用手机相机扫一扫，不用抄写。"),
            Told("This is no checkpoint", "A checkpoint has at least four lines: the name of the log, how many entries it has, a row of letters and digits, and a signature that begins with “—”.", "Compare it with the original; no line may be missing. If there is a QR code, scan it with the camera of a telephone instead of copying.")),
    Outcome("misread", "note",
            Told("签名对不上", "多半是抄错了字：0 和 O、1 和 l、大写和小写都要分清。也可能这份检查点被改过，或者是假造的。", "请对照原件逐字检查。有二维码的，用手机相机扫一扫，不用抄写。抄得没有错的，请留好原件，告诉本页末尾的单位。"),
            Told("The signature does not fit", "Most likely a letter was copied wrongly: 0 and O, 1 and l, capitals and small letters differ. It may also be that the checkpoint was changed or forged.", "Compare it with the original, letter by letter, or scan its QR code with the camera of a telephone. If it is copied rightly, keep the original and tell the office at the end of this page.")),
    Outcome("stranger", "note",
            Told("这是别的记录的检查点", "它属于名叫“{origin}”的记录，不是本站的。", "请到那个网站上去核对。名称是抄写的，请检查第一行有没有抄错。"),
            Told("This is a checkpoint of another log", "It belongs to the log called “{origin}”, not to this site.", "Verify it on that site. If the name was copied, look for a mistake in the first line.")),
    Outcome("unsigned", "bad",
            Told("没有本站的签名", "上面的签名不是用本站公布的密钥签的。可能签名行抄错了，也可能是别人假造的。", "请对照原件检查以“—”开头的行。抄得没有错的，请留好原件，告诉本页末尾的单位或者监督部门。"),
            Told("It is not signed by this site", "Its signatures were not made with a key that this site published. A line may have been copied wrongly, or somebody forged it.", "Compare the lines that begin with “—” with the original. If they are copied rightly, keep the original and tell the office at the end of this page or who oversees it.")),
    Outcome("failed", "note",
            Told("核对没有做完", "浏览器没能做完核对，可能是版本太旧。这不说明公开件有问题。", "请换一个新一些的浏览器，或者用下面“不用本页怎样核对”里的办法。"),
            Told("Nothing was verified", "The browser could not do it; it may be too old. It says nothing about the notice.", "Use a newer browser, or one of the ways below, under “Verify without this page”.")),
)
# fmt: on

_SLOT = re.compile(r"\{(\w+)\}")


def _markup(text: str) -> Markup:
    """A sentence with an element for each of its slots."""
    return Markup(_SLOT.sub(r'<span data-put="\1"></span>', str(escape(text))))


def outcomes(language: str) -> tuple[OutcomeView, ...]:
    """All outcomes in a language."""
    english = language == "en"
    return tuple(_view(o, o.en if english else o.zh, english) for o in OUTCOMES)


def _view(outcome: Outcome, told: Told, english: bool) -> OutcomeView:
    links = tuple((slot, _markup(en if english else zh)) for slot, zh, en in outcome.links)
    title, meaning, advice = map(_markup, told)
    return OutcomeView(outcome.id, outcome.kind, title, meaning, advice, links)
