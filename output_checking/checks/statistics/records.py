"""Tables that look like records of persons although no column says so.

An aggregate has one line for each combination of its labels, and columns that sum up. Records repeat their
labels, and hold what is measured on one person. Reasoned by D2H; columns of fitted values, residuals,
leverage and scores are record level in every rule set. Synthetic data are no output (ABS DataLab).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from output_checking.checks.counts import cells, persons_matrix
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import Statistic, read_label
from output_checking.checks.statistics.measures import DATE, base_column
from output_checking.checks.tables import Table, number
from output_checking.findings import Finding, Severity

RULE = "table.records"
# What is written down of one person; summed up, it carries the name of a statistic too.
_ATTRIBUTES = (
    "age sex gender sexe genre weight poids height taille bmi imc creatinine glucose hba1c "
    "hemoglobin hemoglobine diagnosis diagnostic icd10 cim10 drug dose admission discharge "
    "entree sortie death deces los zipcode postcode cp commune smoker fumeur pressure sbp dbp "
    "temperature score ward service value result resultat potassium sodium crp lactate birth "
    "naissance date status outcome"
)
_ATTRIBUTE_NAMES = frozenset(_ATTRIBUTES.split())
_SUMMING = {
    Statistic.COUNT,
    Statistic.PERCENT,
    Statistic.MEAN,
    Statistic.SUM,
    Statistic.SPREAD,
    Statistic.QUANTILE,
}
_MODELS = {
    Statistic.COEFFICIENT,
    Statistic.RATIO,
    Statistic.HAZARD,
    Statistic.TEST,
    Statistic.P_VALUE,
    Statistic.ERROR,
}
_MONTH = re.compile(r"\d{4}-(\d{2}|W\d{1,2}|Q\d)|\d{4}Q\d|\d{2}/\d{4}")
_VARIABLES = {"variable", "variables", "feature", "features", "item", "covariate", "term"}
_SYNTHETIC = re.compile(r"synth[eé]t", re.I)
# Of a column that numbers the rows.
_INDEX_NAMES = frozenset({"", "unnamed: 0", "index", "id", "obs", "row", "ligne", "no", "n°", "num", "#"})
_TEXT = 40  # characters: longer than a label
_FEW_ROWS = 3


@register(RULE, Kind.TABLE)
def check_records(file: CheckedFile, context: Context) -> Iterator[Finding]:
    table = without_index(file.table)
    rows = len(table.rows)
    for at, name in enumerate(table.columns):
        label = read_label(name)
        if (
            label
            and label.statistic is Statistic.RECORD
            and rows >= context.threshold
            and _is_numeric(table, at)
        ):
            severity = Severity.REVIEW if _is_of_groups(file, context) else Severity.BLOCK
            yield Finding(RULE, severity, "records-model", {"rows": rows}, file.where(column=name))
        if rows >= context.threshold and _is_free_text(table, at):
            yield Finding(RULE, Severity.BLOCK, "records-text", {"rows": rows}, file.where(column=name))
    summed = [
        label
        for name in table.columns
        if (label := read_label(name)) and label.statistic in _SUMMING | _MODELS
    ]
    told = f"{file.name} {' '.join(file.place.values())}"
    if _SYNTHETIC.search(told) and rows >= context.threshold and not summed:
        yield Finding(RULE, Severity.BLOCK, "records-synthetic", {"rows": rows}, file.where())
    if len(table.columns) == 1 and rows >= 2 * context.threshold and not summed:
        column = table.columns[0]
        if _is_numeric(table, 0) and _is_varied(table, 0) and read_label(column) is None:
            where = file.where(column=column)
            yield Finding(RULE, Severity.BLOCK, "records-values", {"values": rows}, where)
    if rows < _FEW_ROWS or len(table.columns) < 2 or summed or _is_about_columns(file.table):
        return
    attributes = [name for name in table.columns if names_attribute(name)]
    labels = _label_columns(table)
    keys = [tuple(row[at] for at in labels) for row in table.rows]
    repeated = len(labels) < len(table.columns) and len(set(keys)) < len(keys)
    varying = [at for at in range(len(table.columns)) if at not in labels and _is_varied(table, at)]
    if len(attributes) >= 3 and (repeated or not labels or len(attributes) >= 0.6 * len(table.columns)):
        words = {"rows": rows, "columns": len(attributes)}
        # `pivot_table` heads its means with the variables alone: what it recorded tells them from records.
        severity = Severity.REVIEW if _is_recorded(file, context) else Severity.BLOCK
        yield Finding(RULE, severity, "records-attributes", words, file.where(column=attributes[0]))
    elif _is_scale(table):
        return
    elif (rows >= 2 * context.threshold and varying and repeated and _is_varied_beyond(table, varying)) or (
        rows >= 2 * context.threshold
        and not labels
        and len(varying) == len(table.columns)
        and not _is_grid(table)
    ):
        severity = Severity.REVIEW if _counts_persons(file, context) else Severity.BLOCK
        yield Finding(RULE, severity, "records-repeated", {"rows": rows}, file.where())


def _counts_persons(file: CheckedFile, context: Context) -> bool:
    """Whether each cell shown is said to count as many persons as it shows, and enough of them."""
    if context.claimed != "counts" or persons_matrix(file.table, context) is None:
        return False
    return all(
        cell.persons is not None and cell.persons == cell.visible and cell.persons >= context.threshold
        for cell in cells(file, context)
    )


def _is_recorded(file: CheckedFile, context: Context) -> bool:
    """Whether each cell is said to sum up enough persons."""
    persons, evidence = persons_matrix(file.table, context), context.evidence
    if persons is None or evidence is None or not evidence.measures:
        return False
    known = all(one.statistic not in ("unknown", "extreme") for one in evidence.measures)
    return known and all((value or 0) >= context.threshold for line in persons for value in line)


def _is_of_groups(file: CheckedFile, context: Context) -> bool:
    """Whether a model's value stands for a group in each row: enough are counted beside it, or it is along
    months or steps of a scale with its interval, or a loading of a variable."""
    table = file.table
    labels = [read_label(name) for name in table.columns]
    base = base_column(labels)
    if base is not None and all((row[base] or 0) >= context.threshold for row in table.counts):
        return True
    bounded = sum(label is not None and label.statistic is Statistic.ERROR for label in labels) > 1
    first = table.columns[0].strip().casefold()
    monthly = all(_MONTH.fullmatch(row[0]) for row in table.rows)
    return monthly or first in _VARIABLES or (bounded and bool(first) and _is_scale(table))


def without_index(table: Table) -> Table:
    """Without a first column that numbers the rows, as pandas writes one by itself."""
    if table.columns and table.columns[0].strip().casefold() in _INDEX_NAMES:
        counted = [row[0] for row in table.rows]
        numbers = [number(cell) for cell in counted]
        whole = all(value is not None and value >= 0 and value == int(value) for value in numbers)
        if whole and len({*numbers}) == len(numbers) and len(table.columns) > 1:
            return Table(table.columns[1:], tuple(row[1:] for row in table.rows))
    return table


def _is_about_columns(table: Table) -> bool:
    """A table of variables by variables, such as correlations."""
    names = [row[0] for row in table.rows]
    return names == list(table.columns[1:]) or (
        len({*names}) == len(names) and sum(names_attribute(name) for name in names) > len(names) // 2
    )


def names_attribute(name: str) -> bool:
    letters = unicodedata.normalize("NFD", name.casefold())
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return bool({*re.findall(r"[a-z0-9]+", plain)} & _ATTRIBUTE_NAMES)


def _label_columns(table: Table) -> list[int]:
    """Columns of words, and of numbers with few values (years, grades): what aggregates are grouped by."""
    found = []
    for at in range(len(table.columns)):
        cells = [row[at] for row in table.rows]
        numeric = all(number(cell) is not None for cell in cells if cell)
        few = len({*cells}) <= max(2, len(cells) // 3)
        if (not numeric and not all(DATE.fullmatch(cell) for cell in cells if cell)) or (few and numeric):
            found.append(at)
    return found


def _is_varied(table: Table, at: int) -> bool:
    """Numbers or dates, most of them different."""
    cells = [row[at] for row in table.rows if row[at]]
    if not cells or not all(number(cell) is not None or DATE.fullmatch(cell) for cell in cells):
        return False
    return len({*cells}) > len(cells) // 3


def _is_varied_beyond(table: Table, varying: list[int]) -> bool:
    """Whether whole lines hardly repeat: a long table of pairs (group, time) has its second label there."""
    first = [tuple(row[at] for at in range(len(row)) if at not in varying[-1:]) for row in table.rows]
    return len({*first}) < len(first) or len(varying) > 1


def _is_grid(table: Table) -> bool:
    """A first column that rises by itself: a scale, a time or a year along which something is told."""
    along = [number(row[0]) for row in table.rows]
    values = [value for value in along if value is not None]
    return len(values) == len(along) and values == sorted(set(values))


def _is_scale(table: Table) -> bool:
    """A first column in equal steps, along which a curve is drawn: nobody is measured so."""
    values = [value for row in table.rows if (value := number(row[0])) is not None]
    steps = [after - one for one, after in pairwise(values)]
    return len(values) == len(table.rows) and min(steps) > 0 and max(steps) - min(steps) <= 0.02 * max(steps)


def _is_numeric(table: Table, at: int) -> bool:
    return all(number(row[at]) is not None for row in table.rows if row[at])


def _is_free_text(table: Table, at: int) -> bool:
    cells = [row[at] for row in table.rows]
    long = [cell for cell in cells if len(cell) > _TEXT and " " in cell]
    return len({*long}) > len(cells) // 2
