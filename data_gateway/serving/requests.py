"""A ticket as the request that it holds, and the query of one whose rows are streamed."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from d2h_sdk.wire import MAX_REQUEST_BYTES, ImagesRequest, ReadRequest, SqlRequest
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.images import LookedAt, image_query
from data_gateway.queries.query import Query
from data_gateway.queries.records import record_query
from data_gateway.queries.statements import statement_query
from data_gateway.serving.audited import Request
from data_gateway.site.settings import Limits
from governance.refusal import Refusal

_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)


def streamed_query(
    request: ReadRequest | SqlRequest | ImagesRequest, scope: PermitScope, limits: Limits, looked_at: LookedAt
) -> Query:
    if isinstance(request, SqlRequest):
        return statement_query(request, scope, limits)
    if isinstance(request, ImagesRequest):
        return image_query(request, scope, looked_at)
    return record_query(request, scope, limits)


def parsed_request(ticket: bytes) -> Request:
    """Raises Refusal `request-too-large` or `request-unreadable`."""
    if len(ticket) > MAX_REQUEST_BYTES:
        raise Refusal("request-too-large", limit=MAX_REQUEST_BYTES)
    try:
        return _REQUEST.validate_json(ticket)
    except ValidationError as fault:
        raise Refusal("request-unreadable") from fault
