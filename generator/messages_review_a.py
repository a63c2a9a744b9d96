"""What a reviewer says: 10xx figures, 11xx structure, 16xx dates, 17xx the site, 18xx waivers and approvals."""

from __future__ import annotations

from generator.message import Message

# fmt: off
REVIEW_A: tuple[Message, ...] = (
    Message("E1801", "“允许”里的 {0} 没有对应的提示：“{1}”", "a waiver of {0} matches nothing: “{1}”", "提示已经消失或者原文已改，删去这一条；要保留的，核对代码和原文", "the fault is gone or the text has changed: delete the waiver, or mend its code and quotation"),
)
# fmt: on
