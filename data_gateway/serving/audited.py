"""What the audit tells of a request and of its query: names of the permit, never a value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from d2h_sdk.wire import (
    AggregateRequest,
    ImagesRequest,
    ModelRequest,
    ReadRequest,
    SqlRequest,
    SurvivalRequest,
)
from data_gateway.catalogue.image_table import IMAGES
from data_gateway.queries.query import Query
from governance.permits.document import PermitDocument

Computed: TypeAlias = AggregateRequest | ModelRequest | SurvivalRequest
Request: TypeAlias = ReadRequest | SqlRequest | ImagesRequest | Computed

_WORD = re.compile(r"\w+")


def told_of_query(query: Query) -> dict[str, Any]:
    return {
        "dataset": query.dataset,
        "table": query.table,
        "columns": list(query.columns),
        "where": list(query.compared),
    } | query.audited


def told_of_request(request: Request, permit: PermitDocument) -> dict[str, Any]:
    """For the record of its refusal. Refused SQL is not known well enough to be kept without its values: its
    digest, as in the record of an answer, and the permit's tables named in it tell what it was."""
    if isinstance(request, ImagesRequest):
        return {"dataset": request.dataset, "table": IMAGES}
    if not isinstance(request, SqlRequest):
        return {"dataset": request.dataset, "table": request.table}
    words = set(_WORD.findall(request.sql.lower()))
    named = {
        (dataset, table)
        for dataset, granted in permit.datasets.items()
        for table in granted.tables
        if table in words
    }
    return {
        "dataset": ", ".join(sorted({dataset for dataset, _ in named})),
        "table": ", ".join(table for _, table in sorted(named)),
        "digest": hashlib.sha256(request.sql.encode()).hexdigest(),
    }


def asked_in(told: Mapping[str, Any]) -> str:
    """The query of a record, for a person to read: the SQL as it was asked, or the table and its columns."""
    if told.get("sql"):
        return listed(told["sql"])
    if not told.get("table"):
        return listed(told.get("dataset"))
    place = f"{listed(told.get('dataset'))}.{listed(told['table'])}"
    columns, compared = listed(told.get("columns")), listed(told.get("where"))
    return place + (f" ({columns})" if columns else "") + (f" · {compared}" if compared else "")


def listed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(listed, value))
    return str(value)
