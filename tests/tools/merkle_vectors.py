"""The test vectors of github.com/transparency-dev/merkle against our proofs: `python tests/tools/merkle_vectors.py FOLDER`.

FOLDER is their `testdata`. The vectors are no part of this project; `tests/test_log_vectors.py` makes the same cases anew.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from generator.log import merkle


def holds(kind: str, v: dict[str, Any]) -> bool:
    """What we say to a vector."""
    proof = [b64decode(part or "") for part in v["proof"] or ()]
    heads = {key: b64decode(v[key] or "") for key in ("root", "root1", "root2", "leafHash") if key in v}
    if kind == "inclusion":
        return merkle.verify_inclusion(heads["leafHash"], v["leafIdx"], v["treeSize"], proof, heads["root"])
    return merkle.verify_consistency(v["size1"], v["size2"], proof, heads["root1"], heads["root2"])


def main(folder: str) -> int:
    """Count them, and name those to which we say otherwise."""
    wrong = total = 0
    for kind in ("inclusion", "consistency"):
        files = sorted(Path(folder, kind).rglob("*.json"))
        for file in files:
            vector = json.loads(file.read_text("utf-8"))
            if holds(kind, vector) == vector["wantErr"]:
                wrong += 1
                print(f"{file.relative_to(folder)}: {vector['desc']}")
        total += len(files)
        print(f"{kind}: {len(files)} vectors")
    print(f"{total - wrong} of {total} as expected")
    return int(bool(wrong) or not total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
