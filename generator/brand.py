"""What a body makes its own: colours and emblem, from site.yaml.

Colours come in three: the main one for headings and links, the same for dark surroundings, and that of the band
at the head of a page. Contrast is that of WCAG 2.2 (relative luminance, contrast ratio).
"""

from __future__ import annotations

from generator.config import Colours, Site
from generator.load import digest

ENOUGH = 7.0  # WCAG 2.2, 1.4.6
# grounds of style.css on which the colours stand, the nearest to them in luminance, in light and dark; text of the band
GROUNDS = {"main": "#f1f5f9", "main_dark": "#1c222a", "band": "#ffffff"}
_DARK = "#14181d"
_DEFAULT = Colours("#0f4379", "#a5c9f5", "#0f4379")


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb` or `#rgb`."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 for black to 1 for white."""

    def linear(c: int) -> float:
        return c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """A colour between two; `share` of it is the other."""
    parts = (round(a + (b - a) * share) for a, b in zip(channels(one), channels(other), strict=True))
    return "#" + "".join(f"{p:02x}" for p in parts)


def complete(colours: Colours) -> Colours:
    """The colours with those left out: for dark surroundings the main one, lightened until it can be read."""
    main = colours.main or _DEFAULT.main
    lighter = (mixed(main, "#ffffff", step / 20) for step in range(21))
    dark = next(c for c in lighter if contrast(c, GROUNDS["main_dark"]) >= ENOUGH)
    return Colours(main, colours.main_dark or (dark if colours.main else _DEFAULT.main_dark), colours.band or main)


def too_faint(colours: Colours) -> list[tuple[str, str, str, float]]:
    """Which of the colours given cannot be read: key, colour, what it stands on or under, contrast."""
    return [
        (key, colour, GROUNDS[key], contrast(colour, GROUNDS[key]))
        for key, colour in colours._asdict().items()
        if colour and contrast(colour, GROUNDS[key]) < ENOUGH
    ]


def stylesheet(colours: Colours) -> str:
    """The colours as a stylesheet over style.css; "" when none is given."""
    if not any(colours):
        return ""
    main, dark, band = complete(colours)
    dim = mixed(band, _DARK, 0.5)
    return (
        f":root {{ --main: {main}; --band: {band}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ --main: {dark}; --band: {dim}; }} }}\n"
    )


def colours_asset(site: Site) -> tuple[str, bytes] | None:
    """Address and bytes of the stylesheet of colours, None when the theme's are kept."""
    data = stylesheet(site.colours).encode()
    return (f"assets/colours.{digest(data)[:10]}.css", data) if data else None


def emblem_address(path: str, file_digest: str) -> str:
    """Where the emblem stands, of its path under content/."""
    stem, dot, ending = path.rpartition("/")[2].rpartition(".")
    return f"assets/emblem.{file_digest[:10]}.{ending.lower()}" if stem and dot else ""
