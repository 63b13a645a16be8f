"""A project that asks for stricter rules is judged by them, and the audit and the record say so."""

from __future__ import annotations

import json

from output_checking.model import Severity
from output_checking.package.record import release_record
from output_checking.use_cases.check import check_now
from tests.integration.output_checking.house import CLAIMED, COUNTS, OF_SITES, House

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
