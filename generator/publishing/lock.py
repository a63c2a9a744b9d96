"""One publish at a time: a lock that lies on the target, and is taken over from runs that died.

It holds the token of the site's folder where the run began. A run holds that folder's own lock too, which the system
lets go of when it ends, however it ends: so a lock with our token is one that a dead run left. One of another machine is
stale when it was not renewed for `STALE` seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from generator.publishing import Failure
from generator.publishing.target import Holder

STALE = 15 * 60
RENEW = 60


class Place(NamedTuple):
    """Where the lock lies: how it is read (None: free), made (False: taken) and replaced; its name for messages."""

    read: Callable[[], bytes | None]
    make: Callable[[bytes], bool]
    replace: Callable[[bytes], object]
    drop: Callable[[], object]
    name: str


class Lock:
    """A lock that is held. `check` before what must not be done by two, `renew` from time to time on the way."""

    def __init__(self, place: Place, holder: Holder) -> None:
        self.place, self.holder, self.at = place, holder, 0.0
        if place.make(self._data()):
            return
        other = parse(place.read())
        stale = holder.clock() - other.at > STALE
        if other.token != holder.token and not stale:
            raise Failure("E4010", other.name, place.name)
        place.replace(self._data())
        self._verify()

    def check(self) -> None:
        """Make sure that the lock is still ours."""
        self._verify()
        if self.holder.clock() - self.at > RENEW:
            self.place.replace(self._data())

    def renew(self) -> None:
        """Say that this run is alive, when it was not said for a while; it is cheap to ask often."""
        if self.holder.clock() - self.at > RENEW:
            self.check()

    def let_go(self) -> None:
        """Free the lock."""
        if parse(self.place.read()).run == self.holder.run:
            self.place.drop()

    def _verify(self) -> None:
        other = parse(self.place.read())
        if other.run != self.holder.run:
            raise Failure("E4010", other.name, self.place.name)

    def _data(self) -> bytes:
        self.at = self.holder.clock()
        return json.dumps(Held(self.holder.name, self.holder.token, self.holder.run, self.at)._asdict()).encode()


class Held(NamedTuple):
    """What a lock says; one that cannot be read is as old as can be."""

    name: str = "?"
    token: str = ""
    run: str = ""
    at: float = 0.0


def parse(data: bytes | None) -> Held:
    """What the bytes of a lock say."""
    try:
        values = json.loads(data or b"{}")
        return Held(*(type(d)(values[k]) for k, d in Held()._asdict().items()))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Held()
