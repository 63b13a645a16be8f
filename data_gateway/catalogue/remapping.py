"""Apply a site's mapping to the data in force: a new version beside the old one, never a change in place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from data_gateway.catalogue.dataset import CATALOGUE_FILE, Column, Dataset, Table, load_dataset, sealed_column
from data_gateway.catalogue.description import DESCRIPTION, DatasetDescription, read_description
from data_gateway.catalogue.harmonising import BEFORE, Harmoniser, restored
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.local_card import write_local_card
from data_gateway.catalogue.mapping import MAPPING_FILE, read_mapping
from data_gateway.catalogue.site_rules import SCHEMA
from data_gateway.catalogue.table_files import AS_READ, ROW_GROUP, ColumnChoices, Engine, write_table
from data_gateway.catalogue.versions import Record, digests, make_version
from data_gateway.queries.conditions import literal
from governance.refusal import Refusal


def remap(
    mapping: Path,
    datasets: Path,
    name: str,
    *,
    memory: str,
    threads: int,
    opposed: frozenset[str],
    record: Record,
    pinned: Collection[str],
) -> Dataset:
    """Put in force what is in force now, mapped by `mapping` instead of the mapping it had.

    Raises Refusal `dataset-unknown`, `dataset-connected`, `dataset-of-images`, `mapping-unreadable`,
    `load-…`, or SourceRefusal; then nothing changed.
    """
    before = load_dataset(datasets, name)
    if before.source:
        raise Refusal("dataset-connected", dataset=name)
    if any(table.file_column for table in before.tables.values()):
        raise Refusal("dataset-of-images", dataset=name)

    def build(draft: Path, version: str) -> tuple[Dataset, dict[str, Any]]:
        shutil.copyfile(mapping, draft / MAPPING_FILE)
        for kept in (SCHEMA, DESCRIPTION):
            if (before.folder / kept).is_file():
                shutil.copyfile(before.folder / kept, draft / kept)
        with duckdb.connect(":memory:") as connection:
            engine = Engine(connection, draft / "spill", memory=memory, threads=threads)
            dataset = _mapped(engine, before, mapping, draft, version)
            (draft / CATALOGUE_FILE).write_text(dataset.model_dump_json(indent=1), encoding="utf-8")
            write_local_card(engine, dataset, opposed)
        shutil.rmtree(draft / "spill", ignore_errors=True)
        rows = {table: found.rows for table, found in dataset.tables.items()}
        return dataset, {"rows": rows, "from": before.version, "files": digests(draft)}

    read_mapping(mapping)  # what cannot be read is told before anything is made
    return make_version(datasets, name, build, event="dataset.mapped", record=record, pinned=pinned)


def _mapped(engine: Engine, before: Dataset, mapping: Path, draft: Path, version: str) -> Dataset:
    relations, types, touched = {}, {}, set()
    for name, table in before.tables.items():
        file = f"read_parquet({literal(before.paths(name)[0])})"
        described = engine.connection.execute(f"DESCRIBE SELECT * FROM {file}").fetchall()  # noqa: S608
        stored = {str(row[0]): str(row[1]) for row in described}
        served = {column: told.type for column, told in table.columns.items()}
        relations[name], types[name] = restored(served, stored, file, _sealed(table))
        if any(column.endswith(BEFORE) for column in stored):
            touched.add(name)
    concepts = relations.get("concept") if before.standard else None
    harmoniser = Harmoniser(engine.connection, read_mapping(mapping), types, concepts)
    tables = {}
    for name, table in before.tables.items():
        if not harmoniser.mapped(name) and name not in touched:
            os.link(before.paths(name)[0], draft / table.files[0])
            tables[name] = table
            continue
        relation, kinds = relations[name], types[name]
        if harmoniser.mapped(name):
            relation, kinds = harmoniser.select(name, relation, _sealed(table))
        role = partial(_role, table, name, bool(before.standard))
        fault = Refusal("dataset-unavailable", dataset=before.id)
        group = AS_READ if table.columns_with(ColumnRole.FREE_TEXT) else ROW_GROUP
        written = write_table(
            engine, name, relation, kinds, draft, role, fault, table.link_column, row_group=group
        )
        still = {"columns": _still_raw(written, table), "documents": table.documents, "sealed": table.sealed}
        tables[name] = written.model_copy(update=still)
    words = _words(draft / DESCRIPTION, {name: tuple(table.columns) for name, table in tables.items()})
    dataset = before.model_copy(update={"version": version, "folder": draft, "tables": tables})
    return words.told_of(dataset).model_copy(update={"title": before.title})


def _sealed(table: Table) -> list[str]:
    """The columns of its file that hold what its documents named."""
    return [sealed_column(column) for column in table.documents]


def _still_raw(written: Table, before: Table) -> dict[str, Column]:
    raw = {column for column, told in before.columns.items() if told.raw_text}
    return {
        column: told.model_copy(update={"raw_text": column in raw})
        for column, told in written.columns.items()
    }


def _role(table: Table, name: str, is_omop: bool, column: str) -> ColumnRole:
    known = table.columns.get(column)
    return known.role if known else ColumnChoices().role(name, column, is_omop=is_omop)


def _words(path: Path, held: dict[str, tuple[str, ...]]) -> DatasetDescription:
    return read_description(path, held) if path.is_file() else DatasetDescription()
