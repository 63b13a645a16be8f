"""Whatever stands in a permit, a ticket or a message, a gateway gives rows or the code of a refusal."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import grpc
import pyarrow as pa
import pytest
from google.protobuf.wrappers_pb2 import BytesValue
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_gateway.serving.flight_server import SERVICE
from data_gateway.serving.refusal_records import PER_MINUTE
from governance.permits.document import PermitDocument

from .conftest import TABLES, RunningSite, permit_for, refused

COLUMNS = ["person_id", "gender_concept_id", "year_of_birth", "absent"]
OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "in", "is null", "is not null", "like", ""]
LEAVES = st.sampled_from(
    [
        *(0, -1, 2**31, 2**53 - 1, 2**63, -(2**63) - 1, 10**400, 1e308, 1e-320, True, None),
        *(float("nan"), float("inf"), "", "\x00", "abc", "é" * 300, "'; --", "2026-13-45", "1e400"),
        *("0001-01-01", "99999-01-01", "9999-12-31T23:59:59-23:59"),
    ]
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner), max_leaves=5
)
CONDITIONS = st.fixed_dictionaries(
    {"column": st.sampled_from(COLUMNS), "op": st.sampled_from(OPERATORS), "value": VALUES}
)
REQUESTS: list[dict[str, Any]] = [
    {"kind": "read", "dataset": "omop", "table": "person", "columns": ["person_id"], "where": []},
    {
        "kind": "aggregate",
        "dataset": "omop",
        "table": "measurement",
        "by": [{"column": "measurement_concept_id"}],
        "measures": [{"column": "value_as_number", "statistics": ["mean"]}],
        "where": [],
    },
    {"kind": "sql", "sql": "SELECT count(*) AS n FROM person WHERE year_of_birth > 1950"},
    {"kind": "images", "dataset": "omop", "images": ["2.25.1"]},
]


def code_of(site: RunningSite, token: str, ticket: bytes) -> str:
    try:
        site.get(token, ticket)
    except pa.ArrowException as fault:
        told = getattr(fault, "extra_info", None)
        return str(json.loads(told)["code"]) if told else f"without a code: {fault}"
    return "rows"


def written(content: Any) -> bytes:
    return json.dumps(content).replace('"NESTED"', "[" * 50_000 + "]" * 50_000).encode()


def understood(code: str) -> bool:
    return code != "gateway-fault" and not code.startswith("without") and code != "worker-ended"


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_ticket_meets_a_fault(site: RunningSite, data: st.DataObject) -> None:
    token = site.token(site.permit())
    content: Any = data.draw(st.sampled_from(REQUESTS)).copy()
    for _ in range(data.draw(st.integers(1, 2))):
        key = data.draw(st.sampled_from([*content, "unknown"]))
        content[key] = data.draw(
            st.lists(CONDITIONS, max_size=3) if key == "where" else VALUES | st.just("NESTED")
        )
    assert understood(code_of(site, token, written(content))), content


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(CONDITIONS, min_size=1, max_size=2))
def test_no_row_filter_that_was_signed_meets_a_fault(site: RunningSite, rows: list[Any]) -> None:
    tables = TABLES | {"person": TABLES["person"] | {"rows": rows}}
    try:
        permit = permit_for("adverse-events", site.settings.id, datasets={"omop": {"tables": tables}})
        json.dumps(permit.model_dump(mode="json"))
    except ValueError:
        return  # nobody can sign it
    token = site.token(site.sign(permit))
    asked = written({"kind": "read", "dataset": "omop", "table": "person", "columns": ["person_id"]})
    assert understood(code_of(site, token, asked)), rows


def called(site: RunningSite, method: str, message: bytes, token: str | None) -> str:
    """The code of the refusal of a call that holds `message` as it is."""
    assert site._server is not None
    credentials = grpc.ssl_channel_credentials(site.folder.certificate_authority.read_bytes())
    options = [("grpc.ssl_target_name_override", site.settings.server_name)]
    with grpc.secure_channel(f"127.0.0.1:{site._server.port}", credentials, options) as channel:
        metadata = [("authorization", f"Bearer {token}")] if token else []
        with pytest.raises(grpc.RpcError) as fault:
            list(channel.unary_stream(SERVICE + method)(message, metadata=metadata, timeout=30))
    told = dict(fault.value.trailing_metadata() or ())
    return str(json.loads(told["grpc-status-details-bin"])["code"])


def test_what_cannot_be_decoded_is_refused_and_audited(site: RunningSite) -> None:
    permit = site.permit()
    not_json = BytesValue(value=b"\xff{").SerializeToString()
    for method, message, code in (
        ("DoGet", b"\xff\xff\xff", "request-unreadable"),
        ("DoGet", not_json, "request-unreadable"),
        ("DoAction", b"\x0a\xff", "request-unreadable"),
        ("GetFlightInfo", b"\xff", "method-unknown"),
        ("DoPut", b"", "method-unknown"),
    ):
        before = len(site.audit())
        assert called(site, method, message, site.token(permit)) == code
        (told,) = site.audit()[before:]
        assert (told.actor, told.event.rpartition(".")[2]) == ("claire", "refused")
        assert (told.details["code"], told.details["project"]) == (code, permit.project)
    assert called(site, "GetSchema", b"", None) == "access-missing"


def test_a_flood_of_what_cannot_be_decoded_fills_no_audit(site: RunningSite) -> None:
    token = site.token(site.permit())
    for _ in range(PER_MINUTE + 40):
        assert refused(lambda: site.get(token, b"\xff")).code == "request-unreadable"
    events = Counter(record.details.get("code") for record in site.audit())
    assert events["request-unreadable"] == PER_MINUTE


def test_a_permit_of_absurd_days_or_sizes_opens_or_is_refused(site: RunningSite) -> None:
    for changes in (
        {"valid_from": "0001-01-01", "valid_until": "9999-12-31"},
        {"minimum_group_size": 2**53 - 1},
        {"starts": "9999-12-31", "ends": "0001-01-01"},
        {"version": 2**53 - 1},
    ):
        permit: PermitDocument = permit_for("adverse-events", site.settings.id, **changes)
        token = site.token(site.sign(permit))
        assert understood(code_of(site, token, written(REQUESTS[0])))
        assert understood(code_of(site, token, written(REQUESTS[1])))
