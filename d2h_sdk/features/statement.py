"""The variables of one table as one SELECT: a row per stay, variable and unit, never one per value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from d2h_sdk.cohort.permitted import Permitted
from d2h_sdk.features.stays import Stays, moment_column, seconds
from d2h_sdk.features.variables import Variable

Numbered = tuple[int, Variable]
_SLOPE = "(n.hour - n.mean_hour)"
_NUMBERS = (
    "count(*) AS counted, min(n.value) AS lowest, max(n.value) AS highest, avg(n.value) AS average,"
    " avg(CASE WHEN n.moment = n.begun THEN n.value END) AS earliest,"
    " avg(CASE WHEN n.moment = n.ended THEN n.value END) AS latest,"
    # Of values of one moment there is no slope; rounding would make one.
    f" CASE WHEN max(n.hour) > min(n.hour) THEN sum({_SLOPE} * (n.value - n.mean_value))"
    f" / sum({_SLOPE} * {_SLOPE}) END AS slope"
)
COLUMNS = {
    **{"last": "latest", "first": "earliest", "min": "lowest", "max": "highest", "mean": "average"},
    **{"trend": "slope", "count": "counted"},
}


def together(variables: Iterable[Variable]) -> Iterator[list[Numbered]]:
    """Those that one SELECT can tell apart by their concepts: of one table and window, no concept twice."""
    groups: list[tuple[object, set[int], list[Numbered]]] = []
    for at, one in enumerate(variables):
        concepts = one.concepts
        kind = (concepts.table, one.hours, one.known, one.of_numbers, concepts.descendants and at)
        for known, ids, members in groups:
            if known == kind and ids.isdisjoint(concepts.ids):
                ids.update(concepts.ids)
                members.append((at, one))
                break
        else:
            groups.append((kind, set(concepts.ids), [(at, one)]))
    yield from (members for _, _, members in groups)


# ruff: noqa: S608 - nothing but numbers and names of this library stands in these texts
def select(members: list[Numbered], stays: Stays, permitted: Permitted) -> str:
    """Columns: the keys of `stays`, `variable` (its number), `counted`; of numbers also `unit` (0: none),
    `latest`, `earliest`, `lowest`, `highest`, `average`, `slope`. Raises UsageError `cohort-…-missing`."""
    first = members[0][1]
    table = first.concepts.table
    for _, one in members:
        permitted.require_concepts(one.concepts)
    moment = f"CAST(e.{moment_column(table, permitted)} AS TIMESTAMP)"
    conditions = [f"({' OR '.join(one.concepts.condition() for _, one in members)})"]
    conditions += _inside(first, moment, permitted)
    which = "".join(f" WHEN {one.concepts.condition()} THEN {at}" for at, one in members)
    found = [*(f"s.{key}" for key in stays.keys), f"CASE{which} END AS variable"]
    by = [*stays.keys, "variable"]
    if first.of_numbers:
        permitted.require({table: ("value_as_number", "unit_concept_id")})
        conditions.append("abs(e.value_as_number) < 1e140")  # neither missing nor NaN
        found += ["coalesce(e.unit_concept_id, 0) AS unit", "e.value_as_number AS value"]
        found += [f"{moment} AS moment", f"date_diff('second', s.start, {moment}) / 3600.0 AS hour"]
        by.append("unit")
    rows = (
        f"SELECT {', '.join(found)} FROM stays s JOIN {table} e ON e.person_id = s.person_id"
        f" WHERE s.whole AND {' AND '.join(conditions)}"
    )
    grouped = ", ".join(f"n.{key}" for key in by)
    if not first.of_numbers:
        body = f"SELECT {grouped}, count(*) AS counted FROM ({rows}) n GROUP BY {grouped}"
    else:
        over = f"OVER (PARTITION BY {', '.join(f'f.{key}' for key in by)})"
        placed = ", ".join(f"f.{column}" for column in (*by, "value", "moment", "hour"))
        placed += (
            f", min(f.moment) {over} AS begun, max(f.moment) {over} AS ended,"
            f" avg(f.hour) {over} AS mean_hour, avg(f.value) {over} AS mean_value"
        )
        body = f"SELECT {grouped}, {_NUMBERS} FROM (SELECT {placed} FROM ({rows}) f) n GROUP BY {grouped}"
    return f"WITH stays AS ({stays.select}) {body}"


def _inside(one: Variable, moment: str, permitted: Permitted) -> Iterator[str]:
    """In the window, and known before it ends. Of a day without a moment only the whole day can be inside."""
    table = one.concepts.table
    by_day = not moment_column(table, permitted).endswith("_datetime")
    begins = "s.start" if one.hours is None else _after("s.start", one.hours[0])
    yield f"{moment} >= {f'CAST(CAST({begins} AS DATE) AS TIMESTAMP)' if by_day else begins}"
    ends = f"{moment} + INTERVAL '1' DAY <= " if by_day else f"{moment} < "
    yield f"{ends}s.closes"
    if one.hours is not None:
        yield ends + _after("s.start", one.hours[1])
    if isinstance(one.known, str):
        permitted.require({table: (one.known,)})
        yield f"CAST(e.{one.known} AS TIMESTAMP) < s.closes"
    elif one.known:
        yield f"{_after(moment, one.known)} < s.closes"


def _after(moment: str, hours: float) -> str:
    return f"{moment} + INTERVAL '{seconds(hours)}' SECOND"
