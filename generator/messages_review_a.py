"""What a reviewer says: 10xx figures, 11xx structure, 16xx dates, 17xx the site, 18xx waivers and approvals."""

from __future__ import annotations

from generator.message import Message

# fmt: off
REVIEW_A: tuple[Message, ...] = (
    Message("E1802", "没有“{0}”的签字记录", "nobody has signed at the stage “{0}”", "运行 gongkai check --sheet 打印审签单，签字后把单上的记录抄到信息区", "print the sign-off sheet with gongkai check --sheet; once signed, copy its record into the front matter"),
    Message("E1803", "文本在“{0}”之后改动过（{1} {2} 签字）", "the text has changed since “{0}” ({1}, {2})", "重新打印审签单，重新签字；现在的指纹是 {3}", "print the sheet again and have it signed again; the digest is now {3}"),
    Message("E1801", "“允许”里的 {0} 没有对应的提示：“{1}”", "a waiver of {0} matches nothing: “{1}”", "提示已经消失或者原文已改，删去这一条；要保留的，核对代码和原文", "the fault is gone or the text has changed: delete the waiver, or mend its code and quotation"),
)
# fmt: on
