"""What interactive figures carry: plotly and vega documents hold every value they draw, and often more.

Histograms, box and violin plots of plotly keep all raw values; a vega document with a bin or an aggregate
keeps the rows before it. Points are records.
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from output_checking.checks.containers.grids import plain
from output_checking.checks.judging import judge_table
from output_checking.checks.registry import CheckedFile, Context, run_checks
from output_checking.checks.tables import Table, number
from output_checking.findings import Finding, Severity

RULE = "figure.data"
_RAW = {"histogram", "histogram2d", "histogram2dcontour", "box", "violin"}
_POINTS = {
    "scattergl",
    "scatter3d",
    "splom",
    "parcoords",
    "parcats",
    "scatterpolar",
    "scattermap",
    "scattermapbox",
}
_COLUMNS = (
    "x",
    "y",
    "z",
    "labels",
    "values",
    "parents",
    "text",
    "hovertext",
    "ids",
    "customdata",
    "lat",
    "lon",
    "r",
)
_TYPES = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "f4": "f", "f8": "d"}
_POINT_MARKS = {"point", "circle", "square", "tick", "text"}
_MOST_VALUES = 200_000


def plotly_findings(file: CheckedFile, figure: Any, context: Context, **place: object) -> Iterator[Finding]:
    """`figure`: the JSON of a plotly figure, {"data": [traces], "layout": …}."""
    traces = figure.get("data") if isinstance(figure, dict) else None
    if not isinstance(traces, list) or not all(isinstance(one, dict) for one in traces):
        yield Finding(RULE, Severity.BLOCK, "figure-unreadable", {}, file.where(**place))
        return
    # Templates of looks are long and the same everywhere; whatever else stands around the data is read.
    around = {key: value for key, value in figure.items() if key != "data"}
    layout = dict(around.get("layout") or {})
    layout.pop("template", None)
    words = json.dumps({**around, "layout": layout}, ensure_ascii=False)
    yield from run_checks(file.passage(words, **place), context)
    for position, trace in enumerate(traces, start=1):
        yield from _trace(file, trace, context, {**place, "trace": position})


def _trace(
    file: CheckedFile, trace: dict[str, Any], context: Context, place: dict[str, object]
) -> Iterator[Finding]:
    kind = str(trace.get("type", "scatter"))
    columns = {key: typed_values(trace[key]) for key in _COLUMNS if trace.get(key) is not None}
    marker = trace.get("marker")
    if isinstance(marker, dict):
        columns |= {f"marker.{key}": typed_values(value) for key, value in marker.items() if _is_long(value)}
    length = max((len(values) for values in columns.values()), default=0)
    if kind in _RAW and length and not {"q1", "median", "q3"} <= trace.keys():
        words: dict[str, str | int | float] = {"values": length, "type": kind}
        yield Finding(RULE, Severity.BLOCK, "figure-raw-values", words, file.where(**place))
    elif _draws_points(kind, trace, columns) and length >= context.threshold:
        yield Finding(
            "figure.points", Severity.BLOCK, "figure-points", {"points": length}, file.where(**place)
        )
    known = {
        *_COLUMNS,
        "marker",
        "line",
        "type",
        "name",
        "mode",
        "hovertemplate",
        "legendgroup",
        "xaxis",
        "yaxis",
    }
    hidden = {key: value for key, value in trace.items() if key not in known and _is_long(value)}
    if hidden and "q1" not in trace:
        yield Finding(RULE, Severity.BLOCK, "figure-hidden-values", {"key": min(hidden)}, file.where(**place))
    # The name of the series says what its numbers are.
    told = str(trace.get("name") or "")
    heights = "x" if trace.get("orientation") == "h" else "values" if "values" in columns else "y"
    table = _table({told if told and key == heights else key: values for key, values in columns.items()})
    if table.rows:
        yield from judge_table(file.table_part(table, **place), context)


def _draws_points(kind: str, trace: dict[str, Any], columns: dict[str, list[Any]]) -> bool:
    if kind in _POINTS:
        return True
    if kind != "scatter" or "markers" not in str(trace.get("mode", "markers+lines")):
        return False
    along = [value for value in map(number, map(plain, columns.get("x", ()))) if value is not None]
    steadily = len(along) == len(columns.get("x", ())) and along == sorted(set(along))
    words = bool(columns.get("x")) and not along and len({*map(plain, columns["x"])}) == len(columns["x"])
    return "lines" not in str(trace.get("mode", "markers")) or not (steadily or words)


def typed_values(given: Any) -> list[Any]:
    """A list, or plotly's typed array in base 64."""
    if isinstance(given, dict) and "bdata" in given:
        try:
            raw = base64.b64decode(str(given["bdata"]), validate=True)
            form = _TYPES[str(given.get("dtype"))]
            return list(struct.unpack(f"<{len(raw) // struct.calcsize(form)}{form}", raw))
        except (binascii.Error, struct.error, KeyError, ValueError):
            return [str(given["bdata"])]
    if isinstance(given, list):
        return given
    return [given]


def _is_long(value: Any) -> bool:
    return (isinstance(value, list) and len(value) > 1) or (isinstance(value, dict) and "bdata" in value)


def _table(columns: dict[str, list[Any]]) -> Table:
    """Columns of the same length side by side; a column of lists is spread out."""
    spread: dict[str, list[str]] = {}
    for name, values in columns.items():
        if values and all(isinstance(one, list) for one in values):
            width = max(len(one) for one in values)
            for at in range(min(width, 100)):
                spread[f"{name}.{at}"] = [plain(one[at]) if at < len(one) else "" for one in values]
        elif len(values) > 1:
            spread[name] = [plain(one) for one in values]
    length = max((len(values) for values in spread.values()), default=0)
    if length * len(spread) > _MOST_VALUES:
        length = _MOST_VALUES // len(spread)
    filled = [(values + [""] * (length - len(values)))[:length] for values in spread.values()]
    return Table(tuple(spread), tuple(zip(*filled, strict=True)))


def vega_findings(file: CheckedFile, spec: Any, context: Context, **place: object) -> Iterator[Finding]:
    """`spec`: a vega or vega-lite document."""
    if not isinstance(spec, dict):
        yield Finding(RULE, Severity.BLOCK, "figure-unreadable", {}, file.where(**place))
        return
    data = list(_vega_data(spec))
    words = json.dumps(
        {key: value for key, value in spec.items() if key not in ("data", "datasets", "config")}
    )
    length = max((len(rows) for rows in data), default=0)
    if ('"aggregate"' in words or '"bin"' in words) and length > 0:
        yield Finding(
            RULE, Severity.BLOCK, "figure-raw-values", {"values": length, "type": "vega"}, file.where(**place)
        )
    elif length >= context.threshold and any(mark in _POINT_MARKS for mark in _marks(spec)):
        yield Finding(
            "figure.points", Severity.BLOCK, "figure-points", {"points": length}, file.where(**place)
        )
    if '"url"' in words or '"url"' in json.dumps(spec.get("data", {})):
        yield Finding(RULE, Severity.BLOCK, "figure-fetches", {}, file.where(**place))
    yield from run_checks(file.passage(words, **place), context)
    for rows in data:
        names = tuple(dict.fromkeys(name for row in rows for name in row))
        lines = tuple(tuple(plain(row.get(name)) for name in names) for row in rows)
        yield from judge_table(file.table_part(Table(names, lines), **place), context)


def _vega_data(spec: Any, depth: int = 0) -> Iterator[list[dict[str, Any]]]:
    """Every list of records at any depth."""
    if depth > 30:
        return
    if isinstance(spec, dict):
        for value in spec.values():
            yield from _vega_data(value, depth + 1)
    elif isinstance(spec, list):
        if spec and all(isinstance(one, dict) for one in spec):
            flat = [one for one in spec if not any(isinstance(value, dict | list) for value in one.values())]
            if len(flat) == len(spec) and len(flat) > 2:
                yield flat
                return
        for value in spec:
            yield from _vega_data(value, depth + 1)


def _marks(spec: Any) -> Iterator[str]:
    if isinstance(spec, dict):
        mark = spec.get("mark")
        if isinstance(mark, str):
            yield mark
        elif isinstance(mark, dict):
            yield str(mark.get("type"))
        for value in spec.values():
            yield from _marks(value)
    elif isinstance(spec, Sequence) and not isinstance(spec, str):
        for value in spec:
            yield from _marks(value)
