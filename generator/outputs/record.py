"""The record of a notice: its open data, from which lists, tables and search are made."""

from __future__ import annotations

from collections.abc import Iterable

from generator.library import Library, record_address
from generator.model import Head
from generator.parse import Parsed
from generator.record import record
from generator.tasks import Context, Output, Task
from generator.views import SiteView


def plan(lib: Library) -> Iterable[Task]:
    for head, context in lib.contexts:
        undated = context._replace(
            oversight=None, replies=(), earlier=()
        )  # neither the day nor what others are called show
        yield Task(record_address(head), "record", undated, head.path, lib.digests[head.path])


def page(site: SiteView, context: Context, head: Head, parsed: Parsed) -> bytes:
    return record(site, context, head, parsed.facts, parsed.lead, parsed.written)


OUTPUTS = (Output("record", "", plan, facts=False, page=page, switch="records"),)
