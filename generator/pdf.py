"""A rendered page as PDF/UA, by WeasyPrint.

What it loads comes out of the site: pictures by `read`, `data:` addresses out of themselves, and nothing else. The
bytes depend on the page, its pictures, WeasyPrint and the fonts of the machine, and on no clock.
"""

from __future__ import annotations

import gc
from functools import lru_cache
from typing import Any

from generator.tasks import Lacking, Missing, ReadFile


def pdf(page: str, read: ReadFile) -> bytes:
    """The PDF of a page; addresses in it are absolute, or lead from its `<base>`."""
    weasyprint, fetcher = _weasyprint()
    made: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher(read)).write_pdf(pdf_variant="pdf/ua-1")
    gc.collect()  # a layout is 50 MB of boxes that refer to each other, and builds run without collection
    return made


@lru_cache(maxsize=1)
def _weasyprint() -> tuple[Any, Any]:
    """The package, and what fetches for it."""
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except ImportError:
        raise Missing("WeasyPrint", "pdf") from None
    except OSError as e:  # it is there, but not the libraries of the system that it calls
        raise Lacking("WeasyPrint", str(e).partition("\n")[0]) from None

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """What is not given as `data:` is a file of the site, or is not there: a picture then is its text."""

        def __init__(self, read: ReadFile) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)
            self.read = read

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            return URLFetcherResponse(url, self.read(url))

    return weasyprint, Fetcher
