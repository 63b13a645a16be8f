"""Out through a gateway: straight to it over Flight, with tokens forged, expired or of another project."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.token import issue_access_token, verify_access_token
from governance.signatures import load_private_key
from launcher.isolation.probes.services import read_from

PERSONS = {"kind": "read", "dataset": "omop", "table": "person", "columns": ["person_id"]}


def own_token() -> str:
    import json
    import urllib.request

    request = urllib.request.Request("http://127.0.0.1:8082/access-tokens", method="POST")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)["access_token"]


def connect_without_trust(site: str) -> str:
    """What a client says that trusts another authority than the one the session names."""
    import json

    import pyarrow
    from pyarrow import flight

    with open("/run/d2h/session.json") as file:
        doors = json.load(file)["sites"]
    door = next(door for door in doors if door["site"] == site)
    other = next(door for door in doors if door["site"] != site)
    client = flight.connect(
        door["uri"], tls_root_certs=other["certificate"], override_hostname=door["server_name"]
    )
    try:
        list(client.do_action(flight.Action("datasets", b""), flight.FlightCallOptions(timeout=10)))
    except pyarrow.ArrowException as fault:
        return str(fault)
    return "connected"


@pytest.fixture(scope="module")
def governance_key(installation):
    """The key that signs real access tokens: an attacker who has it still meets the site's own signature."""
    return load_private_key(Path(installation.env["D2H_GOVERNANCE_KEY_FILE"]))


@pytest.fixture
def claims(claire, governance_key):
    """What claire's own, real token says."""
    return verify_access_token(claire.run(own_token), governance_key.public_key(), audience="gateway:lyon")


def other_projects_permits(hugo, governance_key) -> dict[str, str]:
    token = hugo.run(own_token)
    return verify_access_token(token, governance_key.public_key(), audience="gateway:lyon").permits


def test_her_own_token_reads_what_the_permit_names(claire):
    kind, rows = claire.run(read_from, "lyon", claire.run(own_token), json.dumps(PERSONS))

    assert kind == "rows", rows
    assert rows > 0


def test_no_token_is_refused(claire):
    assert claire.run(read_from, "lyon", None, json.dumps(PERSONS)) == ["refused", "access-missing"]


def test_a_forged_token_is_refused(claire, claims):
    forged = issue_access_token(
        Ed25519PrivateKey.generate(), user="claire", project="adverse-events", permits=claims.permits
    )

    assert claire.run(read_from, "lyon", forged, json.dumps(PERSONS)) == ["refused", "access-invalid"]


def test_a_token_without_a_signature_is_refused(claire):
    import base64

    header, payload, _ = claire.run(own_token).split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"d2h-access"}').rstrip(b"=").decode()

    for token in (f"{unsigned}.{payload}.", f"{header}.{payload}.AAAA"):
        assert claire.run(read_from, "lyon", token, json.dumps(PERSONS)) == ["refused", "access-invalid"]


def test_an_expired_token_is_refused(claire, claims, governance_key):
    expired = issue_access_token(
        governance_key,
        user="claire",
        project="adverse-events",
        permits=claims.permits,
        now=datetime.now(UTC) - timedelta(minutes=5),
    )

    assert claire.run(read_from, "lyon", expired, json.dumps(PERSONS)) == ["refused", "access-expired"]


def test_the_hubs_own_token_is_no_access_token(claire, installation):
    request = json.dumps(PERSONS)

    assert claire.run(read_from, "lyon", "0" * 64, request) == ["refused", "access-invalid"]


def test_a_token_carried_over_from_another_workspace_opens_nothing(claire, hugo, neighbour):
    """Neither that of another project nor that of a colleague in the same one."""
    for other in (hugo, neighbour):
        carried = other.run(own_token)

        assert claire.run(read_from, "lyon", carried, json.dumps(PERSONS)) == ["refused", "access-other-door"]


def test_another_projects_permit_shown_at_her_own_door_reads_as_that_project_may(
    claire, claims, hugo, governance_key
):
    """Whoever had governance's key would still get no record where the site agreed to aggregates."""
    made = issue_access_token(
        governance_key,
        user="hugo",
        project="activity",
        permits=other_projects_permits(hugo, governance_key),
        door=claims.door,
    )

    assert claire.run(read_from, "lyon", made, json.dumps(PERSONS)) == ["refused", "aggregates-only"]


def test_governance_itself_cannot_lend_one_projects_permit_to_another(claire, claims, governance_key):
    lent = issue_access_token(
        governance_key, user="hugo", project="activity", permits=claims.permits, door=claims.door
    )

    assert claire.run(read_from, "lyon", lent, json.dumps(PERSONS)) == ["refused", "permit-other-project"]


def test_governance_itself_cannot_add_a_member(claire, claims, hugo, governance_key):
    added = issue_access_token(
        governance_key,
        user="claire",
        project="activity",
        permits=other_projects_permits(hugo, governance_key),
        door=claims.door,
    )

    assert claire.run(read_from, "lyon", added, json.dumps(PERSONS)) == ["refused", "permit-not-for-member"]


def test_governance_itself_cannot_invent_a_permit(claire, claims, governance_key):
    permits = {"lyon": "0" * 64}
    invented = issue_access_token(
        governance_key, user="claire", project="adverse-events", permits=permits, door=claims.door
    )

    assert claire.run(read_from, "lyon", invented, json.dumps(PERSONS)) == ["refused", "permit-unknown"]


def test_one_sites_permit_opens_no_other_site(claire, claims, governance_key):
    permits = {"grenoble": claims.permits["lyon"]}
    crossed = issue_access_token(
        governance_key, user="claire", project="adverse-events", permits=permits, door=claims.door
    )

    assert claire.run(read_from, "grenoble", crossed, json.dumps(PERSONS)) == ["refused", "permit-unknown"]
    assert claire.run(read_from, "lyon", crossed, json.dumps(PERSONS)) == ["refused", "access-invalid"]


@pytest.mark.parametrize(
    ("table", "column", "code"),
    [
        ("person", "month_of_birth", "column-not-in-permit"),
        ("person", "person_source_value", "column-not-in-permit"),
        ("note", "note_text", "table-not-in-permit"),
    ],
)
def test_what_the_permit_does_not_name_is_refused_at_the_gateway(claire, table, column, code):
    request = json.dumps({**PERSONS, "table": table, "columns": [column]})

    assert claire.run(read_from, "lyon", claire.run(own_token), request) == ["refused", code]


@pytest.mark.parametrize(
    "column",
    ["person_id, month_of_birth", "person_id) from person--", "read_parquet('/etc/passwd')", '"person_id"'],
)
def test_a_column_that_is_a_piece_of_sql_is_not_read(claire, column):
    request = json.dumps({**PERSONS, "columns": [column]})

    assert claire.run(read_from, "lyon", claire.run(own_token), request) == ["refused", "request-unreadable"]


def test_a_gateway_shows_its_own_certificate_to_the_end(claire):
    assert "certificate" in claire.run(connect_without_trust, "lyon").lower()
