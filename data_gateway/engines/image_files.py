"""Images on their way out of a worker: under the identity that the permit's view gives each, part by part."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.image_table import IMAGE, IMAGES, KEYWORDS, PERSON, SERIES, STUDY, STUDY_DATE
from data_gateway.engines.engine import InterruptedQueryError
from data_gateway.engines.policy_view import FILE
from governance.permits.document import DatasetPermit, Dates
from governance.refusal import Refusal

PART_BYTES = 4 * 1024 * 1024
SCHEMA = pa.schema([(IMAGE, pa.int64()), ("part", pa.binary())])


def image_files(
    rows: pa.RecordBatchReader,
    asked: int,
    dataset: Dataset,
    granted: DatasetPermit,
    stopped: threading.Event,
    *,
    looked_at: bool,
) -> pa.RecordBatchReader:
    """The images behind `rows` as DICOM files in parts, one a batch, an image's parts in their order.

    `looked_at`: a person of the site found no text on a sample of this version's projections.

    Raises Refusal `images-missing` when fewer are there than were `asked`, `images-wait` when a person has
    still to look, before any leaves; `dataset-unavailable` for a file that is damaged; InterruptedQueryError
    once `stopped`.
    """
    found = rows.read_all().to_pylist()
    if len(found) < asked:
        raise Refusal("images-missing", count=asked - len(found))
    if not looked_at:
        _require_seen(found, dataset)
    return pa.RecordBatchReader.from_batches(SCHEMA, _parts(found, dataset, granted, stopped))


def _require_seen(found: list[dict[str, Any]], dataset: Dataset) -> None:
    from data_gateway.images.samples import waiting_among

    try:
        objects = [(row[FILE], dataset.object_path(row[FILE])) for row in found]
        waiting = waiting_among(dataset.folder, objects)
    except (OSError, ValueError, AttributeError) as fault:
        raise Refusal("dataset-unavailable", dataset=dataset.id) from fault
    if waiting:
        raise Refusal("images-wait", dataset=dataset.id, count=waiting)


def _parts(
    found: list[dict[str, Any]], dataset: Dataset, granted: DatasetPermit, stopped: threading.Event
) -> Iterator[pa.RecordBatch]:
    # Of all workers only those that send images need what reads them.
    from data_gateway.images.identity import Days, Identity, uid
    from data_gateway.images.stored import served

    columns = granted.tables[IMAGES].columns
    without = frozenset(keyword for column, keyword in KEYWORDS.items() if column not in columns)
    for row in found:
        day = row.get(STUDY_DATE)
        days = Days.GONE if day is None else Days.EXACT if granted.dates is Dates.EXACT else Days.MOVED
        identity = Identity(str(row[PERSON]), uid(row[STUDY]), uid(row[SERIES]), uid(row[IMAGE]), day, days)
        try:
            for part in served(dataset.object_path(row[FILE]), identity, without, PART_BYTES):
                if stopped.is_set():
                    raise InterruptedQueryError
                yield pa.RecordBatch.from_arrays(
                    [pa.array([row[IMAGE]], pa.int64()), pa.array([part], pa.binary())], schema=SCHEMA
                )
        except (OSError, ValueError, KeyError, AttributeError) as fault:
            raise Refusal("dataset-unavailable", dataset=dataset.id) from fault
