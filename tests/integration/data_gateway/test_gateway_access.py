"""Who is let in: every way of coming with the wrong paper is refused, for the reason expected."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import grpc
import jwt
import pyarrow as pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.protobuf.wrappers_pb2 import BytesValue

from d2h_sdk.wire import ReadRequest
from data_gateway.serving.flight_server import SERVICE
from data_gateway.site.certificate import create_certificate
from governance.access.token import ISSUER, LIFETIME, issue_access_token
from governance.catalogue.site_card import SiteCard
from governance.monitoring.asking import Answer, ask_gateway
from governance.permits.document import sign_permit
from governance.signatures import sign
from tests.ports import free_port

from .conftest import RunningSite, permit_for, refused
from .test_gateway_audit import last


def test_a_member_with_a_signed_permit_reads(site: RunningSite) -> None:
    token = site.token(site.permit())
    assert site.read(token, "person").num_rows == 60


def test_a_call_without_a_token_is_refused(site: RunningSite) -> None:
    site.permit()
    assert refused(lambda: site.read(None, "person")).code == "access-missing"


def test_a_forged_token_is_refused(site: RunningSite) -> None:
    permit = site.permit()
    forged = issue_access_token(
        Ed25519PrivateKey.generate(),
        user="claire",
        project=permit.project,
        permits={site.settings.id: permit.digest()},
    )
    assert refused(lambda: site.read(forged, "person")).code == "access-invalid"


def test_a_token_changed_after_signature_is_refused(site: RunningSite) -> None:
    header, payload, signature = site.token(site.permit()).split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["sub"] = "hugo"
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    assert refused(lambda: site.read(f"{header}.{changed}.{signature}", "person")).code == "access-invalid"


def test_an_expired_token_is_refused(site: RunningSite) -> None:
    token = site.token(site.permit(), now=datetime.now(UTC) - timedelta(minutes=2))
    assert refused(lambda: site.read(token, "person")).code == "access-expired"


def test_a_token_made_to_live_for_a_day_is_refused(site: RunningSite) -> None:
    permit = site.permit()
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "sub": "claire",
        "project": permit.project,
        "permits": {site.settings.id: permit.digest()},
        "aud": [f"gateway:{site.settings.id}"],
        "iat": now,
        "exp": now + timedelta(days=1),
        "jti": "x",
        "door": 0,
    }
    token = jwt.encode(claims, site.governance_key, algorithm="EdDSA", headers={"typ": "d2h-access"})
    assert refused(lambda: site.read(token, "person")).code == "access-invalid"


def test_a_permit_signature_does_not_pass_for_a_token(site: RunningSite) -> None:
    signed = sign(b"{}", site.governance_key, kind="d2h-permit")
    assert refused(lambda: site.read(signed, "person")).code == "access-invalid"


def test_another_sites_token_is_refused(make_site: Callable[..., RunningSite]) -> None:
    lyon, grenoble = make_site("lyon"), make_site("grenoble")
    token = lyon.token(lyon.permit())
    assert refused(lambda: grenoble.read(token, "person")).code == "access-invalid"


def test_a_permit_signed_by_another_site_opens_nothing_here(make_site: Callable[..., RunningSite]) -> None:
    lyon, grenoble = make_site("lyon"), make_site("grenoble")
    document = permit_for("adverse-events", "lyon")
    signed_elsewhere = sign_permit(document, grenoble.data_owner_key)
    (lyon.folder.permits / f"{document.digest()}.jws").write_text(signed_elsewhere)
    assert refused(lambda: lyon.read(lyon.token(document), "person")).code == "permit-invalid"


def test_a_permit_for_another_site_opens_nothing_even_when_signed_here(site: RunningSite) -> None:
    document = site.sign(permit_for("adverse-events", "grenoble"))
    assert refused(lambda: site.read(site.token(document), "person")).code == "permit-invalid"


def test_a_token_shown_again_from_elsewhere_is_refused_and_its_owner_reads_on(site: RunningSite) -> None:
    permit = site.permit()
    token = site.token(permit)
    assert site.read(token, "person").num_rows == 60
    copied = from_elsewhere(site, token)
    assert copied == "access-replayed"
    told = last(site, "read.refused")
    assert (told.actor, told.details["code"]) == ("claire", "access-replayed")
    assert told.details["token"] and told.details["project"] == permit.project
    assert site.read(token, "person").num_rows == 60
    unseen = site.token(permit)
    assert from_elsewhere(site, unseen) == "rows"
    assert refused(lambda: site.read(unseen, "person")).code == "access-replayed"


def from_elsewhere(site: RunningSite, token: str) -> str:
    """`rows`, or the code of the refusal, over a connection of its own."""
    credentials = grpc.ssl_channel_credentials(site.folder.certificate_authority.read_bytes())
    options = [("grpc.ssl_target_name_override", site.settings.server_name)]
    ticket = BytesValue(value=ReadRequest(dataset="omop", table="person").model_dump_json().encode())
    with grpc.secure_channel(site.uri.removeprefix("grpc+tls://"), credentials, options) as channel:
        call = channel.unary_stream(SERVICE + "DoGet")
        metadata = [("authorization", f"Bearer {token}")]
        try:
            list(call(ticket.SerializeToString(), metadata=metadata, timeout=60))
        except grpc.RpcError as fault:
            told = dict(fault.trailing_metadata() or ())
            return str(json.loads(told["grpc-status-details-bin"])["code"])
    return "rows"


def test_a_token_of_a_project_does_not_open_another_projects_permit(site: RunningSite) -> None:
    permit = site.permit("adverse-events")
    token = site.token(permit, project="activity")
    assert refused(lambda: site.read(token, "person")).code == "permit-other-project"


def test_a_token_that_names_no_permit_of_this_site_is_refused(site: RunningSite) -> None:
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "sub": "claire",
        "project": "adverse-events",
        "permits": {},
        "door": 0,
        "aud": [f"gateway:{site.settings.id}"],
        "iat": now,
        "exp": now + LIFETIME,
        "jti": "x",
    }
    token = jwt.encode(claims, site.governance_key, algorithm="EdDSA", headers={"typ": "d2h-access"})
    assert refused(lambda: site.read(token, "person")).code == "permit-missing"


def test_an_unsigned_permit_opens_nothing(site: RunningSite) -> None:
    document = permit_for("adverse-events", site.settings.id)
    assert refused(lambda: site.read(site.token(document), "person")).code == "permit-unknown"


@pytest.mark.parametrize("content", [b"", b"not a signature", b"\xff\xfe"])
def test_a_file_that_is_no_signature_opens_nothing(site: RunningSite, content: bytes) -> None:
    document = permit_for("adverse-events", site.settings.id)
    (site.folder.permits / f"{document.digest()}.jws").write_bytes(content)
    assert refused(lambda: site.read(site.token(document), "person")).code == "permit-invalid"


def test_a_permit_edited_after_signature_opens_nothing(site: RunningSite) -> None:
    narrow = site.permit(datasets={"omop": {"tables": {"person": {"columns": ["year_of_birth"]}}}})
    wide = permit_for("adverse-events", site.settings.id)
    header, _, signature = (site.folder.permits / f"{narrow.digest()}.jws").read_text().split(".")
    payload = base64.urlsafe_b64encode(wide.canonical()).decode().rstrip("=")
    (site.folder.permits / f"{wide.digest()}.jws").write_text(f"{header}.{payload}.{signature}")
    assert refused(lambda: site.read(site.token(wide), "person")).code == "permit-invalid"


def test_a_signed_permit_renamed_to_another_digest_opens_nothing(site: RunningSite) -> None:
    old, new = site.permit(), permit_for("adverse-events", site.settings.id, version=2)
    (site.folder.permits / f"{old.digest()}.jws").rename(site.folder.permits / f"{new.digest()}.jws")
    assert refused(lambda: site.read(site.token(new), "person")).code == "permit-invalid"


def test_a_digest_that_is_a_path_is_refused(site: RunningSite) -> None:
    permit = site.permit()
    token = site.token(permit, permits={site.settings.id: f"../permits/{permit.digest()}"})
    assert refused(lambda: site.read(token, "person")).code == "permit-unknown"


def test_somebody_who_is_not_in_the_signed_permit_is_refused(site: RunningSite) -> None:
    refusal = refused(lambda: site.read(site.token(site.permit(), user="mallory"), "person"))
    assert refusal.code == "permit-not-for-member"
    assert refusal.params["user"] == "mallory"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_from": date.today() + timedelta(days=1)}, "permit-not-started"),
        ({"valid_until": date.today() - timedelta(days=1)}, "permit-ended"),
    ],
)
def test_a_permit_outside_its_dates_is_refused(site: RunningSite, changes: dict[str, Any], code: str) -> None:
    assert refused(lambda: site.read(site.token(site.permit(**changes)), "person")).code == code


def test_a_withdrawn_permit_refuses_the_very_next_call(site: RunningSite) -> None:
    permit = site.permit()
    token = site.token(permit)
    site.read(token, "person")
    (site.folder.permits / f"{permit.digest()}.jws").unlink()
    assert refused(lambda: site.read(token, "person")).code == "permit-unknown"


def test_listing_data_sets_asks_for_the_same_papers(site: RunningSite) -> None:
    document = permit_for("adverse-events", site.settings.id)
    assert refused(lambda: site.datasets(site.token(document))).code == "permit-unknown"
    assert refused(lambda: site.datasets("nonsense")).code == "access-invalid"


def test_a_client_refuses_a_gateway_that_shows_another_certificate(site: RunningSite) -> None:
    impostor = create_certificate(site.settings.server_name).authority
    client = site.connect(certificate=impostor)
    with pytest.raises(pa.ArrowException, match=r"certificate|UNAVAILABLE|unavailable"):
        list(client.do_action("datasets", site.options(site.token(site.permit()))))


def test_a_client_refuses_the_gateway_of_another_site_by_its_name(site: RunningSite) -> None:
    client = site.connect(server_name="grenoble.gateway.d2h")
    with pytest.raises(pa.ArrowException, match=r"certificate|UNAVAILABLE|unavailable|[Pp]eer name"):
        list(client.do_action("datasets", site.options(site.token(site.permit()))))


def test_the_platform_asks_a_gateway_whether_it_answers_and_whether_it_is_the_one_of_its_card(
    site: RunningSite,
) -> None:
    card = SiteCard.model_construct(
        id=site.settings.id,
        gateway_host="127.0.0.1",
        gateway_port=urlsplit(site.uri).port or 0,
        certificate=site.folder.certificate_authority.read_text(),
    )
    told = ask_gateway(card, seconds=20)
    shown = x509.load_pem_x509_certificates(site.folder.certificate_chain.read_bytes())[0]
    assert (told.answer, told.until) == (Answer.UP, shown.not_valid_after_utc)
    impostor = card.model_copy(
        update={"certificate": create_certificate(site.settings.server_name).authority}
    )
    assert ask_gateway(impostor, seconds=20).answer is Answer.UNPROVED
    elsewhere = card.model_copy(update={"gateway_port": free_port()})
    assert ask_gateway(elsewhere, seconds=20).answer is Answer.DOWN
