"""The register on disk: read whole for a build, and added to, durably, by what announces."""

from __future__ import annotations

import os
from collections.abc import Mapping

from generator import load
from generator.diagnostics import Diagnostic
from generator.log.entries import digest_of_files
from generator.register import FOLDER, KEPT_LOOK, KEYS, LOG, ROUNDS, ROWS, Closed, Register, Row, line, register, row_of


def read(root: str, listed: Mapping[str, object]) -> tuple[Register, list[Diagnostic]]:
    """The register of a site folder, and what is wrong with it; `listed` are the site folder's files below register/.

    A register that cannot be read stops every build: nothing else says what must not change.
    """
    if f"{FOLDER}/{KEYS}" not in listed:
        return Register(), []
    found: list[Diagnostic] = []
    texts = {}
    for name in (KEYS, ROWS):
        try:
            texts[name] = load.read(os.path.join(root, FOLDER, name)).decode()
        except FileNotFoundError:
            texts[name] = ""
        except (OSError, UnicodeDecodeError) as e:
            found.append(Diagnostic(f"{FOLDER}/{name}", 1, 1, 0, "E0911", (str(getattr(e, "strerror", None) or e),)))
            texts[name] = ""
    rows: list[Row] = []
    for number, text in enumerate(texts[ROWS].split("\n"), 1):
        if text:
            try:
                rows.append(row_of(text))
                if rows[-1].entry != len(rows) - 1:
                    raise ValueError("entry")
            except ValueError as e:
                found.append(Diagnostic(f"{FOLDER}/{ROWS}", number, 1, 0, "E0911", (str(e),)))
                break
    prefix = f"{FOLDER}/{LOG}/"
    log = {p[len(prefix) :]: load.digest_of(os.path.join(root, p)) for p in listed if p.startswith(prefix)}
    frozen = {}
    for row in rows:
        if isinstance(row, Closed) and row.look == KEPT_LOOK:
            path = f"{FOLDER}/{ROUNDS}/{row.id}.sha256"
            frozen[row.id] = files_of_round(root, row.id)
            if digest_of_files(frozen[row.id].items()) != row.manifest_sha256:
                found.append(Diagnostic(path, 1, 1, 0, "E0911", (row.id,)))
    return register(rows, texts[KEYS].split(), log)._replace(frozen=frozen), found


def files_of_round(root: str, round_: str) -> dict[str, str]:
    """The files of a round when it was closed, by address, with their SHA-256; empty when there is no such list."""
    try:
        text = load.read(os.path.join(root, FOLDER, ROUNDS, f"{round_}.sha256")).decode("utf-8", "replace")
    except OSError:
        return {}
    return {path: digest for digest, _, path in (row.partition("  ") for row in text.split("\n")) if path}


def put(root: str, files: Mapping[str, bytes]) -> None:
    """Write files below register/, each whole and durable; what is there already is replaced."""
    top = os.path.join(root, FOLDER)
    folders = {top}
    os.makedirs(top, exist_ok=True)
    for path, data in files.items():
        target = os.path.join(top, path)
        folder = os.path.dirname(target)
        os.makedirs(folder, exist_ok=True)
        while len(folder) > len(top):
            folders.add(folder)
            folder = os.path.dirname(folder)
        replace(target, data)
    for folder in sorted(folders):
        sync(folder)


def add(root: str, rows: list[Row]) -> None:
    """Rows at the end of the register, all or none: the file is put in place of the old one."""
    path = os.path.join(root, FOLDER, ROWS)
    try:
        before = load.read(path)
    except FileNotFoundError:
        before = b""
    put(root, {ROWS: before + "".join(map(line, rows)).encode()})


def replace(target: str, data: bytes) -> None:
    """One file in place of another, whole; durable once its folder is synced."""
    new = target + ".new.tmp"
    with open(new, "wb") as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())
    os.replace(new, target)


def sync(folder: str) -> None:
    """Make the names in a folder durable; Windows keeps them by itself."""
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
