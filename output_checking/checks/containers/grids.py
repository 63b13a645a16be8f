"""A sheet or a page as tables: blocks of lines between empty ones, each with its first line as heading."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from output_checking.checks.tables import Table


@dataclass(frozen=True)
class Block:
    """`first`: the line of the grid, from 1, that names the columns; `title`: lines of words above it."""

    table: Table
    first: int
    title: tuple[str, ...] = ()


def blocks(lines: Iterable[Sequence[object]]) -> Iterator[Block]:
    """Empty columns at either side are left out; a line with a single cell above a table is its title."""
    waiting: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        cells = [plain(cell) for cell in line]
        if any(cells):
            waiting.append((number, cells))
        elif waiting:
            yield from _block(waiting)
            waiting = []
    if waiting:
        yield from _block(waiting)


def plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.datetime):
        return cell.isoformat()
    return str(cell).strip()


def _block(lines: list[tuple[int, list[str]]]) -> Iterator[Block]:
    width = max(len(cells) for _, cells in lines)
    filled = [(number, cells + [""] * (width - len(cells))) for number, cells in lines]
    used = [at for at in range(width) if any(cells[at] for _, cells in filled)]
    first, last = used[0], used[-1] + 1
    cut = [(number, cells[first:last]) for number, cells in filled]
    title: list[str] = []
    while len(cut) > 1 and last - first > 1 and sum(1 for cell in cut[0][1] if cell) == 1 and cut[0][1][0]:
        title.append(cut.pop(0)[1][0])
    (number, names), *rows = cut
    yield Block(Table(tuple(names), tuple(tuple(cells) for _, cells in rows)), number, tuple(title))
