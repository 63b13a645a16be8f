"""Connect a data set that stays where the hospital has it: described and counted here, never copied."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

from data_gateway.catalogue import omop
from data_gateway.catalogue.counting import Counter
from data_gateway.catalogue.dataset import CATALOGUE_FILE, CURRENT, Column, Dataset, Source, Table
from data_gateway.catalogue.description import DESCRIPTION, DatasetDescription, read_description
from data_gateway.catalogue.figures import levels_of, write_card
from data_gateway.catalogue.mapping import MAPPING_FILE
from data_gateway.catalogue.raw_texts import named_so
from data_gateway.catalogue.source_mapping import mapped
from data_gateway.catalogue.table_files import ColumnChoices, person_column
from data_gateway.catalogue.unmapped_there import unmapped_shares_there
from data_gateway.catalogue.versions import Record, digests, make_version
from data_gateway.queries.sql_engines import identifier
from data_gateway.site.source_addresses import SourceAddresses
from governance.refusal import Refusal

_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class FoundTable:
    """`parts`: its name in the engine. `columns`: name -> served type, None where there is none."""

    parts: tuple[str, ...]
    columns: Mapping[str, str | None]

    def served(self) -> dict[str, str]:
        """Small-lettered name -> type of the columns that can be served."""
        return {
            name.lower(): type_
            for name, type_ in self.columns.items()
            if type_ is not None and _COLUMN.fullmatch(name.lower())
        }


class LiveSource(Protocol):
    """An engine of the hospital's own, as its staff names it."""

    @property
    def engine(self) -> Literal["postgres", "spark"]: ...

    @property
    def place(self) -> str:
        """What an audit may say of where the data are."""
        ...

    def address(self) -> str:
        """All that the gateway needs to read there, secrets too."""
        ...

    def tables(self) -> dict[str, FoundTable]:
        """By the name they get here. Raises Refusal `connect-…` or `load-…`."""
        ...

    def counting(self, dataset: Dataset) -> AbstractContextManager[Counter]: ...


@dataclass(frozen=True)
class ConnectReport:
    """`left_out`: tables without a person column. `unserved`: table -> columns without a served type."""

    dataset: Dataset
    left_out: tuple[str, ...]
    unserved: dict[str, tuple[str, ...]]


def connect(
    source: LiveSource,
    datasets: Path,
    name: str,
    title: dict[str, str],
    choices: ColumnChoices,
    *,
    addresses: SourceAddresses,
    description: Path | None = None,
    mapping: Path | None = None,
    opposed: frozenset[str] = frozenset(),
    record: Record = lambda event, details: None,
    pinned: Collection[str] = (),
) -> ConnectReport:
    """Put the catalogue of `source` in force as data set `name`. Its rows stay, and change, where they are.

    `mapping` brings local codes and units to the common ones whenever they are read; without it, that of the
    version in force stays.
    Raises Refusal `connect-…`, `load-…`, `mapping-…`, `source-…` or SourceRefusal; then nothing changed.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 30:
        raise Refusal("dataset-id-wrong", dataset=name)
    found = source.tables()
    mapping = mapping or _kept_mapping(datasets / name)

    def build(draft: Path, version: str) -> tuple[ConnectReport, dict[str, Any]]:
        dataset = _described(source, found, choices, name, title, version, draft)
        if mapping is not None:
            with source.counting(dataset) as counter:
                dataset = mapped(dataset, mapping, counter)
            shutil.copyfile(mapping, draft / MAPPING_FILE)
        with source.counting(dataset) as counter:
            dataset = _counted(counter, dataset)
            if description is not None:
                shutil.copyfile(description, draft / DESCRIPTION)
                words = _words(description, dataset)
                if any(told.documents for told in words.tables.values()):
                    raise Refusal("connect-documents")
                dataset = words.told_of(dataset)
            (draft / CATALOGUE_FILE).write_text(dataset.model_dump_json(indent=1), encoding="utf-8")
            write_card(counter, dataset, opposed, partial(unmapped_shares_there, counter, dataset))
        addresses.keep(name, version, source.address())
        left_out = tuple(sorted(found.keys() - dataset.tables.keys()))
        report = ConnectReport(dataset, left_out, _unserved(found, dataset))
        rows = {table: held.rows for table, held in dataset.tables.items()}
        details: dict[str, Any] = {"rows": rows, "source": source.place}
        if mapping is not None:
            details["files"] = digests(draft)
        return report, details

    report = make_version(datasets, name, build, event="dataset.connected", record=record, pinned=pinned)
    addresses.forget_others(name, datasets)
    return report


def _kept_mapping(folder: Path) -> Path | None:
    held = folder / CURRENT / MAPPING_FILE
    return held if held.is_file() else None


def _unserved(found: Mapping[str, FoundTable], dataset: Dataset) -> dict[str, tuple[str, ...]]:
    told = {}
    for table, held in dataset.tables.items():
        columns = tuple(sorted(c for c in found[table].columns if c.lower() not in held.columns))
        if columns:
            told[table] = columns
    return told


def _described(
    source: LiveSource,
    found: Mapping[str, FoundTable],
    choices: ColumnChoices,
    name: str,
    title: dict[str, str],
    version: str,
    draft: Path,
) -> Dataset:
    is_omop = omop.is_omop({table: tuple(held.served()) for table, held in found.items()})
    declared = choices.reference_tables | (omop.REFERENCE_TABLES if is_omop else frozenset())
    tables = {}
    for table, held in found.items():
        role = partial(choices.role, table, is_omop=is_omop)
        columns = held.served()
        if len(columns) < len({column for column in held.columns if column.lower() in columns}):
            raise Refusal("load-column-name", table=table, column=_twice(held.columns))
        person = person_column(columns, role)
        if columns and (person is not None or table in declared):
            described = {
                column: Column(
                    type=type_,
                    role=role(column),
                    levels=0,
                    raw_text=f"{table}.{column}" not in choices.identifying
                    and named_so(column, role(column)),
                )
                for column, type_ in columns.items()
            }
            tables[table] = Table(rows=0, person_column=person, columns=described)
    if not any(table.person_column for table in tables.values()):
        raise Refusal("load-no-person", path=source.place)
    places = {table: found[table].parts for table in tables}
    return Dataset(
        id=name,
        title=title or {"fr": name, "en": name},
        standard=omop.standard_of({table: tuple(held.served()) for table, held in found.items()}),
        version=version,
        folder=draft,
        tables=tables,
        source=Source(engine=source.engine, tables=places),
    )


def _twice(columns: Collection[str]) -> str:
    lowered = [column.lower() for column in columns]
    return next(column for column in lowered if lowered.count(column) > 1)


def _counted(counter: Counter, dataset: Dataset) -> Dataset:
    """With its rows, about how many different values each column holds, and its standard's version."""
    tables = {}
    for name, table in dataset.tables.items():
        parts = ", ".join(levels_of(counter.engine, column) for column in table.columns)
        rows, *levels = counter.ask(name, f"SELECT count(*), {parts} FROM {counter.rows(name)} AS facts")[0]  # noqa: S608
        columns = {
            column: held.model_copy(update={"levels": int(count)})
            for (column, held), count in zip(table.columns.items(), levels, strict=True)
        }
        tables[name] = table.model_copy(update={"rows": int(rows), "columns": columns})
    standard = _standard(counter, dataset)
    return dataset.model_copy(update={"tables": tables, "standard": standard})


def _standard(counter: Counter, dataset: Dataset) -> str:
    """Of the version that an OMOP data base says it has."""
    columns = {name: table.columns for name, table in dataset.tables.items()}
    if not dataset.standard or omop.VERSION not in columns.get(omop.SOURCE, ()):
        return dataset.standard
    version = identifier(counter.engine, omop.VERSION)
    asked = f"SELECT min({version}) FROM {counter.rows(omop.SOURCE)} AS facts"  # noqa: S608
    return omop.standard_of(columns, counter.ask(omop.SOURCE, asked)[0][0])


def _words(path: Path, dataset: Dataset) -> DatasetDescription:
    return read_description(path, {name: tuple(table.columns) for name, table in dataset.tables.items()})
