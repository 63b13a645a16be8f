"""Who left, or whose training ended, judges nothing, reads nothing and fetches nothing here any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient

from governance.actor import Actor
from governance.people.certificate import Certificate
from governance.people.leaving import leave
from governance.people.training import record_certificate
from governance.policy.in_force import apply_policy
from governance.policy.policy import Policy
from governance.refusal import Refusal
from governance.storage.unit_of_work import open_governance
from output_checking.opinions import Choice
from output_checking.use_cases.fetch import fetch_by_link, make_link
from tests.integration.output_checking.conftest import Browser
from tests.integration.output_checking.house import House

Api = Callable[..., TestClient]
NADIA = Actor("nadia", {})
SDC = Policy.model_validate({"training": {"output_checker": ["sdc"]}})


def gone(house: House, user: str) -> None:
    with open_governance(house.governance)() as uow:
        leave(uow, user, NADIA, "moved")
        uow.commit()


def test_a_checker_whose_training_is_missing_votes_only_once_it_is_recorded(
    house: House, browser: Browser
) -> None:
    request = house.submitted()
    with open_governance(house.governance)() as uow:
        apply_policy(uow, SDC, NADIA)
        uow.commit()
    with pytest.raises(Refusal, match="training-lacking"):
        house.vote(request, "ines", Choice.APPROVE)
    page = browser("ines").get(f"/requests/{request.id}")
    assert page.status_code == 403 and "sdc" in page.text
    paper = Certificate(
        kind="sdc", by="CASD", given=date(2026, 1, 5), until=date(2099, 1, 1), document="d" * 64
    )
    with open_governance(house.governance)() as uow:
        record_certificate(uow, "ines", paper, NADIA)
        uow.commit()
    house.vote(request, "ines", Choice.APPROVE)
    assert house.events().count("vote.cast") == 1


def test_a_checker_who_left_votes_no_more(house: House, browser: Browser) -> None:
    request = house.submitted()
    gone(house, "ines")
    with pytest.raises(Refusal, match="person-unknown"):
        house.vote(request, "ines", Choice.APPROVE)
    assert browser("ines").get(f"/requests/{request.id}").status_code == 403


def test_a_link_made_before_its_person_left_fetches_nothing(house: House) -> None:
    request = house.released()
    token = make_link(house.airlock, viewer="claire", request_id=request.id)
    gone(house, "claire")
    with pytest.raises(Refusal, match="person-unknown"):
        fetch_by_link(house.airlock, token=token)
    assert "package.fetched" not in house.events()


def test_a_token_that_outlives_its_person_opens_nothing(house: House, api: Api) -> None:
    workspace = api("claire")
    assert workspace.get("/api/requests").status_code == 200
    gone(house, "claire")
    assert workspace.get("/api/requests").status_code == 403
    drafted = workspace.post("/api/requests", json={"title": "Deaths", "context": "A table of deaths."})
    assert (drafted.status_code, drafted.json()["code"]) == (403, "person-unknown")
    assert "request.drafted" not in house.events()
