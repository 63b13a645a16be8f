"""Which tables of a file count or add something up, by what they are broken down, and what each cell tells.

No finding comes from here: the tables go to the joint audit, which sees all files at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from output_checking.checks.counts import BROKEN_DOWN_BY, is_cross_table, label_columns
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.rounded_counts import rounding_base, unrounded, without_noise
from output_checking.checks.statistics.labels import Label, Statistic, read_label
from output_checking.checks.statistics.two_by_two import ratio_is_of
from output_checking.checks.summed import is_crossed, printed_ends, summed_column, summed_columns
from output_checking.checks.tables import Table
from output_checking.checks.told_counts import is_of_two_codes, told_count
from output_checking.findings import Finding
from output_checking.joint.counted_table import NOT_EXACT, CountedTable, RatioColumn

_NOISE = re.compile(
    r"n|nb|number|of|nombre|de|counts?|effectifs?|total|pct|percent(age)?|pourcentage|prop(ortion)?|share|part"
    r"|rate|taux"
)
_LEVELS = " · "
_OF_FLAGS = ("sum", "nansum", "mean", "nanmean")


@register("table.linked", Kind.TABLE)
def collect_counts(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Says nothing itself; a table that cannot be understood blocks, as with every check."""
    found = counted_table(file, context)
    if found is not None:
        context.counted.add(found)
    yield from ()


def counted_table(file: CheckedFile, context: Context) -> CountedTable | None:
    """None for a table that neither counts, adds up nor compares, or of which nobody can tell what."""
    if context.claimed in ("regression", "survival"):
        return None
    table = file.table
    labels = _labels(table, context)
    found = list(_columns(file, context, labels))
    summed, ratios = summed_columns(file, context, labels), _ratios(file, context, labels)
    if not (found or summed or ratios) or not table.rows or (labels == 0 and len(table.rows) > 1):
        return None
    names = tuple(table.columns[:labels])
    totals = {name.casefold() for name in context.rules.total_labels}
    alias = context.evidence.categories if context.evidence else {}
    rows = tuple(_categories(row[:labels], totals, alias) for row in table.rows)
    if context.evidence:
        whole: tuple[None, ...] = (None,) * labels
        rows = tuple(whole if at in context.evidence.total_rows else row for at, row in enumerate(rows))
    positions = [*(at for at, _, _ in found), *(one.position for one in summed)]
    dimensions, columns = _column_categories(file, context, labels, positions, totals)
    cells = [
        [told_count(file, context, at, row, label) for at, label, _ in found] for row in range(len(rows))
    ]
    base = rounding_base([cell for line in cells for cell in line], context)
    noise = context.rules.perturbation if context.evidence and context.evidence.perturbed else None
    if noise:
        cells = [[without_noise(cell, noise.deviation) for cell in line] for line in cells]
    elif base:
        cells = [[unrounded(cell, *base) for cell in line] for line in cells]
    evidence = context.evidence
    return CountedTable(
        place=dict(file.place),
        row_dimensions=tuple(_short(name) for name in names),
        column_dimensions=dimensions,
        rows=rows,
        columns=columns[: len(found)],
        measures=tuple(_short(measure) for _, _, measure in found),
        counts=tuple(
            tuple(NOT_EXACT if cell is None or isinstance(cell, tuple) else cell for cell in line)
            for line in cells
        ),
        intervals=tuple(
            (row, at, *cell)
            for row, line in enumerate(cells)
            for at, cell in enumerate(line)
            if isinstance(cell, tuple)
        ),
        lines=tuple(range(1, len(rows) + 1)),
        headings=tuple(_short(table.columns[at]) for at, _, _ in found),
        shares=tuple(_is_share(file, at, label) for at, label, _ in found),
        sums=tuple(
            summed_column(file, context, labels, one, categories, _short(table.columns[one.position]))
            for one, categories in zip(summed, columns[len(found) :], strict=True)
        ),
        ratios=tuple(ratios),
        population=evidence.population if evidence else "",
        part_of=evidence.part_of if evidence else (),
        filters=evidence.filters if evidence else (),
        person_total=evidence.person_total if evidence else None,
        recorded=evidence is not None and evidence.persons is not None,
    )


def _labels(table: Table, context: Context) -> int:
    """As the rules for counts see it; besides, years and ages in front of a column of counts."""
    labels = label_columns(table, context)
    while (
        context.evidence is None
        and labels + 1 < len(table.columns)
        and read_label(table.columns[labels]) is None
        and BROKEN_DOWN_BY.search(table.columns[labels])
        and any(read_label(name) for name in table.columns[labels + 1 :])
    ):
        labels += 1
    return labels


def _columns(file: CheckedFile, context: Context, labels: int) -> Iterator[tuple[int, Label | None, str]]:
    """(position, statistic, what it counts) of each column that tells of a count."""
    table, evidence = file.table, context.evidence
    if evidence is not None and evidence.measures is not None and evidence.measures_along == "columns":
        for at, measure in enumerate(evidence.measures[: len(table.columns) - labels], start=labels):
            # What a yes/no column adds up to counts its yes, anything else counts whoever is there.
            of = measured(measure.of) if measure.given in _OF_FLAGS and measure.of else ""
            share = measure.statistic == "share" and not measure.given.startswith("per ")
            if measure.statistic == "count":
                yield at, None, of
            elif evidence.base is not None and (share or is_of_two_codes(measure)):
                yield at, Label(Statistic.PERCENT), of
        return
    if _is_crossed(table, labels, context):
        yield from ((at, None, "") for at in range(labels, len(table.columns)))
        return
    found = {one.position: one.label for one in file.measures if one.position >= labels}
    by_rows = len({one.label.statistic for one in file.measures if one.position == labels}) > 1
    if by_rows:
        return
    bases = [at for at, label in found.items() if label.statistic is Statistic.COUNT and label.is_base]
    for at, label in sorted(found.items()):
        if label.statistic in (Statistic.COUNT, Statistic.PERCENT):
            yield at, label, "" if bases == [at] else measured(table.columns[at])
    if not found and evidence is not None and evidence.kind == "counts":
        yield from ((at, None, "") for at in range(labels, len(table.columns)))


def _is_crossed(table: Table, labels: int, context: Context) -> bool:
    """Whether the columns are categories: none is the number of persons that the others are a part of."""
    totals = {name.casefold() for name in context.rules.total_labels}
    others = [name for name in table.columns[labels:] if name.casefold() not in totals]
    based = any(label and label.is_base for label in map(read_label, others))
    # Beside its total one category says what all the others are together.
    several = len(others) > 1 or (len(others) == 1 and len(table.columns) - labels > 1)
    return is_cross_table(table, labels, context) and several and not based


def _ratios(file: CheckedFile, context: Context, labels: int) -> list[RatioColumn]:
    """Ratios of odds or risks, as they are printed."""
    found = []
    columns = {one.position: one for one in file.measures if one.label.statistic is Statistic.RATIO}
    for at, named in sorted(columns.items()):
        if at < labels:
            continue
        ends = [printed_ends(row[at]) for row in file.table.rows]
        found.append(
            RatioColumn(
                heading=_short(file.table.columns[at]),
                kinds=ratio_is_of(named.heading),
                low=tuple(None if one is None else max(one[0], 0.0) for one in ends),
                high=tuple(None if one is None else max(one[1], 0.0) for one in ends),
            )
        )
    return found


def measured(heading: str) -> str:
    """`n_deaths`, `% deaths` and `deaths` count the same."""
    words = re.findall(r"\w+", heading.casefold().replace("_", " "))
    return " ".join(word for word in words if not _NOISE.fullmatch(word)) or heading.casefold().strip()


def _is_share(file: CheckedFile, at: int, label: Label | None) -> bool:
    shared = label is not None and label.statistic is Statistic.PERCENT
    return shared and not any(one.n is not None for one in file.measures if one.position == at)


def _categories(labels: Sequence[str], totals: set[str], alias: Mapping[str, str]) -> tuple[str | None, ...]:
    """None for a total, and for the empty labels beside one (as pandas writes margins)."""
    is_total = [label.casefold() in totals for label in labels]
    return tuple(
        None if total or (any(is_total) and not label) else _short(alias.get(label, label))
        for label, total in zip(labels, is_total, strict=True)
    )


def _column_categories(
    file: CheckedFile, context: Context, labels: int, positions: Sequence[int], totals: set[str]
) -> tuple[tuple[str, ...], tuple[tuple[str | None, ...], ...]]:
    """Names of the columns' dimensions ("" unknown), and a category of each per column."""
    table, evidence = file.table, context.evidence
    headings = [table.columns[at] for at in positions]
    told = [one.name for one in evidence.dimensions if one.axis == "columns"] if evidence else []
    crossed = _is_crossed(table, labels, context) or is_crossed(file, context, labels)
    if not told and not (labels and crossed):
        return (), tuple(() for _ in headings)
    # Aggregations and variables stand in front of the categories.
    levels = len(told) > 1 or (bool(told) and all(_LEVELS in heading for heading in headings))
    parts = [heading.split(_LEVELS) if levels else [heading] for heading in headings]
    depth = len(told) or 1
    if any(len(part) < depth for part in parts):
        return (), tuple(() for _ in headings)
    columns = [_categories(part[-depth:], totals, evidence.categories if evidence else {}) for part in parts]
    if evidence:
        gone = {at + labels for at in evidence.total_columns}
        columns = [
            (None,) * depth if at in gone else column for at, column in zip(positions, columns, strict=True)
        ]
    return tuple(_short(name) for name in told) or ("",), tuple(columns)


def _short(text: str) -> str:
    return text[:300]
