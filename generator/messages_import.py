"""What import says of what an office brought: 20xx packages and what they may not hold, 21xx decisions and guesses, 22xx ledgers."""

from __future__ import annotations

from generator.message import Message

# fmt: off
IMPORT: tuple[Message, ...] = (
)
# fmt: on
