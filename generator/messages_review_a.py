"""What a reviewer says: 10xx figures, 11xx structure, 16xx dates, 17xx the site, 18xx waivers and approvals."""

from __future__ import annotations

from generator.message import Message

# fmt: off
REVIEW_A: tuple[Message, ...] = (
)
# fmt: on
