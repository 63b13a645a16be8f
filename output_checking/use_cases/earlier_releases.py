"""Which releases of the same project hold the same cells: what two of them tell together may be too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.checks.encodings import read_text
from output_checking.checks.tables import Table, is_numeric, read_table
from output_checking.model import ReleaseRequest
from output_checking.storage.file_store import FileStore
from output_checking.storage.releases import released_tables
from output_checking.use_cases.consult import RequestView, view_as

_LOOKED_THROUGH = 300  # tables of a project, latest first
_SHOWN = 20

# (names of the label columns, labels of the row, name of the column) -> what the cell shows
Cells = Mapping[tuple[tuple[str, ...], tuple[str, ...], str], str]


@dataclass(frozen=True)
class EarlierRelease:
    """`cells` are in both tables; `different` of them show another value there."""

    view: RequestView
    file: str
    cells: int
    different: int


def earlier_releases(
    airlock: Airlock, *, viewer: str, request: ReleaseRequest, table: Table
) -> tuple[EarlierRelease, ...]:
    """Of other requests of the project, latest first; cells are the same when labels and headings are."""
    if len(table.rows) > airlock.profile.rules.rows:
        return ()  # it is blocked for its length, and none of that length has left
    own = cells(table)
    with airlock.open_reading() as unit:
        tables = released_tables(unit.session, request.project, limit=_LOOKED_THROUGH)
        shared = []
        for one in tables:
            if one.request == request.id:
                continue
            there = _cells_of(airlock.files, one.sha256, one.file)
            same = own.keys() & there.keys()
            if same:
                shared.append((one, len(same), sum(own[key] != there[key] for key in same)))
        whole = {
            found.id: found for found in unit.requests.of([one.request for one, _, _ in shared[:_SHOWN]])
        }
    found = []
    for one, same_cells, different in shared[:_SHOWN]:
        earlier = whole[one.request]
        view = view_as(viewer, airlock.standings(viewer, earlier), earlier)
        if view is not None:
            found.append(EarlierRelease(view, one.file, same_cells, different))
    return tuple(found)


def cells(table: Table) -> Cells:
    """Those that hold a number or stand in its place; a column without any number is a label."""
    labels = table.leading_labels
    names = table.columns[:labels]
    found: dict[tuple[tuple[str, ...], tuple[str, ...], str], str] = {}
    for at in range(labels, len(table.columns)):
        if any(is_numeric(row[at]) for row in table.rows):
            found |= {(names, row[:labels], table.columns[at]): row[at] for row in table.rows}
    return found


@lru_cache(maxsize=1_000)
def _cells_of(files: FileStore, sha256: str, name: str) -> Cells:
    """A released table stays as it is: it is read once."""
    try:
        text = read_text(files.read(sha256))[0]
        return cells(read_table(text, tabs=name.lower().endswith(".tsv")))
    except (Refusal, UnicodeDecodeError):
        return {}
