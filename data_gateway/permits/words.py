"""A permit in words, line by line: exactly what the data owner's signature would open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data_gateway.catalogue.image_table import IMAGES, PIXELS
from governance.permits.document import AnyOf, DatasetPermit, Documents, Mode, PermitDocument, RowCondition
from governance.projects.algorithm import named_reader
from governance.words import Words

_OPERATORS = {
    "=": "op-equal",
    "!=": "op-different",
    "<": "op-less",
    "<=": "op-at-most",
    ">": "op-more",
    ">=": "op-at-least",
    "in": "op-in",
    "is null": "op-empty",
    "is not null": "op-filled",
}


def permit_in_words(document: PermitDocument, project_title: dict[str, str], words: Words) -> Iterator[str]:
    """Every field of the document appears, in the language of `words`."""
    yield words.say("permit-heading", project=document.project, title=words.title(project_title) or "–")
    yield words.say("permit-site", site=document.site, version=str(document.version))
    yield words.say("permit-purpose", purpose=document.purpose)
    yield words.say("permit-members", members=members_in_words(document.members, words))
    yield words.say(
        "permit-dates", start=document.valid_from.isoformat(), end=document.valid_until.isoformat()
    )
    for dataset, granted in document.datasets.items():
        yield from dataset_in_words(dataset, granted, words)
    yield words.say("permit-protections")
    yield words.say("permit-digest", digest=document.digest())


def members_in_words(members: Iterable[str], words: Words) -> str:
    """People by their user names; an algorithm by its name and the digest of the notebook that it is."""
    found = []
    for member in members:
        algorithm = named_reader(member)
        if algorithm:
            name, notebook = algorithm
            found.append(words.say("permit-algorithm", name=name, notebook=notebook))
        else:
            found.append(member)
    return ", ".join(found)


def dataset_in_words(dataset: str, granted: DatasetPermit, words: Words) -> Iterator[str]:
    yield words.say("permit-dataset", dataset=dataset)
    yield from terms_in_words(granted, words)
    for name, table in granted.tables.items():
        yield words.say("permit-table", table=name, columns=", ".join(table.columns))
        for entry in table.rows:
            yield words.say("permit-rows", condition=row_in_words(entry, words))


def terms_in_words(granted: DatasetPermit, words: Words) -> Iterator[str]:
    mode = "permit-mode-records" if granted.mode is Mode.RECORDS else "permit-mode-aggregates"
    yield words.say(mode, minimum=granted.minimum_group_size)
    if granted.starts:
        yield words.say("permit-dataset-starts", start=granted.starts.isoformat())
    if granted.ends:
        yield words.say("permit-dataset-ends", end=granted.ends.isoformat())
    yield words.say(f"permit-dates-{granted.dates.value}")
    yield words.say("permit-free-text" if granted.free_text else "permit-no-free-text")
    if granted.documents is Documents.SURROGATES:
        yield words.say("permit-surrogates")
    if granted.mode is Mode.RECORDS and IMAGES in granted.tables and PIXELS in granted.tables[IMAGES].columns:
        yield words.say("permit-images")
    yield words.say("permit-linked" if granted.linked else "permit-not-linked")
    if granted.shared_times:
        yield words.say("permit-shared-times")
    if granted.version:
        yield words.say("permit-version", version=granted.version)


def row_in_words(entry: RowCondition | AnyOf, words: Words) -> str:
    if isinstance(entry, AnyOf):
        return words.say("permit-any").join(_condition(condition, words) for condition in entry.any)
    return _condition(entry, words)


def _condition(condition: RowCondition, words: Words) -> str:
    value = condition.value
    shown = ", ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
    return words.say(_OPERATORS[condition.op], column=condition.column, value=shown).strip()
