"""Write the lists of names, communes and words that the tagger looks tokens up in.

Needs `pip install "d2h[gazetteers]"` and the official list of communes (etalab, Licence Ouverte 2.0):
`python -m data_gateway.documents.training.build_gazetteers COMMUNES.csv`. NOTICE in the folder tells the
source and the licence of every list.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib
import importlib.resources
import json
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from data_gateway.documents.folding import fold

_FOLDER = Path(__file__).parent.parent / "gazetteers"
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_NAME = re.compile(r"[a-z][a-z' -]{1,30}")
_CENSUS_SURNAMES = 30_000
"""The most frequent ones of the census; rarer ones collide with French words more than they help."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("communes", type=Path, help="communes-cog.csv: typecom, code_insee, dep, libelle")
    given = parser.parse_args()
    first, last = _faker_names()
    first |= set(_census("dist.male.first")) | set(_census("dist.female.first"))
    last |= set(list(_census("dist.all.last"))[:_CENSUS_SURNAMES])
    _write_names_by_origin()
    _write("first_names", first)
    _write("surnames", last)
    with given.communes.open(encoding="utf-8", newline="") as file:
        _write("communes", (fold(row["libelle"]) for row in csv.DictReader(file)))
    _write("words", _medical_words())


def _faker_names() -> tuple[set[str], set[str]]:
    """First names and surnames of every language of Faker that is written in Latin letters."""
    persons = importlib.import_module("faker.providers.person")
    found: tuple[set[str], set[str]] = (set(), set())
    for module in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            kind = 0 if attribute.startswith("first_name") else 1 if attribute.startswith("last_name") else -1
            names = getattr(provider, attribute)
            if kind >= 0 and isinstance(names, (tuple, list, dict)):
                found[kind].update(part for name in names for part in _latin(str(name)))
    return found


_ORIGINS = {
    "fr": "fr_FR", "ar": "fr_DZ", "pt": "pt_PT", "es": "es_ES", "it": "it_IT", "pl": "pl_PL",
    "tr": "tr_TR", "vi": "vi_VN", "de": "de_DE", "en": "en_GB", "nl": "nl_NL", "ro": "ro_RO",
}  # fmt: skip
_NAMES_OF_AN_ORIGIN = 150


def _write_names_by_origin() -> None:
    """Surrogates of names: some of each origin, for the people of the letters are of many."""
    content = {}
    for origin, locale in _ORIGINS.items():
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        kinds = {"first": "first_name", "last": "last_name"}
        content[origin] = {kind: _some(provider, attribute) for kind, attribute in kinds.items()}
    text = json.dumps(content, indent=None, separators=(",", ":"))
    (_FOLDER / "names_by_origin.json").write_text(text + "\n", encoding="ascii")


def _some(provider: type, start: str) -> list[str]:
    found: dict[str, None] = {}
    for attribute in dir(provider):
        names = getattr(provider, attribute)
        if attribute.startswith(start) and isinstance(names, (tuple, list, dict)):
            found.update(dict.fromkeys(part for name in names for part in _latin(str(name)) if len(part) > 2))
    step = max(1, len(found) // _NAMES_OF_AN_ORIGIN)
    return sorted(found)[::step]


def _latin(name: str) -> Iterator[str]:
    folded = fold(name)
    if _LATIN_NAME.fullmatch(folded):
        yield from re.split(r"[ '-]+", folded)


def _census(file: str) -> Iterator[str]:
    content = importlib.resources.files("names").joinpath(file).read_text(encoding="ascii")
    return (fold(line.split()[0]) for line in content.splitlines())


def _medical_words() -> set[str]:
    """Words of French medicine and conjugated verbs, from the terminologies of EDS-NLP."""
    resources = importlib.resources.files("edsnlp").joinpath("resources")
    with resources.joinpath("cim10.csv.gz").open("rb") as raw:
        found = set(_WORD.findall(fold(gzip.decompress(raw.read()).decode("utf-8"))))
    with resources.joinpath("verbs.csv.gz").open("rb") as raw:
        found |= set(_WORD.findall(fold(gzip.decompress(raw.read()).decode("utf-8"))))
    for labels in json.loads(resources.joinpath("drugs.json").read_text(encoding="utf-8")).values():
        found |= set(_WORD.findall(fold(" ".join(labels))))
    return found


def _write(name: str, entries: Iterable[str]) -> None:
    lines = sorted({entry.strip() for entry in entries if len(entry.strip()) > 1})
    content = "\n".join(lines).encode("utf-8")
    (_FOLDER / f"{name}.txt.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    print(name, len(lines))


if __name__ == "__main__":
    main()
