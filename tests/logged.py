"""Sites with a log, for tests: announced step by step, with a key of our own, at moments of our own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random
from typing import NamedTuple

import sites

from generator import announce, register_store
from generator.log import store
from generator.log.note import Signer, signer, signer_text
from generator.signing import KEY, Signing

ORIGIN = "example.gov.cn"
DAY = 86_400
# the smallest picture there is in two colours
PICTURE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01"
    b"\x00\x00\x02\x02D\x01\x00;"
)
NOTICE = "content/notices/r1/a.md"
SECOND = """revisions:
  - {number: 2, on: 2026-06-02, kind: correction, reason: 第一条写错了日期。}
"""


class Logged(NamedTuple):
    """A site folder with a register beside its content, and the signer's folder outside of it."""

    root: Path
    memory: Path
    signer: Signer

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def log(self) -> Path:
        return self.root / "register/log"

    def append(self, now: int = sites.NOW) -> None:
        """Announce what is new, as `gongkai log append` does."""
        random = Random(now)
        done = announce.append(
            str(self.root), str(self.site), Signing(str(self.memory), self.signer), now, random.randbytes, self.build
        )
        assert done is not None and done.whole

    def erase(self, id_: str, number: int, now: int) -> None:
        """Erase a revision by law."""
        by = Signing(str(self.memory), self.signer)
        announce.erase(str(self.root), id_, number, "2026-06-10", "依法删除个人信息。", by, now)
        assert self.build()

    def build(self) -> bool:
        report = sites.run(self.root, now=sites.NOW + 40 * DAY)
        assert report.exit_code == 0, sites.codes(report)
        return True

    def checkpoint(self) -> str:
        """The signed checkpoint as it is now."""
        return (self.log / store.CHECKPOINT).read_text("utf-8")


def signer_of(root: Path) -> Path:
    """The signer's folder: beside the site's, never in it."""
    return root.with_name(root.name + ".signer")


def begin(root: Path, files: dict[str, str | bytes], seed: bytes = b"s" * 32, origin: str = ORIGIN) -> Logged:
    """A new site with an empty log. Two of the same seed have the same key."""
    memory = signer_of(root)
    sites.write(root, files)
    memory.mkdir()
    by = signer(seed, origin)
    key = memory / KEY
    key.write_text(signer_text(seed, origin) + "\n")
    key.chmod(0o600)
    register_store.put(str(root), {"keys": f"{by.verifier}\n".encode(), "register.jsonl": b""})
    made = Logged(root, memory, by)
    store.begin(announce.store_of(str(root), announce.register_of(str(root)), str(memory)), by)
    return made


def copy(logged: Logged, root: Path) -> Logged:
    """The same in another folder."""
    shutil.copytree(logged.root, root)
    shutil.copytree(logged.memory, signer_of(root))
    return Logged(root, signer_of(root), logged.signer)


def edit(logged: Logged, path: str, old: str, new: str) -> None:
    """Change a text of the site folder; a file that is linked elsewhere is put in place of, never written into."""
    target = logged.root / path
    text = target.read_text("utf-8")
    assert old in text, path
    made = target.with_name(target.name + ".tmp")
    made.write_text(text.replace(old, new), "utf-8")
    os.replace(made, target)


def files() -> dict[str, str | bytes]:
    """Two notices of a round, one with a picture and an attachment."""
    lists = "attachments: [{file: 表.csv}]\n---\n\n![示意](a/p.gif)\n\n现予公布。"
    return {
        **sites.BASE,
        NOTICE: sites.BASE[NOTICE].replace("---\n\n现予公布。", lists),
        "content/notices/r1/a/p.gif": PICTURE,
        "content/notices/r1/a/表.csv": "a,b\n1,2\n",
        "content/notices/r1/b.md": sites.BASE[NOTICE].replace("甲通报", "乙通报"),
    }


def corrected(made: Logged) -> None:
    """Announce a second revision of the first notice."""
    edit(made, NOTICE, "attachments:", SECOND + "attachments:")
    edit(made, NOTICE, "学习。", "在三月学习。")
    made.append(sites.NOW + 2 * DAY)


def revise(made: Logged, path: str, number: int, kind: str) -> None:
    """State a revision of a notice, and change its text."""
    line = f"  - {{number: {number}, on: 2026-06-{number:02}, kind: {kind}, reason: 第 {number} 版的理由。}}\n"
    begun = "revisions:" in (made.root / path).read_text("utf-8")
    edit(made, path, "published_at:", ("" if begun else "revisions:\n") + line + "published_at:")
    edit(made, path, "一是", f"一是第{number}次")
