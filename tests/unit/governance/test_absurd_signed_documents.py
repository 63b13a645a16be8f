"""Whatever stands in a document that bears a true signature, it is read or refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import signatures
from governance.access.replay_access import read_replay_ticket
from governance.access.site_request import SITE_REQUEST_KIND, ProofsUsed, verify_site_request
from governance.access.token import verify_access_token
from governance.audit.chain import AuditRecord, first_fault
from governance.permits.document import PERMIT_KIND, verify_permit
from governance.refusal import Refusal
from governance.signed_answers import ANSWER_KIND, verify_answer

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key()
FAR = "9999-12-31T23:59:59+00:00"
TOKEN: dict[str, Any] = {
    "iss": "d2h-governance",
    "sub": "claire",
    "project": "sepsis",
    "permits": {"lyon": "d1"},
    "door": 0,
    "aud": ["gateway:lyon"],
    "iat": 1_900_000_000,
    "exp": 1_900_000_045,
    "jti": "x",
}
REQUEST = {"site": "lyon", "method": "GET", "path": "/sites/lyon/permits", "at": FAR, "nonce": "n"}
TICKET = {"replay": "r", "user": "claire", "project": "sepsis", "permits": {"lyon": "d1"}, "until": FAR}
TABLE = {
    "columns": ["person_id"],
    "rows": [
        {"column": "year_of_birth", "op": ">", "value": 1950},
        {"any": [{"column": "a", "op": "in", "value": [1, 2.5]}, {"column": "b", "op": "is null"}]},
    ],
}
PERMIT = {
    "project": "sepsis",
    "site": "lyon",
    "version": 1,
    "purpose": "Outcomes",
    "members": ["claire"],
    "valid_from": "2026-01-01",
    "valid_until": "2027-12-31",
    "datasets": {
        "omop": {
            "mode": "records",
            "minimum_group_size": 10,
            "starts": "2026-01-01",
            "tables": {"person": TABLE},
        }
    },
}
ANSWER = {"site": "lyon", "project": "p", "permit": "d", "request": "{}", "at": FAR, "digest": "0" * 64}
RECORD = {
    "sequence": 1,
    "at": FAR,
    "actor": "claire",
    "event": "read.finished",
    "subject": "lyon",
    "details": {"rows": 1},
    "previous": "0" * 64,
    "digest": "0" * 64,
    "signature": "x",
}


def of_token(text: str) -> None:
    verify_access_token(signed(text, "d2h-access"), PUBLIC, audience="gateway:lyon")


def of_request(text: str) -> None:
    proof = signed(text, SITE_REQUEST_KIND)
    ProofsUsed().use(
        verify_site_request(proof, PUBLIC, site="lyon", method="GET", path="/sites/lyon/permits")
    )


def of_ticket(text: str) -> None:
    read_replay_ticket(signed(text, "d2h-replay"), PUBLIC)


def of_permit(text: str) -> None:
    verify_permit(signed(text, PERMIT_KIND), PUBLIC).digest()


def of_answer(text: str) -> None:
    verify_answer(signed(text, ANSWER_KIND), ["n"], [[1]], PUBLIC)


def of_record(text: str) -> None:
    try:
        record = AuditRecord.model_validate_json(text)
    except ValueError as fault:
        raise Refusal("request-malformed") from fault
    first_fault([record], [PUBLIC])


READ: dict[str, tuple[Callable[[str], None], dict[str, Any]]] = {
    "access token": (of_token, TOKEN),
    "request of a site": (of_request, REQUEST),
    "ticket of a replay": (of_ticket, TICKET),
    "permit": (of_permit, PERMIT),
    "answer of a gateway": (of_answer, ANSWER),
    "record of an audit": (of_record, RECORD),
}
ABSURD = st.sampled_from(
    [
        *(10**400, -(10**19), 2**53, 2**63, 2**64, 0, -1, 1e308, 1e-320),
        *(float("nan"), float("inf"), -float("inf"), None, True, "", "\x00", "\ud800", "é" * 300),
        *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00", "99999-01-01"),
        *([], {}, [[]], {"": {}}, [None, 1], {"$ref": "#"}),
        "NESTED",
    ]
)
JSON = st.recursive(ABSURD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner))


def signed(text: str, kind: str) -> str:
    return jwt.PyJWS().encode(text.encode(), KEY, algorithm="EdDSA", headers={"typ": kind})


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(place for key, one in inner for place in places(one, (*here, key)))]


def with_value(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    copy = document.copy()
    copy[place[0]] = with_value(copy[place[0]], place[1:], value)
    return copy


def written(document: Any) -> str:
    deep = "[" * 20_000 + "]" * 20_000
    return json.dumps(document).replace('"NESTED"', deep)


@pytest.mark.parametrize("name", READ)
def test_the_documents_as_they_should_be_are_read(name: str) -> None:
    read, document = READ[name]
    if name in ("permit", "ticket of a replay", "record of an audit"):
        read(written(document))
    else:
        with pytest.raises(Refusal, match=r"clocks-apart|site-request-stale|answer-altered"):
            read(written(document))


@pytest.mark.parametrize("name", READ)
@settings(max_examples=300, deadline=None, derandomize=True)
@given(data=st.data())
def test_an_absurd_value_anywhere_is_refused_or_read(name: str, data: st.DataObject) -> None:
    read, document = READ[name]
    place = data.draw(st.sampled_from(places(document)))
    text = written(with_value(document, place, data.draw(JSON)))
    with suppress(Refusal):
        read(text)


@pytest.mark.parametrize("kind", ["d2h-access", PERMIT_KIND])
@settings(max_examples=200, deadline=None, derandomize=True)
@given(header=st.one_of(JSON, st.fixed_dictionaries({"alg": JSON, "typ": JSON, "b64": JSON, "crit": JSON})))
def test_an_absurd_header_is_refused_before_anything_is_believed(kind: str, header: Any) -> None:
    encoded = base64.urlsafe_b64encode(written(header).encode()).rstrip(b"=").decode()
    _, payload, signature = signed(json.dumps(TOKEN), kind).split(".")
    text = f"{encoded}.{payload}.{signature}"
    with pytest.raises(Refusal):
        verify_access_token(text, PUBLIC, audience="gateway:lyon")
    with pytest.raises(Refusal):
        signatures.verify(text, PUBLIC, kind=kind)
