"""Word lists: those of the program, and those a site adds in its `words` folder under the same names.

A list is a text file, NAME.txt: a word a line, or `wrong → right`; what follows `#` is a remark. A line `-word`
takes a word of the program's list out.
"""

from __future__ import annotations

import os

from generator.load import read

FOLDER = "words"


def parse(text: str) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """The pairs of a list, in its order, and the words it takes out."""
    pairs: dict[str, str] = {}
    out = set()
    for line in text.split("\n"):
        word, _, right = line.partition("#")[0].partition("→")
        word = word.strip()
        if word.startswith("-"):
            out.add(word[1:].strip())
        elif word:
            pairs[word] = right.strip()
    return tuple(pairs.items()), frozenset(out)


def load(root: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """The lists of the program with those of a site folder added; a list only the site has is there too."""
    lists: dict[str, dict[str, str]] = {}
    for folder in (os.path.join(os.path.dirname(os.path.abspath(__file__)), FOLDER), os.path.join(root, FOLDER)):
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        for name in names:
            if name.endswith(".txt"):
                pairs, out = parse(
                    read(os.path.join(folder, name)).decode("utf-8-sig", "replace").replace("\r\n", "\n")
                )
                known = lists.setdefault(name.removesuffix(".txt"), {})
                known.update(pairs)
                for word in out:
                    known.pop(word, None)
    return {name: tuple(words.items()) for name, words in lists.items()}
