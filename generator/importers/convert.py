"""The bytes an office brought → a notice with everything that was decided on the way. Pure: nothing is read or written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import basename

from generator.diagnostics import Diagnostic, Outcome, Span, at, failed
from generator.fields import BY_NAME, KIND_RULES
from generator.importers.choices import Choices, Imported, Registry
from generator.importers.front import front, names_of
from generator.importers.markdown import body, kept_href, says
from generator.importers.matter import front_matter
from generator.importers.outline import Heading, Outline, all_runs
from generator.importers.paper import Paper
from generator.importers.pictures import pictures_of, shown_as
from generator.importers.recognise import recognise
from generator.markdown import scan
from generator.parse import parse_body, parse_head
from generator.records import ID
from generator.text import MAX_BYTES

_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|html|head|meta|body|div|p|span|table|section|article|h[1-6]|ul|ol|br|font|strong|b|img|a)\b",
    re.IGNORECASE,
).match


def kind_of(data: bytes, name: str) -> str:
    """What a file is, by its content: word, excel, office (of Word or WPS, older), html, text, or "" for what cannot be read."""
    if data.startswith(b"PK\x03\x04"):
        if b"xl/workbook" in data and b"word/document" not in data:
            return "excel"
        return "word"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "office"
    if data.startswith((b"%PDF", b"{\\rtf", b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")) or shown_as(data):
        return ""
    if _HTML(data) or (name.lower().endswith((".html", ".htm")) and b"<" in data):
        return "html"
    return "text"


def read(data: bytes, name: str, accepted: frozenset[str]) -> Outcome[Paper]:
    """A file as a paper, by the reader of its kind. Older Word and WPS files are to be converted first."""
    if len(data) > MAX_BYTES and not data.startswith(b"PK"):
        return Outcome(None, (at(name, Span(), "E0004", len(data), MAX_BYTES),))
    kind = kind_of(data, name)
    if kind == "word":
        from generator.importers import word

        return word.read(data, name, accepted)
    if kind == "html":
        from generator.importers import html

        return html.read(data, name)
    if kind == "text":
        from generator.importers import plain

        return plain.read(data, name)
    return Outcome(None, (at(name, Span(), "E2148", name),))


def convert(data: bytes, name: str, site: Registry, choices: Choices) -> Outcome[Imported]:
    """A file as a notice of a site: Markdown, front matter, attachments and every decision."""
    wrong = _unknown(name, site, choices)
    paper = read(data, name, choices.accepted)
    if paper.value is None or wrong or failed(paper.diagnostics):
        return Outcome(None, (*wrong, *paper.diagnostics))
    made = notice_of(paper.value, name, site, choices)
    found = (*paper.diagnostics, *made.diagnostics)
    return Outcome(made.value._replace(decisions=found) if made.value else None, found)


def notice_of(paper: Paper, name: str, site: Registry, choices: Choices) -> Outcome[Imported]:
    """A paper as a notice of a site."""
    bodies = {n for o in site.organisations.values() for n in names_of(o)}
    outline, decided = recognise(paper, name, bodies)
    if not outline.lines and not outline.blocks:
        return Outcome(None, (*decided, at(name, Span(), "E2147")))
    values, told = front(outline, name, site, choices)
    found = [*decided, *told]
    got = {v.key: v.value for v in values}
    id_ = _id(name, got, choices)
    pictures = pictures_of(outline, paper.pictures, id_ or "notice", name, site.language, found)
    found += _links(outline, name)
    text = body(outline, lambda key: pictures.written.get(key, ""))
    if not says(scan(text), outline):
        return Outcome(None, (*found, at(name, Span(), "E2143")))
    markdown = f"{front_matter(values, pictures.others, outline.supplied, site.language)}\n{text}"
    path = _path(id_, got)
    facts = _facts(markdown, path, site.language)
    return Outcome(Imported(path, markdown, values, pictures.files, tuple(found), *facts), tuple(found))


def _unknown(name: str, site: Registry, choices: Choices) -> list[Diagnostic]:
    """What was chosen that the site does not have."""
    found = []
    kinds = {k for c in BY_NAME["notice"]["kind"].choices for k in (c.id,)}
    for chosen, known, zh, en in (
        (choices.round, site.rounds, "轮次", "round"), (choices.organisation, site.organisations, "单位", "organisation"), (choices.kind, kinds, "类型", "kind"),
    ):  # fmt: skip
        if chosen and chosen not in known:
            found.append(
                at(name, Span(), "E2142", en if site.language == "en" else zh, chosen, "、".join(sorted(known)) or "—")
            )
    if choices.id and not ID.fullmatch(choices.id):
        found.append(at(name, Span(), "E0207", choices.id))
    return found


def _id(name: str, got: Mapping[str, str], choices: Choices) -> str:
    """The id of a notice: the one chosen, a rectification's organisation, or the file's name; "" when none will do."""
    if choices.id:
        return choices.id
    stem = basename(name.replace("\\", "/")).rpartition(".")[0].lower()
    if got.get("kind") == "rectification" and got.get("organisation"):
        return got["organisation"]
    return stem if ID.fullmatch(stem) else ""


def _path(id_: str, got: Mapping[str, str]) -> str:
    """Where a notice is to stand under content/, "" when that cannot be told yet."""
    rule = KIND_RULES.get(got.get("kind", ""))
    if not id_ or (not got.get("round") and (rule is None or "round" in rule.fields)):
        return ""
    return f"notices/{got['round']}/{id_}.md" if got.get("round") else f"notices/{id_}.md"


def _links(outline: Outline, name: str) -> list[Diagnostic]:
    """Links that are not kept: those in headings, and those that lead into the Word file or to no address."""
    return [
        at(name, Span(b.place), "N2117", run.text[:30], run.href)
        for b in outline.blocks
        for runs in all_runs((b,))
        for run in runs
        if run.href and run.text.strip() and (isinstance(b, Heading) or not kept_href(run.href))
    ]


def _facts(markdown: str, path: str, language: str) -> tuple[int, int, int]:
    """Findings, measures and headings of a notice as the site will count them."""
    data = markdown.encode()
    head = parse_head(data, path or "notices/notice.md", language)
    if head.value is None:
        return 0, 0, 0
    parsed = parse_body(data, head.value, "", {}, language).value
    return (parsed.facts.findings, parsed.facts.measures, len(parsed.notice.sections)) if parsed else (0, 0, 0)
