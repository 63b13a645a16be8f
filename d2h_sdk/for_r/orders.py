"""The orders of R, by the name of what they do, and what each answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from d2h_sdk import notebooks, outputs
from d2h_sdk.errors import UsageError
from d2h_sdk.for_r.fits import fit_of_r
from d2h_sdk.for_r.frames import frame_of_r
from d2h_sdk.for_r.made import handed_over, keep
from d2h_sdk.for_r.rows import rows_of_read, rows_of_sql, write_rows
from d2h_sdk.outputs.report import RequestReport
from d2h_sdk.outputs.tables import flatten

Answer = dict[str, Any]
_TOLD = ("draft", "status", "check", "submit", "withdraw", "remove", "explain", "exception")
_ADDED = ("file", "notebook")


def carry_out(does: str, given: dict[str, Any], folder: Path) -> Answer:
    """`given` without what R left out. A frame of the answer lies in `folder`; raises what the SDK raises."""
    if does in _TOLD:
        return _report(getattr(outputs, does)(**given))
    if does in _ADDED:
        return {"shown": repr(getattr(outputs, does)(**given))}
    return _ORDERS[does](given, folder)


def _read(given: dict[str, Any], folder: Path) -> Answer:
    rows, filters = rows_of_read(given)
    return {"classes": write_rows(rows, folder), "filters": list(filters)}


def _sql(given: dict[str, Any], folder: Path) -> Answer:
    return {"classes": write_rows(rows_of_sql(given), folder)}


def _crosstab(given: dict[str, Any], folder: Path) -> Answer:
    data = _data(given, folder, *given["index"], *given["columns"], given.get("values"))
    index, columns = ([data[name] for name in given.pop(side)] for side in ("index", "columns"))
    values = data[given.pop("values")] if "values" in given else None
    return _table(outputs.crosstab(index, columns, values, **_persons(given, data)), folder)


def _describe(given: dict[str, Any], folder: Path) -> Answer:
    data = _data(given, folder, *given["columns"])
    columns = data[given.pop("columns")]
    return _table(outputs.describe(columns, **_persons(given, data)), folder)


def _percentiles(given: dict[str, Any], folder: Path) -> Answer:
    data = _data(given, folder, given["values"], *given.get("by", ()))
    return _table(outputs.percentiles(data, **_persons(given, data)), folder)


def _suppress(given: dict[str, Any], folder: Path) -> Answer:
    return _table(outputs.suppress(handed_over(given.pop("df"), folder), **given), folder)


def _add_table(given: dict[str, Any], folder: Path) -> Answer:
    return {"shown": repr(outputs.table(handed_over(given.pop("df"), folder), **given))}


def _regression(given: dict[str, Any], folder: Path) -> Answer:
    told = given.pop("fit")
    if "columns" in told:  # a data frame of coefficients, the first column their names
        frame = frame_of_r(told, folder)
        return {"shown": repr(outputs.regression(frame.set_index(frame.columns[0]), **given))}
    data = frame_of_r(given.pop("data"), folder)
    ids = data.pop(given.pop("ids")) if "ids" in given else given.pop("persons", None)
    return {"shown": repr(outputs.regression(fit_of_r(told, data), data=data, persons=ids, **given))}


def _copies(given: dict[str, Any], folder: Path) -> Answer:
    found = notebooks.copies(**given)
    rows = {
        "notebook": [copy.notebook for copy in found],
        "kept": [copy.kept.timestamp() for copy in found],
        "bytes": [copy.bytes for copy in found],
        "deleted": [copy.is_deleted for copy in found],
    }
    return {"copies": rows, "note": found.note}


def _restore(given: dict[str, Any], folder: Path) -> Answer:
    return {"path": str(notebooks.restore(**given))}


_ORDERS: dict[str, Callable[[dict[str, Any], Path], Answer]] = {
    "read": _read,
    "sql": _sql,
    "crosstab": _crosstab,
    "describe": _describe,
    "percentiles": _percentiles,
    "suppress": _suppress,
    "table": _add_table,
    "regression": _regression,
    "copies": _copies,
    "restore": _restore,
}


def _data(given: dict[str, Any], folder: Path, *named: str | None) -> pd.DataFrame:
    """Raises UsageError `models-column-unknown`."""
    data = frame_of_r(given.pop("data"), folder)
    for name in named:
        if name is not None and name not in data.columns:
            raise UsageError("models-column-unknown", column=name)
    return data


def _persons(given: dict[str, Any], data: pd.DataFrame) -> dict[str, Any]:
    """With the column of persons that `given` names, or `rows`."""
    named = given.get("persons")
    return {**given, "persons": data[named]} if named in data.columns else given


def _table(frame: pd.DataFrame, folder: Path) -> Answer:
    flat, _ = flatten(frame)
    return {
        "classes": write_rows(_arrow(flat), folder),
        "made": keep(frame),
    }


def _arrow(flat: pd.DataFrame) -> pa.Table:
    columns = [pa.array(flat.iloc[:, at], from_pandas=True) for at in range(flat.shape[1])]
    return pa.table(columns, names=[str(name) for name in flat.columns])


def _report(report: Any) -> Answer:
    if not isinstance(report, RequestReport):
        report = report.status()
    found = report.to_frame().fillna("").astype(str)
    return {
        "shown": repr(report),
        "id": report.id,
        "state": report.state,
        "ok": report.ok,
        "findings": {str(name): found[name].tolist() for name in found.columns},
    }
