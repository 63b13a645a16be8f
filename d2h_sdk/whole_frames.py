"""A read of all sites as one pandas frame, its numbers written once, straight to their place.

Numbers come as places in a list and times as steps. Made whole by Arrow first, they would be written twice,
and the first time into memory that the system has to find anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from d2h_sdk.errors import SiteError
from d2h_sdk.frames import to_frame
from d2h_sdk.reading import Answers, aligned, schema_with_site, with_site
from d2h_sdk.short_columns import is_listed, plain_column, plain_schema, time_steps
from d2h_sdk.wire import ROWS

_NUMPY = {pa.int64(): "int64", pa.float64(): "float64"}
_NUMPY |= {pa.timestamp(unit): f"datetime64[{unit}]" for unit in ("s", "ms", "us", "ns")}


def frame_of(answers: Answers) -> WholeFrame:
    """All that arrives, columns as sent."""
    frame = WholeFrame(answers.sites, answers.missing)
    for site, item in answers.batches():
        if isinstance(item, pa.Schema):
            frame.expect(site, item)
        else:
            frame.add(site, item)
    return frame


class WholeFrame:
    """Batches of `sites`, whose rows stand in that order, whatever the order in which they come.

    As soon as each site that is not `missing` has told how many rows it sends, numbers are written as they
    come; before, and where a site does not tell, they are held until all is there.
    """

    def __init__(self, sites: Sequence[str], missing: Collection[str] = ()) -> None:
        self._sites = sites
        self._missing = missing
        self._schemas: dict[str, pa.Schema] = {}
        self._told: dict[str, int] = {}
        self._held: dict[str, list[pa.RecordBatch]] = {}
        self._numbers: _Numbers | None = None

    def expect(self, site: str, schema: pa.Schema) -> None:
        """`schema`: of the batches that `site` will send."""
        self._schemas[site] = schema_with_site(schema)
        self._held[site] = []
        if told := (schema.metadata or {}).get(ROWS):
            self._told[site] = int(told)
        if all(site in self._told for site in self._sites if site not in self._missing):
            self._begin(self._told)

    def add(self, site: str, batch: pa.RecordBatch) -> None:
        """Raises SiteError `site-fault` for more rows than the site told."""
        batch = with_site(site, batch)
        self._held[site].append(batch if self._numbers is None else self._numbers.taken(site, batch))

    def whole(self, reasons: dict[str, str] | None = None) -> pd.DataFrame:
        """As `to_frame` of the plain tables, aligned.

        Raises SiteError `site-fault` when a site sent fewer rows than it told.
        """
        sent = {site: sum(batch.num_rows for batch in held) for site, held in self._held.items()}
        begun = self._numbers or self._begin(sent)
        numbers = begun.whole()
        frame: pd.DataFrame = to_frame(
            aligned([self._others(site, begun) for site in self._answered()]), "pandas", reasons
        )
        if not numbers:
            return frame
        names = self._schemas[self._answered()[0]].names
        columns = {name: numbers[name] if name in numbers else frame[name] for name in names}
        whole = pd.DataFrame(columns, copy=False)
        whole.attrs = frame.attrs
        return whole

    def _answered(self) -> list[str]:
        return [site for site in self._sites if site in self._schemas]

    def _begin(self, rows: dict[str, int]) -> _Numbers:
        order = self._answered()
        numbers = self._numbers = _Numbers(
            {site: self._schemas[site] for site in order}, [rows[site] for site in order]
        )
        for site, held in self._held.items():
            for at, batch in enumerate(held):
                held[at] = numbers.taken(site, batch)
        return numbers

    def _others(self, site: str, numbers: _Numbers) -> pa.Table:
        """What is neither number nor time, or differs between sites."""
        sent = pa.schema([field for field in self._schemas[site] if field.name not in numbers.types])
        batches = [
            pa.RecordBatch.from_arrays(
                list(map(plain_column, batch.columns, sent)), schema=plain_schema(sent)
            )
            for batch in self._held[site]
        ]
        return pa.Table.from_batches(batches, schema=plain_schema(sent))


class _Numbers:
    """Columns of numbers and times that all sites send alike, at their full length from the start.

    `types`: their types in numpy.
    """

    def __init__(self, schemas: dict[str, pa.Schema], rows: Sequence[int]) -> None:
        self.types = _numpy_types(list(schemas.values()))
        self._schemas = schemas
        ends = np.cumsum(rows).tolist()
        self._ends = dict(zip(schemas, ends, strict=True))
        self._next = dict(zip(schemas, [0, *ends], strict=False))
        self._columns = {name: np.empty(sum(rows), dtype=type_) for name, type_ in self.types.items()}
        self._gaps: dict[str, np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}

    def taken(self, site: str, batch: pa.RecordBatch) -> pa.RecordBatch:
        """What is left of `batch`. Raises SiteError `site-fault`."""
        start, end = self._next[site], self._next[site] + batch.num_rows
        if end > self._ends[site]:
            raise SiteError("site-fault", site=site, title=site)
        for name in self.types:
            column, sent = batch.column(name), self._schemas[site].field(name)
            self._write(name, slice(start, end), column, sent)
        self._next[site] = end
        left = batch.select([name for name in batch.schema.names if name not in self.types])
        # What came in one message lies in one piece of memory, which any of its columns holds whole.
        return left.copy_to(pa.default_cpu_memory_manager()) if self.types else left

    def whole(self) -> dict[str, np.ndarray | pd.arrays.IntegerArray]:
        """Raises SiteError `site-fault`."""
        for site, end in self._ends.items():
            if self._next[site] < end:
                raise SiteError("site-fault", site=site, title=site)
        return {
            name: pd.arrays.IntegerArray(column, self._gaps[name]) if name in self._gaps else column
            for name, column in self._columns.items()
        }

    def _write(self, name: str, rows: slice, column: pa.Array, sent: pa.Field) -> None:
        whole = self._columns[name]
        place, steps = whole[rows], time_steps(sent)
        if column.null_count:
            plain = plain_column(column, sent)
            if pa.types.is_integer(plain.type):
                gaps = self._gaps.setdefault(name, np.zeros(len(whole), dtype=bool))
                gaps[rows] = plain.is_null().to_numpy(zero_copy_only=False)
                plain = plain.fill_null(0)
            place[...] = plain.to_numpy(zero_copy_only=False)
        elif is_listed(sent.type):
            levels = column.dictionary.to_numpy(zero_copy_only=False)
            np.take(levels, column.indices.to_numpy(), out=place, mode="clip")
        elif steps is not None:
            np.multiply(column.to_numpy(), steps[0], out=place.view("int64"), dtype="int64")
        else:
            place[...] = column.to_numpy(zero_copy_only=False)


def _numpy_types(schemas: Sequence[pa.Schema]) -> dict[str, str]:
    if any(schema.names != schemas[0].names for schema in schemas):
        return {}
    found = {}
    for types in zip(*(plain_schema(schema) for schema in schemas), strict=True):
        first = types[0]
        if first.type in _NUMPY and all(field.type == first.type for field in types):
            found[first.name] = _NUMPY[first.type]
    return found
