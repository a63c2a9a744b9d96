"""The import page, step by step: what was sent → the page to show next. Reads and writes files, knows nothing of HTTP."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, NamedTuple
from urllib.parse import quote

from generator import load
from generator.diagnostics import Diagnostic, Outcome, failed, in_order
from generator.importers import kinds, ledger_book
from generator.importers.choices import Choices, Imported, Registry
from generator.importers.convert import convert, kind_of
from generator.importers.ledger import LedgerImport, import_ledger
from generator.importers.report import group_of, where
from generator.importers.run import keep, registry
from generator.links import record_of
from generator.messages import sentence
from generator.parse import parse_head
from generator.preview_forms import body_of, composed, id_of, inputs, named
from generator.preview_save import Changed, Misplaced, difference, digest, is_name, save, standing
from generator.preview_texts import imports as texts
from generator.report import words
from generator.text import decode

NAME = 60  # characters of a file's name that are kept: in Chinese, most that disks take
KEPT, HELD = 8, 150 * 1024 * 1024  # imports that are not saved yet: how many, and the bytes of their files
_LEDGER = {
    "E2204": ledger_book.HIDDEN, "E2205": ledger_book.HIDDEN, "E2206": ledger_book.HIDDEN, "E2207": ledger_book.COMMENTS,
    "E2209": ledger_book.MACROS, "E2210": ledger_book.LINKS, "E2211": ledger_book.OBJECTS,
}  # fmt: skip
_ACCEPT = re.compile(r"(?:加上?|用|with) --accept [a-z-]+")  # what the terminal's reader does is a tick here
_KINDS = {k.id: k for k in (*ledger_book.KINDS, *kinds.KINDS)}


class Step(NamedTuple):
    """A page to show: which, and what it says. `to` is where to go instead."""

    name: str = ""
    view: Mapping[str, Any] = {}
    status: int = 200
    to: str = ""


class Sent(NamedTuple):
    """What a form has sent: its fields, the kinds that were accepted, and the file, if there was one."""

    fields: Mapping[str, str]
    accepted: frozenset[str] = frozenset()
    name: str = ""
    data: bytes = b""


@dataclass
class Pending:
    """An import that is not saved: the file, what was made of it, and what would be written over what."""

    id: str
    name: str
    data: bytes
    choices: Choices = field(default_factory=Choices)
    unit: str = "paragraph"
    made: Imported | None = None
    given: Sent | None = None  # what was last typed in
    files: dict[str, bytes] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)


class Desk:
    """The imports of a running preview. Its methods are called one at a time."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.pending: OrderedDict[str, Pending] = OrderedDict()

    # ---------------------------------------------------------------- steps

    def choose(self, problem: str = "", status: int = 200) -> Step:
        """The first page; with what went wrong before."""
        site = registry(self.root)
        view = {"rounds": named(site.rounds), "organisations": named(site.organisations), "problem": problem}
        return Step("choose", self._with(site, view), status)

    def lost(self) -> Step:
        """The first page, for there is nothing to go on with."""
        return self.choose(texts(registry(self.root).language)["lost"], 400)

    def read(self, sent: Sent) -> Step:
        """A file, new or kept, becomes a report with inputs, or refusals; a ledger asks for its notice."""
        site = registry(self.root)
        pending = self._keep(sent.name, sent.data) if sent.data else self.pending.get(sent.fields.get("pending", ""))
        if pending is None:
            return self.lost()
        round_, organisation, id_ = (sent.fields.get(k, "").strip() for k in ("round", "organisation", "id"))
        pending.choices = Choices(round_, organisation, id_, "", frozenset(sent.accepted & _KINDS.keys()))
        if kind_of(pending.data, pending.name) == "excel":
            return self._ledger(site, pending)
        outcome = self._converted(pending, site)
        pending.made = outcome.value
        if outcome.value is None or failed(outcome.diagnostics):
            pending.made = None
            codes = [d.code for d in outcome.diagnostics if d.severity == "error"]
            refused = {kinds.NUMBERS[c[1:]] for c in codes if c[1:] in kinds.NUMBERS}
            return self._refused("read", site, pending, outcome.diagnostics, refused, {})
        return self._form(site, pending, {}, body_of(outcome.value), True, {})

    def save(self, sent: Sent) -> Step:
        """The inputs become a file, unless they have faults or something else stands there."""
        site = registry(self.root)
        pending = self.pending.get(sent.fields.get("pending", ""))
        if pending is None or pending.made is None:
            return self.lost()
        pending.given = sent
        body, draft = sent.fields.get("body", ""), bool(sent.fields.get("draft"))
        made = composed(pending.made, site, sent.fields, body, draft)
        if made.faults:
            return self._form(site, pending, sent.fields, body, draft, made.faults)
        # the notice comes last, so that it never refers to what is not there
        pending.files = {**made.files, made.path: made.text.encode("utf-8", "replace")}
        return self._written(site, pending, {})

    def edit(self, sent: Sent) -> Step:
        """Back to the inputs, as they were typed in."""
        pending = self.pending.get(sent.fields.get("pending", ""))
        if pending is None or pending.given is None:
            return self.lost()
        fields = pending.given.fields
        return self._form(registry(self.root), pending, fields, fields.get("body", ""), bool(fields.get("draft")), {})

    def confirm(self, sent: Sent) -> Step:
        """What was shown as a difference is written, if that is still the difference."""
        site = registry(self.root)
        pending = self.pending.get(sent.fields.get("pending", ""))
        if pending is None or not pending.files:
            return self.lost()
        agreed = sent.fields.get("agreed", "") == _agreement(pending)
        return self._written(site, pending, pending.shown if agreed else {})

    def compare(self, sent: Sent) -> Step:
        """A ledger and a notice become a difference to confirm, or what speaks against it."""
        site = registry(self.root)
        pending = self.pending.get(sent.fields.get("pending", ""))
        chosen = sent.fields.get("notice", "")
        if pending is None:
            return self.lost()
        if chosen not in dict(self._notices(site)):
            return self._ledger(site, pending)
        path = f"notices/{chosen}.md"
        before = standing(self.root, path) or b""
        pending.choices = pending.choices._replace(accepted=sent.accepted & _KINDS.keys())
        text = decode(before, f"content/{path}")
        if text.value is None:
            made: Outcome[LedgerImport] = Outcome(None, text.diagnostics)
        else:
            # byte order mark and line ends stay as they are
            whole = before.decode("utf-8")
            made = import_ledger(
                pending.data, pending.name, whole, f"content/{path}", sent.accepted & _KINDS.keys(), site.language
            )
        if made.value is None or failed(made.diagnostics):
            refused = {_LEDGER[d.code] for d in made.diagnostics if d.code in _LEDGER}
            return self._refused("compare", site, pending, made.diagnostics, refused, {"notice": chosen})
        after = made.value.text.encode()
        pending.files, pending.shown = {path: after}, {path: digest(before)}
        view = {
            "pending": pending, "path": path, "changes": difference(before, after), "decisions": made.value.decisions,
            "checks": self._rows(made.diagnostics, pending, site), "agreed": _agreement(pending),
        }  # fmt: skip
        return Step("filled", self._with(site, view))

    def done(self, notice: str) -> Step:
        """After saving: where the notice is in the preview. The list of its faults comes with the preview's script."""
        site = registry(self.root)
        path = f"notices/{notice}.md"
        if f"{notice}.md" not in load.listing(os.path.join(self.root, "content", "notices")).files:
            return self.lost()
        data = standing(self.root, path) or b""
        head = parse_head(data, path, site.language).value
        address = head.address if head else f"{notice}.html"
        return Step("done", self._with(site, {"path": path, "address": address}))

    # ---------------------------------------------------------------- parts

    def _with(self, site: Registry, view: Mapping[str, Any]) -> dict[str, Any]:
        return {"t": texts(site.language), "language": site.language, **view}

    def _keep(self, name: str, data: bytes) -> Pending:
        """A new import; older ones are forgotten when there are too many."""
        stem, ending = os.path.splitext(name.replace("\\", "/").rpartition("/")[2])
        name = stem[: max(NAME - len(ending), 0)] + ending[:NAME]
        made = Pending(token_hex(16), name if is_name(name) else "file", data)
        self.pending[made.id] = made
        while len(self.pending) > KEPT or sum(len(p.data) for p in self.pending.values()) > HELD:
            if len(self.pending) == 1:
                break
            self.pending.popitem(last=False)
        return made

    def _converted(self, pending: Pending, site: Registry) -> Outcome[Imported]:
        """A file as a notice; older Word and WPS files through LibreOffice."""
        data, kind = pending.data, kind_of(pending.data, pending.name)
        earlier: tuple[Diagnostic, ...] = ()
        pending.unit = "line" if kind == "text" else "paragraph"
        if kind == "office":
            from generator.importers import legacy

            newer = legacy.converted(data, pending.name, pending.choices.accepted)
            if newer.value is None:
                return Outcome(None, newer.diagnostics)
            data, earlier = newer.value, newer.diagnostics
        outcome = convert(data, pending.name, site, pending.choices)
        said = (*earlier, *outcome.diagnostics)
        return Outcome(outcome.value._replace(decisions=said) if outcome.value else None, said)

    def _form(
        self, site: Registry, pending: Pending, given: Mapping[str, str], body: str, draft: bool, faults: Mapping[str, str]
    ) -> Step:  # fmt: skip
        made = pending.made
        assert made is not None
        rows = self._rows(made.decisions, pending, site)
        check = [r for d, r in zip(in_order(made.decisions), rows, strict=True) if _to_check(d)]
        view = {
            "pending": pending, "made": made, "check": check, "decisions": rows, "blanks": [v.label for v in made.front if not v.value],
            "inputs": inputs(made, site, given or {"id": pending.choices.id or id_of(made, pending.name)}, faults), "body": body.replace("\r\n", "\n"),
            "draft": draft, "yaml": made.markdown[: made.markdown.find("\n---\n") + 4], "faults": faults,
        }  # fmt: skip
        return Step("form", self._with(site, view))

    def _ledger(self, site: Registry, pending: Pending) -> Step:
        return Step("ledger", self._with(site, {"pending": pending, "notices": self._notices(site)}))

    def _refused(
        self, action: str, site: Registry, pending: Pending, found: Sequence[Diagnostic], refused: set[str], more: Mapping[str, str]
    ) -> Step:  # fmt: skip
        """What was found, and the kinds that may be accepted: those refused now and those accepted before."""
        errors = [d for d in found if d.severity == "error"]
        accepted = pending.choices.accepted
        names = {k.id: k.en if site.language == "en" else k.zh for k in _KINDS.values()}
        view = {
            "pending": pending, "action": action, "more": more, "rows": self._rows(errors, pending, site),
            "accept": [(k, names[k], k in accepted) for k in names if k in refused or (refused and k in accepted)],
        }  # fmt: skip
        return Step("refused", self._with(site, view))

    def _written(self, site: Registry, pending: Pending, agreed: Mapping[str, str]) -> Step:
        """Write the files, or show what they would replace."""
        t, path = texts(site.language), next(reversed(pending.files))
        notice = path.removeprefix("notices/").removesuffix(".md")
        try:
            now = {p: standing(self.root, p) for p in pending.files}
            if all(now[p] == data for p, data in pending.files.items()):
                self._keep_original(pending, path)
                return Step(to=f"/_import/done?notice={quote(notice)}")
            wanted = {p: data for p, data in pending.files.items() if now[p] != data}
            if not (taken := {p: digest(now[p]) for p in wanted if now[p] is not None}) or taken == agreed:
                save(self.root, wanted, agreed)
                self._keep_original(pending, path)
                self.pending.pop(pending.id, None)
                return Step(to=f"/_import/done?notice={quote(notice)}")
        except Changed:
            return self._written(site, pending, {})
        except Misplaced:
            return self.choose(sentence("E2145", (f"content/{path}",), site.language)[0], 422)
        except OSError as e:
            return self.choose(t["busy"].format(e.strerror or e), 500)
        moved_on = bool(pending.shown) and pending.shown != taken
        pending.shown = taken
        view = {
            "pending": pending, "path": path, "changes": difference(now[path] or b"", pending.files[path]), "moved_on": moved_on,
            "also": [p for p in taken if p != path], "agreed": _agreement(pending),
        }  # fmt: skip
        return Step("confirm", self._with(site, view))

    def _keep_original(self, pending: Pending, path: str) -> None:
        """Keep the file that a notice was made from; a ledger is about many, and belongs to none."""
        if pending.made is not None:
            keep(self.root, path, pending.name, pending.data)

    def _notices(self, site: Registry) -> list[tuple[str, str]]:
        """The notices there are, by ROUND/ID, with their titles."""
        content = os.path.join(self.root, "content")
        out = []
        for path in sorted(load.listing(os.path.join(content, "notices")).files):
            if record_of(f"notices/{path}") != "notice":
                continue
            head = parse_head(load.read(os.path.join(content, "notices", path)), f"notices/{path}", site.language).value
            out.append((path.removesuffix(".md"), f"{head.title if head else path}（{path.removesuffix('.md')}）"))
        return out

    def _rows(
        self, found: Sequence[Diagnostic], pending: Pending, site: Registry
    ) -> list[tuple[str, str, str, str, str]]:
        """Decisions by place: place, severity in words, sentence, hint, code."""
        w = words(site.language)
        excel = kind_of(pending.data, pending.name) == "excel"
        rows = []
        for d in in_order(found):
            message, hint = sentence(d.code, d.args, site.language)
            place = f"{d.path}:{d.line}" if excel else where(d, pending.unit, site.language)
            rows.append((place, w[d.severity], message, _ACCEPT.sub(texts(site.language)["below"], hint), d.code))
        return rows


def _to_check(d: Diagnostic) -> bool:
    return d.code[0] == "W" or group_of(d.code) == "guesses"


def _agreement(pending: Pending) -> str:
    """A digest of what would be written over what."""
    parts = [f"{p}\0{load.digest(d)}\0{pending.shown.get(p, '')}" for p, d in pending.files.items()]
    return load.digest("\0".join(parts).encode())
