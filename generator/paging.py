"""Long lists in pages of their own.

A further page has its number between two dots (`index.2.html`): no id has a dot in it, so that no notice,
round or organisation can stand at its address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from generator.views import Link, Paging

SIZE = 200  # items on a page
_NEAR = 2  # pages named on either side of the current one

T = TypeVar("T")


def split(items: Sequence[T], size: int = SIZE) -> list[tuple[T, ...]]:
    """The items in pages of at most `size`; one empty page of no items."""
    return [tuple(items[k : k + size]) for k in range(0, len(items), size)] or [()]


def address(base: str, number: int) -> str:
    """Where a page of a list stands, counted from 1: `rounds/index.html`, `rounds/index.2.html`."""
    stem, dot, ending = base.rpartition(".")
    return base if number == 1 else f"{stem}.{number}{dot}{ending}"


def addresses(base: str, count: int, size: int = SIZE) -> list[str]:
    """Where the pages of a list of so many items stand."""
    return [address(base, n + 1) for n in range(max(1, -(-count // size)))]


def paging(base: str, number: int, total: int) -> Paging:
    """The way from a page of a list to the others; a `Link` without an address stands for pages not named."""

    def link(n: int) -> Link:
        return Link(address(base, n), str(n))

    near = range(max(1, number - _NEAR), min(total, number + _NEAR) + 1)
    named = sorted({1, total, *near})
    pages: list[Link] = []
    for before, n in zip([0, *named], named, strict=False):
        if n == before + 2:  # a gap would take as much room as the page it stands for
            pages.append(link(n - 1))
        elif n > before + 2:
            pages.append(Link("", "…"))
        pages.append(link(n))
    return Paging(
        number,
        total,
        link(number - 1) if number > 1 else None,
        link(number + 1) if number < total else None,
        tuple(pages),
    )
