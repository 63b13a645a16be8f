"""Quality reports of two hospitals, one of them with planted faults, under permits of both kinds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import d2h_sdk as d2h
from d2h_sdk.errors import UsageError
from governance.permits.document import Mode

from .conftest import PROJECT, USER, AccessService, Enter
from .hospitals_of_a_study import study_sites

DOCS = Path(__file__).resolve().parents[3] / "docs"
HEADINGS = {
    "en": "## Before you count: the quality of the data",
    "fr": "## Avant de compter : la qualité des données",
}
PULSE = d2h.concepts("measurement", 3027018, name="pulse")
CREATININE = d2h.concepts("measurement", 3020564, name="creatinine")
LIMITS = {"creatinine": (10, 2000), "pulse": (20, 300)}
MICROMOLE, MILLIGRAM, PER_MINUTE = 8749, 8751, 8541
MONTHS = pd.date_range("2024-01-01", periods=8, freq="MS")
PERSONS = 120
March, May, July = MONTHS[2], MONTHS[4], MONTHS[6]


def hospital(faulty: bool) -> dict[str, pd.DataFrame]:
    """Pulse of everybody each month, creatinine of three in four; a faulty one loses the creatinine of March,
    has forty values a hundred times too high in May, and writes milligrams under another code from July on.
    At the other, three values of January are out of all limits."""
    chance = np.random.default_rng(3)
    parts = []
    person = np.arange(1, PERSONS + 1)
    for month in MONTHS:
        at = month + pd.to_timedelta(chance.integers(0, 27 * 24, PERSONS), "h")
        pulse = chance.normal(80, 10, PERSONS)
        parts.append(
            pd.DataFrame({"person_id": person, "at": at, "concept": 3027018, "value": pulse, "code": "FC"})
        )
        measured = chance.permutation(PERSONS) < 90
        value = chance.normal(90, 15, PERSONS)
        if faulty and month == May:
            value[np.flatnonzero(measured)[:40]] *= 100
        if not faulty and month == MONTHS[0]:
            value[np.flatnonzero(measured)[:3]] = 5_000
        rows = pd.DataFrame(
            {"person_id": person, "at": at, "concept": 3020564, "value": value, "code": "CREA"}
        )
        if faulty and month >= July:
            rows = rows.assign(code="CREAT-2", value=value / 0.0884)
        if not (faulty and month == March):
            parts.append(rows[measured])
    rows = pd.concat(parts, ignore_index=True)
    unit = np.where(rows["concept"] == 3027018, PER_MINUTE, MICROMOLE)
    unit = np.where(rows["code"] == "CREAT-2", MILLIGRAM, unit)
    measurement = pd.DataFrame(
        {
            "person_id": rows["person_id"],
            "measurement_concept_id": rows["concept"],
            "measurement_datetime": rows["at"],
            "value_as_number": rows["value"],
            "unit_concept_id": unit,
            "measurement_source_value": rows["code"],
        }
    )
    return {"measurement": measurement}


@pytest.fixture
def hospitals(
    tmp_path: Path, access_service: AccessService, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., None]]:
    with ExitStack() as stack:

        def opened(mode: Mode, language: str = "en") -> None:
            rows = {"lyon": hospital(faulty=False), "grenoble": hospital(faulty=True)}
            terms = {"project": PROJECT, "user": USER, "mode": mode}
            root = tmp_path / f"{mode}-{language}"
            sites = stack.enter_context(study_sites(root, access_service.key, rows, **terms))
            permits = {site: each.permit for site, each in sites.items()}
            monkeypatch.setattr(access_service, "permits", permits)
            enter(*(each.door for each in sites.values()), language=language)

        yield opened


def planted_faults_are_told(report: d2h.quality.Quality, march: float) -> None:
    data = report.data.set_index(["site", "variable", "period"]).sort_index()
    creatinine = data.xs("creatinine", level="variable")
    lyon, grenoble = creatinine.loc["lyon"], creatinine.loc["grenoble"]
    assert (lyon["complete"] == 0.75).all() and (lyon["other_units"].dropna() == 0).all()
    assert grenoble.loc[March, "complete"] == pytest.approx(march, nan_ok=True)
    assert grenoble["complete"].drop(March).eq(0.75).all()
    assert grenoble.loc[May, "implausible"] == pytest.approx(40 / 90)
    # Three persons alone are outside the limits of the first month: not told.
    assert pd.isna(lyon.loc[MONTHS[0], "implausible"]) and (lyon["implausible"].dropna() == 0).all()
    drift = report.drift[["site", "kind", "name", "change", "period"]]
    told = set(drift.itertuples(index=False, name=None))
    last = MONTHS[5]
    assert told == {
        ("grenoble", "unit", str(MICROMOLE), "gone", last),
        ("grenoble", "unit", str(MILLIGRAM), "new", July),
        ("grenoble", "code", "CREA", "gone", last),
        ("grenoble", "code", "CREAT-2", "new", July),
    }
    shifted = report.stability[report.stability["shifted"]]
    assert set(shifted["site"]) == {"grenoble"} and July in set(shifted["period"])
    assert "July" not in repr(report) and "2024-07" in repr(report)


def test_planted_faults_are_told_alike_by_records_and_by_aggregates(
    hospitals: Callable[..., None],
) -> None:
    hospitals(Mode.RECORDS)
    by_records = d2h.quality.report([PULSE, CREATININE], plausible=LIMITS)
    planted_faults_are_told(by_records, march=0.0)
    hospitals(Mode.AGGREGATES)
    by_aggregates = d2h.quality.report([PULSE, CREATININE], plausible=LIMITS, period="month")
    planted_faults_are_told(by_aggregates, march=np.nan)
    keys = ["site", "variable", "period"]
    one, other = (
        each.data.set_index(keys).sort_index().drop(("grenoble", "creatinine", March))
        for each in (by_records, by_aggregates)
    )
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_years_are_counted_under_aggregates_and_the_figure_holds_every_site(
    hospitals: Callable[..., None],
) -> None:
    hospitals(Mode.AGGREGATES)
    report = d2h.quality.report([CREATININE])
    assert set(report.data["period"]) == {MONTHS[0]} and len(report.data) == 2
    drawn = report.figure()
    assert [axes.get_title(loc="left") for axes in drawn.axes[:2]] == list(report.data["site"].unique())
    with pytest.raises(UsageError, match="with two limits"):
        d2h.quality.report([PULSE], plausible={"creatinine": (0, 1)})
    with pytest.raises(UsageError, match="counts no descendants"):
        d2h.quality.report([d2h.concepts("measurement", 3027018, descendants=True)])
    with pytest.raises(UsageError, match="month"):
        d2h.quality.report([PULSE], period="week")  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_example_of_the_documentation_runs(hospitals: Callable[..., None], language: str) -> None:
    hospitals(Mode.RECORDS, language)
    page = (DOCS / language / "researcher.md").read_text(encoding="utf-8")
    section = page.split(HEADINGS[language] + "\n")[1].split("\n## ")[0]
    (example,) = re.findall(r"^```python\n(.*?)^```$", section, re.M | re.S)
    names: dict[str, object] = {"d2h": d2h}
    exec(example, names)  # noqa: S102 - the page's own example
    quality = names["quality"]
    assert isinstance(quality, d2h.quality.Quality)
    assert {"en": "Least complete", "fr": "Complétude la plus basse"}[language] in quality._repr_html_()
    assert "0.0 % (2024-03)" in repr(quality)
