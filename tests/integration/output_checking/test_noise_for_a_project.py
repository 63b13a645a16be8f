"""Noise is offered by a profile, project by project, and drawn by the airlock alone."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest

from d2h_sdk.outputs.crosstabs import crosstab
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.tables import table_file
from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.profile import Perturbation
from output_checking.repair.offered import Wish
from output_checking.use_cases.add_file import Upload, add_file
from output_checking.use_cases.check import check_now
from output_checking.use_cases.draft import draft_request
from output_checking.use_cases.propose_repair import Proposal, propose_repair
from tests.integration.output_checking.house import PROJECT, House

EVENTS = {("A", "fell"): 40, ("A", "none"): 70, ("B", "fell"): 25, ("B", "none"): 12, ("C", "fell"): 3}
EVENTS[("C", "none")] = 31


def falls() -> PreparedFile:
    rows = [key for key, number in EVENTS.items() for _ in range(number)]
    data = pd.DataFrame(rows, columns=["ward", "event"])
    persons = pd.Series([f"p{at}" for at in range(len(data))])
    return table_file(
        crosstab(data["ward"], data["event"], margins=True, persons=persons, cell_keys=True), "falls"
    )


def noisy(house: House, *projects: str) -> Airlock:
    rules = house.airlock.profile.rules.model_copy(
        update={"perturbation": Perturbation(deviation=6, variance=4.0, small=2, projects=projects)}
    )
    return replace(house.airlock, profile=house.airlock.profile.model_copy(update={"rules": rules}))


def proposed(airlock: Airlock, title: str) -> tuple[Proposal, str]:
    request = draft_request(airlock, actor="claire", project=PROJECT, title=title, context="For table 2.")
    add(airlock, request.id, falls())
    check_now(airlock, actor="claire", request_id=request.id)
    wish = Wish("perturb")
    return propose_repair(airlock, actor="claire", request_id=request.id, wish=wish), request.id


def add(airlock: Airlock, request_id: str, file: PreparedFile) -> None:
    upload = Upload(file.name, "falls", evidence=file.evidence)
    content = io.BytesIO(file.content)
    add_file(airlock, actor="claire", request_id=request_id, upload=upload, content=content)


def test_a_project_that_is_offered_noise_has_the_same_in_every_request(house: House) -> None:
    airlock = noisy(house, PROJECT)
    first, request = proposed(airlock, "Falls")
    _, repaired = first.repaired["falls.csv"]
    assert repaired.holds and first.left == {}
    second, _ = proposed(airlock, "Falls again")
    assert second.repaired["falls.csv"][1].after.lines == repaired.after.lines
    after = repaired.after
    add(airlock, request, PreparedFile("falls.csv", after.written(), after.evidence))
    judged = check_now(airlock, actor="claire", request_id=request)
    assert judged.blocks(airlock.is_final) == ()


def test_another_project_is_not_offered_it(house: House) -> None:
    with pytest.raises(Refusal) as told:
        proposed(noisy(house, "another"), "Falls")
    assert told.value.code == "repair-does-not-apply" and "perturb" not in told.value.params["methods"]
