"""What the data protection officer tells a patient who asks: who could have read her data, and when."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import Result
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner

from d2h_sdk.wire import SqlRequest
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.cli import app
from data_gateway.patients.opposing import oppose
from data_gateway.patients.processing import Question, patient_processing
from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.patients.pseudonyms import pseudonymise
from governance.refusal import Refusal

from .conftest import RunningSite
from .owner_window import NAME, Window, logged_in, shuts_nobody_out

WOMEN: dict[str, object] = {
    "person": {
        "columns": ["person_id", "gender_concept_id"],
        "rows": [{"column": "gender_concept_id", "op": "=", "value": 8532}],
    }
}


@pytest.fixture
def ask(site: RunningSite) -> Callable[..., Result]:
    """Types `d2h site patient` and the number it asks for."""

    def asking(number: str, *words: str) -> Result:
        arguments = ["patient", str(site.folder.root), "--case", "2026-17", *words]
        return CliRunner().invoke(
            app, arguments, input=number + "\n", env=os.environ | {"D2H_LANGUAGE": "en"}
        )

    return asking


def test_a_patient_is_told_who_could_read_her_data_by_either_number(
    site: RunningSite, ask: Callable[..., Result], tmp_path: Path
) -> None:
    permit = site.permit()
    women = site.permit("women", datasets={"omop": {"tables": WOMEN}})
    token = site.token(permit)
    numbers = site.read(token, "person", ["person_id"]).column("person_id").to_pylist()
    site.read(site.token(women), "person", ["person_id"])  # of others: patient 7 is a man
    site.get(site.token(permit, "hugo"), SqlRequest(sql="SELECT count(*) AS n FROM measurement"))

    by_hospital_number = ask("ipp 0000007")
    assert by_hospital_number.exit_code == 0, by_hospital_number.output
    told = by_hospital_number.stdout
    assert "Patient 7 of this site" in told and "Not on the list of oppositions." in told
    assert "Project adverse-events: 2 answers could include this patient" in told
    assert "omop.person (1 row)" in told and "omop.measurement (2 rows)" in told
    assert re.search(r"UTC  claire  rows read: omop\.person \(person_id\)", told)
    assert re.search(r"UTC  hugo  SQL: SELECT count .* FROM measurement", told)
    assert "women" not in told

    key = ProjectKeys(site.folder).key("adverse-events")
    mine = int(pseudonymise(pa.array([7]), key, ColumnRole.PERSON)[0])
    assert mine in numbers
    assert "Patient 7 of this site" in ask(str(mine), "--project", "adverse-events").stdout
    foreign = ask(str(mine), "--project", "women")
    assert foreign.exit_code == 1 and "in project women" in foreign.output

    # What was read before she refused stays told; what is read after cannot include her.
    (tmp_path / "opposed.txt").write_text("7\n")
    oppose(site.folder, tmp_path / "opposed.txt")
    found = patient_processing(site.folder, Question("7", "t"))
    assert found.opposed and found.since is not None
    assert [len(one.reads) for one in found.projects] == [2]
    oppose(site.folder, tmp_path / "opposed.txt")
    assert patient_processing(site.folder, Question("7", "t")).since == found.since


def test_the_audit_tells_that_somebody_asked_and_never_about_whom(
    site: RunningSite, ask: Callable[..., Result]
) -> None:
    site.permit()
    assert ask("IPP0000007").exit_code == 0
    assert ask("IPP9999999").exit_code == 1
    told = [record for record in site.audit() if record.event == "patient.looked-up"]
    assert [record.details for record in told] == [{"case": "2026-17"}] * 2
    assert "0000007" not in "".join(record.model_dump_json() for record in site.audit())
    for case in ("IPP-0000007", "Mme Durand", "", "x" * 41):
        with pytest.raises(Refusal, match="patient-case-wrong"):
            patient_processing(site.folder, Question("IPP0000007", case))
    for number in ("", "x" * 129, "7\x00"):
        with pytest.raises(Refusal, match="patient-number-wrong"):
            patient_processing(site.folder, Question(number, "2026-17"))
    for number in ("-1", "abc", str(2**63), "٧"):
        with pytest.raises(Refusal, match="pseudonym-wrong"):
            patient_processing(site.folder, Question(number, "2026-17", "adverse-events"))


def test_looking_draws_no_key_and_finds_nobody_once_the_key_is_destroyed(site: RunningSite) -> None:
    permit = site.permit()
    with pytest.raises(Refusal, match="pseudonym-unknown"):
        patient_processing(site.folder, Question("12", "t", "adverse-events"))
    assert not ProjectKeys(site.folder).held("adverse-events")
    site.read(site.token(permit), "person", ["person_id"])
    ProjectKeys(site.folder).destroy("adverse-events")
    with pytest.raises(Refusal, match="pseudonyms-destroyed"):
        patient_processing(site.folder, Question("12", "t", "adverse-events"))
    # Her own number still tells what was read.
    assert [len(one.reads) for one in patient_processing(site.folder, Question("12", "t")).projects] == [1]


def test_the_page_tells_the_same_to_who_is_logged_in(site: RunningSite) -> None:
    site.read(site.token(site.permit()), "person", ["person_id"])
    window = Window(site.folder)
    window.client.base_url = f"https://{site.settings.id}.localhost"
    assert window.client.get("/patient").headers["location"] == "/login"
    assert window.client.post("/patient", data={"number": "7", "case": "1"}).status_code == 303
    window.log_in()
    assert window.client.post("/patient", data={"number": "7", "case": "1"}).status_code == 403
    page = window.send("/patient", number="IPP0000007", case="2026-17")
    assert page.status_code == 200 and "no-store" in page.headers["cache-control"]
    assert "Patient 7 of this site" in page.text and "omop.person (person_id)" in page.text
    unknown = window.send("/patient", number="<b>nobody", case="2026-17")
    assert unknown.status_code == 422 and "holds a patient with this number" in unknown.text
    assert "nobody" not in unknown.text
    (first, _) = [record for record in site.audit() if record.event == "patient.looked-up"]
    assert first.details == {"case": "2026-17", "by": NAME}


def test_the_page_is_open_to_everybody(site: RunningSite, chrome: Browser) -> None:
    site.read(site.token(site.permit()), "person", ["person_id"])
    for page, language in logged_in(site.folder, chrome):
        page.locator("nav a[href='/patient']").click()
        for field, typed in (("number", "7"), ("case", "2026-17")):
            page.locator(f"#{field}").fill(typed)
        page.keyboard.press("Enter")
        expect(page.locator("table")).to_contain_text("omop.person (person_id)")
        assert page.url.endswith("/patient")
        shuts_nobody_out(page, language)
