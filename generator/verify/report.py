"""What verification found, as a clerk reads it: the verdict, then what is wrong, then what it means and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from generator.verify.findings import BROKEN, FINE, FORGED, NOTICE, Finding, sentence

MOST = 12  # findings of one code that are named
_HEADS = {
    FORGED: ("和记录不符", "Not as announced"),
    BROKEN: ("缺失或者读不了", "Missing or unreadable"),
    NOTICE: ("请注意", "Please note"),
    FINE: ("核对过", "Verified"),
}


def verdict(findings: Iterable[Finding]) -> str:
    """forged, broken or fine: the worst there is; a notice is no fault."""
    grades = {f.grade for f in findings}
    return FORGED if FORGED in grades else BROKEN if BROKEN in grades else FINE


def headline(findings: Sequence[Finding], language: str) -> str:
    """The verdict in one sentence."""
    en = language == "en"
    forged = sum(f.grade == FORGED for f in findings)
    broken = sum(f.grade == BROKEN for f in findings)
    codes = {f.code for f in findings}
    if forged:
        more = (f", {broken} missing or unreadable" if en else f"，另有 {broken} 处缺失或者读不了") if broken else ""
        if codes & {"V402", "V403", "V410", "V210", "V712"}:
            what = "history was rewritten" if en else "公开记录被改写过"
            return (
                f"NOT GENUINE: {what} ({forged} findings{more})"
                if en
                else f"核对不通过：{what}（{forged} 处不符{more}）。"
            )
        return (
            f"NOT AS ANNOUNCED: {forged} findings{more}; it was changed or damaged"
            if en
            else f"核对不通过：有 {forged} 处和记录不符{more}，被改动过或者损坏。"
        )
    if broken:
        return f"INCOMPLETE: {broken} missing or unreadable" if en else f"没有核对完：有 {broken} 处缺失或者读不了。"
    if "V714" in codes and "V708" not in codes:
        return (
            "Nothing wrong was found, but no signature was verified"
            if en
            else "没有发现问题，但是没有公钥，签名没有核对。"
        )
    other = sum(f.code in ("V303", "V304", "V305") for f in findings)
    more = (
        (f"; {other} other files differ from the release" if en else f"；另有 {other} 个文件和登记时不同")
        if other
        else ""
    )
    if "V002" in codes and "V401" not in codes:
        key = ", by the key that the place itself gives" if en else "（只按它自己给出的公钥）"
        return f"Nothing wrong was found{key}{more}" if en else f"没有发现问题{key}{more}。"
    return f"Nothing wrong was found{more}" if en else f"没有发现问题{more}。"


def as_text(findings: Sequence[Finding], place: str, language: str) -> list[str]:
    """Lines for a terminal."""
    en = language == "en"
    lines = [headline(findings, language), f"Verified: {place}" if en else f"核对的是：{place}"]
    for grade in (FORGED, BROKEN, NOTICE, FINE):
        of = [f for f in findings if f.grade == grade]
        if of:
            lines += ["", _HEADS[grade][en] + ("" if en else "：") + (":" if en else "")]
            lines += _rows(of, language)
    advice = _advice(findings, language)
    if advice:
        lines += ["", "What this means, and what to do:" if en else "这是什么意思，怎么办：", *advice]
    return lines


def _rows(findings: Sequence[Finding], language: str) -> Iterator[str]:
    """Findings of a grade; of those alike, the first ones."""
    en = language == "en"
    counts: dict[str, int] = {}
    for code in dict.fromkeys(f.code for f in findings):
        of = [f for f in findings if f.code == code]
        for f in of[:MOST]:
            counts[code] = counts.get(code, 0) + 1
            where = f"{f.where}{': ' if en else '：'}" if f.where else ""
            yield f"  {where}{sentence(f, language)[0]} [{f.code}]"
        if len(of) > MOST:
            rest = len(of) - MOST
            yield f"  … and {rest} more [{code}]" if en else f"  ……同样的还有 {rest} 处 [{code}]"


def _advice(findings: Sequence[Finding], language: str) -> list[str]:
    """The hints, each once, the worst first."""
    hints: dict[str, list[str]] = {}
    for grade in (FORGED, BROKEN, NOTICE):
        for f in findings:
            if f.grade == grade and (hint := sentence(f, language)[1]) and f.code not in hints.setdefault(hint, []):
                hints[hint].append(f.code)
    return [f"  [{' '.join(codes)}] {hint}" for hint, codes in hints.items()]


def as_json(findings: Sequence[Finding], place: str, language: str) -> str:
    """The same for programs; `version` is that of this shape."""
    rows: list[dict[str, Any]] = []
    for f in findings:
        said, hint = sentence(f, language)
        rows.append(
            {
                "code": f.code,
                "grade": f.grade,
                "where": f.where,
                "arguments": list(f.args),
                "message": said,
                "hint": hint,
            }
        )
    made = {"version": 1, "place": place, "verdict": verdict(findings), "findings": rows}
    return json.dumps(made, ensure_ascii=False, indent=1)
