"""Numbers as Word's numbering formats write them (ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_CN = "〇一二三四五六七八九"
_LEGAL_CN = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TW = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def counted(n: int, digits: str, units: str, zero: str, one_ten: bool) -> str:
    """A number with units (十百千万): zeros between digits as `zero`, ten with a one before it or not."""
    if n >= 10_000:
        high, low = divmod(n, 10_000)
        rest = counted(low, digits, units, zero, True) if low else ""
        return counted(high, digits, units, zero, one_ten) + units[3] + (zero if 0 < low < 1000 else "") + rest
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = n // 10**power % 10
        if digit:
            out += zero * (gap and bool(out))
            bare = digit == 1 and power == 1 and not out and not one_ten
            out += ("" if bare else digits[digit]) + (units[power - 1] if power else "")
            gap = False
        else:
            gap = True
    return out or digits[0]


def _chinese(n: int) -> str:
    return counted(n, _CN, "十百千万", "零", False)


def _tens(n: int, zero: str) -> str:
    """Below a hundred with 十, from there digit by digit."""
    return _chinese(n) if 0 < n < 100 else _digits(n, zero)


def _digits(n: int, zero: str) -> str:
    return "".join(_CN[int(d)] if d != "0" else zero for d in str(n))


def _japanese(n: int) -> str:
    """With units, without zeros and without a one before ten, hundred and thousand."""
    high, low = divmod(n, 10_000)
    out = _japanese(high) + "万" if high else ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = low // power % 10
        out += "" if not digit else unit if digit == 1 and unit else _CN[digit] + unit
    return out or "〇"


def _letters(n: int) -> str:
    """A … Z, AA, BB …"""
    return chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1) if n > 0 else str(n)


def _roman(n: int) -> str:
    if not 0 < n < 40_000:
        return str(n)
    out = ""
    for size, letters in _ROMAN:
        out += letters * (n // size)
        n %= size
    return out


def _of(characters: str) -> Callable[[int], str]:
    """Characters in their order, beyond them decimal numbers."""
    return lambda n: characters[n - 1] if 0 < n <= len(characters) else str(n)


def _row(first: str, count: int) -> Callable[[int], str]:
    """Characters that follow each other."""
    return _of("".join(chr(ord(first) + k) for k in range(count)))


def _sixty(n: int) -> str:
    return _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12] if 0 < n <= 60 else str(n)


FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda n: str(n).translate(_FULL_WIDTH),
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "chineseCounting": lambda n: _tens(n, "○"),
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": lambda n: counted(n, _LEGAL_CN, "拾佰仟萬", "零", True),
    "ideographLegalTraditional": lambda n: counted(n, _LEGAL_TW, "拾佰仟萬", "零", True),
    "ideographDigital": lambda n: _digits(n, "〇"),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "ideographZodiacTraditional": _sixty,
    "ideographEnclosedCircle": _row("㊀", 10),
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": lambda n: _digits(n, "〇"),
    "taiwaneseCounting": lambda n: _tens(n, "○"),
    "taiwaneseCountingThousand": lambda n: counted(n, _CN, "十百千萬", "零", False),
    "taiwaneseDigital": lambda n: _digits(n, "○"),
    "decimalEnclosedCircle": _row("①", 20),
    "decimalEnclosedCircleChinese": _row("①", 20),
    "decimalEnclosedParen": _row("⑴", 20),
    "decimalEnclosedFullstop": _row("⒈", 20),
    "numberInDash": lambda n: f"- {n} -",
    "none": lambda n: "",
    "bullet": lambda n: "",
}
