"""Compiled templates are kept with the program's own compiled files, and trusted no further than these."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from generator.compiled import Compiled, compiled
from generator.theme import _ENVIRONMENTS, default_folder, environment, load


@pytest.fixture(autouse=True)
def writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python keeps compiled files, whatever the environment of the tests says."""
    monkeypatch.setattr("sys.dont_write_bytecode", False)


def rendered(folder: Path, source: str, own: Collection[str] = ()) -> str:
    cache = Compiled(str(folder), own)
    env = Environment(loader=DictLoader({"a.html": source}), autoescape=True, bytecode_cache=cache)
    return env.get_template("a.html").render(v="<")


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of templates that are compiled from now on."""
    found: list[str] = []
    compile_ = Environment.compile

    def seen(self: Environment, source: str, name: str, filename: str) -> object:
        found.append(name)
        return compile_(self, source, name, filename)

    monkeypatch.setattr(Environment, "compile", seen)
    return found


def test_a_template_is_compiled_once_for_each_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = counting(monkeypatch)
    assert [rendered(tmp_path, s) for s in ("{{ v }}", "{{ v }}", "x{{ v }}", "x{{ v }}")] == ["&lt;"] * 2 + [
        "x&lt;"
    ] * 2
    assert found == ["a.html"] * 2
    assert len(list(tmp_path.iterdir())) == 1


def test_templates_of_a_site_are_never_kept(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ v }}", own={"a.html"}) == "&lt;"
    assert not list(tmp_path.iterdir())


def test_another_program_compiles_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered(tmp_path, "{{ v }}")
    found = counting(monkeypatch)
    monkeypatch.setattr("generator.compiled.stamp", lambda: "another")
    rendered(tmp_path, "{{ v }}")
    assert found == ["a.html"]


@pytest.mark.parametrize("cut", [0, 5, 20, 60, -1])
def test_a_damaged_file_is_made_again(tmp_path: Path, cut: int) -> None:
    rendered(tmp_path, "{{ v }}")
    [kept] = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:cut])
    assert rendered(tmp_path, "{{ v }}") == "&lt;"
    assert kept.read_bytes() == whole


def test_python_that_keeps_no_compiled_files_keeps_no_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert rendered(tmp_path, "{{ v }}") == "&lt;"
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_kept_pages_are_made_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert rendered(tmp_path / "file/in", "{{ v }}") == "&lt;"


def test_a_program_run_for_the_first_time_has_no_folder_of_compiled_files_yet(tmp_path: Path) -> None:
    assert rendered(tmp_path / "new", "{{ v }}") == "&lt;"
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_the_default_theme_is_kept_beside_the_program() -> None:
    theme = load([(default_folder(), "themes/default/")])
    _ENVIRONMENTS.clear()
    env = environment(theme)
    env.get_template("notice.html")
    kept = compiled(theme.own)
    assert kept is not None
    assert Path(kept.directory).name == "__pycache__"
    source, place, _ = env.loader.get_source(env, "notice.html")
    assert kept.get_bucket(env, "notice.html", place, source).code is not None
