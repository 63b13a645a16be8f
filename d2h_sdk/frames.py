"""Arrow tables as the data frames researchers asked for."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import pyarrow as pa

from d2h_sdk.errors import UsageError

FrameKind = Literal["pandas", "arrow", "polars"]
MISSING_KEY = "d2h_sites_missing"  # in DataFrame.attrs, and in an Arrow schema's metadata

FILTERS_KEY = "d2h_filters"  # in DataFrame.attrs: which rows were asked for, in words
_NULLABLE: dict[pa.DataType, Any] = {
    pa.int8(): pd.Int8Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.uint64(): pd.UInt64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def check_kind(kind: str) -> None:
    """Raises UsageError `frame-kind-unknown` or `polars-missing`."""
    if kind not in ("pandas", "arrow", "polars"):
        raise UsageError("frame-kind-unknown", given=str(kind))
    if kind == "polars":
        try:
            import polars  # noqa: F401 - only whether it is there
        except ImportError as fault:
            raise UsageError("polars-missing") from fault


def to_frame(table: pa.Table, kind: FrameKind, missing: dict[str, str] | None = None) -> Any:
    """`missing`: site -> why its rows are not there; kept with the frame (polars has no place for it)."""
    if kind == "arrow":
        if missing:
            marks = {MISSING_KEY: "; ".join(f"{site}: {why}" for site, why in missing.items())}
            return table.replace_schema_metadata({**(table.schema.metadata or {}), **marks})
        return table
    if kind == "polars":
        import polars

        return polars.from_arrow(table)
    frame = _to_pandas(table)
    if missing:
        frame.attrs[MISSING_KEY] = dict(missing)
    return frame


def _to_pandas(table: pa.Table) -> pd.DataFrame:
    # pandas would turn an integer column with gaps into floats, and a 62-bit pseudonym into another one.
    gaps = {
        name: table[name].to_pandas(types_mapper=_NULLABLE.get)
        for name in table.schema.names
        if table[name].null_count and table.schema.field(name).type in _NULLABLE
    }
    names = table.schema.names
    frame: pd.DataFrame = table.drop_columns(list(gaps)).to_pandas(
        split_blocks=True, self_destruct=True, date_as_object=False
    )
    return frame.assign(**gaps)[names] if gaps else frame
