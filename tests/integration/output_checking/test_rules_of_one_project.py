"""A project that asks for stricter rules is judged by them, and the audit and the record say so."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from output_checking.findings import Severity
from output_checking.model import ReleaseRequest
from output_checking.package.record import release_record
from output_checking.profile import SecretRules
from output_checking.use_cases.check import check_now
from tests.integration.output_checking.conftest import Browser, make_app
from tests.integration.output_checking.house import CLAIMED, COUNTS, OF_SITES, PROJECT, WHO, House

LONG = "day,mean\n" + "".join(f"{day},{day / 7:.2f}\n" for day in range(201))


def test_a_project_is_judged_by_its_own_rules_and_others_by_theirs(house: House) -> None:
    def limits(project: str) -> list[object]:
        request = house.draft(project=project)
        house.add(request, "long.csv", LONG)
        checked = check_now(house.airlock, actor="claire", request_id=request.id)
        findings = [one for one in checked.files[0].findings if one.severity is Severity.BLOCK]
        return [one.params["limit"] for one in findings if one.explanation == "rows-too-many"]

    assert limits(OF_SITES) == [200]
    assert limits("adverse-events") == []


def test_audit_and_record_tell_what_the_project_asked_and_what_held(house: House) -> None:
    request = house.draft(project=OF_SITES)
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.submit(request)
    (told,) = [one for one in house.records() if one.event == "request.submitted"]
    assert told.details["asked"] == {"rows": 200, "protection": 3}
    assert told.details["not_granted"] == {"protection": 3}
    now = house.now(request)
    profile = house.airlock.profile_of(now)
    assert told.details["rules"] == profile.digest() != house.airlock.profile.digest()
    house.worker.turn()
    record = json.loads(release_record(house.now(request), profile, {}))
    checks = next(one for one in record["@graph"] if one["@id"] == "#checks")
    assert json.loads(checks["d2h:projectRules"]) == {"rows": 200, "protection": 3}
    parameters = json.loads(checks["d2h:parameters"])
    assert (parameters["rows"], parameters["protection"]) == (200, 5)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "Set d2h-default, version 1. At least 10 persons",
                "Rows of a table: at most 200",
                "Values that a hidden count may have: at least 3 – 5 holds",
            ),
        ),
        (
            "fr",
            (
                "Jeu d2h-default, version 1. Au moins 10 personnes",
                "Lignes d’un tableau\u00a0: au plus 200",
                "Valeurs que peut avoir un effectif masqué\u00a0: au moins 3 – 5 s’applique",
            ),
        ),
    ],
)
def test_the_pages_name_the_rules_and_where_the_project_differs(
    house: House, browser: Browser, language: str, told: tuple[str, ...]
) -> None:
    request, plain = house.submitted(project=OF_SITES), house.submitted()
    for path in ("", "/files/deaths.csv"):
        shown = _rules(browser, "ines", request, f"{path}?language={language}")
        assert all(one in shown for one in told)
        assert told[0] in _rules(browser, "ines", plain, f"{path}?language={language}")
        assert told[1] not in _rules(browser, "ines", plain, f"{path}?language={language}")


def test_that_a_project_has_dominance_of_its_own_is_told_to_judges_and_its_parameters_to_nobody(
    house: House,
) -> None:
    own = house.airlock.profile.model_copy(update={"of_projects": {PROJECT: SecretRules(p_percent=0.1234)}})
    house = replace(house, airlock=replace(house.airlock, profile=own))
    client = TestClient(make_app(house))
    request = house.submitted()
    for who, told in (("ines", True), ("claire", False), ("hugo", False)):
        for path in ("", "/files/deaths.csv"):
            shown = client.get(f"/requests/{request.id}{path}?language=en", headers={WHO: who}).text
            assert ("parameters of dominance" in shown) is told, who
            assert "0.1234" not in shown and "12.34" not in shown


def _rules(browser: Browser, who: str, request: ReleaseRequest, path: str) -> str:
    """The words of the card on the page, as a reader sees them."""
    page = browser(who).get(f"/requests/{request.id}{path}").text
    card = page.split('aria-labelledby="rules"')[1].split("</section>")[0]
    return html.unescape(re.sub(r"[\u2068\u2069]", "", re.sub(r"<[^>]+>", "", card)))
