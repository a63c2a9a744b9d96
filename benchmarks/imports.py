"""How long an import takes: 1,000 paragraphs and 60 tables of a Word file → Markdown and report; the least of five runs.

PYTHONPATH=.:tests python benchmarks/imports.py
"""

from __future__ import annotations

import sys
import time

import word_files as w

from generator.importers import escape
from generator.importers.choices import Choices, Registry
from generator.importers.convert import convert
from generator.parse import parse_head


def paper() -> bytes:
    """A Word file as offices write them: findings with measures in one paragraph, plain text, tables of 20 cells."""
    cells = [w.T(*(tuple(f"格{r}{c}" for c in range(4)) for r in range(5))) for _ in range(60)]
    texts: list[w.P | w.T | w.Xml | str] = [w.P("某局关于整改情况的通报", bold=True, align="center")]
    for n in range(250):
        texts += [
            w.P(f"（{n % 9 + 1}）关于“问题{n}”问题，进行了以下整改：一是甲*乙*{n}；二是丙_丁_。"),
            "正文一段，3<5。" * 8,
            "又一段。",
            "第四段文字，2022年。",
        ]
        texts += cells[n // 4 : n // 4 + 1] if n % 4 == 0 else []
    return w.docx(texts)


def main() -> int:
    data = paper()
    round_ = parse_head("name: 第一轮巡察\n".encode(), "rounds/r1.yaml", "zh-CN").value
    assert round_ is not None
    best = float("inf")
    for _ in range(5):
        escape.paragraph.cache_clear()
        began = time.perf_counter()
        made = convert(data, "a.docx", Registry({"r1": round_}), Choices(id="a", round="r1"))
        best = min(best, time.perf_counter() - began)
        assert made.value is not None
    print(f"import of 1,000 paragraphs and 60 tables: {best:.3f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
