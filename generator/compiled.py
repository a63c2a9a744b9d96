"""Compiled templates of the program, kept where Python keeps the program's own compiled files.

Compiling the default theme takes as long as making a hundred notices. A site's own templates are compiled anew each
time: nothing that comes with a site is loaded as code. Like any `__pycache__` the files may be deleted at will.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from contextlib import suppress

from jinja2.bccache import Bucket, FileSystemBytecodeCache

from generator.state import stamp


class Compiled(FileSystemBytecodeCache):
    """The compiled templates by name and text, but for those that are a site's own.

    Where they cannot be kept, for the program's folder is not ours to write, they are compiled each time.
    """

    def __init__(self, folder: str, own: Collection[str]) -> None:
        super().__init__(folder, "template-%s.cache")
        self.own = own

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return "" if name in self.own else super().get_cache_key(name, filename)

    def get_source_checksum(self, source: str) -> str:
        """Of the template, and of the program that compiles it."""
        return super().get_source_checksum(stamp() + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key:
            with suppress(Exception):  # whatever a damaged file holds, the template is compiled again
                super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.key and not sys.dont_write_bytecode:
            with suppress(OSError):
                os.makedirs(self.directory, exist_ok=True)
                super().dump_bytecode(bucket)


def compiled(own: Collection[str]) -> Compiled | None:
    """The compiled templates of this program, None where Python keeps no compiled files."""
    cached = __spec__.cached if __spec__ else None
    return Compiled(os.path.dirname(cached), own) if cached else None
