"""Groups that a program found: how many are in each, and whether a centre is somebody (statbarn Clusters).

AI-SDC/ACRO names the statbarn and no check; that every cluster is a group like any other, and that a medoid
is the record of one person, is reasoned by D2H.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from output_checking.checks.counts import persons_matrix
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic
from output_checking.checks.tables import Table, number
from output_checking.findings import Finding, Severity

RULE = "statistic.clusters"
_CLUSTER = re.compile(r"\b(cluster|centro[iï]de?|cluster cent(er|re))s?\b", re.I)
_SOMEBODY = re.compile(r"\b(medo[iï]d|m[ée]do[iï]de|exemplar|exemplaire|prototype)s?\b", re.I)


@register(RULE, Kind.TABLE)
def check_clusters(file: CheckedFile, context: Context) -> Iterator[Finding]:
    table = file.table
    headings = [name.replace("_", " ") for name in table.columns]
    labels = [row[0].replace("_", " ") for row in table.rows if row]
    told = [file.name.replace("_", " ").replace("-", " "), *file.place.values(), *headings, *labels]
    centres = any(_CLUSTER.search(one) for one in [*headings, *labels])
    if any(_SOMEBODY.search(one) for one in told) and _has_values(table):
        yield Finding(RULE, Severity.BLOCK, "cluster-medoid", {}, file.where())
    elif centres and not _has_sizes(file, context) and _has_values(table):
        yield Finding(
            RULE, Severity.REVIEW, "cluster-unknown", {"threshold": context.threshold}, file.where()
        )


def _has_sizes(file: CheckedFile, context: Context) -> bool:
    """Sizes that stand in the table or its evidence are judged as every count is."""
    counted = any(one.label.statistic is Statistic.COUNT for one in file.measures)
    return counted or persons_matrix(file.table, context) is not None


def _has_values(table: Table) -> bool:
    """Numbers beside those of the clusters themselves."""
    return any(number(cell) is not None for row in table.rows for cell in row[1:])
