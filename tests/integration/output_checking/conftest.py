"""The airlock's own application over a real database and store; only who is logged in is told by a header."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from PIL import Image

from d2h_sdk.wire import Evidence
from governance.actor import Actor
from governance.migrate import migrate
from governance.people.people_file import read_people_file
from governance.people.registration import register_people
from governance.projects.apply import apply_projects, read_project_files
from governance.settings import GovernanceSettings
from governance.signatures import public_pem
from governance.storage.unit_of_work import open_governance
from output_checking.airlock import Airlock, open_airlock
from output_checking.migrate import prepare
from output_checking.model import Choice, Comment, FileRole, ReleaseRequest
from output_checking.settings import AirlockSettings
from output_checking.use_cases.add_file import Upload, add_file
from output_checking.use_cases.draft import draft_request
from output_checking.use_cases.submit import submit_request
from output_checking.use_cases.vote import cast_vote
from output_checking.web.app import create_app
from output_checking.web.hub_login import LoginNeeded, Session, current_session
from output_checking.worker import Worker

HERE = Path(__file__).parent
CSRF = "a-token-of-this-session"
WHO = "x-test-person"


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 200), (40, 110, 130)).save(buffer, "PNG")
    return buffer.getvalue()


def notebook(*outputs: dict[str, object], source: str = "d2h.read('person')") -> bytes:
    cell = {
        "cell_type": "code",
        "id": "one",
        "execution_count": 1,
        "metadata": {},
        "source": source,
        "outputs": list(outputs),
    }
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}).encode()


def html_output(html: str) -> dict[str, object]:
    data = {"text/html": html, "text/plain": "a table"}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def png_output(content: bytes) -> dict[str, object]:
    data = {"image/png": base64.b64encode(content).decode()}
    return {"output_type": "display_data", "metadata": {}, "data": data}


COUNTS = "ward,patients,deaths\nCardiology,412,31\nGeriatrics,388,54\nSurgery,650,19\n"
SMALL = "ward,patients,deaths\nCardiology,412,31\nGeriatrics,388,3\nSurgery,650,19\n"
CLAIMED = Evidence(kind="counts", persons=((412, 31), (388, 54), (650, 19)))
CLAIMED_SMALL = Evidence(kind="counts", persons=((412, 31), (388, 3), (650, 19)))


@dataclass
class House:
    """The opened airlock, its worker, and shorthands for what workspaces and reviewers do."""

    airlock: Airlock
    worker: Worker

    def draft(self, title: str = "Deaths by ward", context: str = "For table 2.") -> ReleaseRequest:
        return draft_request(
            self.airlock, actor="claire", project="adverse-events", title=title, context=context
        )

    def add(
        self,
        request: ReleaseRequest,
        name: str,
        content: bytes | str,
        *,
        supports: str | None = None,
        evidence: Evidence | None = None,
    ) -> None:
        raw = content.encode() if isinstance(content, str) else content
        role = FileRole.SUPPORTING if supports else FileRole.OUTPUT
        upload = Upload(name, "deaths", role, supports, evidence)
        add_file(self.airlock, actor="claire", request_id=request.id, upload=upload, content=io.BytesIO(raw))

    def submit(self, request: ReleaseRequest) -> None:
        submit_request(self.airlock, actor="claire", request_id=request.id, permits={"lyon": "0" * 64})

    def submitted(self, content: str = COUNTS, evidence: Evidence | None = CLAIMED) -> ReleaseRequest:
        """A request of one table, read by the checks."""
        request = self.draft()
        self.add(request, "deaths.csv", content, evidence=evidence)
        self.submit(request)
        self.worker.turn()
        return request

    def vote(
        self,
        request: ReleaseRequest,
        reviewer: str,
        choice: Choice = Choice.APPROVE,
        *comments: Comment,
        turn: int = 1,
    ) -> None:
        cast_vote(
            self.airlock,
            actor=reviewer,
            request_id=request.id,
            turn=turn,
            choice=choice,
            comments=comments or (Comment("I compared it with the source.", "deaths.csv"),),
        )

    def released(self) -> ReleaseRequest:
        request = self.submitted()
        self.vote(request, "ines")
        self.vote(request, "paul")
        self.worker.turn()
        return request


@pytest.fixture
def settings(tmp_path: Path) -> tuple[AirlockSettings, GovernanceSettings]:
    governance = GovernanceSettings(
        database_url=f"sqlite:///{tmp_path}/governance.sqlite",
        key_file=tmp_path / "governance.pem",
        audit_anchor=tmp_path / "governance.anchor",
    )
    migrate(governance)
    with open_governance(governance)() as uow:
        register_people(uow, read_people_file(HERE / "people.yaml"), Actor("test", {}))
        apply_projects(uow, read_project_files([HERE / "project.yaml"]), Actor("test", {}))
        uow.commit()
    access_key = tmp_path / "access.pub"
    access_key.write_text(public_pem(Ed25519PrivateKey.generate()), encoding="ascii")
    airlock = AirlockSettings(
        database_url=f"sqlite:///{tmp_path}/airlock.sqlite",
        store=tmp_path / "store",
        key_file=tmp_path / "airlock.pem",
        audit_anchor=tmp_path / "airlock.anchor",
        access_public_key_file=access_key,
        hub_token="a-token-of-the-service",
    )
    prepare(airlock)
    return airlock, governance


@pytest.fixture
def house(settings: tuple[AirlockSettings, GovernanceSettings]) -> House:
    airlock = open_airlock(*settings)
    return House(airlock, Worker(airlock))


@pytest.fixture
def app(house: House, settings: tuple[AirlockSettings, GovernanceSettings]) -> FastAPI:
    application = create_app(house.airlock, settings[0])

    def told_by_header(request: Request) -> Session:
        username = request.headers.get(WHO)
        if username is None:
            raise LoginNeeded(request.url.path)
        return Session(username, "", CSRF, float("inf"))

    application.dependency_overrides[current_session] = told_by_header
    return application


Browser = Callable[..., TestClient]


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Browser]:
    """`browser("ines")`: a client logged in as her; `browser()` is nobody."""

    def opened(username: str | None = None) -> TestClient:
        client = TestClient(app, base_url="http://localhost:8001", follow_redirects=False)
        if username is not None:
            client.headers[WHO] = username
        return client

    yield opened
    app.dependency_overrides.clear()


def ballot(choice: str, turn: int = 1, **comments: str) -> dict[str, str]:
    """The fields of the vote form; `whole` comments on the request, `on_deaths` on the table."""
    return {
        "csrf_token": CSRF,
        "turn": str(turn),
        "choice": choice,
        "comment": comments.get("whole", ""),
        "comment:deaths.csv": comments.get("on_deaths", ""),
    }
