"""What a preview knows and says: results of builds, the state told to pages, its few texts.

No function here touches the disk or the network.
"""

from __future__ import annotations

from html import escape
from pathlib import PurePath
from typing import NamedTuple

from generator.diagnostics import Diagnostic, in_order


class Result(NamedTuple):
    """What one build came to.

    `ok`: the output is this build's; else it is still that of the last good one. `faults` is what the terminal
    says of them; pages list `said`, and show `faults` where nothing can be listed. `changed`: the output differs
    from before, in `written` files or more (a deleted file is a change, too). `unfinished`: what is long in the
    making was left as it was.
    """

    ok: bool
    faults: str = ""
    changed: bool = True
    written: int = 0
    unfinished: bool = False
    said: tuple[Diagnostic, ...] = ()
    language: str = ""  # the site's, where it is known


class State(NamedTuple):
    """What every page is told: the number of the build it should show, and the faults since then.

    `said` is what the build says, `more` what the last review adds; `reading` while that is of an earlier text.
    `told` goes up whenever pages should ask for the faults again.
    """

    number: int = 0
    ok: bool = True
    faults: str = ""
    said: tuple[Diagnostic, ...] = ()
    more: tuple[Diagnostic, ...] = ()
    reading: bool = False
    told: int = 0

    @property
    def listed(self) -> tuple[Diagnostic, ...]:
        """All that is known of the content, by place."""
        return in_order((*self.said, *self.more))


def after(state: State, result: Result, reads: bool = False) -> State:
    """The state after a build. The number goes up when a page may look different now. `reads`: a review follows."""
    renewed = result.ok and (result.changed or not state.ok)
    new = State(state.number + renewed, result.ok, result.faults, result.said, state.more, reads, state.told)
    return new if new == state else new._replace(told=state.told + 1)


def reviewed(state: State, found: tuple[Diagnostic, ...]) -> State:
    """The state after a review, which finds again what the build has said."""
    known = set(state.said)
    return state._replace(more=tuple(d for d in found if d not in known), reading=False, told=state.told + 1)


TEXTS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "address": "预览：{address}（按 Ctrl-C 结束）",
        "updated": "已更新 {written} 个文件，用时 {seconds:.2f} 秒",
        "kept": "内容有错误，页面仍是上一次的，用时 {seconds:.2f} 秒",
        "errors": "内容有错误，页面仍是上一次的",
        "no site": "网站还没有生成",
        "no site text": "内容中的错误改正并保存后，本页自动更新。",
        "no page": "没有这个页面",
        "no page text": "请检查网址。",
        "port": "无法使用端口 {port}：{reason}",
        "watch": "无法监视文件的改动：{reason}",
        "import": "导入 Word、Excel 文件：{address}",
    },
    "en": {
        "address": "Preview: {address} (Ctrl-C ends it)",
        "updated": "{written} files updated in {seconds:.2f} s",
        "kept": "the content has faults; the pages are the last good ones ({seconds:.2f} s)",
        "errors": "The content has faults; this is the last good page",
        "no site": "There is no site yet",
        "no site text": "This page goes on by itself once the faults are repaired and saved.",
        "no page": "There is no such page",
        "no page text": "Please check the address.",
        "port": "cannot use port {port}: {reason}",
        "watch": "cannot watch the files: {reason}",
        "import": "To import Word and Excel files: {address}",
    },
}


def texts(language: str) -> dict[str, str]:
    """The preview's texts, in English for every language but Chinese."""
    return TEXTS["zh-CN" if language.lower().startswith("zh") else "en"]


def line(state: State, result: Result, seconds: float, language: str) -> str:
    """What the terminal says after a build, "" when there is nothing to say."""
    if not result.ok:
        key = "kept"
    elif after(state, result)[:3] != state[:3]:
        key = "updated"
    else:
        return ""
    told = texts(language)[key].format(written=result.written, seconds=seconds)
    return f"{result.faults.rstrip()}\n{told}" if result.faults else told


def message(state: State, token: str) -> dict[str, str | int]:
    """What a page is told. `token` names the build a page should be of: the same in the page, and it is up to date.
    It asks for the faults of its file when `told` is another number than before."""
    return {"build": token, "told": state.told}


def explanation(state: State, exists: bool, language: str) -> str:
    """The page shown where there is none: of the address when a site `exists`, else of the site.

    It has all faults as the terminal has them; the list that `preview_client.js` makes comes beside them.
    """
    words = texts(language)
    key = "no page" if exists else "no site"
    title = escape(words[key])
    panel = (
        f'<section class="gongkai-faults" role="alert"><strong>{escape(words["errors"])}</strong>'
        f'<pre tabindex="0">{escape(state.faults)}</pre></section>\n'
    )
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8"><title>{title}</title>'
        '<link rel="stylesheet" href="/_preview/client.css"></head>\n'
        f"<body><main><h1>{title}</h1><p>{escape(words[key + ' text'])}</p></main>\n"
        f"{panel if state.faults else ''}</body>\n</html>\n"
    )


def passing(path: PurePath) -> bool:
    """Whether a path, relative to the watched folder, is not content: hidden, or left by an editor for a moment."""
    if any(part.startswith((".", "~$")) or part in ("__pycache__", "node_modules") for part in path.parts):
        return True
    name = path.name
    # 4913 is how Vim tries whether it may write; #x# is Emacs', ~WRD0001.tmp is Word's
    return name == "4913" or name.endswith(("~", ".swp", ".swx", ".tmp")) or (name[:1] == "#" == name[-1:])
