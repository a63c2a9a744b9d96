"""The steps of a publish: build and check, compare, lock, send. `commands` has their order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import tzinfo
from hashlib import sha256
from typing import NamedTuple

from generator.build import Options, Report, build
from generator.publishing import Failure, local
from generator.publishing.manifest import Item, Manifest, built, digest_of, encode, is_log, is_permanent, item, same
from generator.publishing.plan import Plan, plan, too_many, with_grace
from generator.publishing.release import Live, Release, release
from generator.publishing.target import Sent, Source, Target, Tick

SITE = "site"


class Next(NamedTuple):
    """What would be published: the live release, the next one with its manifest, and what differs."""

    live: Live
    release: Release
    manifest: Manifest
    plan: Plan
    source: Source
    vanishing: int  # files, when more of them than may vanish unasked

    @property
    def nothing(self) -> bool:
        """Whether the live release has this very site."""
        return self.live.release is not None and same(self.live.manifest, self.manifest)


class Moment(NamedTuple):
    """When a publish happens: seconds since 1970, and the office's time zone."""

    now: int
    tz: tzinfo


def built_site(options: Options) -> Report:
    """Build the site and review its texts. The site is what was checked, and files in it that no build made are named."""
    return build(options._replace(review=True))


def next_of_site(root: str, name: str, target: Target, report: Report, moment: Moment, grace: int) -> Next:
    """What publishing the built site would do."""
    files = local.site_files(root, name, os.path.join(root, SITE), report.strangers)
    source = local.source(os.path.join(root, SITE))
    return following(target.live(), files, moment, grace, Act("publish", next_change=report.next_change), source)


def next_of_past(root: str, target: Target, past: Release, moment: Moment, grace: int) -> Next:
    """What rolling back would do: the earlier site, with the log and all announced addresses of the live one."""
    live = target.live()
    then = target.manifest(past)
    files = {p: i for p, i in built(live.manifest).items() if is_permanent(p)}
    files |= {p: i for p, i in built(then).items() if not is_log(p)}
    # its files are on the target; one that was lost there may still be here
    source = local.source(os.path.join(root, SITE))
    return following(live, files, moment, grace, Act("rollback", past.id, 0, then), source)


class Act(NamedTuple):
    """What makes a release: publish or rollback, of which one, when something comes due after it, what is kept of it."""

    kind: str
    of: str = ""
    next_change: int = 0
    kept: Manifest | None = None


def following(live: Live, files: Mapping[str, Item], moment: Moment, grace: int, act: Act, source: Source) -> Next:
    manifest = with_grace(live.manifest, files, moment.now, grace)
    new = release(moment.now, moment.tz, manifest, live, act.kind, act.of, act.next_change)
    p = plan(live.manifest, manifest, act.kept)
    return Next(live, new, manifest, p, source, too_many(p, live.manifest))


def with_log(root: str, wanted: Next, log: dict[str, bytes]) -> Next:
    """The same release with the log as it is now."""
    manifest = dict(wanted.manifest) | {p: item(p, sha256(data).hexdigest(), len(data)) for p, data in log.items()}
    new = wanted.release._replace(
        manifest=digest_of(encode(manifest)), files=len(manifest), size=sum(i.size for i in manifest.values())
    )
    source = local.source(os.path.join(root, SITE), log)
    return wanted._replace(release=new, manifest=manifest, source=source)


def carry_out(target: Target, wanted: Next, tick: Tick) -> Sent:
    """Publish it, alone. When somebody published since it was shown, it is refused."""
    with target.locked():
        if target.live() != wanted.live:
            raise Failure("E4013")
        return target.publish(wanted.release, wanted.manifest, wanted.live, wanted.source, tick)
