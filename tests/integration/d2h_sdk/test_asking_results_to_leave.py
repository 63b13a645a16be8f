"""Drafting, checking and submitting against the real airlock: its API, its checks and its worker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_rossi
from matplotlib.figure import Figure
from PIL import Image

import d2h_sdk as d2h
from d2h_sdk.errors import AirlockError, UsageError

from .conftest import Enter, RunningAirlock

TITLE, CONTEXT = "Events by site", "Table 2 of the paper. One stay per person."


@pytest.fixture
def door(enter: Enter, airlock: RunningAirlock) -> None:
    enter(airlock_url=airlock.url)


def counts(small: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {"falls": [40, 25, 31], "infections": [70, 12, small], "total": [110, 37, 31 + small]},
        index=pd.Index(["lyon", "grenoble", "clermont"], name="hospital"),
    )


def explain() -> None:
    d2h.outputs.explain(context="All stays of 2025.", controls="Small hospitals merged.")


def test_a_cell_of_three_persons_blocks_and_is_found_where_it_stands(door: None) -> None:
    d2h.outputs.draft(TITLE, CONTEXT)
    d2h.outputs.table(counts(), "events", persons="cells")
    report = d2h.outputs.check()
    assert not report.ok
    [(file, finding)] = report.blocking
    assert (file, finding.where["row"], finding.where["column"]) == ("events.csv", "3", "infections")
    for shown in (repr(report), report._repr_html_()):
        assert "row 3, column infections" in shown and "Only 3 persons stand behind this cell" in shown
        assert "d2h.outputs.suppress" in shown
    assert report.to_frame()["severity"].iloc[0] == "block"


def test_suppressing_and_submitting_reaches_the_output_checkers(door: None) -> None:
    draft = d2h.outputs.draft(TITLE, CONTEXT)
    d2h.outputs.table(counts(), "events", persons="cells")
    d2h.outputs.table(d2h.outputs.suppress(counts()), "events", persons="cells")
    report = d2h.outputs.check()
    assert report.ok, repr(report)
    assert len(report.message.files) == 1
    with pytest.raises(AirlockError, match="explain") as unexplained:
        d2h.outputs.submit()
    assert unexplained.value.code == "group-unexplained"
    explain()
    submitted = d2h.outputs.submit()
    assert submitted.state == "SUBMITTED"
    assert f"http://localhost:8001/requests/{draft.id}" in repr(submitted)
    assert TITLE in repr(d2h.outputs.requests())
    with pytest.raises(AirlockError) as told:
        d2h.outputs.table(counts(), "more", persons="cells")
    assert told.value.code == "request-state" and "starts a new one" in str(told.value)
    assert d2h.outputs.withdraw().state == "WITHDRAWN"


def test_submitting_a_small_cell_unchecked_is_blocked_by_the_worker(door: None) -> None:
    d2h.outputs.draft("Unchecked", CONTEXT)
    d2h.outputs.table(counts(), "events", persons="cells")
    explain()
    report = d2h.outputs.submit()
    assert report.state == "BLOCKED"
    assert report.blocking
    excepted = d2h.outputs.exception("events.csv", "The infections of this hospital are public figures.")
    assert not excepted.blocking
    assert d2h.outputs.submit().state == "SUBMITTED"
    d2h.outputs.withdraw()


def test_a_single_blank_with_its_total_is_given_back_and_blocked(door: None) -> None:
    d2h.outputs.draft("One blank", CONTEXT)
    careless = counts().astype("Int64")
    careless.loc["clermont", "infections"] = pd.NA
    d2h.outputs.table(careless, "events", persons="cells")
    report = d2h.outputs.check()
    assert [finding.explanation for _, finding in report.blocking] == ["suppression-given-back"]
    assert "34 - 31 = 3" in repr(report)
    told = report.to_frame().set_index("severity").loc["block"]
    assert "d2h.outputs.suppress(table)" in told["to_do"]
    assert told["sources"] == "Eurostat, Handbook on SDC, ch. 4"
    assert "Eurostat, Handbook on SDC, ch. 4" in report._repr_html_()
    d2h.outputs.withdraw()


def test_files_of_every_kind_pass_the_checks_as_the_library_makes_them(door: None, tmp_path: Path) -> None:
    rossi = load_rossi()
    curves = {name: KaplanMeierFitter().fit(g["week"], g["arrest"]) for name, g in rossi.groupby("fin")}
    from lifelines import CoxPHFitter

    notebook = tmp_path / "study.ipynb"
    notebook.write_text(
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {"papermill": {}}, "cells": [{"id": "a", '
        '"cell_type": "code", "metadata": {}, "execution_count": 1, "source": "1 + 1", "outputs": '
        '[{"output_type": "stream", "name": "stdout", "text": "patient_id 12345678"}]}]}',
        encoding="utf-8",
    )
    figure = Figure()
    figure.add_subplot().bar(["a", "b"], [20, 30])
    d2h.outputs.draft("Everything", CONTEXT)
    d2h.outputs.survival(curves, "survival", title="Rossi", time_label="weeks")
    enough = rossi.drop(columns="mar")  # eight of the married were arrested
    d2h.outputs.regression(CoxPHFitter().fit(enough, "week", "arrest"), "cox", data=enough)
    d2h.outputs.figure(figure, "bars", pd.DataFrame({"ward": ["a", "b"], "n": [20, 30]}), persons="cells")
    d2h.outputs.notebook(notebook)
    means = pd.DataFrame({"age": np.array([24.6, 25.1])}, index=pd.Index(["no", "yes"], name="arrested"))
    d2h.outputs.table(means, "age", kind="magnitudes", persons=[318, 114])
    report = d2h.outputs.check()
    assert report.ok, repr(report)
    for file in report.message.files:
        assert file.evidence is not None
        assert file.evidence.code[-1].file == Path(__file__).name
        assert "d2h.outputs.notebook(notebook)" in file.evidence.code[-1].code
    names = {file.name: (file.role, file.supports, file.group) for file in report.message.files}
    assert names["survival-data.csv"] == ("supporting", "survival.png", "survival")
    assert names["bars-data.csv"] == ("supporting", "bars.png", "bars")
    assert set(names) >= {"survival.png", "cox.csv", "bars.png", "study.ipynb", "age.csv"}
    assert len(d2h.outputs.remove("bars.png").message.files) == len(names) - 2
    d2h.outputs.withdraw()


def test_a_file_nobody_can_read_is_blocked_with_what_to_send_instead(door: None, tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(b"\x80\x05model")
    d2h.outputs.draft("A model", CONTEXT)
    d2h.outputs.file(path)
    report = d2h.outputs.check()
    assert not report.ok and "Export it again with skops" in " ".join(repr(report).split())
    d2h.outputs.withdraw()


def test_a_photo_is_added_without_its_metadata_and_the_file_keeps_them(door: None, tmp_path: Path) -> None:
    told = Image.Exif()
    told[0x9286] = "patient 17"
    path, numbers = tmp_path / "stain.jpg", tmp_path / "stain.csv"
    Image.new("RGB", (60, 40), "white").save(path, exif=told, comment="patient 17")
    numbers.write_text("ward,slides\nA,412\nB,388\n")
    d2h.outputs.draft("A stain", CONTEXT)
    added = d2h.outputs.file(path)
    d2h.outputs.file(numbers, supports="stain.jpg")
    assert "The metadata of the picture were left out (APP1, comment)" in repr(added)
    report = d2h.outputs.check()
    assert report.ok, repr(report)
    assert report.message.files[0].size < path.stat().st_size and b"patient 17" in path.read_bytes()
    d2h.outputs.withdraw()


def test_running_the_notebook_again_takes_up_the_open_request(
    door: None, enter: Enter, airlock: RunningAirlock
) -> None:
    first = d2h.outputs.draft("Again", CONTEXT)
    d2h.outputs.table(counts(40), "events", persons="cells")
    enter(airlock_url=airlock.url)  # as after a restart of the kernel
    assert d2h.outputs.current().id == first.id
    again = d2h.outputs.draft("Again", "Better words.")
    assert again.id == first.id
    status = d2h.outputs.status()
    assert status.message.context == "Better words." and len(status.message.files) == 1
    d2h.outputs.withdraw()


def test_words_are_in_the_persons_language(enter: Enter, airlock: RunningAirlock) -> None:
    enter(airlock_url=airlock.url, language="fr")
    d2h.outputs.draft("En français", CONTEXT)
    added = d2h.outputs.table(counts(), "events", persons="cells")
    assert "est dans la demande" in repr(added)
    assert "Seulement 3 personnes derrière cette case" in repr(d2h.outputs.check())
    d2h.outputs.withdraw()


def test_an_airlock_that_is_away_loses_nothing_and_says_so(enter: Enter) -> None:
    enter()
    with pytest.raises(AirlockError) as told:
        d2h.outputs.draft(TITLE, CONTEXT)
    assert told.value.code == "airlock-away"


def test_without_a_request_the_first_step_is_told(door: None) -> None:
    with pytest.raises(UsageError) as told:
        d2h.outputs.check()
    assert told.value.code == "no-draft" and "d2h.outputs.draft" in str(told.value)
    with pytest.raises(UsageError):
        d2h.outputs.draft(" ", "")
