"""What a reviewer says: 12xx leftovers, 13xx wording, 14xx punctuation, 15xx privacy."""

from __future__ import annotations

from generator.message import Message

# fmt: off
REVIEW_B: tuple[Message, ...] = (
)
# fmt: on
