"""The Traditional Chinese edition: the same pages once more below `hant/`, their words converted by OpenCC.

It is derived: every output that makes pages has a second one, with the same plan, the same view and the same
template, and each page is converted as a whole. So the edition has no words, fields or counts of its own. The
simplified text is the official one, and every converted page says so. What is not a page (styles, data, feeds,
attachments, PDF) stands once, outside of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote

from generator.library import Library
from generator.pages import ONE_EDITION, SIMPLIFIED, TRADITIONAL
from generator.tasks import Missing, Output, ReadFile, Task
from generator.views import EditionLink, Meta, SiteView

CONFIG = "s2t"  # OpenCC's own standard: characters by phrase, no region's choice of words
ATTACHMENT = "attachment"
SUFFIX = "@" + TRADITIONAL.folder.rstrip("/")
# what is no text: comments, scripts and styles with what they hold, tags; a "<" alone is none either, so that none
# is left in the texts
_MARKUP = re.compile(
    r"""(<!--.*?-->|<script\b.*?</script>|<style\b.*?</style>|<(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>|<)""", re.DOTALL
)
_KEPT = ("<!--", "<script", "<style")
# attributes with words for readers; all others are addresses, identifiers and values
_WORDS = re.compile(
    r'\s(?:alt|title|content|placeholder|label|abbr|aria-(?:label|description|valuetext)|data-text[a-z-]*)="[^"]*"'
)
# addresses inside the site
_ADDRESS = re.compile(r'(\s(?:(?:data-)?(?:href|src)|action|poster))="(?![#?/]|[A-Za-z][A-Za-z0-9+.-]*:)([^"]+)"')
_PATH = re.compile(r"(?:\.\./)*([^?#]*)").match


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    """OpenCC's conversion. Its dictionaries take 40 ms to read, once in a process."""
    try:
        from opencc import OpenCC
    except ImportError:
        raise Missing("OpenCC", "traditional") from None
    convert: Callable[[str], str] = OpenCC(CONFIG).convert
    return convert


def to_traditional(html: str) -> str:
    """A page with its words in Traditional Chinese; identifiers, values and data as they are.

    A text right behind a tag with `lang` or `translate="no"` stays too: it is said to be in another language, or
    in none. Addresses of what stands outside of the edition lead one folder further up.
    """
    convert = _converter()
    parts = _MARKUP.split(html)
    texts, marks = parts[::2], parts[1::2]
    # in one call, for no phrase reaches over the "<" between them
    converted = convert("<".join(texts)).split("<")
    for k, mark in enumerate(marks):
        if '="' in mark:
            marks[k] = _tag(mark, convert)
        if ' lang="' in mark or ' translate="no"' in mark:
            converted[k + 1] = texts[k + 1]
    parts[::2], parts[1::2] = converted, marks
    return "".join(parts)


def _tag(mark: str, convert: Callable[[str], str]) -> str:
    """What is no text, in the edition: of a tag the words and addresses in its attributes change."""
    if mark.startswith(_KEPT):
        tag, end, held = mark.partition(">")
        return mark if mark.startswith("<!--") else _ADDRESS.sub(_moved, tag) + end + held
    if not mark.isascii():
        mark = _WORDS.sub(lambda m: convert(m[0]), mark)
    return _ADDRESS.sub(_moved, mark)


def _moved(m: re.Match[str]) -> str:
    """An address in a page of the edition: as it is when it leads to a page of it, else one folder further up.

    Addresses are printed as the way to the site's root and the path from there; that way is now one step longer.
    """
    path = _PATH(m[2])
    inside = path is not None and path[1].endswith(".html") and path[1] not in ONE_EDITION
    return m[0] if inside else f'{m[1]}="../{m[2]}"'


def _encode(page: str, _: ReadFile) -> bytes:
    return to_traditional(page).encode()


def _of_edition(page: Any) -> Any:
    """What the template sees of a page, at its address in the edition."""
    return page._replace(meta=_meta(page.site, page.meta))


def _meta(site: SiteView, meta: Meta) -> Meta:
    address = dict(meta.alternates)[TRADITIONAL.language]
    return meta._replace(
        canonical=address,
        error_report=site.error_report_url + quote(address, safe="") if site.error_report_url else "",
        tags=tuple((name, address if name == "Url" else content) for name, content in meta.tags),
        language=TRADITIONAL.language,
        other=EditionLink(f"../{meta.path}", SIMPLIFIED.name, SIMPLIFIED.language),
    )


def _plan(output: Output, names: frozenset[str], lib: Library) -> Iterable[Task]:
    """The tasks of an output again, for the edition; those of outputs named only.

    An attachment that is itself a page stands in it as it is, for links cannot tell it from the site's pages.
    """
    if lib.site.outputs.traditional:
        for task in output.plan(lib):
            if task.output in names and task.path.endswith((".html", "/")) and task.path not in ONE_EDITION:
                yield task._replace(path=TRADITIONAL.folder + task.path, output=task.output + SUFFIX)


def _seen(make: Callable[..., Any] | None) -> Callable[..., Any] | None:
    return None if make is None else lambda *given: _of_edition(make(*given))


def _each_seen(
    make: Callable[..., Iterable[tuple[str, Any]]] | None,
) -> Callable[..., Iterable[tuple[str, Any]]] | None:
    if make is None:
        return None
    return lambda *given: ((TRADITIONAL.folder + path, _of_edition(page)) for path, page in make(*given))


def editions(outputs: Iterable[Output]) -> tuple[Output, ...]:
    """An output for each of those that make pages: the same, in the edition."""
    pages = [o for o in outputs if o.template.endswith(".html") and o.encode is None]
    names = frozenset((*(o.name for o in pages), ATTACHMENT))
    made = [o._replace(view=_seen(o.view), page=_seen(o.page), make=_each_seen(o.make), encode=_encode) for o in pages]
    files = [o for o in outputs if o.name == ATTACHMENT]
    return tuple(
        o._replace(name=o.name + SUFFIX, plan=partial(_plan, o, names), edition=TRADITIONAL.folder)
        for o in (*made, *files)
    )
