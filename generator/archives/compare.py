"""How two packages differ, in words: notices, their texts and files, the rest of the site, sources, log, looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from generator import article
from generator.archives.contents import LOG, ORIGINALS, SITE, SOURCE
from generator.archives.freeze import ASSETS

Say = Callable[[str, str], str]


class Opened(NamedTuple):
    """A package that can be read: its files with their digests, the facts in it, its notices' titles by address, how
    a file is read."""

    files: Mapping[str, str]
    facts: Mapping[str, str]
    titles: Mapping[str, str]
    read: Callable[[str], bytes]


def differences(one: Opened, other: Opened, say: Say) -> list[str]:
    """What the second has that the first has not, and the other way round; empty when they are the same."""
    if one.files == other.files:
        return []
    out = list(_facts(one, other, say))
    out += _notices(one, other, say)
    seen = {f"{SITE}{a}" for a in (*one.titles, *other.titles)}
    groups = (
        (SITE + ASSETS, say("主题的样式和脚本", "styles and scripts of the theme")),
        (SITE, say("网站的其他文件", "other files of the site")),
        (f"{SOURCE}content/", say("内容源文件", "sources")),
        (ORIGINALS, say("原件", "originals")),
        (SOURCE, say("其他材料（主题、公开登记）", "other material (theme, register)")),
        (LOG, say("公开记录", "the log")),
        ("", say("其他", "the rest")),
    )
    for prefix, name in groups:
        here = {p for p in {*one.files, *other.files} - seen if p.startswith(prefix)}
        seen |= here
        out += _files(one.files, other.files, here, name, say)
    return out


def _facts(one: Opened, other: Opened, say: Say) -> Iterator[str]:
    names = {
        "round": ("轮次", "round"), "site": ("网站", "site"), "as_of": ("截至", "as of"), "key": ("公钥", "key"),
        "software": ("程序", "program"), "look": ("网页样式", "look"),
    }  # fmt: skip
    for key, name in names.items():
        if one.facts.get(key) != other.facts.get(key):
            yield f"{say(*name)}{say('：', ': ')}{one.facts.get(key)} → {other.facts.get(key)}"


def _notices(one: Opened, other: Opened, say: Say) -> Iterator[str]:
    """Each notice that was added, removed or changed, and how."""
    for address in sorted({*one.titles, *other.titles}):
        title = other.titles.get(address) or one.titles[address]
        path = SITE + address
        lead = f"{title} ({address}){say('：', ': ')}"
        if address not in one.titles:
            yield lead + say("增加的公开件", "a notice that was added")
        elif address not in other.titles:
            yield lead + say("减少的公开件", "a notice that was removed")
        elif one.files.get(path) != other.files.get(path):
            yield lead + _page(one, other, path, say)


def _page(one: Opened, other: Opened, path: str, say: Say) -> str:
    if path not in one.files or path not in other.files:
        return say("网页不全", "its page is missing in one of them")
    before, after = (article.read(p.read(path).decode("utf-8", "replace")) for p in (one, other))
    if before is None or after is None:
        return say("网页变了", "its page was changed")
    if "".join(before.texts) == "".join(after.texts):
        return say("文字没有变，网页的其他部分变了", "the same text, other things of its page were changed")
    old, new = set(before.texts), set(after.texts)
    removed, added = [t for t in before.texts if t not in new], [t for t in after.texts if t not in old]
    told = say(f"文字变了，删去 {len(removed)} 段，增加 {len(added)} 段", f"its text was changed: {len(removed)} paragraphs less, {len(added)} more")  # fmt: skip
    lines = [f"    - {t}" for t in removed] + [f"    + {t}" for t in added]
    return "\n".join([told, *lines])


def _files(
    before: Mapping[str, str], after: Mapping[str, str], paths: Collection[str], name: str, say: Say
) -> Iterable[str]:
    added, removed = sorted(set(paths) - before.keys()), sorted(set(paths) - after.keys())
    changed = sorted(p for p in paths if p in before and p in after and before[p] != after[p])
    if not added and not removed and not changed:
        return []
    counts = say(
        f"增加 {len(added)}，减少 {len(removed)}，改动 {len(changed)}",
        f"{len(added)} added, {len(removed)} removed, {len(changed)} changed",
    )
    return [
        f"{name}{say('：', ': ')}{counts}",
        *(f"  {mark} {p}" for mark, found in (("+", added), ("-", removed), ("~", changed)) for p in found),
    ]
