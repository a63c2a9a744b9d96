"""The shape of the program: what may import what, what may touch the world, what the quick path loads."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sites

REPO = Path(__file__).resolve().parents[1]
PACKAGE = REPO / "generator"
MODULES = {
    path.relative_to(REPO).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not {"starter", "inside"} & set(path.relative_to(PACKAGE).parts)
}

# values in, values out: these read no file, no clock and no environment, and print nothing
PURE = frozenset((
    "generator.archives", "generator.archives.bag", "generator.archives.catalogue", "generator.archives.close", "generator.archives.compare", "generator.archives.contents", "generator.archives.freeze", "generator.archives.media", "generator.archives.seal", "generator.archives.stored", "generator.archives.wacz", "generator.archives.warc", "generator.messages_archive", "generator.outputs.frozen",
    "generator.announcing", "generator.memento", "generator.approval", "generator.article", "generator.blocks", "generator.brand", "generator.chains", "generator.checks", "generator.checks.addresses", "generator.checks.calendar", "generator.checks.kinds", "generator.checks.links", "generator.checks.memory", "generator.checks.references", "generator.checks.replies", "generator.checks.revisions", "generator.checks.site", "generator.components", "generator.config", "generator.contexts", "generator.corrections", "generator.differences", "generator.feeds", "generator.log.cosigning", "generator.memory", "generator.mend", "generator.messages_revisions", "generator.outputs.revision", "generator.refusals", "generator.register", "generator.revisions", "generator.rules.recurring", "generator.sarif", "generator.shares", "generator.versions", "generator.wording",
    "generator.diagnostics", "generator.dialect", "generator.editions", "generator.feedback", "generator.fields", "generator.ledger", "generator.ledger_pages", "generator.library", "generator.linked", "generator.links",
    "generator.log", "generator.log.checkpoint", "generator.log.entries", "generator.log.merkle", "generator.log.note", "generator.log.tiles", "generator.markdown", "generator.message", "generator.reading", "generator.review", "generator.rules", "generator.rules.always", "generator.rules.register", "generator.rules.dates", "generator.rules.events", "generator.rules.figures", "generator.rules.indicators", "generator.rules.moments", "generator.rules.places", "generator.rules.required", "generator.rules.structure", "generator.rules.sums", "generator.rules.finder", "generator.rules.leftovers", "generator.rules.pairs", "generator.rules.persons", "generator.rules.privacy", "generator.rules.punctuation", "generator.rules.repeats", "generator.rules.vocabulary", "generator.rules.wording", "generator.messages", "generator.messages_import", "generator.messages_review_a", "generator.messages_review_b", "generator.importers", "generator.importers.ledger", "generator.importers.ledger_book", "generator.importers.ledger_dates", "generator.importers.ledger_match", "generator.importers.ledger_notice", "generator.importers.ledger_report", "generator.importers.ledger_table", "generator.importers.ledger_values", "generator.importers.choices", "generator.importers.convert", "generator.importers.escape", "generator.importers.front", "generator.importers.headings", "generator.importers.html", "generator.importers.inline", "generator.importers.lines", "generator.importers.markdown", "generator.importers.matter", "generator.importers.measures", "generator.importers.outline", "generator.importers.pictures", "generator.importers.plain", "generator.importers.recognise", "generator.importers.report", "generator.importers.tables", "generator.importers.titles", "generator.importers.paper", "generator.importers.attachments", "generator.importers.kinds", "generator.importers.package", "generator.importers.word", "generator.importers.word_blocks", "generator.importers.word_drawing", "generator.importers.word_fields", "generator.importers.word_formats", "generator.importers.word_line", "generator.importers.word_numbering", "generator.importers.word_source", "generator.importers.word_styles", "generator.importers.word_symbols", "generator.importers.word_text", "generator.importers.word_xml", "generator.model", "generator.notices", "generator.numbering", "generator.open_data", "generator.oversight", "generator.outputs",
    "generator.outputs.brand", "generator.outputs.catalog", "generator.outputs.data", "generator.outputs.components", "generator.outputs.corrections", "generator.outputs.feed", "generator.outputs.files", "generator.outputs.form", "generator.outputs.home", "generator.outputs.ledger", "generator.outputs.notfound",
    "generator.outputs.notice", "generator.outputs.organisation", "generator.outputs.page", "generator.outputs.pdf", "generator.outputs.qr", "generator.outputs.record", "generator.outputs.replies",
    "generator.outcomes", "generator.outputs.round", "generator.outputs.search", "generator.outputs.verify", "generator.outputs.sitemap", "generator.outputs.sitemap_page", "generator.pages", "generator.paging", "generator.parse", "generator.plain",
    "generator.plan", "generator.preview_forms", "generator.preview_state", "generator.preview_texts", "generator.publication", "generator.qr", "generator.record", "generator.records", "generator.search",
    "generator.remembered", "generator.replies", "generator.schemas", "generator.stale", "generator.structure", "generator.tasks", "generator.templating", "generator.text",
    "generator.field", "generator.fields_publish", "generator.messages_publish", "generator.publishing", "generator.publishing.config", "generator.publishing.lock", "generator.publishing.manifest", "generator.publishing.plan", "generator.publishing.release", "generator.publishing.target",
    "generator.doctor", "generator.doctor.faults", "generator.doctor.pages", "generator.servers", "generator.servers.apache", "generator.servers.caddy", "generator.servers.iis", "generator.servers.nginx", "generator.servers.served",
    "generator.data_reference", "generator.editor_schemas", "generator.texts", "generator.texts_en", "generator.texts_zh", "generator.list_views", "generator.page_views", "generator.views", "generator.workbooks", "generator.workdays",
    "generator.verify", "generator.verify.bag", "generator.verify.examine", "generator.verify.findings", "generator.verify.history", "generator.verify.kept", "generator.verify.notices", "generator.verify.older", "generator.verify.package", "generator.verify.reference", "generator.verify.release", "generator.verify.report", "generator.verify.saved", "generator.verify.wacz",
))  # fmt: skip
# modules that touch the world, each for its one reason; no other may
IMPURE = frozenset((
    "generator", "generator.__main__", "generator.announce", "generator.archive_command", "generator.archives.opening", "generator.archives.package", "generator.archives.run", "generator.archives.survey", "generator.build", "generator.cli", "generator.cluster", "generator.compiled", "generator.create", "generator.doctor.command", "generator.doctor.look", "generator.execute", "generator.identity", "generator.importers.ledger_run", "generator.importers.legacy", "generator.importers.run", "generator.known", "generator.load", "generator.log.store", "generator.log_command", "generator.log_commands", "generator.look", "generator.options", "generator.pdf", "generator.preview", "generator.preview_builds", "generator.preview_desk", "generator.preview_faults", "generator.preview_http", "generator.preview_import", "generator.preview_save", "generator.publishing.announcing", "generator.publishing.apply", "generator.publishing.commands", "generator.publishing.disk", "generator.publishing.fetch", "generator.publishing.local", "generator.publishing.objects", "generator.publishing.run", "generator.publishing.switching", "generator.publishing.trees", "generator.reference", "generator.register_store", "generator.report", "generator.rules_reference", "generator.sayings", "generator.servers.command", "generator.signing", "generator.spreadsheet", "generator.state", "generator.targets", "generator.targets.command", "generator.targets.folder", "generator.targets.package", "generator.targets.s3", "generator.targets.sftp", "generator.theme", "generator.usage", "generator.usage_log", "generator.usage_publish",
    "generator.secretary", "generator.sheet", "generator.why", "generator.words", "generator.worker", "generator.write",
    "generator.verify.command", "generator.verify.places", "generator.verify.web",
))  # fmt: skip
# what pure modules take from impure ones: `digest` is a function of bytes, `Theme` a value, a workbook made in memory, a PDF
PURE_NAMES = {
    "generator": {"__version__"},
    "generator.load": {"digest", "Stat"},
    "generator.pdf": {"pdf"},
    "generator.state": {"OutputRow"},
    "generator.write": {"Written"},
    "generator.spreadsheet": {"CELL", "ROWS", "Cell", "Head", "Workbook"},
    "generator.theme": {"Theme"},
}
WORLD = frozenset((
    "asyncio", "ctypes", "http", "io", "livereload", "locale", "multiprocessing", "os", "pathlib", "random",
    "secrets", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time",
    "tornado", "urllib.request", "watchfiles",
))  # fmt: skip
PLAIN_CALLS = frozenset(("open", "print", "input", "exec", "eval", "__import__"))


def imports(path: Path, top_only: bool = False) -> set[tuple[str, str]]:
    """(module, name) of every import; name is "" for a plain import. Imports for type checkers do not count."""
    found: set[tuple[str, str]] = set()

    def visit(nodes: list[ast.stmt]) -> None:
        for node in nodes:
            if isinstance(node, ast.Import):
                found.update((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                found.update((node.module or "", alias.name) for alias in node.names)
            elif isinstance(node, ast.If):
                if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
                    visit(node.body)
                visit(node.orelse)
            elif isinstance(node, ast.Try):
                visit([*node.body, *(s for h in node.handlers for s in h.body), *node.orelse, *node.finalbody])
            elif isinstance(node, ast.With | ast.For | ast.While) or (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not (top_only and isinstance(node, ast.FunctionDef))
            ):
                visit(node.body)

    visit(ast.parse(path.read_text("utf-8")).body)
    return found


def modules_of(path: Path, top_only: bool = False) -> set[str]:
    """The modules of the program that a module imports."""
    out = set()
    for module, name in imports(path, top_only):
        if module.split(".")[0] == "generator":
            out.add(f"{module}.{name}" if f"{module}.{name}" in MODULES else module)
    return out


def test_every_module_is_pure_or_has_its_reason() -> None:
    """A new module is put into one list or the other, deliberately."""
    assert not PURE & IMPURE
    assert set(MODULES) == PURE | IMPURE


@pytest.mark.parametrize("name", sorted(PURE))
def test_pure_modules(name: str) -> None:
    """They import pure modules only, nothing of the world, and call nothing that reads or prints."""
    path = MODULES[name]
    for module, imported in imports(path) - {("pathlib", "PurePath"), ("io", "BytesIO")}:
        assert module not in WORLD and module.split(".")[0] not in WORLD, f"{name} imports {module}"
        full = f"{module}.{imported}" if f"{module}.{imported}" in MODULES else module
        if full.split(".")[0] == "generator" and full not in PURE:
            assert imported in PURE_NAMES.get(full, ()), f"{name} imports {full}.{imported}"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in PLAIN_CALLS, f"{name} calls {node.func.id}"
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in ("datetime", "date")
        ):
            assert node.attr not in ("now", "today", "utcnow"), f"{name} asks the clock"
        assert not isinstance(node, ast.Global), f"{name} has a global"


def test_outputs_know_nothing_of_each_other() -> None:
    """One kind of file is one module; what two share is in pages."""
    for name in (m for m in MODULES if m.startswith("generator.outputs.")):
        assert not {m for m in modules_of(MODULES[name]) if m.startswith("generator.outputs")}, name


def test_checks_know_nothing_of_each_other() -> None:
    for name in (m for m in MODULES if m.startswith("generator.checks.")):
        assert not {m for m in modules_of(MODULES[name]) if m.startswith("generator.checks")}, name


def test_targets_know_nothing_of_each_other() -> None:
    """One kind of target is one module and one line; what two share is in publishing."""
    for name in (m for m in MODULES if m.startswith("generator.targets.")):
        assert not {m for m in modules_of(MODULES[name]) if m.startswith("generator.targets")}, name


def test_only_the_command_line_prints() -> None:
    """Everything else returns values; output in one place can be tested and translated."""
    for name, path in MODULES.items():
        calls = {
            n.func.id
            for n in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        if name not in ("generator.cli", "generator.reference"):
            assert "print" not in calls, name


def test_only_build_knows_all_stages() -> None:
    """A newcomer reads build.py and has the whole program."""
    stages = {"generator.load", "generator.worker", "generator.plan", "generator.write", "generator.state"}
    knowing = {name for name, path in MODULES.items() if stages <= modules_of(path)}
    assert knowing == {"generator.build"}


def test_no_import_cycles() -> None:
    """Modules imported at the top of modules form no circle."""
    graph = {name: modules_of(path, top_only=True) for name, path in MODULES.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for other in sorted(graph.get(name, ())):
                if other != name:
                    visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_modules_are_short() -> None:
    """A module is one idea."""
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    # apply.py is carried to other machines as one file
    assert {name for name, n in lengths.items() if n > 400} <= {"generator.publishing.apply"}


HEAVY = ("chinese_calendar", "jinja2", "markdown_it", "mdit_py_plugins", "yaml", "markupsafe", "tornado", "livereload", "watchfiles", "difflib", "multiprocessing", "concurrent")  # fmt: skip
QUICK = frozenset((
    "generator", "generator.__main__", "generator.build", "generator.cli", "generator.diagnostics", "generator.load",
    "generator.look", "generator.options", "generator.sayings", "generator.state", "generator.usage", "generator.usage_log", "generator.usage_publish",
))  # fmt: skip


def loaded(root: Path, *command: str) -> set[str]:
    """The modules a run of the program has loaded at its end."""
    code = (
        "import sys; from generator.cli import main; code = main(sys.argv[1:]); "
        "print('\\n'.join(sys.modules), file=open(3, 'w', closefd=False)); sys.exit(code)"
    )
    read, write = os.pipe()
    try:
        argv = [sys.executable, "-c", f"import os; os.dup2({write}, 3)\n{code}", "-C", str(root), *command]
        done = subprocess.run(
            argv, cwd=REPO, capture_output=True, text=True, timeout=60, pass_fds=(write,), check=False
        )
        os.close(write)
        write = -1
        assert done.returncode == 0, done.stderr
        with open(read, encoding="ascii", closefd=False) as f:
            return set(f.read().split())
    finally:
        os.close(read)
        if write >= 0:
            os.close(write)


def aged(root: Path) -> None:
    """Give every source a time long past, so that nothing is looked at for being new."""
    for path in root.rglob("*"):
        if path.is_file() and "content" in path.parts:
            os.utime(path, ns=(10**18, 10**18))


def test_a_build_with_nothing_to_do_loads_almost_nothing(base: Path) -> None:
    """Start-up is part of the speed: no parser, no template engine, no pool of processes."""
    aged(base)
    assert sites.run(base, now=0).exit_code == 0
    found = loaded(base, "build")
    assert not {m for m in found if m.split(".")[0] in HEAVY}
    ours = {m for m in found if m.split(".")[0] == "generator"}
    assert "generator.build" in ours
    assert ours - QUICK <= {"generator.theme", "generator.publication", "generator.links", "generator.write"}, (
        "beyond what looking at the disk needs"
    )


def test_a_build_of_one_notice_needs_no_pool(base: Path) -> None:
    """Little work is done in this process."""
    found = loaded(base, "build")
    assert "jinja2" in found
    assert not {"multiprocessing", "tornado", "livereload", "watchfiles"} & found


def test_help_loads_no_stage() -> None:
    """`gongkai --help` answers at once."""
    found = loaded(REPO, "--help")
    assert {m for m in found if m.split(".")[0] == "generator"} <= {
        "generator",
        "generator.cli",
        "generator.sayings",
        "generator.usage",
        "generator.usage_publish",
        "generator.usage_log",
    }
