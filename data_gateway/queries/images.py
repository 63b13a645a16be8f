"""Images of a permit that names their pixels, each as a DICOM file of the project's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from d2h_sdk.wire import ImagesRequest
from data_gateway.catalogue.image_table import IDENTITY, IMAGE, IMAGES, PIXELS, STUDY_DATE
from data_gateway.engines.policy_view import FILE
from data_gateway.engines.view_names import view_name
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import quoted
from data_gateway.queries.query import Query
from data_gateway.queries.records import require_column
from data_gateway.queries.sql_engines import Engine
from governance.permits.document import Mode
from governance.refusal import Refusal

KIND = "images"
LookedAt: TypeAlias = Callable[[str, str], bool]
"""Whether the sample of the projections of a data set, in a version, was found without text."""


def image_query(request: ImagesRequest, scope: PermitScope, looked_at: LookedAt) -> Query:
    """Raises Refusal `aggregates-only`, `…-not-in-permit` or `images-none`."""
    table, granted = scope.table(request.dataset, IMAGES)
    if table.file_column is None:
        raise Refusal("images-none", dataset=request.dataset)
    if scope.permit.datasets[request.dataset].mode is not Mode.RECORDS:
        raise Refusal("aggregates-only", table=IMAGES)
    # A DICOM file without these is none.
    for column in (PIXELS, *IDENTITY):
        require_column(granted, request.dataset, IMAGES, column)
    columns = (*IDENTITY, *([STUDY_DATE] if STUDY_DATE in granted.columns else ()), FILE)
    wanted = tuple(dict.fromkeys(request.images))
    selected = ", ".join(map(quoted, columns))
    view = view_name(Engine.DUCKDB, request.dataset, IMAGES, visits=table.reads_visits(columns))
    chosen = f"{quoted(IMAGE)} IN ({', '.join('?' * len(wanted))})"
    return Query(
        kind=KIND,
        dataset=request.dataset,
        table=IMAGES,
        columns=columns,
        sql=f"SELECT {selected} FROM {view} WHERE {chosen}",  # noqa: S608
        parameters=list(wanted),
        audited={"columns": [PIXELS], "images": len(wanted)},
        looked_at=looked_at(request.dataset, scope.datasets[request.dataset].version),
    )
