"""A permit in words, line by line: exactly what the data owner's signature would open."""

from __future__ import annotations

from collections.abc import Iterator

from governance.permits.document import Mode, PermitDocument, RowCondition
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
    yield words.say("permit-members", members=", ".join(document.members))
    yield words.say(
        "permit-dates", start=document.valid_from.isoformat(), end=document.valid_until.isoformat()
    )
    mode = "permit-mode-records" if document.mode is Mode.RECORDS else "permit-mode-aggregates"
    yield words.say(mode, minimum=document.minimum_group_size)
    for dataset, granted in document.datasets.items():
        yield words.say("permit-dataset", dataset=dataset)
        for name, table in granted.tables.items():
            yield words.say("permit-table", table=name, columns=", ".join(table.columns))
            for condition in table.rows:
                yield words.say("permit-rows", condition=_condition(condition, words))
    yield words.say("permit-protections")
    yield words.say("permit-digest", digest=document.digest())


def _condition(condition: RowCondition, words: Words) -> str:
    value = condition.value
    shown = ", ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
    return words.say(_OPERATORS[condition.op], column=condition.column, value=shown).strip()
