"""What a machine is as far as the bytes of a site go: the program, the interpreter, the libraries, the fonts.

Unlike `state.stamp`, which asks whether this machine changed, it asks nothing that differs between two machines
with the same installed: no times, no places.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import metadata

from generator import load

# what reads sources, makes pages, or carries both; the latter half is what WeasyPrint works with
PACKAGES = (
    "jinja2", "markupsafe", "markdown-it-py", "mdit-py-plugins", "mdurl", "pyyaml", "chinesecalendar", "segno",
    "xlsxwriter", "opencc", "distributed", "dask", "cloudpickle",
    "weasyprint", "pydyf", "fonttools", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "pillow", "brotli", "zopfli",
)  # fmt: skip
# a line as pages have them: a machine with other fonts, or another library that sets text, makes other bytes of it
PROBE = (
    '<!doctype html><html lang="zh-CN"><title>公</title><p>关于整改进展情况的通报（第3轮）Abc 0123</p>'
    '<p style="font-family:sans-serif;font-weight:bold">关于整改进展情况的通报 Abc 0123</p>'
    '<p lang="zh-Hant">關於整改進展情況的通報</p></html>'
)


@cache
def identity(pdf: bool) -> Mapping[str, str]:
    """By name, a version or digest of all that shows in the bytes of a page; "" of what is not installed.

    With `pdf` also what becomes of text in a PDF. Taken once: a process that goes on after its program was replaced
    still is what it was.
    """
    here = os.path.dirname(os.path.abspath(__file__))
    found = {"Python": f"{platform.python_implementation()} {platform.python_version()}"}
    for path in sorted(load.listing(here).files):
        # the default theme stands elsewhere in a checkout, and travels with the work
        if "__pycache__/" not in path and not path.startswith("_data/"):
            found[f"generator/{path}"] = load.digest_of(os.path.join(here, path))
    for name in PACKAGES:
        found[name] = ""
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    if pdf:
        found["PDF"] = _probe()
    return found


def _probe() -> str:
    from generator.pdf import pdf
    from generator.tasks import Missing

    def nothing(url: str) -> bytes:
        raise FileNotFoundError(url)

    try:
        return load.digest(pdf(PROBE, nothing))
    except Missing:
        return ""  # the build says so itself


def digest(of: Mapping[str, str]) -> str:
    """One digest of all of it."""
    return load.digest("\n".join(f"{name}\0{value}" for name, value in sorted(of.items())).encode())


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What differs: its name, what it is here, what it is there."""
    names = [*ours, *(n for n in theirs if n not in ours)]
    return [(n, ours.get(n, ""), theirs.get(n, "")) for n in names if ours.get(n, "") != theirs.get(n, "")]
