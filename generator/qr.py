"""QR codes (ISO/IEC 18004) of addresses, as SVG."""

from __future__ import annotations

from io import BytesIO

BORDER = 4  # the quiet zone, in modules
LONGEST = 2331  # bytes that the greatest code holds at level M
# every reader takes any mask; to weigh all eight is most of the work, and a site has a code for every notice
MASK = 3


def svg(text: str) -> bytes:
    """The code of a text of at most `LONGEST` bytes, black on white with its quiet zone, as a drawing."""
    import segno

    made = BytesIO()
    code = segno.make(text, error="m", mask=MASK, mode="byte", encoding="utf-8", boost_error=False, micro=False)
    code.save(made, kind="svg", border=BORDER, scale=4, light="#fff", xmldecl=False, svgclass=None, lineclass=None)
    return made.getvalue()
