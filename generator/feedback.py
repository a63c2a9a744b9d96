"""Links by which a reader answers: telephone, e-mail, and an opinion on one finding.

A `mailto:` link follows RFC 6068: UTF-8, percent-encoded, line breaks as %0D%0A. Whole, it has at most
1,500 bytes, which every mail program in use takes.
"""

from __future__ import annotations

import re
from functools import lru_cache

LIMIT = 1500
TITLE = 420  # bytes of it for the title, which stands in subject and body
_TO_ENCODE = re.compile(r"[^A-Za-z0-9._~-]+")
BREAK = "%0D%0A"


def encoded(text: str) -> str:
    """Text percent-encoded as a query value (never + for a space)."""
    return _TO_ENCODE.sub(_percent, text)


def _percent(m: re.Match[str]) -> str:
    return "%" + m[0].encode().hex("%").upper()


@lru_cache(maxsize=64)
def _word(text: str) -> str:
    return encoded(text)


def shortened(text: str, room: int) -> str:
    """The longest beginning of a text that takes at most `room` bytes encoded, with … when cut."""
    if len(encoded(text)) <= room:
        return text
    room -= len("%E2%80%A6")
    while text and len(encoded(text)) > room:
        text = text[:-1]
    return text + "…"


def tel(phone: str, country: str = "+86") -> str:
    """A `tel:` address (RFC 3966) of a number as written; numbers with an area code get the country's."""
    number, _, extension = re.sub(r"\s+", "", phone).partition("转")
    digits = re.sub(r"[^\d+]", "", number)
    if digits.startswith("0") and len(digits) > 9:
        digits = country + digits[1:]
    return f"tel:{digits}" + (f";ext={re.sub(r'[^0-9]', '', extension)}" if extension else "")


def mail(address: str, subject: str, lines: tuple[str, ...]) -> str:
    """A `mailto:` link with a subject and the lines of a body."""
    return f"mailto:{encoded_address(address)}?subject={encoded(subject)}&body={BREAK.join(map(encoded, lines))}"


def encoded_address(address: str) -> str:
    return re.sub(r"[^A-Za-z0-9._~@+-]", lambda m: f"%{ord(m[0]):02X}", address)


class Opinions:
    """Feedback links of one notice: what is the same in all of them is encoded once.

    The links are as HTML writes them, with `&amp;`; a finding's is made of ready parts because a notice
    has dozens of them.
    """

    def __init__(self, address: str, title: str, url: str, words: tuple[str, str, str, str]) -> None:
        """`words` are: opinion on, item, page, my opinion."""
        on, item, page, mine = map(_word, words)
        name = encoded(title)
        if len(name) > TITLE:
            name = encoded(shortened(title, TITLE))
        self._start = f"mailto:{encoded_address(address)}?subject={on}{name}"
        self._body = f"&amp;body={name}{BREAK}"
        self._page = f"{BREAK}{page}{encoded(url)}"
        self._end = f"{BREAK}{BREAK}{mine}{BREAK}"
        self._item = item
        fixed = len(self._start) + len(self._body) + len(self._page) + len(self._end) + 2 * len(item)
        self._room = LIMIT - fixed - 20

    def whole(self) -> str:
        """The link for the notice as a whole."""
        return f"{self._start}{self._body}{self._page}{self._end}"

    def on(self, number: str, label: str, title: str, id_: str) -> str:
        """The link for one finding: its number in the subject, its number and heading in the body."""
        # every byte encoded, ASCII too: several times quicker than looking for what needs it
        heading = "%" + (label + title).encode().hex("%").upper() if label or title else ""
        room = self._room - 2 * len(number) - len(id_)
        if len(heading) > room:
            heading = encoded(shortened(label + title, max(room, 0)))
        item = self._item + number
        return f"{self._start}%20{item}{self._body}{item}%20{heading}{self._page}%23{id_}{self._end}"
