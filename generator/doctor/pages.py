"""What a fetched page says: its tags, what it refers to, where it says it belongs."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# elements that load what they name, and the attribute that names it
_LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
}
_RELS = frozenset(("stylesheet", "icon", "preload", "manifest"))


class Page(HTMLParser):
    """A page at an address."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.tags: set[str] = set()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.canonical = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "meta" and given.get("content"):
            self.tags.add(given.get("name", ""))
        loaded = given.get(_LOADS.get(tag, ""), "")
        rel = set(given.get("rel", "").split())
        if tag == "link" and rel & _RELS:
            loaded = given.get("href", "")
        if tag == "link" and "canonical" in rel:
            self.canonical = given.get("href", "")
        if loaded and not loaded.startswith("data:"):
            self.loads.append(urljoin(self.url, loaded))
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.url, given["href"]).partition("#")[0])

    @property
    def mixed(self) -> list[str]:
        """What a page over https loads without it."""
        return [u for u in self.loads if self.url.startswith("https:") and urlsplit(u).scheme == "http"]
