"""Parts that a notice of its kind must have: signature, day, oversight period, how to reach the body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.reading import Found, Reading
from generator.rules.moments import moments

_WORDS = tuple(re.compile(word) for word in ("电话", "热线"))
_PHONE = re.compile(r"[^，。；\n0-9]{0,8}[：:为是]?\s*([2-9][0-9]{6,7})(?![0-9-])")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}(?:[转\-].*)?")
_PERIOD = re.compile("(?:监督|公示|受理)(?:期限?|时间|截止)[^。；\n]{0,12}[0-9]")
_ADDRESS = re.compile("地址|来信请寄")
_SIGNED_DAY = re.compile(r"^[ 　]*[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日[ 　]*$")


def signing_day(reading: Reading) -> Iterator[Found]:
    """No day of signature, neither in the front matter nor under the text."""
    if not reading.head.text("signed_on") and not any(_SIGNED_DAY.match(line.text) for line in reading.lines[-6:]):
        yield reading.key("signed_by")


def signing_body(reading: Reading) -> Iterator[Found]:
    """No signing body, neither in the front matter nor under the text."""
    if reading.head.text("signed_by"):
        return
    if not any(line.text.startswith("{.") for line in reading.lines[-6:]):
        yield reading.key("title")


def oversight_period(reading: Reading) -> Iterator[Found]:
    """A rectification notice does not say how long comments are taken."""
    if reading.head.text("kind") != "rectification" or reading.head.values.get("oversight"):
        return
    if not _PERIOD.search(reading.body):
        yield reading.key("title")


def feedback_day(reading: Reading) -> Iterator[Found]:
    """A rectification notice does not say when the findings were fed back."""
    if reading.head.text("kind") != "rectification" or reading.head.text("feedback_on"):
        return
    body = reading.body
    if not any("反馈" in body[m.end : m.end + 40].partition("。")[0] for m in moments(reading)):
        yield reading.key("title")


def area_code(reading: Reading) -> Iterator[Found]:
    """A telephone number without area code, in the text or in the front matter."""
    for word in _WORDS:
        for w in reading.matches(word):
            if m := _PHONE.match(reading.body, w.end()):
                yield Found(m.start(1), m.end(1) - m.start(1), (m[1],))
    contact = reading.head.contact
    if _LOCAL.fullmatch(contact.phone):
        yield reading.key("contact")._replace(args=(contact.phone,))


def ways_to_reach(reading: Reading) -> Iterator[Found]:
    """A notice that asks for comments gives no postal address."""
    if reading.head.text("kind") not in ("rectification", "announcement", "consultation"):
        return
    contact = reading.desk.contact(reading.head)
    if not contact.address and not _ADDRESS.search(reading.body):
        yield reading.key("contact")
