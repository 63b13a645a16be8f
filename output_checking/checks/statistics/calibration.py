"""Calibration curves: every point is a share of the persons in its bin (statbarn Frequencies)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from output_checking.checks.counts import persons_matrix
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.behind import bases
from output_checking.checks.statistics.labels import read_label
from output_checking.checks.statistics.measures import base_column
from output_checking.checks.tables import number
from output_checking.findings import Finding, Severity

RULE = "curve.calibration"
_OBSERVED = re.compile(
    r"prob true|fraction of positives|observed( (rate|risk|probability|proportion|share|frequency))?"
    r"|(taux|risque|fréquence|frequence) observée?|observé"
)
_PREDICTED = re.compile(
    r"prob pred|mean predicted( (value|probability))?|(mean )?predicted( (rate|risk|probability))?"
    r"|expected( (rate|risk|probability))?|(risque|taux) (prédit|attendu|predit)|prédit"
)


@register(RULE, Kind.TABLE)
def check_calibration(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Enough persons with and without the outcome in every bin. Reasoned by D2H, as for ROC curves.

    Without the persons of each bin nobody can tell: 0.5 may be one of two.
    """
    names = [name.strip().casefold().replace("_", " ") for name in file.table.columns]
    observed = next((at for at, name in enumerate(names) if _OBSERVED.fullmatch(name)), None)
    predicted = next((at for at, name in enumerate(names) if _PREDICTED.fullmatch(name)), None)
    if observed is None or predicted is None:
        return
    if persons_matrix(file.table, context) is not None and bases(file, context) is not None:
        return  # judged cell by cell, by the persons recorded
    base = base_column([read_label(name) for name in file.table.columns])
    if base is None:
        where = file.where(column=file.table.columns[observed])
        yield Finding(RULE, Severity.REVIEW, "calibration-unknown", {"threshold": context.threshold}, where)
        return
    for row, cells in enumerate(file.table.rows, start=1):
        share, n = number(cells[observed]), number(cells[base])
        if share is None or n is None or not 0 <= share <= 1:
            continue
        few = round(min(share * n, (1 - share) * n))
        if few < context.threshold:
            words = {"persons": few, "base": round(n), "threshold": context.threshold}
            where = file.where(row=row, column=file.table.columns[observed])
            yield Finding(RULE, Severity.BLOCK, "share-small", words, where)
