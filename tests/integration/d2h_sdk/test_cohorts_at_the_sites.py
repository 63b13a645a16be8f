"""Cohorts over real gateways of two hospitals, against plain pandas on the same rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import d2h_sdk as d2h
from d2h_sdk.connection import Connection
from d2h_sdk.errors import UsageError
from governance.permits.document import DatasetPermit, Mode, TablePermit

from .conftest import SITES, AccessService, Enter, RunningSite, permit, sign

DOCS = Path(__file__).resolve().parents[3] / "docs"
HEADINGS = {"en": "## Every day: describe a cohort", "fr": "## Chaque jour : décrire une cohorte"}
TABLES = {
    "person": ("person_id", "gender_concept_id", "year_of_birth"),
    "condition_occurrence": ("person_id", "condition_concept_id", "condition_start_datetime"),
    "observation": ("person_id", "observation_concept_id", "observation_datetime"),
    "observation_period": ("person_id", "observation_period_start_date", "observation_period_end_date"),
    "death": ("person_id", "death_date"),
    "concept": ("concept_id",),
}
OF_AGGREGATES = {
    "person": ("gender_concept_id",),
    "condition_occurrence": ("condition_concept_id", "condition_start_datetime"),
}
HEART_FAILURE = d2h.concepts("condition_occurrence", 316139, name="heart failure")
DIABETES = d2h.concepts("condition_occurrence", 201826)
CANCER = d2h.concepts("condition_occurrence", 443392, name="cancer")
ACUTE = d2h.concepts("condition_occurrence", 255848, 132797, 443454, 4329847, 4230399, 257004, 80180, 316139)
STUDY = (
    d2h.cohort.first(HEART_FAILURE, since="2023-01-01", until="2025-06-30")
    .washout(365)
    .age(50, 90)
    .sex(8507, 8532)
    .require(DIABETES, days=(None, 30))
    .exclude(CANCER)
    .follow_up(700, until="2025-12-31", outcome=ACUTE)
)


@pytest.fixture
def permitted(
    sites: dict[str, RunningSite], access_service: AccessService, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Permits of these tables at every site, for the time of one test."""

    def grant(tables: dict[str, tuple[str, ...]], mode: Mode = Mode.RECORDS) -> None:
        named = {name: TablePermit(columns=columns) for name, columns in tables.items()}
        for site, each in sites.items():
            datasets = {"omop": DatasetPermit(mode=mode, tables=named)}
            document = permit(site).model_copy(update={"datasets": datasets})
            monkeypatch.setitem(access_service.permits, site, sign(each.folder, document))

    return grant


@pytest.fixture
def study(permitted: Callable[..., None], workspace: Connection) -> Connection:
    permitted(TABLES)
    return workspace


class Events:
    """The rows of the sites as pandas, with a `day`."""

    def __init__(self) -> None:
        self.person = d2h.read("person").astype({"site": str}).set_index(["site", "person_id"])
        found = d2h.read("condition_occurrence").astype({"site": str})
        self.conditions = found.assign(day=found["condition_start_datetime"].dt.normalize())
        death = d2h.read("death").astype({"site": str})
        self.death = death.assign(day=pd.to_datetime(death["death_date"]))

    def of(self, concepts: d2h.cohort.ConceptSet) -> pd.DataFrame:
        return self.conditions[self.conditions["condition_concept_id"].isin(concepts.ids)]

    def around(
        self, index: pd.Series, concepts: d2h.cohort.ConceptSet, first: float, last: float
    ) -> pd.Series:
        """The first day of an event in the window, per person."""
        return within(index, self.of(concepts), first, last)


def within(index: pd.Series, events: pd.DataFrame, first: float, last: float) -> pd.Series:
    joined = events.merge(index.rename("at").reset_index(), on=["site", "person_id"])
    days = (joined["day"] - joined["at"]).dt.days
    return joined[days.between(first, last)].groupby(["site", "person_id"])["day"].min()


def by_pandas(events: Events) -> tuple[pd.DataFrame, list[pd.Series]]:
    """The rows of STUDY, and the persons after each step."""
    ever, infinite = events.of(HEART_FAILURE), float("inf")
    dated = ever[ever["day"].between("2023-01-01", "2025-06-30")]
    index = dated.groupby(["site", "person_id"])["day"].min()
    steps = [index]
    steps.append(index[~index.index.isin(events.around(index, HEART_FAILURE, -365, -1).index)])
    persons = events.person.loc[index.index]
    age = index.dt.year - persons["year_of_birth"].astype(int)
    steps.append(steps[-1][age[steps[-1].index].between(50, 90)])
    steps.append(steps[-1][persons["gender_concept_id"][steps[-1].index].isin([8507, 8532])])
    steps.append(steps[-1][steps[-1].index.isin(events.around(index, DIABETES, -infinite, 30).index)])
    steps.append(steps[-1][~steps[-1].index.isin(events.around(index, CANCER, -infinite, 0).index)])
    closes = pd.Timestamp("2025-12-31")
    planned = index + pd.Timedelta(days=700)
    planned = planned.where(planned <= closes, closes)
    ends = pd.DataFrame({"end": planned})
    ends["event"] = events.around(index, ACUTE, 1, infinite)
    ends["death"] = events.death.groupby(["site", "person_id"])["day"].min()
    last = ends.min(axis=1)
    steps.append(steps[-1][(last >= index)[steps[-1].index]])
    kept = steps[-1].index
    by = pd.Series("end", index=last.index).mask(ends["death"] == last, "death")
    by = by.mask(ends["event"] == last, "event")
    return pd.DataFrame({"index_date": index, "end": last, "ended_by": by}).loc[kept], steps


def test_rows_and_flow_equal_what_pandas_finds_in_the_same_rows(study: Connection) -> None:
    expected, steps = by_pandas(Events())
    found = STUDY.rows()
    assert list(found.columns) == [
        *("site", "person_id", "index_date", "start", "end", "event", "ended_by"),
    ]
    assert set(found["site"]) == set(SITES) and len(found) > 20
    assert {"event", "end"} <= set(found["ended_by"].astype(str))
    assert (found["event"] == (found["ended_by"].astype(str) == "event")).all()
    mine = found.astype({"site": str, "ended_by": str}).set_index(["site", "person_id"]).sort_index()
    for column in ("index_date", "end"):
        mine[column] = pd.to_datetime(mine[column])
    pd.testing.assert_frame_equal(
        mine[["index_date", "end", "ended_by"]], expected.sort_index(), check_dtype=False
    )
    flow = STUDY.flow().data
    counted = pd.DataFrame([step.groupby("site").size() for step in steps]).fillna(0)
    for site in SITES:
        shown = flow[site].iloc[1:]
        assert len(shown) == len(counted)
        told = shown.notna().to_numpy()
        assert told.sum() >= 3
        assert shown[told].tolist() == counted[site].to_numpy()[told].tolist()
        numbers = flow[site].dropna().astype(int)
        falls = -numbers.diff().dropna()
        assert ((falls == 0) | (falls >= 10)).all() and ((numbers == 0) | (numbers >= 10)).all()


def test_the_last_event_and_observation_before_it(study: Connection) -> None:
    cohort = d2h.cohort.last(HEART_FAILURE).observed(100)
    events = Events()
    index = events.of(HEART_FAILURE).groupby(["site", "person_id"])["day"].max()
    periods = d2h.read("observation_period").astype({"site": str}).set_index(["site", "person_id"])
    begin = pd.to_datetime(periods["observation_period_start_date"]).loc[index.index]
    kept = index[(index - begin).dt.days >= 100]
    found = cohort.rows().astype({"site": str}).set_index(["site", "person_id"])
    assert found.index.sort_values().equals(kept.index.sort_values())
    assert found["end"].isna().all()
    assert (pd.to_datetime(found["index_date"]).sort_index() == kept.sort_index()).all()


def test_what_is_missing_is_told_before_anything_runs(
    study: Connection, permitted: Callable[..., None]
) -> None:
    def refused(cohort: d2h.cohort.Cohort) -> str:
        with pytest.raises(UsageError) as told:
            cohort.rows()
        return told.value.code

    below = d2h.concepts("condition_occurrence", 316139, descendants=True)
    assert refused(d2h.cohort.first(below)) == "cohort-descendants-missing"
    assert refused(d2h.cohort.first(d2h.concepts("drug_exposure", 1))) == "cohort-table-missing"
    assert refused(d2h.cohort.first(d2h.concepts("condition_occurrence", 77))) == "cohort-concept-unknown"
    absent = d2h.cohort.first(HEART_FAILURE, since="2031-01-01")
    assert refused(absent) == "cohort-index-absent"
    with pytest.raises(UsageError, match="heart failure"):
        absent.flow()


def test_aggregates_give_the_flow_of_the_index_and_no_rows(
    study: Connection, permitted: Callable[..., None], enter: Enter, sites: dict[str, RunningSite]
) -> None:
    cohort = d2h.cohort.first(HEART_FAILURE, since="2023-01-01", until="2025-06-30")
    by_rows = cohort.flow().data
    permitted(OF_AGGREGATES, Mode.AGGREGATES)
    enter(*(site.door for site in sites.values()))
    pd.testing.assert_frame_equal(cohort.flow().data, by_rows)
    with pytest.raises(UsageError, match="aggregates only"):
        cohort.rows()
    with pytest.raises(UsageError, match="Age at the index 50 to 90"):
        cohort.age(50, 90).flow()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_example_of_the_documentation_runs(
    study: Connection, enter: Enter, sites: dict[str, RunningSite], language: str
) -> None:
    page = (DOCS / language / "researcher.md").read_text(encoding="utf-8")
    section = page.split(HEADINGS[language] + "\n")[1].split("\n## ")[0]
    (example,) = re.findall(r"^```python\n(.*?)^```$", section, re.M | re.S)
    enter(*(site.door for site in sites.values()), language=language)
    names: dict[str, object] = {"d2h": d2h}
    exec(example, names)  # noqa: S102 - the page's own example
    rows, flow = names["rows"], names["flow"]
    assert isinstance(rows, pd.DataFrame) and len(rows) > 20
    assert isinstance(flow, d2h.cohort.Flow)
    assert str(flow.data.iloc[1, 0]) in repr(flow) and "<svg" in flow.svg()
