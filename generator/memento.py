"""What a server says of revisions: nginx maps from addresses to `Memento-Datetime` (RFC 7089) and to 410.

`register/nginx.map` is made of the register whenever something is announced, and included by the server's own
configuration, which docs/how-to/server.md shows.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from generator.register import Register, page_of

NAME = "nginx.map"
DATETIME = "%a, %d %b %Y %H:%M:%S GMT"


def http_date(at: str) -> str:
    """A moment of an entry (UTC) as HTTP writes it."""
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%S%z").strftime(DATETIME)


def nginx(register: Register, base: str) -> bytes:
    """The maps; `base` is the path of the site's address, with slashes at both ends."""
    dates, gone = [], []
    for id_, rows in register.revisions.items():
        for row in rows:
            path = base + quote(page_of(id_, row.number))
            if (id_, row.number) in register.erased:
                gone.append(f"    {path} 1;\n")
            else:
                dates.append(f'    {path} "{http_date(row.at)}";\n')
    return (
        "# made by gongkai: when each revision was announced, and which were erased as the law demands\n"
        f'map $uri $gongkai_memento_datetime {{\n    default "";\n{"".join(dates)}}}\n'
        f"map $uri $gongkai_gone {{\n    default 0;\n{''.join(gone)}}}\n"
    ).encode()
