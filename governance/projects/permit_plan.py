"""The permit part of a plan: what each site will be asked, what ends there, who can still read meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from governance.permits.document import (
    AnyOf,
    DatasetPermit,
    PermitDocument,
    RowCondition,
    RowFilter,
    TablePermit,
)
from governance.permits.life import LIVE, Permit, PermitMove, PermitState
from governance.projects.plan_line import PlanLine, Sign


def permit_lines(sites: Mapping[str, tuple[PermitMove, Sequence[Permit]]]) -> Iterator[PlanLine]:
    """Sites to which the same happens are told together. `sites`: the move and all held versions of each."""
    told: list[tuple[list[PlanLine], list[str]]] = []
    for site, (move, held) in sites.items():
        lines = list(_of(move, held))
        together = next((names for same, names in told if same == lines), None)
        if together is not None:
            together.append(site)
        elif lines:
            told.append((lines, [site]))
    for lines, names in told:
        for line in lines:
            at = {} if line.depth else {"sites": ", ".join(names)}
            yield PlanLine(line.sign, line.code, {**line.params, **at}, line.depth)


def _of(move: PermitMove, held: Sequence[Permit]) -> Iterator[PlanLine]:
    reference = next((permit for permit in reversed(held) if permit.state in LIVE), None)
    if move.proposes is not None:
        version, mode = move.proposes.version, move.proposes.modes()
        if reference is None:
            again = any(permit.state is PermitState.WITHDRAWN for permit in held[-1:])
            code = "plan-permit-asked-again" if again else "plan-permit-asked"
            yield PlanLine("+", code, {"version": version, "mode": mode})
            yield from _unusual_terms(move.proposes)
            yield from _tables("+", move.proposes)
        else:
            yield PlanLine("~", "plan-permit-changed", {"version": version, "mode": mode})
            yield from _difference(reference.document, move.proposes)
        if move.keeps is not None:
            yield PlanLine("!", "plan-permit-continues", {"version": move.keeps.document.version})
    elif move.ends:
        versions = ", ".join(str(permit.document.version) for permit in move.ends)
        code = "plan-proposal-dropped" if move.keeps else "plan-permit-ended"
        yield PlanLine("-", code, {"versions": versions})
    if any(permit.state is PermitState.SIGNED for permit in move.ends):
        yield PlanLine("!", "plan-reading-stops", {})


def _named(document: PermitDocument) -> dict[str, TablePermit]:
    return {
        f"{dataset}.{table}": permit
        for dataset, permits in document.datasets.items()
        for table, permit in permits.tables.items()
    }


def terms(granted: DatasetPermit) -> dict[str, str]:
    """The terms of a data set by name, as the project file writes them; `-` where nothing is said."""
    # The fields themselves: a dump leaves out `shared_times` where it is false.
    names = (name for name in DatasetPermit.model_fields if name != "tables")
    return {name.replace("_", "-"): _written(getattr(granted, name)) for name in names}


def _unusual_terms(document: PermitDocument) -> Iterator[PlanLine]:
    for name, granted in document.datasets.items():
        usual = terms(DatasetPermit(mode=granted.mode, tables=granted.tables))
        for term, value in terms(granted).items():
            if value != usual[term]:
                yield PlanLine("+", "plan-term", {"dataset": name, "term": term, "value": value}, 1)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value is None else str(value)


def _tables(sign: Sign, document: PermitDocument) -> Iterator[PlanLine]:
    for name, permit in _named(document).items():
        yield _table(sign, name, permit)


def _table(sign: Sign, name: str, permit: TablePermit) -> PlanLine:
    params: dict[str, str | int] = {"table": name, "columns": ", ".join(permit.columns)}
    if permit.rows:
        return PlanLine(sign, "plan-table-rows", params | {"rows": _rows(permit.rows)}, 1)
    return PlanLine(sign, "plan-table", params, 1)


def _difference(before: PermitDocument, after: PermitDocument) -> Iterator[PlanLine]:
    for name in sorted(before.datasets.keys() & after.datasets.keys()):
        was, will = terms(before.datasets[name]), terms(after.datasets[name])
        for term in was:
            if was[term] != will[term]:
                changed: dict[str, str | int] = {"dataset": name, "before": was[term], "after": will[term]}
                yield PlanLine("~", "plan-term-changed", {"term": term, **changed}, 1)
    old, new = _named(before), _named(after)
    for name in sorted(old.keys() - new.keys()):
        yield PlanLine("-", "plan-table-removed", {"table": name}, 1)
    for name in sorted(new.keys() - old.keys()):
        yield _table("+", name, new[name])
    for name in sorted(old.keys() & new.keys()):
        gone = sorted(set(old[name].columns) - set(new[name].columns))
        come = sorted(set(new[name].columns) - set(old[name].columns))
        if gone:
            yield PlanLine("-", "plan-columns", {"table": name, "columns": ", ".join(gone)}, 1)
        if come:
            yield PlanLine("+", "plan-columns", {"table": name, "columns": ", ".join(come)}, 1)
        if old[name].rows != new[name].rows:
            before_rows, after_rows = _rows(old[name].rows), _rows(new[name].rows)
            params: dict[str, str | int] = {"table": name, "before": before_rows, "after": after_rows}
            yield PlanLine("~", "plan-rows", params, 1)


def _rows(entries: RowFilter) -> str:
    return " and ".join(map(_entry, entries)) or "-"


def _entry(entry: RowCondition | AnyOf) -> str:
    if isinstance(entry, AnyOf):
        return f"({' or '.join(map(_condition, entry.any))})"
    return _condition(entry)


def _condition(condition: RowCondition) -> str:
    value = condition.value
    if value is None:
        return f"{condition.column} {condition.op}"
    values = f"({', '.join(map(str, value))})" if isinstance(value, tuple) else str(value)
    return f"{condition.column} {condition.op} {values}"
