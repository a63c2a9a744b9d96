"""JSON Feeds (1.1) with what the Atom feeds beside them have."""

from __future__ import annotations

import json
from typing import Any

from generator.list_views import FeedView
from generator.texts import texts
from generator.views import NoticeItem

JSON_FEED = "https://jsonfeed.org/version/1.1"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_json(*view: Any) -> bytes:
    """A JSON Feed, an item a line. Items have the summary as their text: the page has the notice as it was published."""
    feed = FeedView(*view)
    made = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.self_url,
        "language": feed.language,
        "authors": [{"name": feed.author}],
    }
    items = ",\n".join([_encode(_item(NoticeItem(*e), feed)) for e in feed.entries])
    return f'{_encode(made)[:-1]},"items":[\n{items}\n]}}\n'.encode()


def _item(e: NoticeItem, feed: FeedView) -> dict[str, Any]:
    url = feed.base + e.href
    title = e.title + (texts(feed.language)["withdrawn_suffix"] if e.withdrawn else "")
    author = e.organisation.text if e.organisation else feed.author
    return {
        "id": url,
        "url": url,
        "title": title,
        "content_text": e.summary or title,
        "date_published": e.iso,
        "language": feed.language,
        "authors": [{"name": author}],
        "tags": [e.kind_name],
    }
