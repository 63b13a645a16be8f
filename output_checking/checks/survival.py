"""Kaplan-Meier curves and life tables: who is at risk, and how many leave between two published times."""

from __future__ import annotations

from collections.abc import Iterator

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.tables import Table, number
from output_checking.findings import Finding, Severity

RULE = "survival.steps"
TIME = ("time", "temps", "timeline", "t", "duration", "durée", "event_at", "days", "jours")
CURVE = (
    "surv prob",
    "survival",
    "survie",
    "s(t)",
    "km_estimate",
    "km",
    "kaplan-meier",
    "surv",
    "survival_probability",
    "na_estimate",
    "cumulative_hazard",
    "cumulative hazard",
    "baseline hazard",
    "baseline_hazard",
    "baseline survival",
    "estimate",
    "survival probability",
    "survival function",
    "probabilité de survie",
    "cumulative incidence",
    "incidence cumulée",
    "cif",
)
AT_RISK = (
    "num at risk",
    "at_risk",
    "n_at_risk",
    "n.risk",
    "at risk",
    "number_at_risk",
    "à_risque",
    "a_risque",
    "n_risk",
    "number at risk",
    "nb à risque",
    "nombre à risque",
)
TIME_BESIDE_RISK = (*TIME, "month", "months", "mois", "year", "years", "année", "années", "week", "weeks")


@register(RULE, Kind.TABLE)
def check_survival(file: CheckedFile, context: Context) -> Iterator[Finding]:
    table = file.table
    at_risk = _column(table, AT_RISK)
    time = _column(table, TIME if at_risk is None else TIME_BESIDE_RISK)
    survival = _column(table, CURVE)
    if survival is not None and table.columns[survival].strip().casefold() == "estimate":
        survival = survival if _falls_or_rises(table, survival) else None
    if context.claimed != "survival":
        # A curve without its numbers at risk: each step still tells its deaths and who was left.
        if time is None or (survival is None and at_risk is None) or len(table.rows) < 3:
            return
        if survival is not None and at_risk is None:
            yield Finding(RULE, Severity.BLOCK, "survival-columns", {}, file.where())
            return
    if time is None or at_risk is None:
        yield Finding(RULE, Severity.BLOCK, "survival-columns", {}, file.where())
        return
    findings = []
    for curve in _curves(table, time, at_risk):
        if any(
            number(table.rows[row][at_risk]) is None or number(table.rows[row][time]) is None for row in curve
        ):
            findings.append(
                Finding(RULE, Severity.BLOCK, "survival-columns", {}, file.where(row=curve[0] + 1))
            )
            continue
        findings += _steps(file, table, curve, at_risk, context)
    yield from findings
    if not findings:
        words = {"threshold": context.threshold, "times": len(table.rows)}
        yield Finding(RULE, Severity.PASS, "survival-supported", words, file.where())


def _falls_or_rises(table: Table, column: int) -> bool:
    """Whether these are probabilities in order: an estimate over time may be of anything."""
    values = [value for row in table.rows if (value := number(row[column])) is not None]
    return all(0 <= value <= 1 for value in values) and values in (sorted(values), sorted(values)[::-1])


def _steps(
    file: CheckedFile, table: Table, curve: list[int], at_risk: int, context: Context
) -> Iterator[Finding]:
    name = table.columns[at_risk]
    before: float | None = None
    for row in curve:
        now = number(table.rows[row][at_risk]) or 0.0
        where = file.where(row=row + 1, column=name)
        if 0 < now < context.threshold:
            words = {"persons": int(now), "threshold": context.threshold}
            yield Finding(RULE, Severity.BLOCK, "survival-at-risk-too-few", words, where)
        left = 0.0 if before is None else before - now
        if left and left < context.threshold:
            words = {"persons": int(left), "threshold": context.threshold}
            yield Finding(RULE, Severity.BLOCK, "survival-leaving-too-few", words, where)
        before = now


def _curves(table: Table, time: int, at_risk: int) -> list[list[int]]:
    """Row positions of each curve: rows that share every text that is no number, in order of time."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for position, row in enumerate(table.rows):
        label = tuple(
            cell for column, cell in enumerate(row) if column not in (time, at_risk) and number(cell) is None
        )
        groups.setdefault(label, []).append(position)
    return [sorted(rows, key=lambda at: number(table.rows[at][time]) or 0.0) for rows in groups.values()]


def _column(table: Table, names: tuple[str, ...]) -> int | None:
    known = {name.replace("_", " ") for name in names}
    plain = [name.strip().casefold().replace("_", " ") for name in table.columns]
    return next((at for at, name in enumerate(plain) if name in known), None)
