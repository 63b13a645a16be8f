"""Where the project allows it, one reviewer releases what gateways answered and signed, and nothing else."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest

from d2h_sdk.wire import Evidence
from governance.signed_answers import AnswerStatement, answer_digest, sign_answer
from output_checking.findings import Severity
from output_checking.gateway_evidence import RULE
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.states import State
from output_checking.use_cases.submit import submit_request
from tests.integration.output_checking.house import OF_SITES, House

COLUMNS = ("ward", "persons")
ROWS = {
    "lyon": [("Cardiology", 412), ("Surgery", 650)],
    "grenoble": [("Cardiology", 198), ("Surgery", 377)],
}
CSV = "site,ward,persons\n" + "".join(
    f"{site},{ward},{persons}\n" for site, rows in ROWS.items() for ward, persons in rows
)
PERMITS = {"lyon": "1" * 64, "grenoble": "2" * 64}


def signed(house: House, project: str = OF_SITES, permits: dict[str, str] = PERMITS) -> Evidence:
    """What d2h.aggregate leaves on its table: each site's signature on its own rows."""
    signatures = {}
    for site, rows in ROWS.items():
        statement = AnswerStatement(
            site=site,
            project=project,
            permit=permits[site],
            request="{}",
            at="2026-11-26T05:00:00+00:00",
            digest=answer_digest(COLUMNS, rows),
        )
        signatures[site] = sign_answer(statement, house.site_keys[site])
    persons = tuple((number,) for rows in ROWS.values() for _, number in rows)
    return Evidence(
        kind="counts", index_columns=2, persons=persons, signatures=signatures, types=("text", "int")
    )


def checked(
    house: House, content: str = CSV, evidence: Evidence | None = None, project: str = OF_SITES
) -> ReleaseRequest:
    request = house.draft(project=project)
    house.add(request, "wards.csv", content, evidence=evidence or signed(house, project))
    house.explain(request)
    submit_request(house.airlock, actor="claire", request_id=request.id, permits=PERMITS)
    house.worker.turn()
    return house.now(request)


def said(request: ReleaseRequest) -> list[Severity]:
    return [one.severity for one in request.files[0].findings if one.rule == RULE]


def test_one_reviewer_releases_what_the_gateways_signed(house: House) -> None:
    request = checked(house)
    assert said(request) == [Severity.PASS]
    assert (request.votes_required, request.sites_required) == (1, ())
    house.vote(request, "ines", Choice.APPROVE, Comment("As signed.", "wards.csv"))
    house.worker.turn()
    assert house.state(request) is State.RELEASED
    with zipfile.ZipFile(BytesIO(house.fetch(request, "claire"))) as package:
        graph = json.loads(package.read("ro-crate-metadata.json"))["@graph"]
    assert next(one for one in graph if one["@id"] == "./")["d2h:evidenceGrade"] == "gateway"
    sent = [one for one in house.records() if one.event == "request.sent-to-review"]
    assert sent[0].details["fast_lane"] is True


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("412", "413"),
        ("412", "0412"),
        ("412", "412.0"),
        ("Surgery,650", "Surgery,650\nlyon,Geriatrics,11"),
        ("lyon,Cardiology,412\nlyon,Surgery,650\n", "lyon,Surgery,650\nlyon,Cardiology,412\n"),
        ("lyon,Surgery,650\n", ""),
        ("grenoble", "brest"),
        ("ward,persons", "ward,patients"),
        ("Cardiology", '"Cardiology"'),
        ("site,ward,persons\n", "site,ward,persons\r\n"),
    ],
)
def test_a_file_that_differs_in_anything_goes_the_ordinary_way(house: House, before: str, after: str) -> None:
    request = checked(house, CSV.replace(before, after, 1), signed(house))
    assert Severity.PASS not in said(request)
    assert request.votes_required != 1 or request.sites_required == ("lyon", "grenoble")


def test_an_answer_for_another_project_under_another_permit_or_by_another_key_proves_nothing(
    house: House,
) -> None:
    swapped = signed(house)
    swapped = swapped.model_copy(
        update={
            "signatures": {"lyon": swapped.signatures["grenoble"], "grenoble": swapped.signatures["lyon"]}
        }
    )
    for evidence in (
        signed(house, project="adverse-events"),
        signed(house, permits={"lyon": "3" * 64, "grenoble": "2" * 64}),
        swapped,
    ):
        assert said(checked(house, CSV, evidence)) == [Severity.REVIEW]


def test_the_fast_lane_is_closed_unless_the_project_opens_it(house: House) -> None:
    request = checked(house, project="adverse-events")
    assert said(request) == [Severity.PASS]
    assert request.votes_required == 2


def test_one_unsigned_file_or_one_finding_closes_it(house: House) -> None:
    request = house.draft(project=OF_SITES)
    house.add(request, "wards.csv", CSV, evidence=signed(house))
    house.add(request, "notes.txt", "Read ward by ward.\n")
    house.explain(request)
    submit_request(house.airlock, actor="claire", request_id=request.id, permits=PERMITS)
    house.worker.turn()
    assert house.now(request).sites_required == ("lyon", "grenoble")
