"""Links by which a reader answers: telephone, e-mail, and an opinion on one finding.

A `mailto:` link follows RFC 6068: UTF-8, percent-encoded, line breaks as %0D%0A. Whole, it has at most
1,500 bytes, which every mail program in use takes.
"""

from __future__ import annotations

import re

LIMIT = 1500
_TO_ENCODE = re.compile(r"[^A-Za-z0-9._~-]+")
BREAK = "%0D%0A"


def encoded(text: str) -> str:
    """Text percent-encoded as a query value (never + for a space)."""
    return _TO_ENCODE.sub(lambda m: "%" + m[0].encode().hex("%").upper(), text)


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
    """Feedback links of one notice: what is the same in all of them is encoded once."""

    def __init__(self, address: str, title: str, url: str, words: tuple[str, str, str, str]) -> None:
        """`words` are: opinion on, item, page, my opinion."""
        on, item, page, mine = words
        self.url = encoded(url)
        title = shortened(title, 420)
        self.head = f"mailto:{encoded_address(address)}?subject={encoded(on)}{encoded(title)}"
        self.body = f"&body={encoded(title)}{BREAK}"
        self.tail = f"{BREAK}{encoded(page)}{self.url}"
        self.end = f"{BREAK}{BREAK}{encoded(mine)}{BREAK}"
        self.item = encoded(item)
        fixed = len(self.head) + len(self.body) + len(self.tail) + len(self.end) + 2 * len(self.item)
        self.room = LIMIT - fixed - 80

    def whole(self) -> str:
        """The link for the notice as a whole."""
        return f"{self.head}{self.body}{self.tail}{self.end}"

    def on(self, number: str, label: str, title: str, id_: str) -> str:
        """The link for one finding: its number in the subject, its heading in the body."""
        heading = encoded(label + title)
        room = self.room - 2 * len(number) - len(id_)
        if len(heading) > room:
            heading = encoded(shortened(label + title, max(room, 0)))
        return f"{self.head}{self.item}{number}{self.body}{self.item}{number}%20{heading}{self.tail}%23{id_}{self.end}"
