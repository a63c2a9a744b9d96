"""What verifying can come to: each in both languages, in plain words, with something to do, and told by the page's script."""

from __future__ import annotations

import re
from pathlib import Path

from generator.outcomes import OUTCOMES, outcomes

ASSETS = Path(__file__).parents[1] / "themes/default/assets"
SLOT = re.compile(r"\{(\w+)\}")
HAN = re.compile(r"[\u3400-\u9fff]")
KNOWN = {"title", "rev", "index", "date", "kind", "reason", "old", "size", "added", "origin"}


def test_both_languages_say_the_same() -> None:
    """The same values are put into both; only what is fine or known needs nothing done."""
    for o in OUTCOMES:
        for zh, en in zip(o.zh, o.en, strict=True):
            assert set(SLOT.findall(zh)) == set(SLOT.findall(en)) <= KNOWN, o.id
            assert not HAN.search(en) and not re.search(r"[A-Za-z]{2}", SLOT.sub("", zh)), o.id
            assert bool(zh) == bool(en)
        assert o.kind in ("good", "note", "bad")
        assert o.zh.title and o.zh.meaning and (o.zh.advice or o.kind == "good")
        assert o.kind != "bad" or re.search("告诉|核对", o.zh.advice), o.id


def test_every_outcome_is_told() -> None:
    """The scripts tell these, and no others."""
    text = "".join((ASSETS / name).read_text("utf-8") for name in ("verify.js", "verify-log.js"))
    named = set(re.findall(r'"([a-z]+)"', text))
    assert {o.id for o in OUTCOMES} <= named
    told = set(re.findall(r"""(?:Told|tell)\("([a-z]+)""", text))
    assert told <= {o.id for o in OUTCOMES}
    assert len({o.id for o in OUTCOMES}) == len(OUTCOMES)


def test_values_become_elements() -> None:
    for language in ("zh-CN", "en"):
        for o in outcomes(language):
            for text in (o.title, o.meaning, o.advice, *(words for _, words in o.links)):
                assert "{" not in text
    (newer,) = (o for o in outcomes("zh-CN") if o.id == "newer")
    assert newer.title == '后来有了第 <span data-put="rev"></span> 版：<span data-put="kind"></span>'
