"""Publishing: a built site goes where the public reads it, whole or not at all.

`manifest`, `plan` and `release` are values and functions of values; `switching` and `objects` are the two ways in which
a target changes from one release to the next; `run` is the order of the steps. Targets are in `generator.targets`.
"""

from __future__ import annotations


class Failure(Exception):
    """What stops a publish: the code of a message and its arguments. The live site is whole, and the next run goes on."""

    def __init__(self, code: str, *args: object) -> None:
        super().__init__(code, *map(str, args))
        self.code = code
        self.details = tuple(map(str, args))
