"""Small sites for tests: written into a folder, built in this process, read back as bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.build import Options, Report, build

# 2026-06-01 00:00 in Shanghai: no test asks the clock
NOW = 1_780_243_200

BASE: dict[str, str] = {
    "content/site.yaml": """name: 示例公开网
url: https://example.gov.cn/
sponsor: 示例区办公室
contact: {phone: 022-12345678, email: office@example.gov.cn}
example: true
""",
    "content/organisations/o1.yaml": "name: 示例街道\n",
    "content/rounds/r1.yaml": "name: 第一轮巡察\n",
    "content/notices/r1/a.md": """---
title: 甲通报
kind: rectification
organisation: o1
published_at: 2026-03-05 09:00
---

现予公布。

## 一、整改情况

### （一）针对“学习不够”问题

- 一是学习。
""",
}


def write(root: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write files below a folder; None deletes one."""
    for path, data in files.items():
        target = root / path
        if data is None:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)


def run(root: Path, **options: Any) -> Report:
    """Build a site in this process, at a fixed moment."""
    return build(Options(root, **{"now": NOW, "executor": "serial", **options}))


def strangers_of(root: Path, **options: Any) -> frozenset[str] | None:
    """Build a site: the files in it that are not its own, None when it cannot be built."""
    report = run(root, **options)
    return None if report.exit_code else report.strangers


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path; empty when there is no folder."""
    found: dict[str, bytes] = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def stats(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Inode, size and modification time of every file below a folder."""
    found: dict[str, tuple[int, int, int]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            s = path.stat()
            found[path.relative_to(folder).as_posix()] = (s.st_ino, s.st_size, s.st_mtime_ns)
    return found


def codes(report: Report) -> list[str]:
    """What a build said, as `path:line:column: CODE`, with the word draft behind what does not count."""
    return [f"{d.path}:{d.line}:{d.column}: {d.code}{' draft' if d.draft else ''}" for d in report.diagnostics]


def leftovers(root: Path) -> list[str]:
    """Staging folders that a build left beside the site."""
    return [p.name for p in root.iterdir() if ".gongkai-" in p.name]
