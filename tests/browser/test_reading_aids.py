"""The reading aids: put in by script, worked by keyboard, remembered, and nothing without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Open, Served

# a voice that says nothing and takes no time: Chromium on a server has none of its own
VOICE = """(() => {
  const said = [];
  let now = null;
  const voice = {
    said, paused: false, speaking: false,
    getVoices: () => [{lang: LANG, name: "test"}],
    addEventListener: () => {},
    speak: u => { said.push(u.text); now = u; voice.speaking = true; },
    end: () => { const u = now; now = null; voice.speaking = false; u.onend(); },
    pause: () => { voice.paused = true; }, resume: () => { voice.paused = false; }, cancel: () => { voice.speaking = false; },
  };
  Object.defineProperty(window, "speechSynthesis", {value: voice});
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})()"""
NOTICE = "binhai-3-15/teda.html"


@pytest.fixture
def sample(served: Callable[[str], Served]) -> Served:
    return served("sample")


def test_text_size_and_contrast_are_remembered(browse: Open, sample: Served) -> None:
    """Keyboard only; on the next page it is as chosen, from the first moment and in a box that is open."""
    page, heard = browse(320)
    page.goto(sample.address + NOTICE)
    tools = page.locator(".tools summary")
    tools.focus()
    page.keyboard.press("Enter")
    larger = page.get_by_role("button", name="放大文字")
    assert (box := larger.bounding_box()) and box["height"] >= 44
    sizes = []
    for _ in range(4):
        larger.focus()
        page.keyboard.press("Enter")
        sizes.append(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))
    assert sizes[0] > 18 and sizes == sorted(sizes) and sizes[2] == sizes[3] == 36
    assert larger.get_attribute("aria-disabled") == "true"
    contrast = page.get_by_role("button", name="增强对比")
    contrast.click()
    assert contrast.get_attribute("aria-pressed") == "true"
    page.goto(sample.address)
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "36px"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator(".tools details").get_attribute("open") is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for _ in range(3):
        page.get_by_role("button", name="缩小文字").click()
    page.get_by_role("button", name="增强对比").click()
    page.goto(sample.address)
    assert page.evaluate("[{...document.documentElement.dataset}, localStorage.length]") == [{"js": ""}, 0]
    assert heard.complaints == []


def test_reading_aloud(browse: Open, sample: Served) -> None:
    """The whole text by sentences, in its order; it pauses, goes on and stops."""
    page, heard = browse()
    page.add_init_script(VOICE.replace("LANG", '"zh-CN"'))
    page.goto(sample.address + NOTICE)
    page.locator(".tools summary").click()
    page.get_by_role("button", name="朗读正文").click()
    for _ in range(5):
        page.evaluate("speechSynthesis.end()")
    page.get_by_role("button", name="暂停朗读").click()
    assert page.evaluate("speechSynthesis.paused")
    page.get_by_role("button", name="继续朗读").click()
    assert not page.evaluate("speechSynthesis.paused")
    page.evaluate("while (speechSynthesis.speaking) speechSynthesis.end()")
    said = page.evaluate("speechSynthesis.said")
    assert said[0] == page.locator("h1").inner_text()
    assert max(map(len, said)) < 400
    whole = "".join("".join(said).split())
    paragraphs = page.locator("#notice > p, #notice section > p:not(.links), #notice li:not(.aux li)").all_inner_texts()
    assert len(paragraphs) > 80
    for text in paragraphs:
        assert "".join(text.split()) in whole
    assert page.get_by_role("button", name="停止朗读").is_hidden(), "it is over"
    page.get_by_role("button", name="朗读正文").click()
    page.get_by_role("button", name="停止朗读").click()
    assert page.evaluate("document.activeElement.textContent") == "朗读正文"
    assert heard.complaints == []


def test_no_button_that_does_nothing(browse: Open, sample: Served) -> None:
    """Without a voice of the language nothing is offered to be read; without script there is no button at all."""
    page, _ = browse()
    page.add_init_script(VOICE.replace("LANG", '"en-US"'))
    page.goto(sample.address + NOTICE)
    page.locator(".tools summary").click()
    assert page.get_by_role("button", name="朗读").count() == 0
    page, _ = browse(java_script_enabled=False)
    page.goto(sample.address + NOTICE)
    assert page.locator(".tools").inner_html() == ""
