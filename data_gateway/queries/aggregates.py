"""Distinct persons per group: what an aggregates-only permit answers, safe to show by itself.

Two rules act together. A group of fewer persons than the permit's minimum group size m is left out, whole:
its row does not appear. Every count that appears is rounded to the nearest multiple of m, so that a total
minus the groups shown gives back a withheld group only within an interval of about m per count involved,
never its number. The request takes no conditions, so that nobody carves groups that differ by one person.
What this does not stop: the same table asked again after the data or the opposition list changed shows that a
count crossed a multiple of m. The audit of reads shows who asks so.
"""

from __future__ import annotations

from d2h_sdk.wire import AggregateRequest
from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, Column
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.policy_database import PERSON, PolicyDatabase, view_name
from data_gateway.queries.conditions import quoted
from data_gateway.queries.query import Query
from data_gateway.queries.records import require_column
from data_gateway.site.settings import Limits
from governance.refusal import Refusal

COUNT_COLUMN = "persons"


def aggregate_query(request: AggregateRequest, database: PolicyDatabase, limits: Limits) -> Query:
    """Columns of the answer: those of `by`, then `persons` (int64).

    Raises Refusal `…-not-in-permit`, `column-repeated`, `aggregate-without-persons`,
    `aggregate-column-identifier`, `aggregate-column-continuous`, `aggregate-column-levels` or
    `aggregate-too-many-groups` (from the number of levels alone, never from the data).
    """
    table, granted = database.table(request.dataset, request.table)
    if len(set(request.by)) < len(request.by):
        raise Refusal("column-repeated")
    for column in request.by:
        require_column(granted, request.dataset, request.table, column)
    if table.person_column is None:
        raise Refusal("aggregate-without-persons", table=request.table)
    groups = 1
    for column in request.by:
        _check_grouping(request.table, column, table.columns[column], limits)
        groups *= table.columns[column].levels + 1  # missing values form a group of their own
    if groups > limits.aggregate_groups:
        raise Refusal("aggregate-too-many-groups", limit=limits.aggregate_groups)
    by = ", ".join(quoted(column) for column in request.by)
    minimum = database.permit.minimum_group_size
    persons = f"count(DISTINCT {PERSON})"
    return Query(
        kind="aggregate",
        dataset=request.dataset,
        table=request.table,
        columns=request.by,
        sql=f"SELECT {by}, CAST((({persons} + {minimum // 2}) // {minimum}) * {minimum} AS BIGINT)"  # noqa: S608
        f" AS {quoted(COUNT_COLUMN)} FROM {view_name(request.dataset, request.table)}"
        f" GROUP BY {by} HAVING {persons} >= {minimum} ORDER BY {by}",
        metadata={"d2h.minimum_group_size": str(minimum), "d2h.rounding": str(minimum)},
    )


def _check_grouping(table: str, name: str, column: Column, limits: Limits) -> None:
    if column.role is not ColumnRole.PLAIN:
        raise Refusal("aggregate-column-identifier", table=table, column=name)
    if column.type in (NUMBER, DAY, MOMENT):
        raise Refusal("aggregate-column-continuous", column=name, type=column.type)
    if column.levels > limits.aggregate_levels:
        raise Refusal("aggregate-column-levels", column=name, limit=limits.aggregate_levels)
