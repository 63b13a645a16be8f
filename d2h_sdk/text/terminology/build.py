"""Write `problems.tsv.gz` and `drugs.tsv.gz` from the terminologies of EDS-NLP: `pip install edsnlp` first.

EDS-NLP is BSD-3, Copyright 2021 Assistance Publique - Hôpitaux de Paris; the codes are CIM-10 and ATC.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import re
from pathlib import Path

from d2h_sdk.text.folded import fold

_HERE = Path(__file__).parent
_MOST_WORDS = 6
_VAGUE = frozenset(
    {"autres", "autre", "absence", "sans", "non", "avec", "par", "cause", "examen", "facteurs", "soins"}
    | {"histoire"}
)
# One code cannot stand for all that letters call so.
_TOO_WIDE = frozenset({"kyste", "virus", "rougeur"})
# Words that are drugs in a list of drugs and something else in a letter.
_NO_DRUG = frozenset(
    {"alcool", "eau", "sodium", "calcium", "potassium", "fer", "magnesium", "glucose", "oxygene", "proteine"}
    | {"uree", "zinc", "sang", "albumine", "plasma", "plaquettes", "fibrinogene", "vaccins", "air", "divers"}
    | {"association", "heme", "insuline humaine", "proteine c", "proteine s"}
)
# Of a substance with several codes, what is swallowed or injected comes before what is put on skin or eyes.
_LOCAL = ("A01", "A07", "C05", "D", "G01", "R01", "R02", "S")
_UNSPECIFIED = re.compile(r", (?:sans precision|sai|non precisee?s?)$")


def main() -> None:
    spec = importlib.util.find_spec("edsnlp")
    if spec is None or spec.origin is None:
        raise SystemExit("edsnlp is not installed")
    resources = Path(spec.origin).parent / "resources"
    rows = csv.DictReader(gzip.decompress((resources / "cim10.csv.gz").read_bytes()).decode().splitlines())
    names: dict[str, list[str]] = json.loads((resources / "drugs.json").read_text(encoding="utf-8"))
    for name, found in (
        ("problems", _problems([(row["code"], row["long"]) for row in rows])),
        ("drugs", _drugs(names)),
    ):
        lines = "".join(f"{term}\t{code}\n" for term, code in sorted(found.items()))
        (_HERE / f"{name}.tsv.gz").write_bytes(gzip.compress(lines.encode("ascii", "ignore"), 9, mtime=0))
        print(name, len(found))


def _problems(rows: list[tuple[str, str]]) -> dict[str, str]:
    """Term -> code. A label cut at its comma stands only where all that begin so are of one category."""
    labels = [
        (code, _UNSPECIFIED.sub("", re.sub(r" ?[(\[][^)\]]*[)\]]", "", fold(label)))) for code, label in rows
    ]
    categories: dict[str, set[str]] = {}
    for code, label in labels:
        words = _words(label)
        for count in range(1, min(len(words), _MOST_WORDS) + 1):
            categories.setdefault(" ".join(words[:count]), set()).add(code[:3])
    found: dict[str, str] = {}
    for code, label in sorted(labels, key=lambda row: ("," in row[1], len(row[0]), row[0])):
        words = _words(label.split(",")[0])
        term = " ".join(words)
        sound = 0 < len(words) <= _MOST_WORDS and words[0] not in _VAGUE and len(term) > 4
        # What birth and malformations call by one word, adults have by another code.
        chapters = "ABCDEFGHIJKLMNRST" if len(words) == 1 else "ABCDEFGHIJKLMNOPQRST"
        sound &= term not in _TOO_WIDE
        if sound and code[0] in chapters and ("," not in label or len(categories[term]) == 1):
            found.setdefault(term, code[:3] if "," in label else code)
    return found


def _drugs(names: dict[str, list[str]]) -> dict[str, str]:
    """Name -> code, the code of a substance before the one of its class."""
    found: dict[str, str] = {}
    for code, called in sorted(
        names.items(), key=lambda item: (-len(item[0]), item[0].startswith(_LOCAL), item[0])
    ):
        for words in map(_words, called):
            term = " ".join(words)
            if len(term) > 3 and len(words) <= 3 and words[0] not in _VAGUE and term not in _NO_DRUG:
                found.setdefault(term, code)
    return found


def _words(label: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(label))


if __name__ == "__main__":
    main()
