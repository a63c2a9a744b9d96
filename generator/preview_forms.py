"""A notice that was imported, as plain inputs, and what a clerk wrote in them as a notice's file. Nothing is read or written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from generator import records
from generator.checks.addresses import RESERVED_PAGES
from generator.fields import BY_NAME, KIND_RULES, Field
from generator.importers.choices import FrontValue, Imported, Registry
from generator.importers.matter import front_matter
from generator.messages import sentence
from generator.parse import parse_head
from generator.preview_texts import imports as texts
from generator.records import ID, Bad

PREFIX = "f:"  # of the names of inputs that are keys of the front matter
NEEDED = ("title", "kind")
LONGEST = 100  # characters of an id: longer names some file systems refuse
_TYPES = {"date": "date", "datetime": "datetime-local"}

Given = Mapping[str, str]


class Input(NamedTuple):
    """An input: `type` is text, date, datetime-local or select; `options` are its values and their names."""

    name: str
    label: str
    type: str
    value: str
    hint: str
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False


class Composed(NamedTuple):
    """A notice's file: its path under content/, text, and the files beside it; faults by the names of inputs."""

    path: str
    text: str
    files: dict[str, bytes]
    faults: dict[str, str]


def field_of(key: str) -> Field:
    """The field of a key such as "title" or "totals.findings"."""
    parent, _, own = key.partition(".")
    field = BY_NAME["notice"][parent]
    return BY_NAME[field.record][own] if own else field


def named(records_: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Records as options: the title, and the id."""
    return tuple((id_, f"{getattr(head, 'title', id_)}（{id_}）") for id_, head in records_.items())


def _options(key: str, site: Registry) -> tuple[tuple[str, str], ...]:
    t, field = texts(site.language), field_of(key)
    if key == "round":
        return (("", t["none of them"]), *named(site.rounds))
    if key == "organisation":
        return (("", t["nothing"]), *named(site.organisations))
    if field.type == "choice":
        return (("", t["nothing"]), *((c.id, c.en if site.language == "en" else c.zh) for c in field.choices))
    if field.type == "boolean":
        return (("", t["nothing"]), ("true", "yes" if site.language == "en" else "是"))
    return ()


def body_of(made: Imported) -> str:
    """The Markdown below the front matter."""
    parts = records.split(made.markdown, "").value
    return parts.body.lstrip("\n") if parts else made.markdown


def id_of(made: Imported, name: str) -> str:
    """The id an import proposes, "" for none: as it would be once the round is known."""
    got = {v.key: v.value for v in made.front}
    stem = name.rpartition(".")[0].lower()
    if made.path:
        return made.path.rpartition("/")[2].removesuffix(".md")
    if got.get("kind") == "rectification" and got.get("organisation"):
        return got["organisation"]
    return stem if ID.fullmatch(stem) else ""


def inputs(made: Imported, site: Registry, given: Given, faults: Mapping[str, str]) -> tuple[Input, ...]:
    """The front matter as inputs, with what was given in place of what was found."""
    t = texts(site.language)
    out = [Input("id", t["id"], "text", given.get("id", ""), t["id hint"], faults.get("id", ""), (), True)]
    for v in made.front:
        name, options = PREFIX + v.key, _options(v.key, site)
        type_ = "select" if options else _TYPES.get(field_of(v.key).type, "text")
        value = given.get(name, v.value)
        hint = t["two"].format(v.note) if v.note else t[v.state]
        shown = value.replace(" ", "T") if type_ == "datetime-local" else value
        out.append(Input(name, v.label, type_, shown, hint, faults.get(name, ""), options, v.key in NEEDED))
    return tuple(out)


def composed(made: Imported, site: Registry, given: Given, body: str, draft: bool) -> Composed:
    """What was given, as a file. With faults it is not to be written."""
    t, language = texts(site.language), site.language
    faults: dict[str, str] = {}
    values: list[FrontValue] = []
    read: dict[str, object] = {}
    for v in made.front:
        name = PREFIX + v.key
        value = given.get(name, "").strip(" \t\r\n")
        if value:
            got = records.convert(value, field_of(v.key), field_of(v.key).type)
            if isinstance(got, Bad):
                faults[name] = _said(got, v.label, language)
            else:
                read[v.key] = got
                value = got if field_of(v.key).type in _TYPES else value
        elif v.key in NEEDED:
            faults[name] = t["required"]
        values.append(v._replace(value=value))
    round_, organisation, kind = (str(read.get(k, "")) for k in ("round", "organisation", "kind"))
    id_ = given.get("id", "").strip()
    faults |= _places(id_, round_, organisation, kind, site)
    head = parse_head(made.markdown.encode(), "notices/notice.md", language).value
    others = [a["file"] for a in (head.values.get("attachments") or ()) if "file" in a] if head else []
    supplied = bool(head.values.get("numbering", True)) if head else True
    matter = front_matter(values, others, supplied, language)
    if not draft:
        matter = re.sub(r"(?m)^(?:草稿: 是|draft: true)\n", "", matter, count=1)
    path = f"notices/{round_}/{id_}.md" if round_ else f"notices/{id_}.md"
    body = body.replace("\r\n", "\n").strip("\n") + "\n"
    body = _moved(body, made.attachments, id_)
    text = f"{matter}\n{body}"
    faults |= {k: e for k, e in _altered(text, path, read, language).items() if k not in faults} if not faults else {}
    beside = {f"{path.removesuffix('.md')}/{name}": data for name, data in made.attachments.items()}
    return Composed(path, text, beside, faults)


def _said(bad: Bad, label: str, language: str) -> str:
    """What is wrong with a value, as a sentence."""
    args = [a if isinstance(a, str) else a[language == "en"] for a in bad.args]
    message, hint = sentence(bad.code, ((label, *args) if bad.code in ("E0203", "E0206") else tuple(args)), language)
    return f"{message}（{hint}）" if hint and language != "en" else f"{message} ({hint})" if hint else message


def _places(id_: str, round_: str, organisation: str, kind: str, site: Registry) -> dict[str, str]:
    """Faults of what decides where the file stands."""
    t = texts(site.language)
    out = {}
    if not id_:
        out["id"] = t["required"]
    elif not ID.fullmatch(id_) or len(id_) > LONGEST:
        out["id"] = t["form id"]
    elif id_ in RESERVED_PAGES:
        out["id"] = t["reserved"]
    if (round_ and round_ not in site.rounds) or (
        not round_ and kind in KIND_RULES and "round" in KIND_RULES[kind].fields
    ):
        out[f"{PREFIX}round"] = t["unknown"] if round_ else t["required"]
    if organisation and organisation not in site.organisations:
        out[f"{PREFIX}organisation"] = t["unknown"]
    return out


def _moved(body: str, names: Mapping[str, bytes], id_: str) -> str:
    """A text whose pictures stand in the folder of its id."""
    if not names:
        return body
    known = "|".join(map(re.escape, names))
    return re.sub(rf"\]\([a-z0-9-]+/({known})\)", lambda m: f"]({id_}/{m[1]})", body)


def _altered(text: str, path: str, given: Mapping[str, object], language: str) -> dict[str, str]:
    """The values that would be read from the file otherwise than they were given."""
    head = parse_head(text.encode("utf-8", "replace"), path, language).value
    out = {}
    for key, value in given.items():
        parent, _, own = key.partition(".")
        found = head.values.get(parent) if head else None
        if own:
            found = found.get(own) if isinstance(found, dict) else None
        if found != value:
            out[PREFIX + key] = texts(language)["changed"]
    return out
