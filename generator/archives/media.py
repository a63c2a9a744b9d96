"""Media types of the files of a site, by their endings: the same on every machine, for they are written into archives."""

from __future__ import annotations

_TEXT = "; charset=utf-8"
TYPES = {
    "html": "text/html" + _TEXT, "css": "text/css" + _TEXT, "js": "text/javascript" + _TEXT, "txt": "text/plain" + _TEXT,
    "csv": "text/csv" + _TEXT, "md": "text/markdown" + _TEXT, "json": "application/json", "jsonl": "application/jsonl",
    "jsonld": "application/ld+json", "xml": "application/xml", "svg": "image/svg+xml", "png": "image/png",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif",
    "ico": "image/vnd.microsoft.icon", "pdf": "application/pdf", "zip": "application/zip", "ics": "text/calendar" + _TEXT,
    "woff2": "font/woff2", "woff": "font/woff", "ttf": "font/ttf", "otf": "font/otf", "mp4": "video/mp4", "mp3": "audio/mpeg",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "ofd": "application/ofd", "timemap": "application/link-format", "tlog-proof": "text/plain" + _TEXT,
}  # fmt: skip


def media_type(path: str) -> str:
    """The media type of a file, with the encoding of texts; application/octet-stream for what is not known."""
    name = path.rpartition("/")[2]
    return TYPES.get(name.rpartition(".")[2].lower() if "." in name else "", "application/octet-stream")
