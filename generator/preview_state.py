"""What a preview knows and says: results of builds, the state told to pages, its few texts.

No function here touches the disk or the network.
"""

from __future__ import annotations

from html import escape
from pathlib import PurePath
from typing import NamedTuple


class Result(NamedTuple):
    """What one build came to.

    `ok`: the output is this build's; else it is still that of the last good one. `faults` is shown in
    the page and in the terminal. `changed`: the output differs from before, in `written` files or more
    (a deleted file is a change, too). `unfinished`: what is long in the making was left as it was.
    """

    ok: bool
    faults: str = ""
    changed: bool = True
    written: int = 0
    unfinished: bool = False


class State(NamedTuple):
    """What every page is told: the number of the build it should show, and the faults since then."""

    number: int = 0
    ok: bool = True
    faults: str = ""


def after(state: State, result: Result) -> State:
    """The state after a build. The number goes up when a page may look different now."""
    renewed = result.ok and (result.changed or not state.ok)
    return State(state.number + renewed, result.ok, result.faults)


TEXTS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "address": "预览：{address}（按 Ctrl-C 结束）",
        "updated": "已更新 {written} 个文件，用时 {seconds:.2f} 秒",
        "kept": "内容有错误，页面仍是上一次的，用时 {seconds:.2f} 秒",
        "errors": "内容有错误，页面仍是上一次的",
        "warnings": "内容有需要注意的地方",
        "dismiss": "关闭",
        "no site": "网站还没有生成",
        "no site text": "内容中的错误改正并保存后，本页自动更新。",
        "no page": "没有这个页面",
        "no page text": "请检查网址。",
        "port": "无法使用端口 {port}：{reason}",
        "watch": "无法监视文件的改动：{reason}",
    },
    "en": {
        "address": "Preview: {address} (Ctrl-C ends it)",
        "updated": "{written} files updated in {seconds:.2f} s",
        "kept": "the content has faults; the pages are the last good ones ({seconds:.2f} s)",
        "errors": "The content has faults; this is the last good page",
        "warnings": "The content deserves a look",
        "dismiss": "Close",
        "no site": "There is no site yet",
        "no site text": "This page goes on by itself once the faults are repaired and saved.",
        "no page": "There is no such page",
        "no page text": "Please check the address.",
        "port": "cannot use port {port}: {reason}",
        "watch": "cannot watch the files: {reason}",
    },
}


def texts(language: str) -> dict[str, str]:
    """The preview's texts, in English for every language but Chinese."""
    return TEXTS["zh-CN" if language.lower().startswith("zh") else "en"]


def line(state: State, result: Result, seconds: float, language: str) -> str:
    """What the terminal says after a build, "" when there is nothing to say."""
    if not result.ok:
        key = "kept"
    elif after(state, result) != state:
        key = "updated"
    else:
        return ""
    told = texts(language)[key].format(written=result.written, seconds=seconds)
    return f"{result.faults.rstrip()}\n{told}" if result.faults else told


def message(state: State, token: str, language: str) -> dict[str, str]:
    """What a page is told. `token` names the build a page should be of: the same in the page, and it is up to date."""
    words = texts(language)
    return {
        "build": token,
        "language": language,
        "role": "status" if state.ok else "alert",
        "title": words["warnings" if state.ok else "errors"],
        "faults": state.faults,
        "dismiss": words["dismiss"],
    }


def explanation(state: State, exists: bool, language: str) -> str:
    """The page shown where there is none: of the address when a site `exists`, else of the site.

    Its panel is the one that `preview_client.js` makes, for a page that has not connected yet.
    """
    words = texts(language)
    key = "no page" if exists else "no site"
    title = escape(words[key])
    panel = (
        f'<section id="gongkai-preview" role="alert"><strong>{escape(words["errors"])}</strong>'
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
