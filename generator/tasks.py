"""Tasks: what each file of the site is made from. Outputs plan them, builds key and run them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from generator.config import Switches
from generator.library import Library
from generator.load import Stat
from generator.model import Contact, Head
from generator.parse import Parsed
from generator.views import Change, Earlier, Link, Oversight, SiteView, Version

# how the source of a file that is kept in the register begins: it is named from content/ like all others
KEPT = "../register/"


class Read(NamedTuple):
    """A record that a file is made from: its address, and a digest of what of it matters there."""

    path: str
    digest: str


class Task(NamedTuple):
    """One file of the site; with a path that ends in "/", several below that folder (a bundle).

    `view` is all that its template sees but the site; of a file made from a body it is a `Context`,
    and `source` (under content/) and `digest` say which body. `source` of a copied file is the file.
    `reads` are the records it is made from, in the order in which they are passed on.
    """

    path: str
    output: str
    view: Any
    source: str = ""
    digest: str = ""
    reads: tuple[Read, ...] = ()


class Unmade(Exception):
    """What a file cannot be made for: the code of a diagnostic and its arguments."""

    def __init__(self, code: str, *args: object) -> None:
        super().__init__(code, *args)
        self.code = code
        self.told = tuple(map(str, args))


class Missing(Unmade):
    """A package that an output needs is not installed, and the extra that brings it. No file's fault: told once."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__("E0810", package, extra)


class Lacking(Missing):
    """The package is installed, but not what it needs of the system: what it says of that."""

    def __init__(self, package: str, said: str) -> None:
        Unmade.__init__(self, "E0811", package, said)


Records = Iterator[dict[str, Any]]
# the bytes of a picture that a page shows, by its absolute address; OSError for all that is none
ReadFile = Callable[[str], bytes]


class Context(NamedTuple):
    """What the page of a notice or an ordinary page takes from elsewhere than its own file."""

    contact: Contact
    organisation: Link | None = None
    round: Link | None = None
    previous: Link | None = None
    next: Link | None = None
    related: tuple[Link, ...] = ()
    banner: str = ""
    iso: str = ""
    withdrawn: bool = False
    feed: Link | None = None
    corrections: tuple[Change, ...] = ()
    oversight: Oversight | None = None
    replies: tuple[Link, ...] = ()
    versions: tuple[Version, ...] = ()  # its revisions, where it has more than one or is in the register
    rest: str = ""  # a digest of what else goes into a file, where not all of the site does: pictures, for one
    earlier: tuple[Earlier, ...] = ()  # the notices whose findings its text names


class Work(NamedTuple):
    """Tasks done together: those made from one body, with its head and the file's stat when its digest was
    taken, or a single one. A body without tasks is only read."""

    tasks: tuple[Task, ...]
    head: Head | None = None
    seen: Stat | None = None


class Output(NamedTuple):
    """One kind of file.

    `plan` gives its tasks. With `facts` it is planned once every body is read. Without, it may be made from
    a body: then `page` makes what its template sees. Otherwise `view` makes it, of the site (when
    `takes_site`), the parts of the task's view and, when the task reads records, an iterator of these.
    Without a template `page` and `view` give the bytes; without a view too, the task's view is the bytes,
    and "" stands for those of the task's source. `encode` makes the bytes of what a template rendered, and may read the pictures in it.
    `make` gives the files of a bundle, or a single large one, of the same arguments as `view`: (path, bytes),
    several times for a file that comes in pieces; with a template, (path, what it sees). `edition` is the
    folder of the edition it makes, "" for the site's own. `weight` is how many times the work of a page it is.
    `switch` names what of `Switches` it is made for. With `reads_register` the last argument of `view` reads a file
    below register/.
    """

    name: str
    template: str
    plan: Callable[[Library], Iterable[Task]]
    view: Callable[..., Any] | None = None
    facts: bool = True
    takes_site: bool = True
    page: Callable[[SiteView, Context, Head, Parsed], Any] | None = None
    encode: Callable[[str, ReadFile], bytes] | None = None
    make: Callable[..., Iterable[tuple[str, Any]]] | None = None
    edition: str = ""
    weight: int = 1
    switch: str = ""
    reads_register: bool = False

    def on(self, switches: Switches) -> bool:
        """Whether a site has it."""
        return not self.switch or getattr(switches, self.switch)
