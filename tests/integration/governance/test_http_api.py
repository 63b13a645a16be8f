"""`python -m governance` over real HTTP. What the hub would answer comes from a small server of our own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import OperationalError

from governance.access.site_request import sign_site_request
from governance.access.token import LIFETIME, gateway_audience, verify_access_token
from governance.actor import Actor
from governance.audit.chain import EMPTY, GENESIS, seal
from governance.audit.story import trails_of, verify
from governance.catalogue.registration import register_site, registered_site
from governance.permits.document import PermitDocument, sign_permit
from governance.projects.life import suspend_project
from governance.signatures import load_public_pem, public_pem
from governance.web.limits import LARGEST_BODY
from tests.ports import free_port

World = Any  # the class of conftest.py, which nothing can import

SERVER = "access:servers!server=claire/sepsis"
ACTIVITY = ["read:users:activity!user=claire", "users:activity!user=claire"]
HOLDERS: dict[str, Any] = {
    "of-claire": {"name": "claire", "kind": "user", "scopes": [SERVER, *ACTIVITY]},
    "of-ines": {"name": "ines", "kind": "user", "scopes": ["access:servers!server=ines/sepsis"]},
    "personal": {"name": "claire", "kind": "user", "scopes": ["access:servers!user=claire", "self"]},
    "of-a-service": {"name": "airlock", "kind": "service", "scopes": ["read:users"]},
    "garbage": ["what"],
}


class HubAnswers(BaseHTTPRequestHandler):
    """`GET /hub/api/user` as JupyterHub answers it."""

    def do_GET(self) -> None:
        holder = HOLDERS.get(self.headers.get("authorization", "").removeprefix("token "))
        known = self.path == "/hub/api/user" and holder is not None
        body = json.dumps(holder if known else {"status": 403, "message": "Forbidden"}).encode()
        self.send_response(200 if known else 403)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), HubAnswers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hub/api"
    server.shutdown()
    server.server_close()


@contextmanager
def serving(world: World, hub_api: str) -> Iterator[httpx.Client]:
    settings, port = world.settings, free_port()
    environment = os.environ | {
        "D2H_GOVERNANCE_DATABASE_URL": settings.database_url,
        "D2H_GOVERNANCE_KEY_FILE": str(settings.key_file),
        "D2H_GOVERNANCE_AUDIT_ANCHOR": str(settings.audit_anchor),
        "D2H_GOVERNANCE_PORT": str(port),
        "D2H_GOVERNANCE_HUB_API_URL": hub_api,
    }
    process = subprocess.Popen([sys.executable, "-m", "governance"], env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
            _wait_until_it_answers(client, process)
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) in (0, -signal.SIGTERM)


def _wait_until_it_answers(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the API ended at its start"
        try:
            client.get("/keys/access")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the API never answered")


@pytest.fixture
def api(world: World, hub: str) -> Iterator[httpx.Client]:
    world.apply()
    with serving(world, hub) as client:
        yield client


def exchange(api: httpx.Client, hub_token: str | None) -> httpx.Response:
    headers = {} if hub_token is None else {"authorization": f"token {hub_token}".encode("latin-1")}
    return api.post("/access-tokens", headers=headers)


def as_site(
    world: World, api: httpx.Client, site: str, method: str, path: str, **content: Any
) -> httpx.Response:
    proof = sign_site_request(site, method, path, world.site_keys[site])
    return api.request(method, path, headers={"authorization": f"Bearer {proof}"}, **content)


def refused(answer: httpx.Response, status: int, code: str) -> bool:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return True


def test_from_proposal_to_an_access_token(world: World, api: httpx.Client) -> None:
    assert refused(exchange(api, "of-claire"), 403, "project-not-active")

    (asked,) = as_site(world, api, "lyon", "GET", "/sites/lyon/permits").json()
    assert (asked["state"], asked["project_title"]["en"]) == ("PROPOSED", "Sepsis")
    document = PermitDocument.model_validate(asked["document"])
    assert document.digest() == asked["digest"]
    path = f"/sites/lyon/permits/{asked['digest']}/signature"
    signed = {"signed": sign_permit(document, world.site_keys["lyon"])}
    assert as_site(world, api, "lyon", "POST", path, json=signed).status_code == 204
    world.sign("grenoble")
    world.record()
    world.activate()

    answer = exchange(api, "of-claire").raise_for_status().json()
    assert answer["expires_in"] == LIFETIME.total_seconds() < 60
    key = load_public_pem(api.get("/keys/access").text)
    claims = verify_access_token(answer["access_token"], key, audience=gateway_audience("lyon"))
    assert claims.door == 0
    assert (claims.user, claims.project, claims.permits["lyon"]) == ("claire", "sepsis", asked["digest"])
    assert set(claims.permits) == {"lyon", "grenoble"}

    withdrawal = f"/sites/lyon/permits/{asked['digest']}"
    assert as_site(world, api, "lyon", "DELETE", withdrawal).status_code == 204
    renewed = exchange(api, "of-claire").raise_for_status().json()["access_token"]
    claims = verify_access_token(renewed, key, audience=gateway_audience("grenoble"))
    assert set(claims.permits) == {"grenoble"}
    assert world.events()[-1] == "permit.withdrawn"


def test_a_suspension_bites_at_the_next_token(world: World, api: httpx.Client) -> None:
    world.sign()
    world.record()
    world.activate()
    assert exchange(api, "of-claire").status_code == 200
    with world.unit() as uow:
        suspend_project(uow, "sepsis", Actor("nadia", {}), "complaint")
        uow.commit()
    assert refused(exchange(api, "of-claire"), 403, "project-not-active")


def test_only_the_token_of_a_members_own_workspace_is_exchanged(world: World, api: httpx.Client) -> None:
    world.sign()
    world.record()
    world.activate()
    assert exchange(api, "of-claire").status_code == 200
    for hub_token, status, code in (
        (None, 401, "credential-missing"),
        ("invented", 401, "hub-token-invalid"),
        ("invent\u00e9", 401, "credential-missing"),
        ("personal", 403, "hub-token-too-broad"),
        ("of-a-service", 403, "hub-token-not-a-server"),
        ("garbage", 403, "hub-token-not-a-server"),
        ("of-ines", 403, "not-a-member"),
    ):
        assert refused(exchange(api, hub_token), status, code)


def test_a_hub_that_does_not_answer_is_told_as_such(world: World) -> None:
    world.apply()
    with serving(world, f"http://127.0.0.1:{free_port()}/hub/api") as api:
        assert refused(exchange(api, "of-claire"), 503, "hub-unreachable")


def test_a_site_sees_and_signs_nothing_without_its_own_key(world: World, api: httpx.Client) -> None:
    path = "/sites/lyon/permits"
    assert refused(api.get(path), 401, "credential-missing")
    for proof in (b"x", b"a.b.c", b"\xe9.\xe9.\xe9"):
        answer = api.get(path, headers={"authorization": b"Bearer " + proof})
        assert answer.status_code == 401
    for key, site, signed_path, code in (
        (world.site_keys["grenoble"], "lyon", path, "signature-invalid"),
        (world.site_keys["lyon"], "lyon", "/sites/lyon/permits/x", "site-request-mismatch"),
        (world.site_keys["lyon"], "grenoble", path, "site-request-mismatch"),
    ):
        proof = sign_site_request(site, "GET", signed_path, key)
        assert refused(api.get(path, headers={"authorization": f"Bearer {proof}"}), 401, code)
    stranger = sign_site_request("paris", "GET", "/sites/paris/permits", Ed25519PrivateKey.generate())
    answer = api.get("/sites/paris/permits", headers={"authorization": f"Bearer {stranger}"})
    assert refused(answer, 404, "site-not-registered")


def test_a_request_of_a_site_that_was_overheard_is_not_served_again(world: World, api: httpx.Client) -> None:
    digest, _ = world.signature("lyon")
    path = f"/sites/lyon/permits/{digest}"
    withdrawal = sign_site_request("lyon", "DELETE", path, world.site_keys["lyon"])
    sent = [api.delete(path, headers={"authorization": f"Bearer {withdrawal}"}) for _ in range(2)]
    assert sent[0].status_code == 204, sent[0].text
    events = world.events()
    assert refused(sent[1], 401, "site-request-replayed")
    assert world.events() == events


def test_a_signature_that_does_not_fit_changes_nothing(world: World, api: httpx.Client) -> None:
    digest, signed = world.signature("lyon")
    _, other = world.signature("grenoble")
    path = f"/sites/lyon/permits/{digest}/signature"
    events = world.events()
    for content, status, code in (
        ({"signed": other}, 401, "signature-invalid"),
        ({"signed": ""}, 401, "signature-invalid"),
        ({"signed": signed, "more": 1}, 422, "request-malformed"),
        ({}, 422, "request-malformed"),
    ):
        assert refused(as_site(world, api, "lyon", "POST", path, json=content), status, code)
    unknown = f"/sites/lyon/permits/{'0' * 64}/signature"
    assert refused(
        as_site(world, api, "lyon", "POST", unknown, json={"signed": signed}), 404, "permit-unknown"
    )
    assert world.events() == events


def test_a_body_too_large_is_refused_before_it_is_read(world: World, api: httpx.Client) -> None:
    answer = as_site(
        world, api, "lyon", "POST", "/sites/lyon/permits/x/signature", content=b"x" * (LARGEST_BODY + 1)
    )
    assert refused(answer, 413, "request-too-large")


def test_a_body_that_never_ends_is_given_up(api: httpx.Client) -> None:
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=60) as slow:
        slow.sendall(b"POST /access-tokens HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n")
        assert b" 408 " in slow.recv(1_000).split(b"\r\n")[0]


def test_nothing_else_stands_at_the_address(api: httpx.Client) -> None:
    for path in ("/", "/docs", "/openapi.json", "/sites", "/access-tokens"):
        answer = api.get(path)
        assert answer.status_code in (404, 405)
        assert answer.json()["code"] == "request-unknown"


def test_an_api_that_cannot_start_says_why(tmp_path: Path) -> None:
    environment = os.environ | {
        "D2H_GOVERNANCE_DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite",
        "D2H_GOVERNANCE_KEY_FILE": str(tmp_path / "none.pem"),
        "D2H_LANGUAGE": "en",
    }
    command = [sys.executable, "-m", "governance"]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert finished.returncode == 1
    assert "python -m governance.migrate" in finished.stderr
    assert "Traceback" not in finished.stderr


ABSURD = [10**400, -1, 2**63, 1e308, None, True, [], {}, "", "\x00", "9999-12-31T23:59:59-23:59"]


def absurd_records() -> Iterator[dict[str, Any]]:
    """Records of an audit, each with one value that is none."""
    record = {
        "sequence": 1,
        "at": "2026-01-01T00:00:00Z",
        "actor": "claire",
        "event": "read.finished",
        "subject": "lyon",
        "details": {"rows": 1},
        "previous": GENESIS,
        "digest": "0" * 64,
        "signature": "x",
    }
    for name in record:
        yield from ({**record, name: value} for value in ABSURD)
    yield from ({**record, "details": {"rows": value}} for value in ABSURD)


def signed_record(**changes: Any) -> dict[str, Any]:
    """One that is signed as it should be whatever it says."""
    content = {"actor": "a", "event": "e", "subject": "s", "details": {}} | changes
    return seal(EMPTY, LYONS_AUDIT, **content).model_dump(mode="json")


LYONS_AUDIT = Ed25519PrivateKey.generate()


def test_no_absurd_value_that_a_site_sends_is_met_by_a_fault(world: World, api: httpx.Client) -> None:
    with world.unit() as uow:
        card = registered_site(uow, "lyon").model_copy(update={"audit_public_key": public_pem(LYONS_AUDIT)})
        register_site(uow, card, Actor("nadia", {}))
        uow.commit()
    path = "/sites/lyon/audit"

    def sent(where: str, content: bytes) -> httpx.Response:
        proof = sign_site_request("lyon", "POST", where, LYONS_AUDIT)
        headers = {"authorization": f"Bearer {proof}", "content-type": "application/json"}
        return api.post(where, headers=headers, content=content)

    bodies = [json.dumps({"records": [record]}) for record in absurd_records()]
    bodies += [json.dumps({"records": [signed_record() | {name: "\x00"}]}) for name in ("actor", "subject")]
    bodies += [json.dumps({"records": [signed_record(details={"x": "\x00"})]})]
    bodies += ["[" * 100_000, '{"records": ' + "[" * 5_000 + "]" * 5_000 + "}", "NaN", '{"records": [NaN]}']
    bodies += [json.dumps({"records": [{**signed_record(), "details": {"x": float("nan")}}]})]
    bodies += [json.dumps({"records": [signed_record()]}).replace("{}", '{"x":' * 400 + "1" + "}" * 400)]
    for body in bodies:
        answer = sent(path, body.encode())
        assert answer.status_code < 500, (body[:300], answer.text)
        assert answer.is_success or "code" in answer.json(), body[:300]
    for value in ABSURD:
        answer = sent(f"{path}/parted", json.dumps({"sequence": value}).encode())
        assert answer.status_code == 422 and answer.json()["code"] == "request-malformed", value
    for value in ABSURD:
        signature = json.dumps({"signed": value}).encode()
        where = f"/sites/lyon/permits/{'0' * 64}/signature"
        answer = as_site(world, api, "lyon", "POST", where, content=signature)
        assert answer.status_code < 500 and "code" in answer.json(), value


@pytest.mark.parametrize("database_url", ["pair"], indirect=True)
def test_when_the_database_is_lost_the_service_says_so_and_goes_on_at_its_standby(
    world: World, hub: str, postgresql_pair: tuple[Any, Any]
) -> None:
    first, standby = postgresql_pair
    world.open()
    told = len(world.events())
    with serving(world, hub) as api, world.unit() as half_done:
        exchange(api, "of-claire").raise_for_status()
        suspend_project(half_done, "sepsis", Actor("nadia", {}), "half done")
        first.stop()

        assert refused(exchange(api, "of-claire"), 503, "database-busy")
        with pytest.raises(OperationalError):
            half_done.commit()

        standby.promote()
        exchange(api, "of-claire").raise_for_status()
        path = "/sites/lyon/permits"
        (asked,) = as_site(world, api, "lyon", "GET", path).json()
        assert as_site(world, api, "lyon", "DELETE", f"{path}/{asked['digest']}").status_code == 204
    assert world.events()[told:] == ["permit.withdrawn"]
    assert verify(trails_of(world.settings)[0]).holds
