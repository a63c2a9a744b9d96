"""Every rule: one function, registered here. A new one is a function and a line.

Library checks see heads, and facts once the bodies were read; body checks see one body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.checks import addresses, calendar, kinds, links, memory, references, replies, revisions, site
from generator.diagnostics import Diagnostic
from generator.library import Library
from generator.model import Head
from generator.parse import Parsed

HEAD_CHECKS: tuple[Callable[[Library], Iterator[Diagnostic]], ...] = (
    addresses.check_addresses,
    references.check_references,
    kinds.check_fields,
    kinds.check_contact,
    site.check_site,
    site.check_brand,
    site.check_numbers,
    calendar.check_calendar,
    calendar.check_years,
    replies.check_replies,
    replies.check_waiting,
    revisions.check_revisions,
    revisions.check_announced,
    revisions.check_files,
)
FACT_CHECKS: tuple[Callable[[Library], Iterator[Diagnostic]], ...] = (
    links.check_links,
    links.check_attachments,
    replies.check_findings,
    revisions.check_texts,
    memory.check_repeats,
)
BODY_CHECKS: tuple[Callable[[Head, Parsed, str], Iterator[Diagnostic]], ...] = (
    kinds.check_sections,
    replies.check_parts,
)
