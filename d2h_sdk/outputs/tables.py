"""Tables: the CSV that leaves, and how many persons stand behind each of its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from d2h_sdk.aggregates import GROUPS_KEY, SIGNATURES_KEY
from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.evidence.fields import fields_of, recorded_for, understood
from d2h_sdk.outputs.evidence.recorded import recorded_of
from d2h_sdk.outputs.prepared import PreparedFile, file_name
from d2h_sdk.outputs.suppression import SUPPRESSED_KEY

Persons = pd.DataFrame | pd.Series | np.ndarray | Sequence[Any] | int | Literal["cells"] | None
PersonsMatrix = tuple[tuple[int | None, ...], ...]


def table_file(
    df: pd.DataFrame,
    name: str,
    *,
    kind: Literal["counts", "magnitudes"] | None = None,
    persons: Persons = None,
    person_total: int | None = None,
    evidence: Any = None,
    description: str = "",
    supports: str | None = None,
    population: str = "",
    part_of: str | Sequence[str] = (),
    categories: Mapping[str, str] | None = None,
) -> PreparedFile:
    """The CSV of `df`, with what a producer of `d2h.outputs` recorded of it.

    `persons` tells the distinct persons behind each cell: a frame of the body's shape, one number per row,
    one number for all, or `"cells"` when the cells themselves count distinct persons. `evidence`: a frame
    that a producer made, for a `df` made from it, or a dict of the fields of `Evidence`. Without `kind`, a
    table counts unless the record says otherwise. `population`, `part_of`, `categories`: as in `Evidence`.
    """
    flat, index_columns = flatten(df)
    body = flat.iloc[:, index_columns:]
    fields: dict[str, Any] = {}
    if isinstance(evidence, dict):
        fields = evidence
    else:
        recorded = recorded_of(df) if evidence is None else recorded_for(df, evidence)
        if recorded is not None:
            skipped = df.shape[1] - body.shape[1]
            fields = fields_of(recorded, skipped, body.isna().to_numpy())
    if df.attrs.get(SIGNATURES_KEY):
        types = tuple(_written_as(kind) for kind in flat.dtypes.iloc[1:])
        fields = {"signatures": dict(df.attrs[SIGNATURES_KEY]), "types": types, **fields}
    if persons is not None:
        fields = fields | {"persons": persons_matrix(body, persons)}
    fields = {
        "kind": "counts",
        "index_columns": index_columns,
        "suppressed": int(df.attrs.get(SUPPRESSED_KEY, body.isna().to_numpy().sum())),
        **fields,
        **({} if kind is None else {"kind": kind}),
        **({} if person_total is None else {"person_total": person_total}),
        **({} if not description else {"description": description}),
        **({} if not population else {"population": population}),
        **({} if not part_of else {"part_of": (part_of,) if isinstance(part_of, str) else tuple(part_of)}),
        **({} if not categories else {"categories": dict(categories)}),
    }
    content = flat.to_csv(index=False, lineterminator="\n").encode()
    return PreparedFile(file_name(name, ".csv"), content, understood(fields), supports)


def _written_as(kind: Any) -> str:
    """How the cells of a column stand in the CSV."""
    if pd.api.types.is_bool_dtype(kind):
        return "bool"
    if pd.api.types.is_integer_dtype(kind):
        return "int"
    return "float" if pd.api.types.is_float_dtype(kind) else "text"


def flatten(df: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The frame as the CSV shows it, one line of headings, and how many of its first columns are labels."""
    if not isinstance(df, pd.DataFrame):
        raise UsageError("not-a-table", type=type(df).__name__)
    flat = df.copy()
    flat.columns = pd.Index([_heading(label) for label in df.columns])
    if isinstance(df.index, pd.RangeIndex) and df.index.name is None:
        # A code of a hospital is a number that names a group.
        groups, labels = df.attrs.get(GROUPS_KEY, ()), 0
        while labels < flat.shape[1] and (
            df.columns[labels] in groups or not pd.api.types.is_numeric_dtype(flat.dtypes.iloc[labels])
        ):
            labels += 1
        return flat, labels
    names = [str(n) if n is not None else f"row{i or ''}" for i, n in enumerate(df.index.names)]
    for position, label in enumerate(names):
        flat.insert(position, label, df.index.get_level_values(position).astype(str), allow_duplicates=True)
    return flat.reset_index(drop=True), len(names)


def _heading(label: Any) -> str:
    return " · ".join(str(part) for part in label) if isinstance(label, tuple) else str(label)


def persons_matrix(body: pd.DataFrame, persons: Persons) -> PersonsMatrix | None:
    """Raises UsageError `persons-shape` when the numbers do not fit the body of the table."""
    if persons is None:
        return None
    if isinstance(persons, str):
        if persons != "cells":
            raise UsageError("persons-not-understood", given=persons)
        numbers: np.ndarray[Any, Any] = body.to_numpy(dtype=object)
    else:
        numbers = np.asarray(persons, dtype=object)
        if numbers.ndim == 1:
            numbers = numbers[:, np.newaxis]
        try:
            numbers = np.broadcast_to(numbers, body.shape)
        except ValueError as fault:
            wanted = f"{body.shape[0]} × {body.shape[1]}"
            raise UsageError("persons-shape", wanted=wanted, given=str(numbers.shape)) from fault
    hidden = body.isna().to_numpy()
    return tuple(
        tuple(_count(number, bool(blank)) for number, blank in zip(line, blanks, strict=True))
        for line, blanks in zip(numbers, hidden, strict=True)
    )


def _count(number: Any, hidden: bool) -> int | None:
    if hidden or pd.isna(number):
        return None
    try:
        count = int(number)
    except (TypeError, ValueError) as fault:
        raise UsageError("persons-not-understood", given=str(number)) from fault
    if count < 0 or count != number:
        raise UsageError("persons-not-understood", given=str(number))
    return count
