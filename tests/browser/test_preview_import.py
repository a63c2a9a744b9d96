"""The preview's import page as a clerk sees it: real command, real browser, Word files made for the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import ledgers
import pytest
from word_files import P, comment, docx, inserted, picture, png

from . import checkers

if TYPE_CHECKING:
    from playwright.sync_api import Page

Start = Callable[..., Any]  # see the fixture preview

WAIT = 30_000  # milliseconds; only ever waited for by a test that fails
PANEL = "#gongkai-preview"
TITLE = "示例街道党工委关于巡察整改情况的通报"
LINES = (
    "根据区委统一部署，2025年3月1日至4月30日，区委第一巡察组开展了常规巡察，并于2025年5月20日反馈了巡察意见。",
    "一、整改落实情况",
    "（一）聚焦“学习不够”问题",
    "1.针对“学习不深入”问题",
    "进行了以下整改：一是加强学习，得到了的的肯定；二是开展交流。",
    "联系电话：022-12345678",
)
WORD = docx(
    [P(TITLE, style="Title"), *LINES[:-1], P(picture("a.png", "示意图")), LINES[-1]], media={"a.png": png(8, 8)}
)
DRAFTED = docx([P(TITLE, style="Title"), *LINES, P("结束", comment("请核"), inserted("语"))])
TEXT = "\n\n".join((TITLE, *LINES))


@pytest.fixture
def page(browse: Any) -> Iterator[Page]:
    """A page that nothing complains of."""
    made, heard = browse()
    made.set_default_timeout(WAIT)
    yield made
    assert heard.complaints == []


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the files that are imported."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "通报.docx").write_bytes(WORD)
    (folder / "drafted.docx").write_bytes(DRAFTED)
    (folder / "通报.txt").write_text(TEXT, "utf-8")
    rows = [("编号", "问题", "整改状态"), ("1", "学习不深入", "已完成")]
    (folder / "台账.xlsx").write_bytes(ledgers.book(rows))
    return folder


DROP = """([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name));
  const target = document.getElementById("drop");
  for (const type of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
  }
}"""


def drop(page: Page, file: Path) -> None:
    page.evaluate(DROP, [file.name, list(file.read_bytes())])
    page.get_by_text(f"已选择：{file.name}").wait_for()


def choose(page: Page, file: Path) -> None:
    page.locator("#file").set_input_files(file)
    page.get_by_text(f"已选择：{file.name}").wait_for()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")


def field(page: Page, key: str) -> Any:
    return page.locator(f'[name="f:{key}"]')


def test_a_clerk_s_way(preview: Start, site: Path, page: Page, files: Path) -> None:
    """From dropping a Word file to the previewed notice and its faults, with no YAML seen."""
    running = preview()
    began = perf_counter()
    page.goto(running.address)
    page.locator(PANEL).get_by_role("link", name="导入 Word、Excel 文件").click()
    drop(page, files / "通报.docx")
    press(page, "读取文件")
    page.get_by_role("heading", name="导入报告").wait_for()
    seen = page.locator("body").inner_text()
    assert field(page, "title").input_value() == TITLE
    assert field(page, "feedback_on").input_value() == "2025-05-20"
    assert "没有找到，请填写" in page.locator('[id="f:round-hint"]').inner_text()
    field(page, "round").select_option("example-round")
    field(page, "published_at").fill("2026-01-05T09:00")
    page.locator('[name="id"]').fill("imported")
    press(page, "保存")
    page.get_by_role("heading", name="已保存").wait_for()
    seen += page.locator("body").inner_text()
    page.get_by_role("link", name="查看预览").click()
    page.get_by_role("heading", name=TITLE).wait_for()
    fault = page.locator(PANEL).locator("li", has_text="“的的”")
    fault.wait_for()
    assert "content/notices/example-round/imported.md:" in fault.inner_text()
    picture_ = page.locator("article img[alt=示意图]")
    assert picture_.evaluate("image => image.complete && image.naturalWidth") == 8
    assert perf_counter() - began < 60
    assert "---" not in seen
    assert "title:" not in seen
    text = (site / "content/notices/example-round/imported.md").read_text("utf-8")
    assert "- 一是加强学习，得到了的的肯定；\n- 二是开展交流。\n" in text


def test_with_the_keyboard_alone(preview: Start, site: Path, page: Page, files: Path) -> None:
    running = preview()
    page.goto(f"{running.address}_import")
    choose(page, files / "通报.txt")
    page.locator("#file").focus()
    for name in ("round", "organisation", "id"):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.name") == name
    page.keyboard.type("typed")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="导入报告").wait_for()
    # Enter in a field saves nothing
    field(page, "round").select_option("example-round")
    field(page, "title").press("Enter")
    page.get_by_role("button", name="保存").focus()
    assert not (site / "content/notices/example-round/typed.md").exists()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="已保存").wait_for()
    assert (site / "content/notices/example-round/typed.md").exists()


@pytest.mark.parametrize("name", ["f:title", "body"])
def test_chinese_input_methods_work(preview: Start, page: Page, files: Path, name: str) -> None:
    """While a word is composed nothing touches the input, and Enter and Space only end the word."""
    running = preview()
    page.goto(f"{running.address}_import")
    choose(page, files / "通报.txt")
    press(page, "读取文件")
    target = page.locator(f'[name="{name}"]')
    target.fill("甲")
    target.press("End")
    typed = page.context.new_cdp_session(page)
    for text in ("z", "zh", "zheng", "整改"):
        typed.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        assert target.input_value() == f"甲{text}"
        for key in ("Enter", " ", "Escape"):
            event = {"key": key, "keyCode": 229, "bubbles": True, "cancelable": True, "isComposing": True}
            kept = target.evaluate("(e, init) => e.dispatchEvent(new KeyboardEvent('keydown', init))", event)
            assert kept, "somebody reacts to keys during composition"
    typed.send("Input.insertText", {"text": "整改"})
    assert target.input_value() == "甲整改"
    page.keyboard.type("乙")
    assert target.input_value() == "甲整改乙"
    assert page.evaluate("() => document.activeElement.name") == name


def test_refusals_are_shown_and_accepted_one_by_one(preview: Start, page: Page, files: Path) -> None:
    running = preview()
    page.goto(f"{running.address}_import")
    assert page.get_by_role("checkbox").count() == 0
    drop(page, files / "drafted.docx")
    press(page, "读取文件")
    page.get_by_role("heading", name="没有导入").wait_for()
    refusals = page.locator(".rows li")
    assert refusals.filter(has_text="请核").count() == 1
    assert refusals.filter(has_text="第 8 段").count() == 2
    page.get_by_label("批注").check()
    page.get_by_label("修订").check()
    press(page, "再读一次")
    page.get_by_role("heading", name="导入报告").wait_for()
    assert "结束语" in page.locator("#body").input_value()


def test_what_is_there_is_replaced_after_a_look(preview: Start, site: Path, page: Page, files: Path) -> None:
    running = preview()
    notice = site / "content/notices/binhai-3-15/teda.md"
    before = notice.read_bytes()
    page.goto(f"{running.address}_import")
    choose(page, files / "通报.txt")
    page.locator("#round").select_option("binhai-3-15")
    page.locator("#id").fill("teda")
    press(page, "读取文件")
    press(page, "保存")
    page.get_by_role("heading", name="文件已经存在").wait_for()
    assert page.locator(".diff .old").count() > 100
    press(page, "返回修改")
    field(page, "title").fill("改了标题的通报")
    press(page, "保存")
    page.locator(".diff .new", has_text="改了标题的通报").wait_for()
    assert notice.read_bytes() == before
    press(page, "替换原来的文件")
    page.get_by_role("heading", name="已保存").wait_for()
    page.goto(f"{running.address}binhai-3-15/teda.html")
    page.get_by_role("heading", name="改了标题的通报").wait_for()
    assert notice.with_name("teda.md~").read_bytes() == before


def test_faults_lead_to_their_inputs(preview: Start, page: Page, files: Path) -> None:
    running = preview()
    page.goto(f"{running.address}_import")
    choose(page, files / "通报.txt")
    press(page, "读取文件")
    page.locator("#body").fill("写了很久的正文")
    page.locator('[name="id"]').fill("编号")
    press(page, "保存")
    page.get_by_role("alert").get_by_role("link", name="编号").press("Enter")
    page.wait_for_function("() => document.activeElement.name === 'id'")
    assert page.locator("#body").input_value() == "写了很久的正文"


def test_a_ledger_is_filled_in(preview: Start, site: Path, page: Page, files: Path) -> None:
    notice = site / "content/notices/example-round/new.md"
    head = "---\n标题: 通报\n类型: 整改通报\n轮次: example-round\n单位: example-street\n草稿: 是\n---\n"
    notice.write_text(f"{head}\n## 一、整改情况\n\n### 1.针对“学习不深入”问题\n\n- 一是学习。\n", "utf-8")
    running = preview()
    page.goto(f"{running.address}_import")
    drop(page, files / "台账.xlsx")
    press(page, "读取文件")
    page.get_by_label("台账填进哪一个公开件？").select_option("example-round/new")
    press(page, "对照")
    page.locator(".diff .new", has_text=":状态: 已完成").wait_for()
    press(page, "按上面的填入并保存")
    page.get_by_role("heading", name="已保存").wait_for()
    assert ":状态: 已完成\n" in notice.read_text("utf-8")
    page.get_by_role("link", name="查看预览").click()
    page.locator("dd", has_text="已完成").first.wait_for()


def test_a_file_that_is_too_large_is_not_sent(preview: Start, page: Page, files: Path) -> None:
    running = preview()
    page.goto(f"{running.address}_import")
    page.evaluate("() => { document.getElementById('file').dataset.limit = '10'; }")
    page.locator("#file").set_input_files(files / "通报.txt")
    assert page.locator("#chosen").inner_text() == "文件超过 50 MB，不能导入。"
    press(page, "读取文件")
    assert page.url.endswith("/_import")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_step_is_accessible(
    preview: Start, site: Path, browse: Any, files: Path, width: int, scheme: str
) -> None:
    """For axe; nothing is wider than the screen, and what is pressed is large enough."""
    running = preview()
    page, heard = browse(width, scheme)
    (site / "content/notices/example-round/new.md").write_text(
        "---\n标题: 旧\n类型: 公示\n草稿: 是\n---\n\n旧。\n", "utf-8"
    )

    def look(heading: str) -> None:
        page.get_by_role("heading", name=heading, level=1).wait_for()
        page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
        # all of it in sight, for what is scrolled away cannot be judged
        page.evaluate("() => document.querySelectorAll('.scroll, .diff').forEach(e => { e.style.maxHeight = 'none'; })")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), heading
        assert page.evaluate("() => [...document.querySelectorAll('button, summary, select, .go')].filter(e => e.offsetHeight && e.offsetHeight < 44).length") == 0  # fmt: skip
        assert checkers.axe(page) == [], heading

    page.goto(f"{running.address}_import")
    look("导入 Word、Excel 文件")
    choose(page, files / "drafted.docx")
    press(page, "读取文件")
    look("没有导入")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "再读一次")
    look("导入报告")
    page.locator('[name="id"]').fill("")
    press(page, "保存")
    page.get_by_role("alert").wait_for()
    look("导入报告")
    page.locator('[name="id"]').fill("new")
    field(page, "round").select_option("example-round")
    press(page, "保存")
    look("文件已经存在")
    press(page, "替换原来的文件")
    page.get_by_role("link", name="查看预览").wait_for()
    page.goto(f"{running.address}_import")
    choose(page, files / "台账.xlsx")
    press(page, "读取文件")
    look("Excel 台账")
    page.get_by_label("台账填进哪一个公开件？").select_option("example-round/new")
    press(page, "对照")
    look("要填入的内容")
    assert heard.complaints == []
