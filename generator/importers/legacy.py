"""`.doc` and `.wps` files → `.docx`, by LibreOffice where it is installed, in a folder and a profile of its own.

LibreOffice keeps tracked changes, comments and hidden text, so that the reader finds them; it drops macros, which are
therefore looked for before. Its own HTML is never used: that publishes deleted text.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from generator.diagnostics import Outcome, in_order
from generator.importers.kinds import Log
from generator.importers.package import encrypted, legacy

SECONDS = 120  # a first start, which makes the profile, takes ten on a slow machine
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
# streams of a compound file in which macros stand (MS-OVBA 2.2.1)
_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "VBA_PROJECT_CUR"))
_ITEM = (
    '<item oor:path="/org.openoffice.Office.{0}"><prop oor:name="{1}" oor:op="fuse"><value>{2}</value></prop></item>'
)
# no macros, no links followed, nothing fetched
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
)


def program() -> str:
    """The path of LibreOffice, or ""."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((path for path in _PLACES if os.path.exists(path)), "")


def converted(data: bytes, name: str, accepted: frozenset[str], soffice: str | None = None) -> Outcome[bytes]:
    """A file of an old format as `.docx`; `soffice` is the program to be used."""
    log = Log(name, accepted)
    soffice = program() if soffice is None else soffice
    if encrypted(data):
        log.say("E2003", 1)
    elif not legacy(data):
        log.say("E2001", 1, data[:4].hex(" ").upper() or "0 B")
    elif not soffice:
        log.say("E2012", 1)
    else:
        if any(stream in data for stream in _MACROS):
            log.refuse("2030", 1, "VBA")
        made, fault = _run(soffice, data)
        if made:
            return Outcome(made, in_order(log.found))
        log.say("E2013", 1, fault)
    return Outcome(None, in_order(log.found))


def _run(soffice: str, data: bytes) -> tuple[bytes, str]:
    """What LibreOffice makes of a file, or why it does not."""
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        source, target = root / "source.doc", root / "made" / "source.docx"
        source.write_bytes(data)
        profile = root / "profile"
        (profile / "user").mkdir(parents=True)
        items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
        (profile / "user" / "registrymodifications.xcu").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>\n',
            "utf-8",
        )
        command = [
            soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(target.parent), str(source),
        ]  # fmt: skip
        try:
            process = subprocess.Popen(  # noqa: S603 - a list, no shell
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=root,
                start_new_session=True,
            )  # fmt: skip
        except OSError as e:
            return b"", e.strerror or str(e)
        try:
            said, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            return b"", f"> {SECONDS} s"
        if not target.is_file():
            lines = said.decode("utf-8", "replace").strip().splitlines()
            return b"", (lines[-1] if lines else f"exit {process.returncode}").replace(str(root), "…")
        return target.read_bytes(), ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and all it started: `soffice` is a script that starts the real one."""
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
