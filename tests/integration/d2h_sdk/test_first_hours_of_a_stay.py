"""Features of the first hours: over four hospitals as pandas finds them, and blind to what came later."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import d2h_sdk as d2h
from d2h_sdk.connection import Connection
from d2h_sdk.errors import UsageError, ValuesLeftOutWarning
from governance.permits.document import DatasetPermit, Mode, TablePermit

from .conftest import PROJECT, USER, AccessService, Enter, RunningSite, permit, sign
from .hospitals_of_a_study import study_sites

DOCS = Path(__file__).resolve().parents[3] / "docs"
HEADINGS = {
    "en": "## Every day: the first hours of a stay",
    "fr": "## Chaque jour : les premières heures d'un séjour",
}
TABLES = {
    "visit_occurrence": ("person_id", "visit_occurrence_id", "visit_start_datetime", "visit_end_datetime"),
    "measurement": (
        *("person_id", "measurement_concept_id", "measurement_datetime"),
        *("value_as_number", "unit_concept_id"),
    ),
    "condition_occurrence": ("person_id", "condition_concept_id", "condition_start_datetime"),
    "observation": ("person_id", "observation_concept_id", "observation_datetime"),
    "concept": ("concept_id", "concept_name"),
}
PULSE = d2h.concepts("measurement", 3027018, name="pulse")
CREATININE = d2h.concepts("measurement", 3020564, name="creatinine")
CANCER = d2h.concepts("condition_occurrence", 443392, name="cancer")
FAILURE = d2h.concepts("condition_occurrence", 316139, name="failure")
FALL = d2h.concepts("observation", 2000000103, name="fall")
EVENT = d2h.concepts("observation", 2000000101, 2000000102, 2000000105, name="harm")
KEYS = ["site", "person_id", "visit_occurrence_id"]
NUMBERS = ("last", "first", "min", "max", "mean", "trend", "count", "missing")
MICROMOLE, MILLIGRAM = 8749, 8751


@pytest.fixture
def permitted(
    four_sites: dict[str, RunningSite],
    access_service: AccessService,
    enter: Enter,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Mode], Connection]:
    def grant(mode: Mode) -> Connection:
        # Under aggregates no identifier may be asked for.
        skipped = ("person_id", "visit_occurrence_id") if mode is Mode.AGGREGATES else ()
        tables = {
            name: TablePermit(columns=tuple(column for column in columns if column not in skipped))
            for name, columns in TABLES.items()
        }
        for site, each in four_sites.items():
            datasets = {"omop": DatasetPermit(mode=mode, tables=tables)}
            document = permit(site).model_copy(update={"datasets": datasets})
            monkeypatch.setitem(access_service.permits, site, sign(each.folder, document))
        return enter(*(each.door for each in four_sites.values()))

    return grant


def of_pandas(stays: pd.DataFrame, concept: int, name: str, first: float, last: float) -> pd.DataFrame:
    """The features of one measurement, from every row that the sites give."""
    rows = d2h.read("measurement", where={"measurement_concept_id": concept}).astype({"site": str})
    joined = stays.reset_index().merge(rows.dropna(subset="value_as_number"), on=["site", "person_id"])
    since = joined["measurement_datetime"] - joined["start"]
    inside = since.between(pd.Timedelta(hours=first), pd.Timedelta(hours=last), inclusive="left")
    joined = joined[inside].assign(hour=since / pd.Timedelta(hours=1)).sort_values("measurement_datetime")
    grouped = joined.groupby(KEYS)
    value = grouped["value_as_number"]
    made = value.agg(["last", "first", "min", "max", "mean", "count"])
    made["trend"] = pd.Series(
        {
            key: np.polyfit(rows["hour"], rows["value_as_number"], 1)[0] if len(rows) > 1 else np.nan
            for key, rows in grouped
        }
    )
    made = made.reindex(stays.index)
    made["count"] = made["count"].fillna(0)
    made["missing"] = (made["count"] == 0).astype(int)
    return made[list(NUMBERS)].add_prefix(f"{name}_").astype(float)


def test_the_first_48_hours_over_four_sites_equal_pandas_on_the_same_rows(
    permitted: Callable[[Mode], Connection],
) -> None:
    permitted(Mode.RECORDS)
    early = d2h.features.variable(d2h.concepts("measurement", 3027018, name="early_pulse"), hours=24)
    before = d2h.features.variable(CANCER, hours=(-24 * 365, 0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # units agree: every hospital maps its own
        found = d2h.features.first_hours([PULSE, CREATININE, early, before, EVENT], hours=48)
    data = found.data.set_index(KEYS).sort_index()
    visits = d2h.read("visit_occurrence").astype({"site": str}).set_index(KEYS).sort_index()
    start, end = visits["visit_start_datetime"], visits["visit_end_datetime"]
    long = end - start >= pd.Timedelta(hours=48)
    stays = start[long].rename("start").to_frame()
    assert set(found.data["site"]) == {"lyon", "grenoble", "saint-etienne", "clermont-ferrand"}
    assert data.index.equals(stays.index) and len(data) > 1_000
    assert found.left_out.sum() == (~long).sum() > 0
    for concept, name, last in (
        (3027018, "pulse", 48),
        (3020564, "creatinine", 48),
        (3027018, "early_pulse", 24),
    ):
        expected = of_pandas(stays, concept, name, 0, last)
        made = data[list(expected.columns)].astype(float)
        pd.testing.assert_frame_equal(made, expected, rtol=1e-9, atol=1e-9, check_names=False)
    assert data["cancer_any"].sum() > 0 and set(data["cancer_any"]) == {0, 1}
    assert (found.missing.loc["creatinine"] == data["creatinine_missing"].groupby("site").mean()).all()
    units = found.units[found.units["variable"] == "creatinine"]
    assert units["used"].all() and set(units["unit_name"]) == {"micromole per liter"} and len(units) == 4
    assert "micromole per liter" in repr(found)


def test_a_cohort_gives_its_index_stays_or_the_hours_after_its_index(
    permitted: Callable[[Mode], Connection],
) -> None:
    permitted(Mode.RECORDS)
    cohort = d2h.cohort.first(FAILURE, since="2023-01-01").follow_up(
        60, until="2025-12-31", outcome=FALL, death=False
    )
    rows = cohort.rows().astype({"site": str})
    stays = d2h.features.first_hours([PULSE], cohort=cohort).data
    joined = stays.merge(rows, on=["site", "person_id"], validate="one_to_one")
    assert 100 < len(stays) < len(rows)
    assert (joined["window_start"].dt.normalize() == pd.to_datetime(joined["index_date"])).all()
    # Who fell, or left observation, by the day on which the window ends would tell the outcome.
    assert (
        pd.to_datetime(joined["end"]) > (joined["window_start"] + pd.Timedelta(hours=48)).dt.normalize()
    ).all()
    of_index = d2h.features.first_hours([PULSE], cohort=cohort, since="index").data
    assert "visit_occurrence_id" not in of_index and set(stays["person_id"]) <= set(of_index["person_id"])
    both = stays.merge(of_index, on=["site", "person_id", "window_start"])
    assert len(both) == len(stays) and (both["pulse_count_x"] == both["pulse_count_y"]).all()
    with pytest.raises(UsageError, match="cannot be a predictor of itself"):
        d2h.features.first_hours([FALL], cohort=cohort)


def test_events_of_five_days_are_counted_as_pandas_counts_them(
    permitted: Callable[[Mode], Connection],
) -> None:
    permitted(Mode.RECORDS)
    data = d2h.features.first_hours([EVENT], 120, shorter=True, sites=["lyon", "grenoble"]).data
    rows = d2h.read("observation", where={"observation_concept_id": list(EVENT.ids)}).astype({"site": str})
    joined = data.merge(rows, on=["site", "person_id"])
    since = joined["observation_datetime"] - joined["window_start"]
    inside = since.between(pd.Timedelta(0), pd.Timedelta(hours=120), inclusive="left")
    counts = joined[inside].groupby(KEYS).size()
    found = data.set_index(KEYS)["harm_count"]
    assert found.equals(counts.reindex(found.index, fill_value=0).rename("harm_count")) and found.sum() > 20
    assert len(data) == len(d2h.read("visit_occurrence", sites=["lyon", "grenoble"]))


def test_aggregates_only_are_refused_in_words(permitted: Callable[..., Connection]) -> None:
    permitted(Mode.AGGREGATES)
    with pytest.raises(UsageError, match="aggregates only") as told:
        d2h.features.first_hours([PULSE])
    assert told.value.code == "features-aggregates"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_example_of_the_documentation_runs(
    permitted: Callable[..., Connection], four_sites: dict[str, RunningSite], enter: Enter, language: str
) -> None:
    permitted(Mode.RECORDS)
    enter(*(each.door for each in four_sites.values()), language=language)
    page = (DOCS / language / "researcher.md").read_text(encoding="utf-8")
    section = page.split(HEADINGS[language] + "\n")[1].split("\n## ")[0]
    (example,) = re.findall(r"^```python\n(.*?)^```$", section, re.M | re.S)
    names: dict[str, object] = {"d2h": d2h}
    exec(example, names)  # noqa: S102 - the page's own example
    early = names["early"]
    assert isinstance(early, d2h.features.Features) and early.data["lactate_trend"].notna().any()
    assert {"en": "Share of stays", "fr": "Part des séjours"}[language] in repr(early)


# What follows is made for the test: 40 stays of one person each, in two hospitals.
ADMITTED = pd.Timestamp("2024-03-01 10:30")
LATE = pd.Timedelta(hours=48, minutes=1)
MINUTE = pd.Timedelta(minutes=1)


def measured(
    person: np.ndarray, at: pd.Series, value: object, unit: object, known: pd.Series
) -> pd.DataFrame:
    rows = {
        "person_id": person,
        "measurement_concept_id": 3020564,
        "measurement_datetime": at,
        "value_as_number": value,
        "unit_concept_id": pd.array(np.broadcast_to(unit, len(person)), "Int64"),
        "result_datetime": known,
    }
    return pd.DataFrame(rows).astype({"value_as_number": float})


def hospital(planted: bool) -> dict[str, pd.DataFrame]:
    """Creatinine known an hour after its sample, drugs by their moment, acts by their day alone."""
    chance = np.random.default_rng(5)
    person = np.arange(1, 41)
    start = pd.Series(ADMITTED + pd.to_timedelta(np.arange(40), "D"))
    visits = pd.DataFrame(
        {
            "person_id": person,
            "visit_occurrence_id": person,
            "visit_start_datetime": start,
            "visit_end_datetime": start + pd.Timedelta(days=9),
        }
    )
    hours = [pd.to_timedelta(np.round(chance.uniform(1, 46, 40) * 60), "min") for _ in range(3)]
    values = [
        measured(person, start + after, chance.uniform(50, 150, 40), MICROMOLE, start + after + 60 * MINUTE)
        for after in hours
    ]
    drugs = pd.DataFrame(
        {"person_id": person, "drug_concept_id": 1, "drug_exposure_start_datetime": start + hours[0]}
    )
    acts = pd.DataFrame({"person_id": person, "procedure_concept_id": 2, "procedure_date": start.dt.date})
    if planted:
        inside = start + pd.Timedelta(hours=47)
        values += [
            measured(person, start + LATE, 9_999.0, MICROMOLE, start + LATE),
            measured(person, start + pd.Timedelta(hours=48), 9_999.0, MICROMOLE, inside),
            measured(person, inside, 9_999.0, MICROMOLE, start + LATE),
            measured(person, inside, 9_999.0, MICROMOLE, pd.Series([pd.NaT] * 40)),
            measured(person, inside, np.nan, MICROMOLE, inside),
            measured(person, inside, 1.3, MILLIGRAM, inside),
            measured(person, inside, 1.3, None, inside),
        ]
        drugs = pd.concat([drugs, drugs.assign(drug_exposure_start_datetime=start + LATE)])
        # At an unknown moment of the day on which the window ends.
        acts = pd.concat([acts, acts.assign(procedure_date=(start + LATE).dt.date)])
    made = {"visit_occurrence": visits, "measurement": pd.concat(values)}
    return made | {"drug_exposure": drugs, "procedure_occurrence": acts}


@contextmanager
def two_hospitals(
    root: Path, access: AccessService, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    rows = {"lyon": hospital(planted=False), "grenoble": hospital(planted=True)}
    with study_sites(root, access.key, rows, project=PROJECT, user=USER, mode=Mode.RECORDS) as sites:
        monkeypatch.setattr(access, "permits", {site: each.permit for site, each in sites.items()})
        enter(*(each.door for each in sites.values()))
        yield


def test_what_came_or_was_known_after_the_window_or_in_another_unit_changes_nothing(
    tmp_path: Path, access_service: AccessService, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = [
        d2h.features.variable(CREATININE, known="result_datetime"),
        d2h.concepts("drug_exposure", 1, name="drug"),
        d2h.concepts("procedure_occurrence", 2, name="act"),
    ]
    with two_hospitals(tmp_path, access_service, enter, monkeypatch):
        with pytest.warns(ValuesLeftOutWarning, match="creatinine at grenoble: 40 values .8751. left out"):
            found = d2h.features.first_hours(variables, 48)
        with pytest.warns(ValuesLeftOutWarning, match="unit used: 8751"):
            of_milligrams = d2h.features.first_hours(
                [d2h.features.variable(CREATININE, "mean", unit=MILLIGRAM)], sites="grenoble"
            )
    clean, planted = (
        found.data[found.data["site"] == site]
        .sort_values("window_start")
        .drop(columns=KEYS)
        .reset_index(drop=True)
        for site in ("lyon", "grenoble")
    )
    assert len(clean) == 40 and (clean["creatinine_count"] >= 2).all() and clean["act_count"].eq(1).all()
    pd.testing.assert_frame_equal(clean, planted)
    told = found.units[~found.units["used"]].set_index("unit")
    assert set(told.index) == {0, MILLIGRAM} and (told["site"] == "grenoble").all()
    assert told["values"].tolist() == [40, 40] and "without unit" in repr(found)
    assert of_milligrams.data["creatinine_mean"].eq(1.3).all()
