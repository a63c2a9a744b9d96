"""QR codes (ISO/IEC 18004) of addresses, as SVG."""

from __future__ import annotations

BORDER = 4  # the quiet zone, in modules
LONGEST = 2331  # bytes that the greatest code holds at level M
# every reader takes any mask; to weigh all eight is most of the work, and a site has a code for every notice
MASK = 3


def svg(text: str) -> bytes:
    """The code of a text of at most `LONGEST` bytes, black on white with its quiet zone, as a drawing."""
    import segno

    code = segno.make(text, error="m", mask=MASK, mode="byte", encoding="utf-8", boost_error=False, micro=False)
    drawn: str = code.svg_inline(border=BORDER, scale=4, light="#fff", svgclass=None, lineclass=None)
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode() + b"\n"
