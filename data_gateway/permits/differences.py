"""What a new version of a permit opens and closes, compared with the one it would replace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from data_gateway.permits.words import dataset_in_words, members_in_words, row_in_words, terms_in_words
from governance.permits.document import DatasetPermit, PermitDocument, TablePermit
from governance.words import Words


@dataclass(frozen=True)
class Difference:
    """`added` will hold once the new version is signed; `removed` held, and will no more."""

    kind: Literal["added", "removed"]
    line: str


def differences_in_words(before: PermitDocument, after: PermitDocument, words: Words) -> list[Difference]:
    """Empty when both say the same. Lines are those of the permit in words, cut to what changes."""
    found = list(_lines(_frame(before, words), _frame(after, words)))
    members = (("added", after.members, before.members), ("removed", before.members, after.members))
    for kind, those, others in members:
        changed = [member for member in those if member not in others]
        if changed:
            found.append(
                _difference(kind, words.say("permit-members", members=members_in_words(changed, words)))
            )
    for name in dict.fromkeys((*after.datasets, *before.datasets)):
        old, new = before.datasets.get(name), after.datasets.get(name)
        if old and new:
            found += _dataset(name, old, new, words)
        elif granted := old or new:
            kind = "added" if new else "removed"
            found += [_difference(kind, line) for line in dataset_in_words(name, granted, words)]
    return found


def _difference(kind: str, line: str) -> Difference:
    return Difference("added" if kind == "added" else "removed", line.strip())


def _lines(before: Iterable[str], after: Iterable[str]) -> Iterator[Difference]:
    old, new = list(before), list(after)
    yield from (_difference("removed", line) for line in old if line not in new)
    yield from (_difference("added", line) for line in new if line not in old)


def _frame(document: PermitDocument, words: Words) -> Iterator[str]:
    yield words.say("permit-purpose", purpose=document.purpose)
    start, end = document.valid_from.isoformat(), document.valid_until.isoformat()
    yield words.say("permit-dates", start=start, end=end)


def _dataset(name: str, old: DatasetPermit, new: DatasetPermit, words: Words) -> Iterator[Difference]:
    for one in _lines(terms_in_words(old, words), terms_in_words(new, words)):
        yield Difference(
            one.kind, f"{words.say('permit-dataset', dataset=name)} {one.line.removeprefix('– ')}"
        )
    for table in dict.fromkeys((*new.tables, *old.tables)):
        was, becomes = old.tables.get(table), new.tables.get(table)
        yield from _columns("removed", f"{name}.{table}", was, becomes, words)
        yield from _columns("added", f"{name}.{table}", becomes, was, words)
        if was and becomes:
            yield from _lines(_rows(f"{name}.{table}", was, words), _rows(f"{name}.{table}", becomes, words))


def _columns(
    kind: str, table: str, those: TablePermit | None, others: TablePermit | None, words: Words
) -> Iterator[Difference]:
    kept = others.columns if others else ()
    changed = [column for column in (those.columns if those else ()) if column not in kept]
    if changed:
        yield _difference(kind, words.say("permit-table", table=table, columns=", ".join(changed)))


def _rows(table: str, permit: TablePermit, words: Words) -> Iterator[str]:
    if not permit.rows:
        yield words.say("permit-every-row", table=table)
    for entry in permit.rows:
        yield words.say("permit-table-rows", table=table, condition=row_in_words(entry, words))
