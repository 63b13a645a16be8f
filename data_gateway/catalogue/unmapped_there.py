"""Local codes that no mapping brought to a common one, counted where the rows of a connected data set are."""

from __future__ import annotations

from collections.abc import Iterator

from data_gateway.catalogue.counting import Counter
from data_gateway.catalogue.dataset import TEXT, Dataset, SourceMapping
from data_gateway.catalogue.harmonising import concept_column
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.source_mapping import unit_of
from data_gateway.catalogue.unmapped import SOURCE, UnmappedCode
from data_gateway.queries.sql_engines import cast, identifier, quoted_text


def unmapped_codes_there(counter: Counter, dataset: Dataset) -> list[UnmappedCode]:
    """Every unmapped code, the most frequent first. Raises the refusals of `counter`."""
    found = []
    for name in dataset.tables:
        for column, select in _selects(counter, dataset, name, counter.rows(name)):
            listed = counter.ask(
                name,
                f"SELECT code, unit, count(*) FROM ({select}) AS codes WHERE unmapped GROUP BY code, unit",  # noqa: S608
            )
            found += [UnmappedCode(name, column, code, unit, int(count)) for code, unit, count in listed]
    return sorted(found, key=lambda each: (-each.rows, each.table, each.column, each.code, each.unit))


def unmapped_shares_there(
    counter: Counter, dataset: Dataset, name: str, rows: str
) -> Iterator[tuple[str, int, int, int]]:
    """Column, different unmapped codes, their rows, rows with any code; `rows` is SQL of the table's rows."""
    for column, select in _selects(counter, dataset, name, rows):
        by_code = (
            f"SELECT code, unit, unmapped, count(*) AS n FROM ({select}) AS codes"  # noqa: S608
            " GROUP BY code, unit, unmapped"
        )
        left = "coalesce(sum(CASE WHEN unmapped THEN {} ELSE 0 END), 0)"
        ((codes, part, whole),) = counter.ask(
            name,
            f"SELECT {left.format(1)}, {left.format('n')}, coalesce(sum(n), 0) FROM ({by_code}) AS codes",  # noqa: S608
        )
        yield column, int(codes), int(part), int(whole)


def _selects(counter: Counter, dataset: Dataset, name: str, rows: str) -> Iterator[tuple[str, str]]:
    """Per column of local codes: SQL of `code, unit, unmapped` for every row that has a code."""
    engine, table = counter.engine, dataset.tables[name]
    mapping = dataset.source.mappings.get(name) if dataset.source else None
    mapped = mapping.columns() if mapping else {}
    for column, found in table.columns.items():
        local = column.endswith(SOURCE) and found.role is not ColumnRole.IDENTIFYING
        concept = concept_column(column)
        if concept not in table.columns or not (local or column in mapped):
            continue
        code = cast(engine, f"t.{identifier(engine, column)}", TEXT)
        unit = unit_of(engine, mapping, column, "t") if mapping and column in mapped else "''"
        other = _other_unit(counter, mapping, column, code, unit) if mapping and column in mapped else "FALSE"
        yield (
            column,
            f"SELECT {code} AS code, {unit} AS unit,"  # noqa: S608
            f" (coalesce(t.{identifier(engine, concept)}, 0) = 0 OR {other}) AS unmapped"
            f" FROM {rows} AS t WHERE t.{identifier(engine, column)} IS NOT NULL",
        )


def _other_unit(counter: Counter, mapping: SourceMapping, column: str, code: str, unit: str) -> str:
    """SQL: a code that is mapped in some units only has not been brought to the common one in the others."""
    units: dict[str, list[str]] = {}
    for known in mapping.columns()[column]:
        units.setdefault(known.code, []).append(quoted_text(counter.engine, known.local_unit))
    other = (
        f"({code} = {quoted_text(counter.engine, name)} AND {unit} NOT IN ({', '.join(sorted(of_it))}))"
        for name, of_it in units.items()
    )
    return f"({' OR '.join(other)})"
