"""The one markdown-it set-up: which rules are on, and the few that are ours.

CommonMark with tables, footnotes, definition lists, field lists and restricted attributes. Raw HTML,
indented code and underlined headings are off: offices indent paragraphs and underline with hyphens.
Emphasis works beside Chinese punctuation, and a line break inside Chinese leaves no space.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from generator.blocks import is_cjk, vanishes

# what a table is called, and the link from a note back to its mark, before and after its number
WORDS = {"zh": ("表格", "回到正文注", ""), "en": ("Table ", "Back to note ", "")}


def break_vanishes(tokens: Sequence[Any], k: int) -> bool:
    before = next((t.content for t in reversed(tokens[:k]) if t.content), "")
    after = next((t.content for t in tokens[k + 1 :] if t.content), "")
    return bool(before and after) and vanishes(before[-1], after[0])


def _softbreak(self: Any, tokens: Sequence[Any], idx: int, options: Any, env: Any) -> str:
    return "" if break_vanishes(tokens, idx) else "\n"


def _notes_open(self: Any, tokens: Sequence[Any], idx: int, options: Any, env: Any) -> str:
    return '<div class="footnotes">\n<ol class="footnotes-list">\n'


def _notes_close(self: Any, tokens: Sequence[Any], idx: int, options: Any, env: Any) -> str:
    return "</ol>\n</div>\n"


def _note_anchor(self: Any, tokens: Sequence[Any], idx: int, options: Any, env: Any) -> str:
    """The link from a note back to its mark, in words."""
    number = str(tokens[idx].meta["id"] + 1)
    again = tokens[idx].meta["subId"]
    mark = f"{number}:{again}" if again else number
    _, before, after = env["words"]
    shown = f"{number}（{again + 1}）" if again else number
    return f' <a href="#fnref{mark}" class="footnote-backref aux">{before}{shown}{after}</a>'


def _emphasis(state: Any, silent: bool) -> bool:
    """Delimiter runs of * and _, flanking as in CommonMark but that Chinese needs no spaces.

    Chinese punctuation does not count as punctuation, and beside a Chinese character a run may open
    before, or close after, any other punctuation (as the CJK amendment to CommonMark proposes).
    """
    from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
    from markdown_it.rules_inline.state_inline import Delimiter

    src, start = state.src, state.pos
    marker = src[start]
    if silent or marker not in "*_":
        return False
    end = start
    while end < state.posMax and src[end] == marker:
        end += 1
    before = src[start - 1] if start else " "
    after = src[end] if end < state.posMax else " "
    space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    cjk_before, cjk_after = is_cjk(before), is_cjk(after)
    punct_before = not cjk_before and (isMdAsciiPunct(ord(before)) or isPunctChar(before))
    punct_after = not cjk_after and (isMdAsciiPunct(ord(after)) or isPunctChar(after))
    left = not space_after and (not punct_after or space_before or punct_before or cjk_before)
    right = not space_before and (not punct_before or space_after or punct_after or cjk_after)
    opens, closes = left, right
    if marker == "_":
        opens = left and (not right or punct_before)
        closes = right and (not left or punct_after)
    for _ in range(end - start):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker), length=end - start, token=len(state.tokens) - 1, end=-1, open=opens, close=closes
            )
        )
    state.pos = end
    return True


@cache
def parser() -> Any:
    """The one MarkdownIt object of the process."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_block_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.field_list import fieldlist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    md = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False})
    md.enable("table").disable(["lheading", "code", "html_block", "html_inline"])
    md.use(footnote_plugin).use(deflist_plugin).use(fieldlist_plugin)
    md.use(attrs_block_plugin, allowed=("id", "class"))
    md.inline.ruler.at("emphasis", _emphasis)
    md.add_render_rule("softbreak", _softbreak)
    md.add_render_rule("footnote_block_open", _notes_open)
    md.add_render_rule("footnote_block_close", _notes_close)
    md.add_render_rule("footnote_anchor", _note_anchor)
    return md
