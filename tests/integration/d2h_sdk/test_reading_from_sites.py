"""Reading from real gateways over Flight and TLS, as a researcher does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import d2h_sdk as d2h
from d2h_sdk.connection import Connection
from d2h_sdk.errors import (
    AccessError,
    SiteAwayError,
    SiteError,
    SiteRefusalError,
    SitesMissingWarning,
    UsageError,
)
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.site.audit import SiteAudit
from governance.permits.document import DatasetPermit, Mode, TablePermit

from .conftest import NOWHERE, PROJECT, SITES, AccessService, Enter, RunningSite, permit, sign


def persons_of(site: RunningSite) -> int:
    """Persons of the source, without those opposed."""
    everybody = pq.read_metadata(site.source / "person.parquet").num_rows
    opposed = (site.source / "opposition.csv").read_text(encoding="ascii").splitlines()[1:]
    return int(everybody) - len(opposed)


def test_one_read_gives_the_rows_of_all_sites(workspace: Connection, sites: dict[str, RunningSite]) -> None:
    persons = d2h.read("person")
    assert list(persons.columns) == ["site", "person_id", "gender_concept_id", "year_of_birth"]
    found = persons["site"].value_counts().to_dict()
    assert found == {site: persons_of(running) for site, running in sites.items()}
    assert persons["person_id"].is_unique


def test_a_read_made_again_asks_for_its_rows_alone(
    workspace: Connection, sites: dict[str, RunningSite]
) -> None:
    def told() -> list[str]:
        return [record.event for record in SiteAudit(sites["lyon"].folder).records()]

    first = d2h.read("person", sites="lyon")
    before = told()
    assert d2h.read("person", sites="lyon").equals(first)
    assert told()[len(before) :] == ["read.started", "read.finished"]
    d2h.datasets()
    assert "catalogue.listed" in told()[len(before) :]


def test_a_reader_whose_connection_broke_comes_back_with_a_new_token(
    workspace: Connection, access_service: AccessService
) -> None:
    """On another connection the old one is a copy to the gateway."""
    persons = len(d2h.read("person", sites="lyon"))
    issued = access_service.issued
    workspace._gateways.pop("lyon")
    assert len(d2h.read("person", sites="lyon")) == persons
    assert access_service.issued > issued


def test_columns_and_conditions_are_applied_at_the_sites(workspace: Connection) -> None:
    everybody = d2h.read("person")
    young = d2h.read("person", columns=["year_of_birth"], where=[("year_of_birth", ">=", 1990)])
    assert list(young.columns) == ["site", "year_of_birth"]
    assert len(young) == (everybody["year_of_birth"] >= 1990).sum() > 0
    women = d2h.read("person", where={"gender_concept_id": [8532], "year_of_birth": (">=", 1990)})
    asked = ["person: gender_concept_id in (8532)", "person: year_of_birth >= 1990"]
    assert women.attrs["d2h_filters"] == women["year_of_birth"].attrs["d2h_filters"] == asked
    assert 0 < len(women) < len(young)
    assert d2h.read("person", where={"year_of_birth": 1800}).empty


def test_a_read_may_be_arrow_or_polars_and_of_some_sites(workspace: Connection) -> None:
    arrow = d2h.read("person", sites="lyon", as_="arrow")
    assert isinstance(arrow, pa.Table)
    assert arrow["site"].unique().to_pylist() == ["lyon"]
    frame = d2h.read("person", sites=["grenoble"], as_="polars")
    assert isinstance(frame, pl.DataFrame)
    assert frame["site"].unique().to_list() == ["grenoble"]


def test_a_large_table_comes_in_batches_that_add_up(workspace: Connection) -> None:
    batches = list(d2h.scan("measurement", columns=["measurement_concept_id", "unit_source_value"]))
    assert all(isinstance(batch, pd.DataFrame) and len(set(batch["site"])) == 1 for batch in batches)
    whole = d2h.read("measurement", columns=["measurement_concept_id", "unit_source_value"])
    together = pd.concat(batches)
    assert len(together) == len(whole)
    assert together.groupby(together["site"].astype(str)).size().to_dict() == (
        whole.groupby("site", observed=True).size().to_dict()
    )
    units = whole.groupby("site", observed=True)["unit_source_value"].agg(
        lambda texts: set(texts.astype(str))
    )
    assert "g/L" in units["grenoble"] and "g/dL" in units["lyon"]


def test_leaving_the_loop_early_ends_the_query_and_the_next_read_works(workspace: Connection) -> None:
    for batch in d2h.scan("measurement"):
        assert len(batch)
        break
    assert len(d2h.read("person", sites="lyon"))


def test_progress_counts_the_rows_of_each_site(
    workspace: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    persons = d2h.read("person", progress=True)
    shown = capsys.readouterr().err
    for site in SITES:
        assert f"{site} {int((persons['site'] == site).sum()):,}" in shown


def test_a_column_outside_the_permit_is_refused_by_its_site_in_words(workspace: Connection) -> None:
    with pytest.raises(SiteRefusalError) as told:
        d2h.read("person", columns=["person_id", "day_of_birth"])
    assert told.value.code == "column-not-in-permit"
    assert told.value.site in SITES
    assert "day_of_birth" in str(told.value) and "lead" in str(told.value)


def test_a_table_outside_the_permit_is_refused_in_french_to_a_french_speaker(
    enter: Enter, sites: dict[str, RunningSite]
) -> None:
    enter(*(site.door for site in sites.values()), language="fr")
    with pytest.raises(SiteRefusalError) as told:
        d2h.read("death")
    assert "demandez" in str(told.value).lower() and "death" in str(told.value)


def test_an_unknown_site_is_told_before_any_is_asked(workspace: Connection) -> None:
    with pytest.raises(UsageError) as told:
        d2h.read("person", sites=["lyon", "marseille"])
    assert told.value.code == "site-unknown" and "grenoble" in str(told.value)


def test_the_catalogue_shows_what_each_site_approved(workspace: Connection) -> None:
    found = d2h.datasets()
    assert len(found) == len(SITES) * 3
    frame = found.to_frame()
    assert set(frame["site"]) == set(SITES)
    assert set(frame.loc[frame["table"] == "person", "column"]) == {
        "person_id",
        "gender_concept_id",
        "year_of_birth",
    }
    for shown in (repr(found), found._repr_html_()):
        assert "Lyon university hospital" in shown and "visit_occurrence" in shown
    assert "BIGINT" in repr(found.describe("person"))
    with pytest.raises(UsageError):
        found.describe("death")


@pytest.fixture
def with_one_away(
    enter: Enter,
    sites: dict[str, RunningSite],
    start_site: Callable[[str], RunningSite],
    access_service: AccessService,
) -> Connection:
    """Lyon answers; Saint-Étienne's gateway has a permit and was stopped."""
    stopped = start_site("saint-etienne")
    access_service.permits["saint-etienne"] = sign(stopped.folder, permit("saint-etienne"))
    stopped.stop()
    yield enter(sites["lyon"].door, stopped.door)
    del access_service.permits["saint-etienne"]


def test_a_site_that_is_away_is_shown_and_never_left_out_silently(with_one_away: Connection) -> None:
    found = d2h.datasets()
    assert list(found.away) == ["saint-etienne"]
    assert "Saint-Étienne" in repr(found) and "Saint-Étienne" in found._repr_html_()
    with pytest.raises(SiteAwayError) as told:
        d2h.read("person")
    assert told.value.site == "saint-etienne"
    assert "on_site_error" in str(told.value)


def test_skipping_a_site_that_is_away_warns_and_marks_the_result(with_one_away: Connection) -> None:
    with pytest.warns(SitesMissingWarning, match="LACKS the rows of: saint-etienne") as caught:
        persons = d2h.read("person", on_site_error="skip")
    assert caught[0].filename == __file__
    assert set(persons["site"]) == {"lyon"}
    assert "Saint-Étienne" in persons.attrs["d2h_sites_missing"]["saint-etienne"]
    with pytest.warns(SitesMissingWarning):
        table = d2h.read("person", dataset="omop", on_site_error="skip", as_="arrow")
    assert b"saint-etienne" in table.schema.metadata[b"d2h_sites_missing"]


def test_when_no_site_answers_skipping_raises_too(with_one_away: Connection) -> None:
    with pytest.raises(SiteAwayError):
        d2h.read("person", sites="saint-etienne", on_site_error="skip")


def test_a_site_without_a_permit_says_who_signs_it(
    enter: Enter, sites: dict[str, RunningSite], start_site: Callable[[str], RunningSite]
) -> None:
    unsigned = start_site("clermont-ferrand")
    enter(sites["lyon"].door, unsigned.door)
    with pytest.raises(SiteRefusalError) as told:
        d2h.read("person")
    assert told.value.code == "no-permit-at-site"
    assert "Clermont-Ferrand" in str(told.value) and "data owner" in str(told.value)


def test_a_gateway_with_another_certificate_is_not_spoken_to(
    enter: Enter, sites: dict[str, RunningSite]
) -> None:
    lyon, grenoble = sites["lyon"].door, sites["grenoble"].door
    enter(lyon.model_copy(update={"uri": grenoble.uri}))
    with pytest.raises(SiteError) as told:
        d2h.read("person")
    assert told.value.code == "site-certificate-wrong"


def test_an_aggregates_permit_counts_persons_and_gives_no_rows(
    enter: Enter, start_site: Callable[[str], RunningSite], access_service: AccessService
) -> None:
    site = start_site("saint-etienne")
    access_service.permits["saint-etienne"] = sign(site.folder, permit("saint-etienne", Mode.AGGREGATES))
    enter(site.door)
    counts = d2h.aggregate("visit_occurrence", by="admitted_from_concept_id")
    assert list(counts.columns) == ["site", "admitted_from_concept_id", "persons"]
    assert (counts["persons"] >= 10).all()
    assert list(counts.attrs["d2h_signatures"]) == ["saint-etienne"]
    numbers = d2h.aggregate("person", where={"year_of_birth": ("<", 1960)}, mean="year_of_birth")
    assert list(numbers.columns) == ["site", "persons", "year_of_birth_mean"]
    assert 1900 < numbers["year_of_birth_mean"].iloc[0] < 1960
    with pytest.raises(SiteRefusalError) as told:
        d2h.aggregate("person", quantiles={"year_of_birth": 1.0})
    assert told.value.code == "aggregate-quantile-wrong" and "never leave" in str(told.value)
    with pytest.raises(SiteRefusalError) as told:
        d2h.read("person")
    assert told.value.code == "aggregates-only" and "d2h.aggregate" in str(told.value)
    assert "aggregates only" in repr(d2h.datasets())
    del access_service.permits["saint-etienne"]


# --- access ---


def test_a_token_is_kept_until_shortly_before_its_end(
    workspace: Connection, access_service: AccessService
) -> None:
    before = access_service.issued
    d2h.read("person")
    d2h.datasets()
    assert access_service.issued == before + 1
    workspace.session.access.forget()
    d2h.read("person", sites="lyon")
    assert access_service.issued == before + 2


def test_a_suspended_project_is_told_in_words(
    workspace: Connection, access_service: AccessService, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = {"code": "project-not-active", "params": {"project": PROJECT}}
    monkeypatch.setattr(access_service, "refusal", refusal)
    with pytest.raises(AccessError) as told:
        d2h.datasets()
    assert told.value.code == "project-not-active"
    assert PROJECT in str(told.value)


def test_a_withdrawn_permit_stops_the_next_read(
    enter: Enter, start_site: Callable[[str], RunningSite], access_service: AccessService
) -> None:
    site = start_site("clermont-ferrand")
    digest = access_service.permits["clermont-ferrand"] = sign(site.folder, permit("clermont-ferrand"))
    enter(site.door)
    assert len(d2h.read("person"))
    (site.folder.permits / f"{digest}.jws").unlink()
    with pytest.raises(SiteRefusalError) as told:
        d2h.read("person")
    assert told.value.code == "permit-unknown"
    del access_service.permits["clermont-ferrand"]


def test_the_session_tells_who_where_and_until_when(workspace: Connection) -> None:
    session = workspace.session
    assert (session.user, session.project, session.sites) == ("claire", PROJECT, SITES)
    for shown in (repr(session), session._repr_html_()):
        assert "claire" in shown and "Adverse events" in shown and "30 days left" in shown


def test_outside_a_workspace_importing_works_and_using_says_why_not(
    enter: Enter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    enter()
    monkeypatch.setenv("D2H_SESSION_FILE", str(tmp_path / "nowhere.json"))
    with pytest.raises(d2h.D2HError) as told:
        d2h.datasets()
    assert told.value.code == "not-in-workspace" and "nowhere.json" in str(told.value)


def test_a_spoilt_session_file_is_told(enter: Enter, tmp_path: Path) -> None:
    enter()
    (tmp_path / "session.json").write_text(json.dumps({"user": "claire"}), encoding="utf-8")
    with pytest.raises(d2h.D2HError) as told:
        d2h.datasets()
    assert told.value.code == "session-unreadable"


@pytest.fixture(scope="module")
def many(start_site: Callable[[str], RunningSite]) -> tuple[RunningSite, int]:
    """A site whose measurements are more rows than fit between a gateway and a reader who waits."""
    site = start_site("clermont-ferrand")
    return site, many_measurements(site)


@pytest.fixture
def granted(
    many: tuple[RunningSite, int], access_service: AccessService, monkeypatch: pytest.MonkeyPatch
) -> tuple[RunningSite, int]:
    site, rows = many
    tables = {"measurement": TablePermit(columns=("value_as_number",))}
    terms = {"many": DatasetPermit(mode=Mode.RECORDS, tables=tables)}
    document = permit(site.door.site).model_copy(update={"datasets": terms})
    monkeypatch.setitem(access_service.permits, site.door.site, sign(site.folder, document))
    return site, rows


def test_a_slow_loop_over_batches_outlives_the_first_token(
    enter: Enter,
    granted: tuple[RunningSite, int],
    access_service: AccessService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site, rows = granted
    connection = enter(site.door)
    monkeypatch.setattr(access_service, "lifetime", 6)
    connection.session.access.forget()
    issued = access_service.issued
    read = 0
    for batch in d2h.scan("measurement", columns=["value_as_number"]):
        if not read:
            time.sleep(9)  # the first token is over by now
        read += len(batch)
    assert read == rows
    assert access_service.issued > issued + 1


def test_a_gateway_that_dies_midway_is_told_in_words_and_the_read_can_be_made_again(
    enter: Enter, granted: tuple[RunningSite, int]
) -> None:
    site, rows = granted
    enter(site.door)
    batches = iter(d2h.scan("measurement", columns=["value_as_number"]))
    assert len(next(batches)) < rows
    site.kill()
    with pytest.raises(SiteAwayError) as told:
        for _ in batches:
            pass
    assert (told.value.code, told.value.site) == ("site-broke-off", "clermont-ferrand")
    assert "stopped in the middle of its answer" in str(told.value)
    site.start_again()
    assert sum(map(len, d2h.scan("measurement", columns=["value_as_number"]))) == rows


def test_an_access_service_that_is_away_or_fails_is_told_in_words(
    workspace: Connection, access_service: AccessService, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = workspace.session.access
    monkeypatch.setattr(access_service, "answer", lambda _: (500, {"detail": "no"}))
    with pytest.raises(AccessError) as failed:
        d2h.read("person")
    assert (failed.value.code, failed.value.params) == ("access-fault", {"status": 500})
    monkeypatch.setattr(access, "_url", f"{NOWHERE}/access-tokens")
    with pytest.raises(AccessError) as away:
        d2h.read("person")
    assert away.value.code == "access-away"
    assert "Try again in a minute" in str(away.value)


def many_measurements(site: RunningSite) -> int:
    source = site.folder.root.parent / "many"
    source.mkdir()
    people = pq.read_table(site.source / "person.parquet")
    pq.write_table(people, source / "person.parquet")
    opposed = set((site.source / "opposition.csv").read_text(encoding="ascii").split())
    person = next(number for number in people["person_id"].to_pylist() if str(number) not in opposed)
    rows = 3_000_000
    columns = {
        "person_id": pa.array([person] * rows, pa.int64()),
        "value_as_number": pa.array(range(rows), pa.float64()),
    }
    pq.write_table(pa.table(columns), source / "measurement.parquet")
    load(source, site.folder.datasets, "many", {"en": "Many"}, ColumnChoices(), memory="500MB", threads=1)
    return rows
