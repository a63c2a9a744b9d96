"""What the files of each notice take from elsewhere than its own text."""

from __future__ import annotations

from collections.abc import Mapping

from generator import replies
from generator.library import Library
from generator.model import Head
from generator.oversight import oversight
from generator.pages import banner, organisation_link, round_feed, round_link
from generator.publication import rfc3339
from generator.tasks import Context
from generator.texts import texts
from generator.versions import versions
from generator.views import Change, Earlier, Link


def with_contexts(lib: Library) -> Library:
    """The library with the context of every notice shown; previous and next go by date within a round."""
    by_round: dict[str, list[Head]] = {}
    corrections: dict[str, list[Change]] = {}
    by_key: dict[str, Head] = {}
    t = texts(lib.language)
    out: list[tuple[Head, Context]] = []
    for head in lib.notices:
        if head.path in lib.shown:
            by_round.setdefault(head.text("round"), []).append(head)
            by_key[head.address.removesuffix(".html")] = head
            if corrected := head.text("corrects"):
                correction = Change(head.text("published_at")[:10], t["corrected"], Link(head.address, head.title))
                corrections.setdefault(corrected, []).append(correction)
    opinions: dict[str, list[Link]] = {}
    for reply in replies.shown(lib):
        if about := replies.subject(lib, reply, by_key):
            link = Link(reply.address, replies.title(reply, about, lib.language))
            opinions.setdefault(about[0].href, []).append(link)
    for heads in by_round.values():
        heads.sort(key=order)
        links = [Link(h.address, h.title) for h in heads]
        round_ = round_link(lib, heads[0])
        feed = Link(round_feed(round_.href), round_.text) if round_ else None
        for k, head in enumerate(heads):
            corrected_head = by_key.get(head.text("corrects"))
            mine = sorted(corrections.get(head.address.removesuffix(".html"), []), reverse=True)
            related = [c.link for c in mine if c.link]
            if corrected_head is not None:
                related = [Link(corrected_head.address, corrected_head.title), *related]
            context = Context(
                lib.contact(head),
                organisation_link(lib, head),
                round_,
                links[k - 1] if k else None,
                links[k + 1] if k + 1 < len(links) else None,
                tuple(related),
                banner(lib, head),
                rfc3339(head.text("published_at"), lib.tz),
                lib.states[head.path].state == "withdrawn",
                feed,
                tuple(mine),
                oversight(lib, head),
                tuple(opinions.get(head.address, ())),
                versions(lib, head),
                earlier=_earlier(lib, head, by_key) if head.mentions else (),
            )
            out.append((head, context))
    return lib._replace(contexts=tuple(out))


def _earlier(lib: Library, head: Head, notices: Mapping[str, Head]) -> tuple[Earlier, ...]:
    """The notices on the site of which the text of a notice names a place, by their rounds."""
    out = []
    for key in head.mentions:
        if (notice := notices.get(key)) is not None and notice is not head:
            round_ = lib.rounds.get(notice.text("round"))
            name = round_.title if round_ else notice.title
            out.append(Earlier(key, name, lib.states[notice.path].state == "withdrawn"))
    return tuple(out)


def order(head: Head) -> tuple[str, str]:
    """The order of notices in a round: by date of publication, then by id."""
    return head.text("published_at"), head.id
