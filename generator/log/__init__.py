"""The transparency log: every publication is an entry that nobody can change or remove unseen.

One append-only log for the whole site, as a folder of static files (C2SP tlog-tiles). `merkle` is the tree,
`tiles` its files, `note` signed texts, `checkpoint` signed tree heads and proofs, `entries` what is recorded.
These are functions of bytes; `store` alone touches the disk.
"""

from __future__ import annotations


class Refused(Exception):
    """Bytes that are not what they must be, or an act that would contradict what was signed: the only error here.

    The first argument names the fault in words that do not change; what follows are its particulars.
    """

    def __init__(self, fault: str, *args: object) -> None:
        super().__init__(fault, *map(str, args))
        self.fault = fault
