"""The tables of one data set on their way in: schema, rows, mapping, documents, typed Parquet, card."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from data_gateway.catalogue import omop
from data_gateway.catalogue.column_types import plain_type
from data_gateway.catalogue.dataset import (
    CATALOGUE_FILE,
    NUMBER,
    WHOLE_NUMBER,
    Dataset,
    Table,
    load_dataset,
)
from data_gateway.catalogue.description import DESCRIPTION, DatasetDescription, read_description
from data_gateway.catalogue.document_columns import DocumentCounts, DocumentDesk, persons_known
from data_gateway.catalogue.harmonising import Harmoniser
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.local_card import write_local_card
from data_gateway.catalogue.mapping import MAPPING_FILE, MappingTable, read_mapping
from data_gateway.catalogue.raw_texts import with_raw_texts
from data_gateway.catalogue.row_checks import BadRows, any_of, checks, find_bad_rows
from data_gateway.catalogue.schema import DatasetSchema, read_schema
from data_gateway.catalogue.site_rules import SCHEMA, SiteRules
from data_gateway.catalogue.source_files import FoundTable, OpenedTable, SourceTable
from data_gateway.catalogue.table_files import (
    AS_READ,
    ROW_GROUP,
    ColumnChoices,
    Engine,
    person_column,
    write_table,
)
from data_gateway.queries.conditions import quoted
from governance.refusal import Refusal


@dataclass(frozen=True)
class LoadReport:
    """`left_out`: tables without a person column, in which an opposition could not be applied.

    `bad_rows` by table, when the site chose to leave them out; `listing` is the file that tells of each.
    `documents` by `table.column`, of the texts that were de-identified.
    """

    dataset: Dataset
    left_out: tuple[str, ...]
    bad_rows: dict[str, int] = field(default_factory=dict)
    listing: Path | None = None
    documents: dict[str, DocumentCounts] = field(default_factory=dict)


class TableLoader:
    def __init__(
        self,
        engine: Engine,
        datasets: Path,
        name: str,
        draft: Path,
        tables: dict[str, SourceTable],
        choices: ColumnChoices,
        rules: SiteRules,
        desk: Callable[[], DocumentDesk] | None,
    ) -> None:
        self._engine, self._draft, self._name = engine, draft, name
        self._leave_out_bad_rows = rules.leave_out_bad_rows
        before = None
        with suppress(Refusal):
            before = load_dataset(datasets, name)
        found = {name: table.look(engine.connection) for name, table in tables.items()}
        held = {name: table.names for name, table in found.items()}
        self._omop = omop.is_omop(held)
        self._standard = omop.cdm_tables() if self._omop else {}
        schema, described, mapping = (
            rules.kept(file, before, draft) for file in (SCHEMA, DESCRIPTION, MAPPING_FILE)
        )
        self._schema = read_schema(schema, held, self._standard) if schema else DatasetSchema()
        self._words = read_description(described, held) if described else DatasetDescription()
        self._mapping = read_mapping(mapping) if mapping else MappingTable()
        documents = {
            f"{name}.{column}" for name, told in self._words.tables.items() for column in told.documents
        }
        self._choices = replace(choices, documents=frozenset(documents))
        has_documents = bool(documents)
        self._desk = desk() if desk and has_documents else None
        if has_documents and self._desk is None:
            raise Refusal("load-documents-nowhere")
        self._tables = {name: table.typed(self._types(table)) for name, table in found.items()}

    @property
    def about_persons(self) -> bool:
        return any(self._person(table) for table in self._tables.values())

    def report(
        self, version: str, title: dict[str, str], opposed: frozenset[str], listing: Path
    ) -> LoadReport:
        served = [table for table in self._tables.values() if self._serves(table)]
        self._check_linkage(served)
        bad = BadRows()
        sound = {table.name: self._sound(table, bad) for table in served}
        if bad.total:
            bad.write(listing)
        if bad.total and not self._leave_out_bad_rows:
            raise _refused(bad, listing)
        types = {table.name: {name: c.wanted for name, c in table.columns.items()} for table in served}
        concepts = sound.get("concept") if self._omop else None
        harmoniser = Harmoniser(self._engine.connection, self._mapping, types, concepts)
        if self._desk:
            self._learn_persons(self._desk, served, sound)
        written = {table.name: self._write(table, sound[table.name], harmoniser) for table in served}
        dataset = self._words.told_of(
            Dataset(
                id=self._name,
                title={"fr": self._name, "en": self._name},
                standard=self._standard_of(sound),
                version=version,
                folder=self._draft,
                tables=written,
            )
        )
        dataset = dataset.model_copy(update={"title": title or dataset.title})
        (self._draft / CATALOGUE_FILE).write_text(dataset.model_dump_json(indent=1), encoding="utf-8")
        write_local_card(self._engine, dataset, opposed)
        left_out = tuple(sorted(set(self._tables) - set(written)))
        return LoadReport(
            dataset, left_out, dict(bad.counts), listing if bad.total else None, self._document_counts()
        )

    def _types(self, table: FoundTable) -> dict[str, str]:
        """Those a file does not decide: an id exported with decimals is a whole number, or a wrong row."""
        ids = {
            column.lower(): WHOLE_NUMBER
            for column, (_, alike) in table.types.items()
            if (table.source.types.get(column) or plain_type(alike)) == NUMBER
            and self._choices.role(table.source.name, column.lower(), is_omop=self._omop)
            in (ColumnRole.PERSON, ColumnRole.VISIT)
        }
        return ids | self._schema.types(table.source.name) | self._standard.get(table.source.name, {})

    def _standard_of(self, sound: dict[str, str]) -> str:
        held = {name: table.columns for name, table in self._tables.items()}
        said = None
        if omop.SOURCE in sound and omop.VERSION in held[omop.SOURCE]:
            asked = f"SELECT min({omop.VERSION}) FROM ({sound[omop.SOURCE]})"  # noqa: S608
            said = self._execute(self._tables[omop.SOURCE], asked)[0][0]
        return omop.standard_of(held, said)

    def _serves(self, table: OpenedTable) -> bool:
        """Opposition is applied through the person of a row; a table without one must be declared."""
        declared = self._choices.reference_tables | (omop.REFERENCE_TABLES if self._omop else frozenset())
        return self._person(table) is not None or table.name in declared

    def _check_linkage(self, served: list[OpenedTable]) -> None:
        """Raises Refusal `load-linkage-wrong` for a column that is not in a table of persons."""
        fit = {
            f"{table.name}.{column}" for table in served if self._person(table) for column in table.columns
        }
        for choice in sorted(self._choices.linkage - fit):
            raise Refusal("load-linkage-wrong", choice=choice)

    def _person(self, table: OpenedTable) -> str | None:
        return person_column(table.columns, partial(self._choices.role, table.name, is_omop=self._omop))

    def _sound(self, table: OpenedTable, bad: BadRows) -> str:
        """SQL of the table's rows that nothing is wrong with, typed; the others are added to `bad`."""
        tests = checks(table, self._schema.rules(table.name), self._person(table))
        find_bad_rows(table, tests, partial(self._execute, table), bad)
        selected = ", ".join(f"{column.value} AS {quoted(name)}" for name, column in table.columns.items())
        kept = f" WHERE NOT ({any_of(tests)})" if table.name in bad.counts else ""
        return f"SELECT {selected} FROM {table.scan}{kept}"  # noqa: S608

    def _write(self, table: OpenedTable, sound: str, harmoniser: Harmoniser) -> Table:
        relation, types = sound, {name: column.wanted for name, column in table.columns.items()}
        if harmoniser.mapped(table.name):
            relation, types = harmoniser.select(table.name, sound)
        documents = self._documents(table.name)
        if self._desk and documents:
            relation = self._desk.masked(
                self._engine.connection,
                relation,
                documents,
                self._person(table),
                self._draft / f"{table.name}.documents",
                (self._name, table.name),
                keep_identifiers=bool(self._identifiers_kept(table)),
            )
        role = partial(self._choices.role, table.name, is_omop=self._omop)
        written = write_table(
            self._engine,
            table.name,
            relation,
            types,
            self._draft,
            role,
            table.source.unreadable(),
            self._choices.link_column(table.name, types),
            row_group=AS_READ if self._desk and documents else ROW_GROUP,
        )
        kept = self._identifiers_kept(table)
        written = written.model_copy(update={"documents": kept, "sealed": bool(kept)})
        return with_raw_texts(
            self._engine, table.name, written, self._draft, self._choices, table.source.unreadable()
        )

    def _documents(self, table: str) -> tuple[str, ...]:
        told = self._words.tables.get(table)
        return told.documents if told else ()

    def _identifiers_kept(self, table: OpenedTable) -> tuple[str, ...]:
        """Documents of persons alone: whose they are decides on the names that stand in them."""
        told = self._words.tables.get(table.name)
        keeps = told is not None and told.keep_identifiers and self._person(table) is not None
        return self._documents(table.name) if keeps else ()

    def _learn_persons(self, desk: DocumentDesk, served: list[OpenedTable], sound: dict[str, str]) -> None:
        """The table named `person` says who the hospital's patients are; nothing of it goes further here."""
        for table in served:
            person = self._person(table)
            if table.name == "person" and person:
                desk.know(
                    self._engine.connection,
                    persons_known(sound[table.name], list(table.columns), person),
                    person,
                )

    def _document_counts(self) -> dict[str, DocumentCounts]:
        return self._desk.counts if self._desk else {}

    def _execute(self, table: OpenedTable, sql: str) -> list[tuple[Any, ...]]:
        return self._engine.execute(table.name, sql, table.source.unreadable())


def _refused(bad: BadRows, listing: Path) -> Refusal:
    first = bad.rows[0]
    return Refusal(
        "load-rows-wrong",
        rows=bad.total,
        table=first.table,
        row=first.row,
        column=first.column or "-",
        reason=first.reason,
        report=str(listing),
    )
