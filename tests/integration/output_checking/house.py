"""One project, its people and its airlock, with shorthands for what workspaces and reviewers do there."""

from __future__ import annotations

import base64
import io
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from d2h_sdk.wire import Evidence
from governance.access.token import issue_access_token
from governance.audit.chain import AuditRecord
from governance.catalogue.site_card import SiteCard
from governance.settings import GovernanceSettings
from governance.signatures import public_pem
from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.request_files import FileRole
from output_checking.settings import AirlockSettings
from output_checking.states import State
from output_checking.use_cases.add_file import Upload, add_file
from output_checking.use_cases.draft import draft_request
from output_checking.use_cases.explain import explain_group
from output_checking.use_cases.fetch import fetch_by_link, make_link
from output_checking.use_cases.revoke import revoke_release
from output_checking.use_cases.submit import submit_request
from output_checking.use_cases.vote import cast_vote
from output_checking.use_cases.withdraw import withdraw_request
from output_checking.worker import Worker

PROJECT, OTHER_PROJECT = "adverse-events", "activity"
OF_SITES = "registry"  # asks for an opinion of each site's data owner
JUDGES = {PROJECT: ("ines", "paul"), OF_SITES: ("ines", "owner-lyon", "owner-grenoble")}
PERMITS = {"lyon": "0" * 64}
CSRF = "a-token-of-this-session"
WHO = "x-test-person"  # the header that tells the test's application who is logged in

COUNTS = "ward,patients,deaths\nCardiology,412,31\nGeriatrics,388,54\nSurgery,650,19\n"
SMALL = "ward,patients,deaths\nCardiology,412,31\nGeriatrics,388,3\nSurgery,650,19\n"
CLAIMED = Evidence(kind="counts", persons=((412, 31), (388, 54), (650, 19)))
CLAIMED_SMALL = Evidence(kind="counts", persons=((412, 31), (388, 3), (650, 19)))
LOOKED_AT = Comment("I compared it with the source.", "deaths.csv")


def site_card(site: str, key: Ed25519PrivateKey) -> SiteCard:
    columns = {"gender_concept_id": {"type": "BIGINT"}}
    return SiteCard.model_validate(
        {
            "id": site,
            "title": {"en": f"Hospital of {site}"},
            "gateway_host": "127.0.0.1",
            "gateway_port": 8031,
            "certificate": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "data_owner_public_key": public_pem(key),
            "results_public_key": public_pem(key),
            "datasets": [{"id": "omop", "title": {"en": "OMOP"}, "tables": {"person": {"columns": columns}}}],
        }
    )


def picture(size: tuple[int, int] = (320, 200)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (40, 110, 130)).save(buffer, "PNG")
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


def ballot(choice: str, turn: int = 1, **comments: str) -> dict[str, str]:
    """The fields of the vote form; `whole` comments on the request, `on_deaths` on the table."""
    return {
        "csrf_token": CSRF,
        "turn": str(turn),
        "choice": choice,
        "comment": comments.get("whole", ""),
        "comment:deaths.csv": comments.get("on_deaths", ""),
    }


def at_once(*acts: Callable[[], object]) -> list[Exception | None]:
    """Runs all of them at the same moment; what each one raised."""
    start = threading.Barrier(len(acts))
    raised: list[Exception | None] = [None] * len(acts)

    def run(position: int, act: Callable[[], object]) -> None:
        start.wait(10)
        try:
            act()
        except Exception as fault:
            raised[position] = fault

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return raised


@dataclass
class House:
    """The opened airlock, its worker, and the key with which governance signs access tokens."""

    airlock: Airlock
    worker: Worker
    settings: AirlockSettings
    governance: GovernanceSettings
    access_key: Ed25519PrivateKey
    site_keys: dict[str, Ed25519PrivateKey]

    def token(self, user: str = "claire", project: str = PROJECT) -> str:
        return issue_access_token(self.access_key, user=user, project=project, permits=PERMITS)

    def draft(
        self,
        title: str = "Deaths by ward",
        context: str = "For table 2.",
        author: str = "claire",
        project: str = PROJECT,
    ) -> ReleaseRequest:
        return draft_request(self.airlock, actor=author, project=project, title=title, context=context)

    def add(
        self,
        request: ReleaseRequest,
        name: str,
        content: bytes | str,
        *,
        supports: str | None = None,
        evidence: Evidence | None = None,
        group: str = "deaths",
    ) -> None:
        raw = content.encode() if isinstance(content, str) else content
        role = FileRole.SUPPORTING if supports else FileRole.OUTPUT
        upload = Upload(name, group, role, supports, evidence)
        add_file(
            self.airlock, actor=request.author, request_id=request.id, upload=upload, content=io.BytesIO(raw)
        )

    def submit(self, request: ReleaseRequest, *words: str) -> None:
        """Once every group has its words: context and controls."""
        self.explain(request, *words)
        submit_request(self.airlock, actor=request.author, request_id=request.id, permits=PERMITS)

    def explain(
        self,
        request: ReleaseRequest,
        context: str = "Table 2: all stays of 2025.",
        controls: str = "Groups under 10 persons merged.",
    ) -> None:
        for group in self.now(request).unexplained():
            explain_group(
                self.airlock,
                actor=request.author,
                request_id=request.id,
                group=group,
                context=context,
                controls=controls,
            )

    def submitted(
        self, content: str = COUNTS, evidence: Evidence | None = CLAIMED, project: str = PROJECT
    ) -> ReleaseRequest:
        """A request of one table, read by the checks."""
        request = self.draft(project=project)
        self.add(request, "deaths.csv", content, evidence=evidence)
        self.submit(request)
        self.worker.turn()
        return self.now(request)

    def vote(
        self,
        request: ReleaseRequest,
        reviewer: str,
        choice: Choice = Choice.APPROVE,
        *comments: Comment,
        turn: int = 1,
        affected: tuple[str, ...] | None = None,
    ) -> None:
        cast_vote(
            self.airlock,
            actor=reviewer,
            request_id=request.id,
            turn=turn,
            choice=choice,
            comments=comments or (LOOKED_AT,),
            affected=affected,
        )

    def approved(self, project: str = PROJECT) -> ReleaseRequest:
        """All votes are in, the worker has not looked yet."""
        request = self.submitted(project=project)
        for judge in JUDGES[project]:
            self.vote(request, judge)
        return self.now(request)

    def released(self, project: str = PROJECT) -> ReleaseRequest:
        request = self.approved(project)
        self.worker.turn()
        return self.now(request)

    def in_every_state(self, project: str = PROJECT) -> dict[State, ReleaseRequest]:
        """One request of claire's in each state."""
        judges = JUDGES[project]
        checking, draft = self.draft("Being read", project=project), self.draft("A draft", project=project)
        for one in (checking, draft):
            self.add(one, "deaths.csv", COUNTS, evidence=CLAIMED)
        made = [draft, self.submitted(SMALL, CLAIMED_SMALL, project), self.released(project)]
        made += [self.submitted(project=project), self.released(project)]
        revoke_release(self.airlock, actor="ines", request_id=made[-1].id, reason="A cell was too small.")
        made.append(self.submitted(project=project))
        withdraw_request(self.airlock, actor="claire", request_id=made[-1].id)
        for choice in (Choice.RETURN, Choice.REJECT):
            made.append(self.submitted(project=project))
            for who in judges:
                self.vote(made[-1], who, choice, Comment("Too small."))
        made.append(self.submitted(project=project))
        for at, who in enumerate(judges):
            choice = Choice.RETURN if at else Choice.APPROVE
            self.vote(made[-1], who, choice, Comment("Too small?", "deaths.csv"))
        made.append(self.approved(project))  # the next look of the worker would release it
        self.submit(checking)
        found = {self.state(one): self.now(one) for one in (*made, checking)}
        assert set(found) == set(State)
        return found

    def fetch(self, request: ReleaseRequest, who: str) -> bytes:
        token = make_link(self.airlock, viewer=who, request_id=request.id)
        return fetch_by_link(self.airlock, token=token).content

    def now(self, request: ReleaseRequest) -> ReleaseRequest:
        """The request as it is stored."""
        with self.airlock.open_unit() as unit:
            return unit.requests.get(request.id)

    def state(self, request: ReleaseRequest) -> State:
        return self.now(request).state

    def records(self) -> list[AuditRecord]:
        with self.airlock.open_unit() as unit:
            return list(unit.audit.records())

    def events(self) -> list[str]:
        return [record.event for record in self.records()]
