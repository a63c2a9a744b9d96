"""What findings say of earlier rounds: how it is written, where it is shown, and what is proposed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st
from test_review import record

from generator.diagnostics import Diagnostic
from generator.memory import Fault, Place, due_changes, due_faults, mentions, place_of, places
from generator.outputs.organisation import CHAINS
from generator.parse import parse_body, parse_head
from generator.rules.recurring import ALIKE, likeness, normalised, parts_of

PAIRS = Path(__file__).parent / "data" / "recurring.txt"
R2 = {"content/rounds/r2.yaml": "name: 第二轮巡察\n"}
NOTICE = sites.BASE["content/notices/r1/a.md"]
TITLE = "针对“学习不够”问题\n"


def later(fields: str, title: str = TITLE, extra: str = "", organisation: str = "o1") -> str:
    """A notice of the second round whose finding has such fields."""
    text = NOTICE.replace("甲通报", "乙通报").replace("2026-03-05", "2026-05-05").replace("o1", organisation)
    text = text.replace("kind: rectification\n", f"kind: rectification\n{extra}")
    return text.replace(TITLE, f"{title}\n{fields}")


# ----------------------------------------------------------- how it is written


@pytest.mark.parametrize(
    "text",
    [
        "r1/a#f-1-2",
        "r1/a.html#f-1-2",
        "/r1/a.html#f-1-2",
        "../r1/a.html#f-1-2",
        "https://example.gov.cn/r1/a.html#f-1-2",
        "https://example.gov.cn/xc/r1/a.html#f-1-2",
    ],
)
def test_a_finding_is_named_by_its_id_or_its_address(text: str) -> None:
    assert place_of(text) == Place("r1/a", "f-1-2")
    assert places(text) == ["r1/a#f-1-2"]


@pytest.mark.parametrize(
    "text", ["", "f-1-2", "#f-1-2", "a#f-1", "r1/a", "r1/a#", "r1/A#f-1", "r1/a#f 1", "1-2-3", "R/a#f-1"]
)
def test_what_is_no_finding(text: str) -> None:
    assert place_of(text) is None
    assert isinstance(places(text), Fault)


def test_several_findings_are_named_once_each() -> None:
    assert places("r1/a#f-1、r1/b#f-2；r1/a.html#f-1") == ["r1/a#f-1", "r1/b#f-2"]


@given(st.text(st.sampled_from("r1/ab#f-.html:重复问题 、\n→2026"), max_size=60))
def test_no_text_of_a_field_raises(text: str) -> None:
    named = places(text)
    assert isinstance(named, Fault) or all(str(place_of(p)) == p for p in named)
    for change in due_changes(text):
        assert isinstance(change, Fault) or all(change)


_REFS = st.sampled_from(
    ["r1/a#f-1", "/r1/b.html#f-2", "https://e.cn/x/r2/c.html#f-1-2", "../r3/d.html#s-1", "r1/a.html#f-1"]
)
_LINES = st.one_of(
    st.tuples(
        st.sampled_from(["重复问题", "repeats", "同一问题", "上轮问题"]), st.lists(_REFS, min_size=1, max_size=3)
    ).map(lambda t: f":{t[0]}: {'、'.join(t[1])}\n"),
    st.sampled_from([":状态: 已完成\n", "\n", "见[甲](a.md#f-1)、1/2、//\n", "- 一是/二是#三。\n"]),
)


@given(st.lists(_LINES, max_size=6))
def test_every_notice_that_is_named_is_found_without_parsing(lines: list[str]) -> None:
    """What a page may show of other notices follows from heads: so none may be missed."""
    data = later("".join(lines)).encode()
    head = parse_head(data, "notices/r2/b.md", "zh-CN").value
    assert head is not None
    parsed = parse_body(data, head, "../", {}, "zh-CN").value
    assert parsed is not None
    named = {place.partition("#")[0] for _, place, *_ in parsed.facts.repeats}
    assert named <= set(head.mentions)
    assert head.mentions == mentions(data)


def test_a_text_without_places_mentions_nothing() -> None:
    assert mentions("见[甲](../r1/a.md)，1/2，a/b。#f-1\n## 一、\n".encode()) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-03-31 → 2022-06-30，施工延期", [("2022-03-31", "2022-06-30", "施工延期")]),
        ("2022-03-31->2022-6-30 施工延期。", [("2022-03-31", "2022-6-30", "施工延期。")]),
        ("2022-03-31 改为 2022-06-30（甲；乙）", [("2022-03-31", "2022-06-30", "甲；乙")]),
        ("2022-03-31 to 2022-06-30: late", [("2022-03-31", "2022-06-30", "late")]),
        (
            "2022-03-31 → 2022-06-30，甲；2022-06-30 → 2022-09-30，乙；丙",
            [("2022-03-31", "2022-06-30", "甲"), ("2022-06-30", "2022-09-30", "乙；丙")],
        ),
        ("2022-03-31 → 2022-06-30", [Fault("E0927")]),
        ("延期到六月", [Fault("E0926", ("延期到六月",))]),
    ],
)
def test_forms_of_changes(text: str, expected: list[Any]) -> None:
    assert list(due_changes(text)) == expected


def test_changes_follow_each_other_and_lead_to_the_due_date() -> None:
    days = ["2022-03-31", "2022-06-30", "2022-09-30"]
    good = [{"from": a, "to": b} for a, b in pairwise(days)]
    assert list(due_faults(good, days[-1])) == []
    assert [f.code for f in due_faults(good[::-1], days[-1])] == ["E0928", "E0930"]
    assert [f.code for f in due_faults(good, "")] == ["E0930"]
    assert [f.code for f in due_faults([{"from": days[1], "to": days[0]}], days[0])] == ["W0931"]
    assert [f.code for f in due_faults([{"from": days[1], "to": days[1]}], days[1])] == ["E0929"]


# ------------------------------------------------------------ where it is shown


def page(base: Path, address: str) -> str:
    return (base / "site" / address).read_text("utf-8")


def test_a_withdrawn_notice_is_named_but_its_finding_is_not_linked(base: Path) -> None:
    gone = NOTICE.replace("kind:", "withdrawn: {on: 2026-04-01, reason: 有误。}\nkind:")
    files = {"content/notices/r1/a.md": gone, "content/notices/r2/b.md": later(":重复问题: r1/a#f-1\n")}
    sites.write(base, {**R2, **files})
    assert not sites.run(base).diagnostics
    text = page(base, "r2/b.html")
    assert '<a href="../r1/a.html"><span class="aux">第一轮巡察（已撤回）也有，</span>第 1 项</a>' in text
    assert "#f-1" not in text.partition("重复问题")[2].partition("</dl>")[0]
    assert "前几轮的同类问题" not in page(base, "organisations/o1.html")


def test_what_is_withheld_says_nothing_of_earlier_rounds(base: Path) -> None:
    fields = ":公开范围: 党内\n:不公开理由: 涉及国家秘密\n:完成时限: 2026-09-30\n:时限变更: 2026-03-31 → 2026-09-30，秘密\n:重复问题: r1/a#f-1\n"
    sites.write(base, {**R2, "content/notices/r2/b.md": later(fields)})
    assert not sites.run(base).diagnostics
    for path, data in sites.tree(base / "site").items():
        if path.startswith(("r2/b", "ledger/", "organisations/", "data/findings.")):
            text = data.decode()
            assert (
                "秘密</dd>" not in text
                and "2026-09-30" not in text
                and 'r1/a#f-1"' not in text.replace('"id":"r1/a#f-1"', "")
            ), path
            assert "也有，" not in text and "前几轮" not in text, path


def test_a_page_knows_of_the_earlier_notice_what_its_head_says(base: Path) -> None:
    """Its round's name goes into the page; its text does not."""
    off = "outputs: {ledger: false, search: false, data: false, forms: false, qr: false}\n"
    files = {
        "content/site.yaml": sites.BASE["content/site.yaml"] + off,
        "content/notices/r2/b.md": later(":重复问题: r1/a#f-1\n"),
    }
    opening = NOTICE.replace("现予公布。", "现将整改情况向社会予以公布，欢迎广大干部群众监督。")
    sites.write(base, {**R2, **files, "content/notices/r1/a.md": opening})
    sites.run(base)
    assert "第一轮巡察也有，" in page(base, "r2/b.html")
    # without records there are no titles, but the chain stands
    assert "第一轮巡察：1</a>" in page(base, "organisations/o1.html")
    sites.write(base, {"content/notices/r1/a.md": opening + "\n又一段。\n"})
    assert [p for p, _ in sites.run(base).reasons] == ["r1/a.html"]
    sites.write(base, {"content/rounds/r1.yaml": "name: 首轮巡察\n"})
    assert "r2/b.html" in dict(sites.run(base).reasons)
    assert "首轮巡察也有，" in page(base, "r2/b.html")


def test_a_change_of_the_earlier_finding_shows_in_the_chain(base: Path) -> None:
    sites.write(base, {**R2, "content/notices/r2/b.md": later(":状态: 未完成\n:重复问题: r1/a#f-1\n")})
    sites.run(base)
    assert "第一轮巡察：1 针对“学习不够”问题" in page(base, "organisations/o1.html")
    sites.write(base, {"content/notices/r1/a.md": NOTICE.replace("学习不够", "学习不足")})
    sites.run(base)
    assert "第一轮巡察：1 针对“学习不足”问题" in page(base, "organisations/o1.html")


def test_very_many_chains_are_cut_and_counted(base: Path) -> None:
    count = CHAINS + 3
    findings = [f"### 针对“问题之{n}”问题\n\n- 一是改正。\n" for n in range(1, count + 1)]
    head = NOTICE.partition("## 一、")[0].replace("\n---\n\n", "\nnumbering: false\n---\n\n")
    again = [f.replace("\n\n", f"\n\n:重复问题: r1/a#f-{n}\n\n", 1) for n, f in enumerate(findings, 1)]
    body = head + "## 整改情况\n\n" + "\n".join(findings)
    second = head.replace("甲通报", "乙通报").replace("2026-03-05", "2026-05-05") + "## 整改情况\n\n" + "\n".join(again)
    sites.write(base, {**R2, "content/notices/r1/a.md": body, "content/notices/r2/b.md": second})
    assert not sites.run(base).diagnostics
    text = page(base, "organisations/o1.html")
    assert f"不止一次出现的问题：{count}个" in text
    assert text.count('<ol class="changes">') == CHAINS
    assert f"这里列出最近的{CHAINS}个" in text


def test_chains_of_three_rounds_are_one(base: Path) -> None:
    third = later(":重复问题: r2/b#f-1\n").replace("乙通报", "丙通报").replace("2026-05-05", "2026-05-15")
    files = {"content/rounds/r3.yaml": "name: 第三轮巡察\n", "content/notices/r2/b.md": later(":重复问题: r1/a#f-1\n")}
    sites.write(base, {**R2, **files, "content/notices/r3/c.md": third})
    assert not sites.run(base).diagnostics
    text = page(base, "organisations/o1.html")
    assert "不止一次出现的问题：1个" in text
    order = [text.index(f"{n}轮巡察：1 ") for n in ("第一", "第二", "第三")]
    assert order == sorted(order)


# ----------------------------------------------------------- what is proposed


def labelled() -> list[tuple[bool, str, str]]:
    rows = [line for line in PAIRS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(row[0] == "=", *row[2:].split(" | ")) for row in rows]  # type: ignore[misc]


def test_precision_and_recall() -> None:
    """Of pairs made to be hard: what is proposed is right nine times in ten, and nine in ten are proposed."""
    told = [(same, likeness(parts_of(a), parts_of(b)) >= ALIKE) for same, a, b in labelled()]
    right = sum(same and said for same, said in told)
    precision, recall = right / sum(said for _, said in told), right / sum(same for same, _ in told)
    print(f"\nprecision {precision:.2f}, recall {recall:.2f} of {len(told)} pairs")
    assert precision >= 0.9 and recall >= 0.9


def test_findings_of_one_notice_are_not_alike() -> None:
    """No two of the forty different findings with which the pairs begin are taken for one."""
    firsts = list(dict.fromkeys(a for same, a, _ in labelled() if same))
    alike = [(a, b) for k, a in enumerate(firsts) for b in firsts[:k] if likeness(parts_of(a), parts_of(b)) >= ALIKE]
    assert len(firsts) >= 40
    assert alike == [("环卫作业合同履约监管不严", "针对“合同履约监管不到位”问题")]  # the same fault of two bodies


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_between_nothing_and_all(one: str, other: str) -> None:
    a, b = parts_of(one), parts_of(other)
    assert 0 <= likeness(a, b) == likeness(b, a) <= 1
    assert normalised(normalised(one)) is not None


def proposed(base: Path) -> list[Diagnostic]:
    report = sites.run(base, write=False, review=True)
    return [d for d in report.diagnostics if d.code in ("N1750", "E1801")]


def told(base: Path) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(d.code, d.args, d.waived) for d in proposed(base)]


def test_a_finding_that_may_be_one_of_an_earlier_round_is_told(base: Path) -> None:
    sites.write(base, {**R2, "content/notices/r2/b.md": later("", "关于“学习仍然不够”的问题\n")})
    (d,) = proposed(base)
    assert (d.code, d.path, d.line, d.column) == ("N1750", "content/notices/r2/b.md", 12, 8)
    assert d.args == ("r1/a#f-1", "第一轮巡察", "针对“学习不够”问题", "重复问题")
    sites.write(base, {"content/notices/r2/b.md": later(f":{d.args[3]}: {d.args[0]}\n", "关于“学习仍然不够”的问题\n")})
    assert told(base) == []
    assert not sites.run(base).diagnostics, "the line that was proposed is right"


@pytest.mark.parametrize(
    "text",
    [
        later("", "针对“食堂账目混乱”问题\n"),
        later("", organisation="o2"),
        later(":公开范围: 党内\n:不公开理由: 涉及国家秘密\n"),
        later("", extra="round: r1\nid: b\n"),
        later("").replace("2026-05-05", "2026-03-05"),
    ],
    ids=["another finding", "another organisation", "withheld", "the same round", "not later"],
)
def test_what_is_not_told(base: Path, text: str) -> None:
    sites.write(base, {**R2, "content/organisations/o2.yaml": "name: 乙街道\n", "content/notices/r2/b.md": text})
    assert told(base) == []


@pytest.mark.parametrize("extra", ["draft: true\n", "withdrawn: {on: 2026-04-01, reason: 有误。}\n"])
def test_only_published_findings_are_proposed(base: Path, extra: str) -> None:
    """To name another would be an error."""
    sites.write(
        base,
        {
            **R2,
            "content/notices/r1/a.md": NOTICE.replace("kind:", f"{extra}kind:"),
            "content/notices/r2/b.md": later(""),
        },
    )
    assert told(base) == []


def test_withheld_findings_are_never_proposed(base: Path) -> None:
    hidden = NOTICE.replace(TITLE, f"{TITLE}\n:公开范围: 党内\n:不公开理由: 涉及国家秘密\n")
    sites.write(base, {**R2, "content/notices/r1/a.md": hidden, "content/notices/r2/b.md": later("")})
    assert told(base) == []


def test_a_waiver_silences_and_one_without_cause_is_told(base: Path) -> None:
    waiver = "{{code: N1750, quote: {}, reason: 另一件事, by: 张三, on: 2026-05-01}}"
    extra = f"allow: [{waiver.format('学习不够')}, {waiver.format('没有这句')}]\n"
    sites.write(base, {**R2, "content/notices/r2/b.md": later("", extra=extra)})
    assert [(code, waived) for code, _, waived in told(base)] == [("E1801", False), ("N1750", True)]


def test_in_letters_words_are_compared() -> None:
    assert (
        likeness(parts_of("Accounts of the canteen in disorder"), parts_of("Canteen accounts still in disorder"))
        >= ALIKE
    )
    assert (
        likeness(parts_of("Training of staff was neglected"), parts_of("Contracts of suppliers were not checked"))
        < ALIKE
    )


def test_what_a_reader_gets_is_in_the_record(base: Path) -> None:
    import json

    fields = ":完成时限: 2026-09-30\n:时限变更: 2026-3-31 → 2026-09-30，施工延期\n:重复问题: /r1/a.html#f-1\n"
    sites.write(base, {**R2, "content/notices/r2/b.md": later(fields)})
    assert not sites.run(base).diagnostics
    section = json.loads(page(base, "r2/b.json"))["sections"][1]
    assert section["repeats"] == ["r1/a#f-1"]
    assert section["due_changes"] == [{"from": "2026-03-31", "to": "2026-09-30", "reason": "施工延期"}]
    assert record(later(fields), "notices/r2/b.md").mentions == ("r1/a",)
    assert "原定 2026-03-31 → 改为 2026-09-30（施工延期）" in page(base, "r2/b.html")
