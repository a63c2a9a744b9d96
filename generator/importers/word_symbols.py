"""Characters of symbol fonts (Symbol, Wingdings) as Unicode. Their numbers in Word are U+F000 and the code in the font."""

from __future__ import annotations

MISSING = "〓"  # what printers set for a type they do not have

_SYMBOL = dict(
    zip(
        range(0x41, 0x5B),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
        strict=True,
    )
) | dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)) | {
    0x2D: "−", 0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈",
    0xBC: "…", 0xC5: "⊕", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD0: "∠", 0xD6: "√", 0xD7: "⋅", 0xDE: "⇒", 0xE5: "∑",
    0xF2: "∫", 0xA7: "♣", 0xA8: "♦", 0xA9: "♥", 0xAA: "♠",
}  # fmt: skip
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x46: "☞", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "❐", 0x71: "❑",
    0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○",
    0xA7: "▪", 0xA8: "◻", 0xAB: "★", 0xB2: "⟡", 0xD8: "➢", 0xDC: "➲", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓",
    0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + k: chr(ord("①") + k) for k in range(10)},
    **{0x8C + k: chr(ord("❶") + k) for k in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0x98: "●", 0xA3: "□", 0xA2: "■"}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": {}, "webdings": {}}


def is_symbol_font(face: str | None) -> bool:
    """Whether the letters of a font are pictures."""
    return bool(face) and str(face).lower() in _FONTS


def symbol(face: str | None, character: str) -> str:
    """A character in a font as Unicode; `MISSING` when nobody knows which it is."""
    code = ord(character)
    font = _FONTS.get((face or "").lower())
    if not 0xE000 <= code <= 0xF8FF:
        if font is None or character.isspace() or code > 0xFF:
            return character
        if (face or "").lower() == "symbol" and code not in font and code < 0x7F:
            return character  # digits and marks stand where they always do
        return font.get(code, MISSING)
    if not 0xF000 <= code <= 0xF0FF:
        return MISSING
    code -= 0xF000
    if font is None:
        return MISSING
    if code == 0x20:
        return " "
    if (face or "").lower() == "symbol" and code not in font and 0x20 < code < 0x7F:
        return chr(code)
    return font.get(code, MISSING)
