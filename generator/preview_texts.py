"""What the preview's list of faults and its import page say, in Chinese and English."""

from __future__ import annotations

Words = dict[str, str]

_FAULTS: dict[str, Words] = {
    "zh-CN": {
        "title": "检查提示", "none": "没有发现问题", "number": "{0} {1} 个", "comma": "，", "hint": "建议：",
        "reading": "正在审读改动后的文字……", "alert": "内容有错误，页面仍是上一次的",
        "blocking": "其他文件里的错误", "others": "其他文件的提示", "more": "另有 {0} 个文件",
        "import": "导入 Word、Excel 文件",
    },
    "en": {
        "title": "Faults", "none": "no faults found", "number": "{0}: {1}", "comma": ", ", "hint": "Hint: ",
        "reading": "Reading the changed text …", "alert": "The content has faults; this is the last good page",
        "blocking": "Errors in other files", "others": "Other files", "more": "and {0} more files",
        "import": "Import Word and Excel files",
    },
}  # fmt: skip

_IMPORT: dict[str, Words] = {
    "zh-CN": {
        "title": "导入 Word、Excel 文件", "back": "回到网站预览", "again": "换一个文件",
        "drop": "把文件拖到这里，或者点“选择文件”",
        "kinds": "可以导入：Word 文件（.docx、.doc、.wps）、文本文件（.txt）、网页（.html），做成新的公开件；Excel 台账（.xlsx），填进已有的公开件。文件只在这台电脑上读，不会传到别处。",
        "chosen": "已选择：", "too big": "文件超过 {0} MB，不能导入。",
        "round": "轮次", "organisation": "单位", "by the text": "由程序按原文判断", "none of them": "（不属于任何轮次）", "nothing": "（不填）",
        "id": "编号", "id hint": "网址和文件名用它。只用小写字母、数字和减号，如 teda；不填时程序按单位或者文件名来定。",
        "read": "读取文件", "read again": "再读一次",
        "refused": "没有导入", "refused text": "文件里有下面这些不该公开、或者读不了的内容。最好在原文件里处理好以后再导入。",
        "faulty": "没有导入，原因如下。",
        "accept": "确认过的，可以勾选后再读一次", "accept text": "勾选表示：看过这一类内容，知道它们怎样处理。选择会记在导入报告里。",
        "report": "导入报告", "counts": "标题 {0} 个，其中问题 {1} 个；措施 {2} 条；图片等附件 {3} 个。",
        "check": "需要核对", "decisions": "程序所做的全部处理", "nothing to check": "没有需要核对的。",
        "blanks": "留空待填：", "errors": "没有保存，请先改正：", "front": "信息", "front text": "这些内容显示在页面上方，也用于列表和检索。不清楚的可以留空，以后再填。",
        "found": "原文写明", "guess": "推断的，请核对", "blank": "没有找到，请填写", "two": "原文前后不一：{0}。核实后填写",
        "below": "在下面勾选", "draft": "草稿（只在预览里显示，不发布）", "body": "正文",
        "body hint": "标题行以 # 开头，措施以减号开头；写法与 Word 里看到的文字一致，可以直接改。",
        "yaml": "信息区写在文件里的样子（YAML，读取文件时的）", "save": "保存", "required": "必须填写", "reserved": "这个编号留作他用，请换一个",
        "changed": "这个值写不进文件，请去掉特殊字符", "form id": "编号写法不对：只用小写字母、数字和减号", "unknown": "没有这一项",
        "confirm": "文件已经存在", "confirm text": "content/{0} 已经有内容。下面是保存后的变化：以 + 开头的是新的，以 - 开头的是要被替换掉的。",
        "replace": "替换原来的文件", "kept": "原来的文件会另存在旁边，文件名后面加 ~。", "cancel": "返回修改",
        "moved on": "在您查看的时候，文件又被改过。请看新的变化。", "also": "还会替换：",
        "done": "已保存", "done text": "已写入 content/{0}。", "see": "查看预览", "making": "正在生成预览，请稍候，本页会自动更新。",
        "done faults": "检查提示列在本页下方（宽的屏幕上在右边）。改正文字时，直接编辑上面的文件，保存后预览自动更新。",
        "ledger": "Excel 台账", "ledger text": "台账填进哪一个公开件？", "notice": "公开件", "compare": "对照",
        "filled": "要填入的内容", "no change": "没有可以填入的内容。",
        "ledger save": "按上面的填入并保存", "diff": "文件的变化",
        "lost": "没有收到文件，或者导入已经过期。请重新选择文件。", "forbidden": "这个页面已经过期，请重新打开导入页。",
        "busy": "磁盘写不进去：{0}", "file": "文件", "colon": "：", "comma": "、",
    },
    "en": {
        "title": "Import Word and Excel files", "back": "Back to the preview", "again": "Another file",
        "drop": "Drop a file here, or choose one",
        "kinds": "Word files (.docx, .doc, .wps), texts (.txt) and pages (.html) become new notices; Excel ledgers (.xlsx) are filled into a notice. The file is read on this machine and goes nowhere else.",
        "chosen": "Chosen: ", "too big": "The file is larger than {0} MB and cannot be imported.",
        "round": "Round", "organisation": "Organisation", "by the text": "as the text says", "none of them": "(no round)", "nothing": "(none)",
        "id": "Id", "id hint": "For the address and the file's name: lower-case letters, digits, hyphens, such as teda. Without one it is the organisation's or the file's.",
        "read": "Read the file", "read again": "Read it again",
        "refused": "Nothing was imported", "refused text": "The file holds what should not be published or cannot be read. It is best dealt with in the file itself.",
        "faulty": "Nothing was imported, for these reasons.",
        "accept": "What you have looked at can be accepted", "accept text": "To tick a kind says that you have looked at it and know what becomes of it. The report tells what was accepted.",
        "report": "Import report", "counts": "{0} headings, {1} findings, {2} measures, {3} pictures and other files.",
        "check": "To be checked", "decisions": "All that was decided", "nothing to check": "Nothing needs to be checked.",
        "blanks": "Still to fill in: ", "errors": "Not saved; please correct first:", "front": "Details", "front text": "They stand at the top of the page and serve lists and search. What is not known may be left blank.",
        "found": "found in the text", "guess": "inferred, please check", "blank": "not found, please fill in", "two": "the text says {0}; give the right one",
        "below": "by a tick below", "draft": "Draft (shown in the preview only)", "body": "Text",
        "body hint": "Headings start with #, measures with a hyphen; the words are those of the file and can be edited.",
        "yaml": "The front matter as it is written (YAML, as the file was read)", "save": "Save", "required": "is needed", "reserved": "This id is reserved, choose another",
        "changed": "This cannot be written; leave special characters out", "form id": "Not a valid id: lower-case letters, digits, hyphens", "unknown": "There is no such thing",
        "confirm": "The file is already there", "confirm text": "content/{0} exists. This is what would change: lines with + are new, lines with - would be replaced.",
        "replace": "Replace the file", "kept": "The old file is kept beside it, with ~ at the end of its name.", "cancel": "Go back and edit",
        "moved on": "The file has changed since you looked. Please look again.", "also": "These would be replaced as well: ",
        "done": "Saved", "done text": "Written to content/{0}.", "see": "See it in the preview", "making": "The preview is being made; this page will go on by itself.",
        "done faults": "Its faults are listed below (on wide screens at the side). To correct the text, edit the file above: the preview follows.",
        "ledger": "Excel ledger", "ledger text": "Which notice is it to be filled into?", "notice": "Notice", "compare": "Compare",
        "filled": "What is filled in", "no change": "There is nothing to fill in.",
        "ledger save": "Fill this in and save", "diff": "What changes in the file",
        "lost": "There was no file, or the import has expired. Please choose the file again.", "forbidden": "This page has expired. Please open the import page again.",
        "busy": "The disk refuses: {0}", "file": "File", "colon": ": ", "comma": ", ",
    },
}  # fmt: skip


def _of(table: dict[str, Words], language: str) -> Words:
    return table["zh-CN" if language.lower().startswith("zh") else "en"]


def faults(language: str) -> Words:
    """Texts of the list of faults."""
    return _of(_FAULTS, language)


def imports(language: str) -> Words:
    """Texts of the import page."""
    return _of(_IMPORT, language)


ALL = (_FAULTS, _IMPORT)
