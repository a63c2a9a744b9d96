"""Tasks: what each file of the site is made from. Outputs plan them, builds key and run them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from generator.library import Library
from generator.model import Contact, Head
from generator.parse import Parsed
from generator.views import Link, SiteView


class Task(NamedTuple):
    """One file of the site.

    `view` is all that its template sees but the site; of a page made from a body it is a `Context`,
    and `source` (under content/) and `digest` say which body. `source` of a copied file is the file.
    """

    path: str
    output: str
    view: Any
    source: str = ""
    digest: str = ""


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


class Output(NamedTuple):
    """One kind of file.

    `plan` gives its tasks. With `facts` it is planned once every body is read; without, it is made from
    a body, and `page` makes what its template sees. `view` is the type of what a template sees: it is made
    of the site (when `takes_site`) and the parts of the task's view. Without a template the task's view
    is the bytes, and "" stands for those of the task's source.
    """

    name: str
    template: str
    plan: Callable[[Library], Iterable[Task]]
    view: Callable[..., Any] | None = None
    facts: bool = True
    takes_site: bool = True
    page: Callable[[SiteView, Context, Head, Parsed], Any] | None = None
