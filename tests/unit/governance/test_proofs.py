"""Tokens, site requests and permits: what was not signed for this use, by this key, now, is refused."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance import signatures
from governance.access.site_request import ProofsUsed, SiteRequest, sign_site_request, verify_site_request
from governance.access.token import (
    AIRLOCK_AUDIENCE,
    CLOCK_SKEW,
    ISSUER,
    LIFETIME,
    gateway_audience,
    issue_access_token,
    verify_access_token,
)
from governance.permits.document import (
    DatasetPermit,
    Mode,
    PermitDocument,
    TablePermit,
    sign_permit,
    verify_permit,
)
from governance.refusal import Refusal
from governance.web.hub_tokens import ServerToken, server_in_scopes

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
LYON = gateway_audience("lyon")


def token(now: datetime | None = None) -> str:
    return issue_access_token(KEY, user="claire", project="sepsis", permits={"lyon": "d1"}, now=now)


def refused(text: str, audience: str = LYON) -> str:
    with pytest.raises(Refusal) as refusal:
        verify_access_token(text, KEY.public_key(), audience=audience)
    return refusal.value.code


def test_a_token_tells_who_works_where_by_which_permit() -> None:
    for audience in (LYON, AIRLOCK_AUDIENCE):
        claims = verify_access_token(token(), KEY.public_key(), audience=audience)
        assert (claims.user, claims.project, claims.permits) == ("claire", "sepsis", {"lyon": "d1"})


def test_a_token_lives_less_than_a_minute() -> None:
    assert timedelta(seconds=60) > LIFETIME
    second = timedelta(seconds=1)
    assert refused(token(datetime.now(UTC) - LIFETIME - second)) == "access-expired"
    assert verify_access_token(
        token(datetime.now(UTC) - LIFETIME + 5 * second), KEY.public_key(), audience=LYON
    )


def test_a_token_made_to_live_longer_is_refused() -> None:
    assert (
        refused(signed(forged(exp=datetime.now(UTC) + LIFETIME + timedelta(seconds=2)))) == "access-invalid"
    )
    assert refused(signed(forged(iat="yesterday"))) == "access-invalid"


def test_clocks_may_differ_a_little_and_no_more() -> None:
    ahead = datetime.now(UTC) + CLOCK_SKEW
    seconds = timedelta(seconds=3)
    assert verify_access_token(token(ahead - seconds), KEY.public_key(), audience=LYON)
    assert refused(token(ahead + seconds)) == "clocks-apart"


def test_a_token_opens_no_site_without_a_permit() -> None:
    assert refused(token(), gateway_audience("grenoble")) == "access-invalid"


def forged(**changes: object) -> dict[str, object]:
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "sub": "claire",
        "project": "sepsis",
        "permits": {"lyon": "d1"},
        "door": 3,
        "aud": [LYON],
        "iat": now,
        "exp": now + LIFETIME,
        "jti": "x",
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def signed(claims: dict[str, object], key: Ed25519PrivateKey = KEY, kind: str = "d2h-access") -> str:
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"typ": kind})


def test_the_forger_s_own_token_would_pass_if_nothing_were_wrong_with_it() -> None:
    assert verify_access_token(signed(forged()), KEY.public_key(), audience=LYON).user == "claire"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"exp": None},
        {"jti": None},
        {"aud": "airlock"},
        {"permits": None},
        {"permits": "all"},
        {"project": None},
        {"sub": None},
        {"door": None},
        {"door": -1},
        {"door": "any"},
    ],
)
def test_a_token_with_a_wrong_or_missing_claim_is_refused(changes: dict[str, object]) -> None:
    assert refused(signed(forged(**changes))) == "access-invalid"


def test_another_key_another_kind_or_no_signature_is_refused() -> None:
    assert refused(signed(forged(), OTHER)) == "access-invalid"
    assert refused(signed(forged(), kind="d2h-permit")) == "access-invalid"
    assert refused(jwt.encode(forged(), None, algorithm="none")) == "access-invalid"  # type: ignore[arg-type]
    public = signatures.public_pem(KEY)
    header, payload = (
        base64.urlsafe_b64encode(json.dumps(part, default=str).encode()).rstrip(b"=").decode()
        for part in ({"alg": "HS256", "typ": "d2h-access"}, forged())
    )
    import hashlib
    import hmac

    mac = hmac.new(public.encode(), f"{header}.{payload}".encode(), hashlib.sha256).digest()
    confused = f"{header}.{payload}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    assert refused(confused) == "access-invalid"


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "é.é.é", "\x00", token()[:-4] + "AAAA"])
def test_garbage_is_refused(text: str) -> None:
    assert refused(text) == "access-invalid"


# --- site requests ---------------------------------------------------------------------------------------

PATH = "/sites/lyon/permits"


def request_refusal(proof: str, **asked: str) -> str:
    request = {"site": "lyon", "method": "GET", "path": PATH} | asked
    with pytest.raises(Refusal) as refusal:
        verify_site_request(proof, KEY.public_key(), **request)  # type: ignore[arg-type]
    return refusal.value.code


def test_a_site_proves_a_request() -> None:
    verify_site_request(
        sign_site_request("lyon", "get", PATH, KEY), KEY.public_key(), site="lyon", method="GET", path=PATH
    )


def test_a_proof_serves_for_no_other_request() -> None:
    proof = sign_site_request("lyon", "GET", PATH, KEY)
    assert request_refusal(proof, site="grenoble") == "site-request-mismatch"
    assert request_refusal(proof, method="DELETE") == "site-request-mismatch"
    assert request_refusal(proof, path=PATH + "/x") == "site-request-mismatch"


def test_an_old_or_future_proof_is_refused() -> None:
    for seconds in (-61, 61):
        late = sign_site_request("lyon", "GET", PATH, KEY, now=datetime.now(UTC) + timedelta(seconds=seconds))
        assert request_refusal(late) == "site-request-stale"


def test_a_proof_serves_once() -> None:
    used = ProofsUsed()
    first, other = (proven(sign_site_request("lyon", "DELETE", PATH, KEY)) for _ in range(2))
    used.use(first)
    used.use(other)
    for request in (first, other):
        with pytest.raises(Refusal, match="site-request-replayed"):
            used.use(request)


def test_a_proof_used_before_the_service_started_anew_is_refused_as_old() -> None:
    before = proven(sign_site_request("lyon", "DELETE", PATH, KEY))
    with pytest.raises(Refusal, match="site-request-stale"):
        ProofsUsed().use(before)


def test_proofs_are_forgotten_only_once_they_are_old() -> None:
    start = datetime.now(UTC)
    used = ProofsUsed(start - timedelta(seconds=1))
    request = proven(sign_site_request("lyon", "DELETE", PATH, KEY, now=start + timedelta(seconds=59)))
    used.use(request)
    with pytest.raises(Refusal, match="site-request-replayed"):
        used.use(request, now=start + timedelta(seconds=118))
    late = start + timedelta(seconds=130)
    with pytest.raises(Refusal, match="site-request-stale"):
        verify_site_request(
            sign_site_request("lyon", "GET", PATH, KEY, now=request.at),
            KEY.public_key(),
            site="lyon",
            method="GET",
            path=PATH,
            now=late,
        )


def proven(proof: str) -> SiteRequest:
    return verify_site_request(proof, KEY.public_key(), site="lyon", method="DELETE", path=PATH)


def test_a_proof_by_another_key_or_of_another_kind_is_refused() -> None:
    assert request_refusal(sign_site_request("lyon", "GET", PATH, OTHER)) == "signature-invalid"
    assert request_refusal(signatures.sign(b"{}", KEY, kind="d2h-permit")) == "signature-invalid"
    assert request_refusal(signatures.sign(b"{}", KEY, kind="d2h-site-request")) == "signature-invalid"


def test_a_permit_signature_serves_only_as_a_permit_signature() -> None:
    document = PermitDocument(
        project="sepsis",
        site="lyon",
        version=1,
        purpose="Study",
        members=("claire",),
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        datasets={
            "omop": DatasetPermit(mode=Mode.RECORDS, tables={"person": TablePermit(columns=("person_id",))})
        },
    )
    assert verify_permit(sign_permit(document, KEY), KEY.public_key()) == document
    for text in (sign_permit(document, OTHER), signatures.sign(document.canonical(), KEY, kind="d2h-audit")):
        with pytest.raises(Refusal, match="signature-invalid"):
            verify_permit(text, KEY.public_key())


# --- tokens of the hub -----------------------------------------------------------------------------------

SERVER = "access:servers!server=claire/sepsis"
# What JupyterHub 6 adds to a server's own token.
ACTIVITY = (
    "users:activity!user=claire",
    "read:users:activity!user=claire",
    "read:users:groups!user=claire",
    "read:users:name!user=claire",
)


def test_a_server_s_own_token_names_its_project() -> None:
    assert server_in_scopes("claire", (SERVER, *ACTIVITY)) == ServerToken("claire", "sepsis")


@pytest.mark.parametrize(
    "scopes",
    [
        ("access:servers", *ACTIVITY),
        ("access:servers!user=claire",),
        (SERVER, "access:servers!server=claire/activity"),
        (SERVER, "admin:users"),
        (SERVER, "users:activity"),
        (SERVER, "read:users:name!user=hugo"),
        (SERVER, "servers!user=claire"),
        (SERVER, "tokens!user=claire"),
        ("access:servers!server=hugo/sepsis",),
        ("access:servers!group=sepsis",),
    ],
)
def test_a_token_that_can_do_more_is_refused(scopes: tuple[str, ...]) -> None:
    with pytest.raises(Refusal, match="hub-token-too-broad"):
        server_in_scopes("claire", scopes)


@pytest.mark.parametrize("scopes", [(), ACTIVITY, ("access:servers!server=claire/",), ("access:services",)])
def test_a_token_of_no_project_is_refused(scopes: tuple[str, ...]) -> None:
    with pytest.raises(Refusal, match="hub-token-not-a-server"):
        server_in_scopes("claire", scopes)
