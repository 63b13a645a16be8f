"""What a project was told before weighs on what it is told next, whoever asks and whatever changed since."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from typer.testing import CliRunner

from data_gateway.aggregates.signature import verify_answer
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.cli import app
from data_gateway.patients.opposition import replace_opposition
from data_gateway.site.card import site_card
from governance.catalogue.site_card import SiteCard
from governance.refusal import Refusal
from governance.signatures import load_public_pem

from .conftest import PERSONS, RunningSite, refused


@pytest.fixture
def token(site: RunningSite) -> str:
    return site.token(site.permit("activity", mode="aggregates"))


def after(day: int) -> list[Any]:
    """A condition that all visits fulfil but those of the first `day` persons."""
    return [("visit_start_datetime", ">", datetime(2026, 1, 1 + day).isoformat())]


def test_all_but_one_patient_are_not_told_beside_all(site: RunningSite, token: str) -> None:
    assert site.aggregate(token, "visit_occurrence") == [{"persons": 60}]
    assert site.aggregate(token, "visit_occurrence", where=after(1)) == []
    assert site.aggregate(token, "visit_occurrence", where=after(9)) == []
    assert site.aggregate(token, "visit_occurrence", where=after(15)) == [{"persons": 45}]


def test_the_complement_is_held_back_even_when_the_whole_was_never_asked(
    site: RunningSite, token: str
) -> None:
    assert site.aggregate(token, "visit_occurrence", where=after(1)) == []


def test_a_colleague_of_the_same_project_does_not_get_the_other_half(site: RunningSite) -> None:
    permit = site.permit("activity", mode="aggregates")
    claire, hugo = site.token(permit, "claire"), site.token(permit, "hugo")
    assert site.aggregate(claire, "visit_occurrence", where=after(15)) == [{"persons": 45}]
    assert site.aggregate(hugo, "visit_occurrence", where=after(16)) == []


def test_another_project_starts_with_its_own_past(site: RunningSite, token: str) -> None:
    other = site.token(site.permit("other", mode="aggregates"))
    assert site.aggregate(token, "visit_occurrence", where=after(15)) == [{"persons": 45}]
    assert site.aggregate(other, "visit_occurrence", where=after(16)) == [{"persons": 44}]


def test_past_answers_outlive_a_restart_and_a_new_permit(site: RunningSite, token: str) -> None:
    assert site.aggregate(token, "visit_occurrence", where=after(15)) == [{"persons": 45}]
    site.stop()
    site.serve()
    renewed = site.token(site.permit("activity", mode="aggregates", purpose="Activity, second year"))
    assert site.aggregate(renewed, "visit_occurrence", where=after(16)) == []
    assert site.aggregate(renewed, "visit_occurrence", where=after(15)) == [{"persons": 45}]


def test_of_two_questions_at_the_same_moment_one_is_held_back(site: RunningSite) -> None:
    permit = site.permit("activity", mode="aggregates")
    answers = list[int]()

    def ask(user: str, day: int) -> None:
        answers.append(len(site.aggregate(site.token(permit, user), "visit_occurrence", where=after(day))))

    threads = [threading.Thread(target=ask, args=pair) for pair in (("claire", 10), ("hugo", 11))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [0, 1]


def test_a_patient_who_opposes_between_two_answers_does_not_show(site: RunningSite, token: str) -> None:
    assert site.aggregate(token, "person") == [{"persons": 60}]
    replace_opposition(site.folder.opposition, frozenset({"50"}))
    assert site.aggregate(token, "person") == []
    replace_opposition(site.folder.opposition, frozenset(str(person) for person in range(1, 16)))
    assert site.aggregate(token, "person") == [{"persons": 45}]


def test_a_patient_who_arrives_with_a_new_version_of_the_data_does_not_show(
    site: RunningSite, token: str
) -> None:
    assert len(site.aggregate(token, "person", "year_of_birth")) == 3
    path = site.source / "person.parquet"
    people = parquet.read_table(path)
    newcomer = people.slice(0, 1).set_column(0, "person_id", pa.array([PERSONS + 1]))
    parquet.write_table(pa.concat_tables([people, newcomer]), path)
    load(
        site.source, site.folder.datasets, "omop", {"en": "OMOP"}, ColumnChoices(), memory="500MB", threads=1
    )
    counted = site.aggregate(token, "person", "year_of_birth")
    born = people["year_of_birth"][0].as_py()
    assert sorted(row["year_of_birth"] for row in counted) == sorted({1950, 1951, 1952} - {born})


def test_a_corrected_value_of_one_patient_does_not_show_in_the_sum(site: RunningSite, token: str) -> None:
    asked: dict[str, Any] = {"where": [("measurement_concept_id", "=", 1)], "sum": ["value_as_number"]}
    assert len(site.aggregate(token, "measurement", **asked)) == 1
    path = site.source / "measurement.parquet"
    facts = parquet.read_table(path)
    values = facts["value_as_number"].to_pylist()
    values[0] += 100.0
    at = facts.column_names.index("value_as_number")
    parquet.write_table(facts.set_column(at, "value_as_number", pa.array(values)), path)
    load(
        site.source, site.folder.datasets, "omop", {"en": "OMOP"}, ColumnChoices(), memory="500MB", threads=1
    )
    assert site.aggregate(token, "measurement", **asked) == []


def test_quantiles_side_by_side_do_not_give_one_patients_value(site: RunningSite, token: str) -> None:
    # The median is the mean of the values of ranks 23 to 38, and 0.49 of those of ranks 23 to 37: with both,
    # 16 times the one less 15 times the other is what the 38th patient has.
    asked: dict[str, Any] = {"where": [("measurement_concept_id", "=", 1)]}
    assert len(site.aggregate(token, "measurement", quantiles={"value_as_number": [0.5]}, **asked)) == 1
    assert site.aggregate(token, "measurement", quantiles={"value_as_number": [0.49]}, **asked) == []
    assert site.aggregate(token, "measurement", quantiles={"value_as_number": [0.5, 0.49]}, **asked) == []
    quartiles = {"value_as_number": [0.25, 0.5, 0.75]}
    assert len(site.aggregate(token, "measurement", quantiles=quartiles, **asked)) == 1


def test_a_quantile_is_one_of_the_numbers_that_a_project_may_be_told(
    make_site: Callable[..., RunningSite],
) -> None:
    site = make_site(disclosure={"numbers_per_project": 3})
    token = site.token(site.permit(mode="aggregates"))
    asked: dict[str, Any] = {"where": [("measurement_concept_id", "=", 1)]}
    quartiles = {"value_as_number": [0.25, 0.5, 0.75]}
    refusal = refused(lambda: site.aggregate(token, "measurement", quantiles=quartiles, **asked))
    assert refusal.code == "aggregate-numbers-spent"
    quartiles["value_as_number"].pop()
    assert len(site.aggregate(token, "measurement", quantiles=quartiles, **asked)) == 1


def test_the_site_sets_how_many_numbers_a_project_is_told(make_site: Callable[..., RunningSite]) -> None:
    site = make_site(disclosure={"numbers_per_project": 3})
    token = site.token(site.permit(mode="aggregates"))
    assert len(site.aggregate(token, "person", "year_of_birth")) == 3
    refusal = refused(lambda: site.aggregate(token, "person", "gender_concept_id"))
    assert (refusal.code, refusal.params) == ("aggregate-numbers-spent", {"limit": 3})
    assert len(site.aggregate(token, "person", "year_of_birth")) == 3
    assert site.events()[-3:] == ["aggregate.stopped", "aggregate.started", "aggregate.finished"]


def test_a_data_owner_lets_a_project_start_anew_and_the_audit_says_so(site: RunningSite, token: str) -> None:
    assert site.aggregate(token, "visit_occurrence", where=after(15)) == [{"persons": 45}]
    done = CliRunner().invoke(
        app, ["forget-answers", str(site.folder.root), "activity", "--yes", "--language", "en"]
    )
    assert done.exit_code == 0 and "1 answers to activity" in done.output
    assert site.aggregate(token, "visit_occurrence", where=after(16)) == [{"persons": 44}]
    assert "answers.forgotten" in site.events()


def test_without_its_past_answers_a_site_gives_no_new_ones(site: RunningSite, token: str) -> None:
    site.stop()
    site.folder.answers.unlink()
    site.serve()
    assert refused(lambda: site.aggregate(token, "person")).code == "answers-unavailable"


def test_an_answer_that_cannot_be_audited_is_not_sent_but_remembered(
    site: RunningSite, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data_gateway.site.audit import SiteAudit

    append = SiteAudit.append

    def full_disk(self: SiteAudit, **record: Any) -> None:
        if record["event"] == "aggregate.finished":
            raise Refusal("audit-unavailable")
        append(self, **record)

    with monkeypatch.context() as patched:
        patched.setattr(SiteAudit, "append", full_disk)
        refusal = refused(lambda: site.aggregate(token, "visit_occurrence", where=after(15)))
        assert refusal.code == "audit-unavailable"
    assert site.aggregate(token, "visit_occurrence", where=after(16)) == []


def published_card(site: RunningSite) -> SiteCard:
    site.folder.settings.write_text(site.folder.settings.read_text().replace("port = 0\n", "port = 9\n"))
    return site_card(site.folder)


def test_an_answer_is_signed_with_the_key_of_the_sites_card(site: RunningSite, token: str) -> None:
    table = site.aggregate_table(token, "person", "year_of_birth")
    card = published_card(site)
    assert card.results_public_key is not None
    statement = verify_answer(table, load_public_pem(card.results_public_key))
    assert (statement.site, statement.project) == ("lyon", "activity")
    assert '"year_of_birth"' in statement.request

    altered = table.set_column(1, "persons", pa.array([21, 20, 20]))
    with pytest.raises(Refusal) as refusal:
        verify_answer(altered, load_public_pem(card.results_public_key))
    assert refusal.value.code == "answer-altered"
    with pytest.raises(Refusal) as refusal:
        verify_answer(table, load_public_pem(card.data_owner_public_key))
    assert refusal.value.code == "signature-invalid"


def test_a_card_made_before_answers_were_signed_is_still_read(site: RunningSite) -> None:
    card = published_card(site).model_dump(mode="json")
    del card["results_public_key"]
    assert SiteCard.model_validate(card).results_public_key is None
