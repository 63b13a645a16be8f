"""No token, no answer: forged, expired, for another door, of one who left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from fastapi.testclient import TestClient

from governance.access.token import ISSUER, LIFETIME, issue_access_token
from governance.actor import Actor
from governance.projects.apply import apply_projects, read_project_files
from governance.storage.unit_of_work import open_governance
from tests.integration.output_checking.house import PROJECT, House

Api = Callable[..., TestClient]


def claims(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "iss": ISSUER,
        "sub": "claire",
        "project": PROJECT,
        "permits": {},
        "door": 0,
        "aud": ["airlock"],
        "iat": now,
        "exp": now + LIFETIME,
        "jti": "one",
    } | changes


def signed(key: Ed25519PrivateKey, kind: str = "d2h-access", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm="EdDSA", headers={"typ": kind})


def answered(api: Api, token: str) -> tuple[int, str]:
    answer = api(token=token).get("/api/requests")
    return answer.status_code, answer.json().get("code", "")


def test_the_token_governance_issues_is_accepted(api: Api, house: House) -> None:
    assert answered(api, signed(house.access_key)) == (200, "")


def test_a_token_carried_over_from_another_workspace_opens_nothing(app: FastAPI, house: House) -> None:
    carried = {"authorization": f"Bearer {signed(house.access_key, door=3)}"}
    own = TestClient(app, headers=carried | {"d2h-door": "3"}).get("/api/requests")
    assert own.status_code == 200
    for other in ({"d2h-door": "4"}, {}):
        answer = TestClient(app, headers=carried | other).get("/api/requests")
        assert (answer.status_code, answer.json()["code"]) == (401, "access-other-door")


@pytest.mark.parametrize(
    "header", [{}, {"authorization": "Basic Y2xhaXJlOg=="}, {"authorization": "Bearer "}]
)
def test_without_a_token_nothing_answers(app: FastAPI, header: dict[str, str]) -> None:
    answer = TestClient(app, headers=header).get("/api/requests")
    assert (answer.status_code, answer.json()["code"]) == (401, "access-missing")


def test_a_token_signed_by_another_key_is_refused(api: Api) -> None:
    assert answered(api, signed(Ed25519PrivateKey.generate())) == (401, "access-invalid")


def test_a_token_without_signature_is_refused(api: Api) -> None:
    unsigned = jwt.encode(claims(), None, algorithm="none", headers={"typ": "d2h-access"})
    assert answered(api, unsigned) == (401, "access-invalid")


@pytest.mark.parametrize(
    "changes",
    [{"aud": ["gateway:lyon"]}, {"iss": "somebody"}, {"sub": 7}, {"project": None}],
    ids=["for a gateway", "of another issuer", "of no person", "of no project"],
)
def test_a_token_made_for_something_else_is_refused(api: Api, house: House, changes: dict[str, Any]) -> None:
    assert answered(api, signed(house.access_key, **changes)) == (401, "access-invalid")


def test_another_kind_of_signed_text_is_no_token(api: Api, house: House) -> None:
    assert answered(api, signed(house.access_key, kind="d2h-permit")) == (401, "access-invalid")


def test_a_token_ends_after_a_minute(api: Api, house: House) -> None:
    earlier = datetime.now(UTC) - LIFETIME - timedelta(seconds=1)
    old = issue_access_token(house.access_key, user="claire", project=PROJECT, permits={}, now=earlier)
    assert answered(api, old) == (401, "access-expired")


@pytest.mark.parametrize("noise", ["x", "a.b.c", "é", "eyJhbGciOiJFZERTQSJ9..", "." * 5000])
def test_noise_is_no_token(api: Api, noise: str) -> None:
    assert answered(api, noise)[0] == 401


def test_one_who_is_no_member_drafts_nothing(api: Api, house: House) -> None:
    answer = api("zoe").post("/api/requests", json={"title": "t", "context": "c"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-a-member")
    assert house.records() == []


def test_one_who_left_the_project_sees_nothing_of_it_any_more(api: Api, house: House, tmp_path: Path) -> None:
    request = house.draft()
    assert api().get(f"/api/requests/{request.id}").status_code == 200
    project = (Path(__file__).parent / "adverse-events.yaml").read_text("utf-8")
    without = project.replace("  - {user: claire, role: lead}\n", "").replace(
        "user: hugo, role: researcher", "user: hugo, role: lead"
    )
    (tmp_path / "project.yaml").write_text(without, encoding="utf-8")
    with open_governance(house.governance)() as uow:
        apply_projects(uow, read_project_files([tmp_path / "project.yaml"]), Actor("test", {}))
        uow.commit()
    gone = api().get(f"/api/requests/{request.id}")
    assert (gone.status_code, gone.json()["code"]) == (404, "request-unknown")
