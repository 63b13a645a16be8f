"""Quantiles that are single persons' values, made the mean of those around them.

It takes the records, so the notebook does it; the airlock judges the table once it is added.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.quantiles import means_around
from d2h_sdk.wire import (
    ChangedCellMessage,
    FindingMessage,
    Measure,
    RepairedFileMessage,
    RepairsMessage,
    ToldMessage,
)

AROUND = 10


def averaged_here(
    found: RepairsMessage, prepared: Mapping[str, PreparedFile], data: pd.DataFrame | None
) -> RepairsMessage:
    """What the airlock left to the notebook, which has the records, of files `prepared` beside them.

    Raises UsageError `average-data-missing`.
    """
    if data is None:
        raise UsageError("average-data-missing")
    done, others = [], []
    for one in found.not_repaired:
        file = prepared.get(one.name)
        if one.told.code != "repair-needs-records":
            others.append(one)
        elif file is None:
            others.append(one.model_copy(update={"told": ToldMessage(code="repair-other-session")}))
        else:
            done.append(averaged(file, one.findings, data))
    return found.model_copy(update={"repaired": tuple(done), "not_repaired": tuple(others)})


def averaged(
    file: PreparedFile, findings: Sequence[FindingMessage], data: pd.DataFrame, around: int = AROUND
) -> RepairedFileMessage:
    """Each quantile of the table as the mean of the `around` values nearest to it in rank; blank where a
    group has fewer, or where a finding says so.

    `data`: the records that the table was made from. Raises UsageError `average-other-data` where they are
    others.
    """
    evidence = file.evidence
    heading, *lines = list(csv.reader(io.StringIO(file.content.decode())))
    labels, measures = evidence.index_columns, evidence.measures or ()
    names = [one.name for one in evidence.dimensions]
    groups = _groups(data, names)
    few = {(finding.where.get("row"), finding.where.get("column")): finding for finding in findings}
    changed, distances, after = [], [], [list(line) for line in lines]
    for row, line in enumerate(lines):
        for column, text in enumerate(line[labels:]):
            at = row if evidence.measures_along == "rows" else column
            measure = measures[at] if at < len(measures) else Measure(statistic="unknown")
            if measure.statistic != "quantile" or not text:
                continue
            if evidence.measures_along == "rows":
                group = tuple(heading[labels + column].split(" · "))
            else:
                group = tuple(line[:labels])
            records = _records(groups, group if names else (), measure, data)
            _require_same(evidence.rows, row, column, records, file.name)
            finding = few.get((str(row + 1), heading[labels + column]))
            value = np.nan if finding else means_around(records, [measure.quantile or 0.5], around)[0]
            after[row][labels + column] = "" if np.isnan(value) else f"{value:.6g}"
            changed.append(ChangedCellMessage(row=row, column=column, finding=finding))
            if not np.isnan(value):
                distances.append((abs(value - float(text)), abs(float(text))))
    if not changed:
        raise UsageError("average-nothing", name=file.name)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([heading, *after])
    blank = sum(not after[cell.row][labels + cell.column] for cell in changed)
    return RepairedFileMessage(
        name=file.name,
        method="average",
        supports=file.supports,
        before=file.content.decode(),
        after=written.getvalue(),
        labels=labels,
        evidence=evidence.model_copy(update={"suppressed": evidence.suppressed + blank}),
        changed=tuple(changed),
        costs=_costs(distances, blank, len(changed)),
        certificate=(ToldMessage(code="certificate-average", params={"around": around}),),
    )


def _costs(distances: Sequence[tuple[float, float]], blank: int, quantiles: int) -> tuple[ToldMessage, ...]:
    kept = ToldMessage(code="cost-cells", params={"before": quantiles, "after": quantiles - blank})
    if not distances:
        return (kept,)
    away = np.array([one for one, _ in distances])
    relative = [one / size for one, size in distances if size]
    share = f"{100 * float(np.mean(relative)):.1f}" if relative else "0"
    params: dict[str, str | int | float] = {
        "mean": f"{away.mean():.3g}",
        "largest": f"{away.max():.3g}",
        "share": share,
    }
    return (kept, ToldMessage(code="cost-distance", params=params))


def _groups(data: pd.DataFrame, names: Sequence[str]) -> Mapping[tuple[str, ...], pd.DataFrame]:
    missing = [name for name in names if name not in data]
    if missing:
        raise UsageError("average-column-missing", column=missing[0])
    if not names:
        return {(): data}
    return {
        tuple(str(part) for part in (label if isinstance(label, tuple) else (label,))): part
        for label, part in data.groupby(list(names), observed=True)
    }


def _records(
    groups: Mapping[tuple[str, ...], pd.DataFrame],
    group: tuple[str, ...],
    measure: Measure,
    data: pd.DataFrame,
) -> pd.Series:
    if measure.of not in data:
        raise UsageError("average-column-missing", column=measure.of)
    return groups[group][measure.of].dropna() if group in groups else data[measure.of].iloc[:0]


def _require_same(
    rows: tuple[tuple[int | None, ...], ...] | None, row: int, column: int, records: pd.Series, name: str
) -> None:
    told = rows[row][column] if rows is not None else None
    if told is not None and told != len(records):
        raise UsageError("average-other-data", name=name, rows=told, found=len(records))
