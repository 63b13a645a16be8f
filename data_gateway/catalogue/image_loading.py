"""Take in a folder of images as a data set: clean ones beside their table, the others withheld and listed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data_gateway.catalogue.dataset import (
    CATALOGUE_FILE,
    DAY,
    NUMBER,
    TEXT,
    WHOLE_NUMBER,
    Dataset,
    Table,
)
from data_gateway.catalogue.image_intake import ImageFolder, ImageLoadReport, Intake
from data_gateway.catalogue.image_table import (
    FILE,
    IMAGES,
    PERSON,
    SERIES,
    STUDY,
    image_columns,
)
from data_gateway.catalogue.local_card import write_local_card
from data_gateway.catalogue.table_files import Engine, disk_full, is_disk_full, write_table
from data_gateway.catalogue.versions import Record, make_version
from data_gateway.images.folder import READERS, files_in
from data_gateway.images.samples import drawn, keep_projections
from data_gateway.images.withheld_images import WithheldImages
from governance.refusal import Refusal

_ARROW = {TEXT: pa.string(), DAY: pa.date32(), NUMBER: pa.float64(), WHOLE_NUMBER: pa.int64()}
_LARGEST_NUMBER = 18  # digits


def load_images(
    source: ImageFolder,
    datasets: Path,
    name: str,
    title: dict[str, str],
    queue: WithheldImages,
    *,
    memory: str,
    threads: int,
    opposed: frozenset[str] = frozenset(),
    record: Record = lambda event, details: None,
    pinned: Collection[str] = (),
    readers: int = READERS,
) -> ImageLoadReport:
    """Put the images of a folder in force as data set `name`. A file that cannot be read costs itself alone.

    Raises Refusal `dataset-id-wrong`, `images-source-missing`, `images-source-empty`, `images-none-clean`,
    `load-…`; then nothing changed, but for the queue of images that wait for a person.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 30:
        raise Refusal("dataset-id-wrong", dataset=name)
    if not source.place.is_dir():
        raise Refusal("images-source-missing", path=str(source.place))
    if next(files_in(source.place), None) is None:
        raise Refusal("images-source-empty", path=str(source.place))

    def build(draft: Path, version: str) -> tuple[ImageLoadReport, dict[str, Any]]:
        listing = datasets.parent / "reports" / f"{name}-{version}-images.csv"
        intake = Intake(source, name, draft, queue)
        rows = intake.rows(listing, readers)
        report = intake.report
        with duckdb.connect(":memory:") as connection:
            engine = Engine(connection, draft / "spill", memory=memory, threads=threads)
            table = _written(engine, rows, draft)
            dataset = Dataset(
                id=name,
                title=title or {"fr": name, "en": name},
                standard="DICOM",
                version=version,
                folder=draft,
                tables={IMAGES: table},
            )
            projections = drawn(source.projections, intake.unseen, source.sample)
            keep_projections(draft, projections)
            if projections.waits:
                report.unseen, report.sample = len(projections.unseen), len(projections.sample)
            (draft / CATALOGUE_FILE).write_text(dataset.model_dump_json(indent=1), encoding="utf-8")
            write_local_card(engine, dataset, opposed)
        shutil.rmtree(draft / "spill", ignore_errors=True)
        details: dict[str, Any] = {
            "rows": {IMAGES: table.rows},
            "source": str(source.place),
            "painted": report.painted,
            "withheld": {reason.value: count for reason, count in sorted(report.withheld.items())},
            "policy": source.policy.model_dump(exclude={"looked_at"})
            | {"projections": source.projections.value},
            "unseen_projections": report.unseen,
            "sample": report.sample,
        }
        return report, details

    try:
        return make_version(datasets, name, build, event="dataset.loaded", record=record, pinned=pinned)
    except OSError as fault:
        if is_disk_full(fault):
            raise disk_full() from fault
        raise


def _written(engine: Engine, rows: list[dict[str, Any]], draft: Path) -> Table:
    numbers = all(row[PERSON].isdigit() and len(row[PERSON]) <= _LARGEST_NUMBER for row in rows)
    if numbers:
        rows = [row | {PERSON: int(row[PERSON])} for row in rows]
    columns = image_columns(WHOLE_NUMBER if numbers else TEXT)
    rows.sort(key=lambda row: (row[STUDY], row[SERIES], row["image_number"] or 0))
    schema = pa.schema([(name, _ARROW[column.type]) for name, column in columns.items()])
    engine.connection.register("images found", pa.Table.from_pylist(rows, schema))
    table = write_table(
        engine,
        IMAGES,
        'SELECT * FROM "images found"',
        {name: column.type for name, column in columns.items()},
        draft,
        lambda column: columns[column].role,
        Refusal("load-disk-full"),
    )
    engine.connection.unregister("images found")
    described = {
        name: columns[name].model_copy(update={"levels": counted.levels})
        for name, counted in table.columns.items()
    }
    words = {"fr": "Une image par ligne", "en": "An image a row"}
    return table.model_copy(update={"columns": described, "file_column": FILE, "description": words})
