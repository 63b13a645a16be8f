"""A query is written for the engine that holds the rows, and only one engine is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from d2h_sdk.wire import Condition, ReadRequest, SqlRequest
from data_gateway.catalogue.dataset import Column, Dataset, Source, Table
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.records import record_query
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.statements import statement_query
from data_gateway.site.settings import Limits
from governance.permits.document import PermitDocument
from governance.refusal import Refusal

HOSTILE = "it's \\' OR 1=1 --"


def dataset(name: str, engine: Any = None) -> Dataset:
    table = Table(
        files=() if engine else (f"{name}.parquet",),
        rows=1,
        person_column="person_id",
        columns={
            "person_id": Column(type="BIGINT", role=ColumnRole.PERSON, levels=1),
            "ward": Column(type="VARCHAR", role=ColumnRole.PLAIN, levels=1),
        },
    )
    source = Source(engine=engine, tables={f"{name}_stay": ("clinic", "stay")}) if engine else None
    return Dataset(id=name, title={}, version="1", tables={f"{name}_stay": table}, source=source)


def scope(**engines: str | None) -> PermitScope:
    """`engines`: data set -> the engine it is connected in, None for files."""
    held = {name: dataset(name, engine) for name, engine in engines.items()}
    granted = {
        name: {"mode": "records", "tables": {f"{name}_stay": {"columns": ["person_id", "ward"]}}}
        for name in held
    }
    document = PermitDocument.model_validate(
        {
            **{"project": "wards", "site": "lyon", "version": 1, "purpose": "-", "members": ["claire"]},
            **{"valid_from": date(2026, 1, 1), "valid_until": date(2099, 1, 1), "datasets": granted},
        }
    )
    return PermitScope(document, held)


def joined(open_tables: Any) -> Engine:
    text = "SELECT a.ward FROM one_stay a JOIN two_stay b ON a.person_id = b.person_id"
    return statement_query(SqlRequest(sql=text), open_tables, Limits()).engine


@pytest.mark.parametrize(
    ("one", "two"),
    [(None, "postgres"), ("postgres", "spark"), ("spark", None), ("postgres", "postgres")],
)
def test_data_sets_of_different_engines_are_not_joined(one: str | None, two: str | None) -> None:
    with pytest.raises(Refusal) as caught:
        joined(scope(one=one, two=two))
    assert str(caught.value) == "sql-engines-apart (datasets=one, two)"


def test_data_sets_in_files_are_joined() -> None:
    assert joined(scope(one=None, two=None)) is Engine.DUCKDB


@pytest.mark.parametrize(
    ("engine", "text", "parameters"),
    [
        (None, "= ?", [HOSTILE]),
        ("postgres", "= 'it''s \\'' OR 1=1 --'", []),
        ("spark", "= 'it\\'s \\\\\\' OR 1=1 --'", []),
    ],
)
def test_what_a_researcher_typed_stays_a_value(engine: str | None, text: str, parameters: list[str]) -> None:
    condition = Condition(column="ward", op="=", value=HOSTILE)
    request = ReadRequest(dataset="one", table="one_stay", columns=("ward",), where=(condition,))
    query = record_query(request, scope(one=engine), Limits())
    assert query.sql.endswith(text)
    assert query.parameters == parameters


def test_texts_are_ordered_by_their_bytes_in_postgresql() -> None:
    condition = Condition(column="ward", op="<", value="é")
    request = ReadRequest(dataset="one", table="one_stay", columns=("ward",), where=(condition,))
    assert 'COLLATE "C"' in record_query(request, scope(one="postgres"), Limits()).sql


def test_rows_are_either_in_files_or_elsewhere() -> None:
    loaded, live = dataset("one"), dataset("one", "spark")
    for wrong in (
        loaded.model_dump() | {"source": live.model_dump()["source"]},
        live.model_dump() | {"source": None},
    ):
        with pytest.raises(ValueError, match="either files or a place"):
            Dataset.model_validate(wrong)
