"""What objects show of themselves, in notebooks and in terminals."""

from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pytest

from d2h_sdk import words
from d2h_sdk.catalogue import Datasets
from d2h_sdk.errors import SiteAwayError
from d2h_sdk.frames import to_frame
from d2h_sdk.outputs.added_file import AddedFile
from d2h_sdk.outputs.report import RequestList, RequestReport
from d2h_sdk.rendering import text_table
from d2h_sdk.wire import (
    ColumnMessage,
    DatasetMessage,
    FindingMessage,
    OutputFileMessage,
    ReleaseRequestMessage,
    TableMessage,
)

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_spoken", "en")


def request(*findings: FindingMessage, title: str = "Table 2", state: str = "DRAFT") -> ReleaseRequestMessage:
    file = OutputFileMessage(
        name="events.csv", group="events", role="output", size=1200, sha256="0" * 64, findings=findings
    )
    return ReleaseRequestMessage.model_validate(
        {
            "id": "r1",
            "project": "sepsis",
            "author": "claire",
            "title": title,
            "context": "Context",
            "state": state,
            "turn": 1,
            "files": (file,),
            "comments": (f"Please round. {HOSTILE}",),
            "page": "http://localhost:8001/requests/r1",
        }
    )


PASSED = FindingMessage(
    rule="table.counts",
    severity="pass",
    explanation="counts-above-threshold",
    params={"cells": 4, "threshold": 10},
)
SMALL = FindingMessage(
    rule="table.counts",
    severity="block",
    explanation="counts-below-threshold",
    params={"persons": 1, "threshold": 10},
    where={"file": "events.csv", "row": "2", "column": HOSTILE},
)


def test_a_report_tells_what_where_and_what_to_do_next() -> None:
    report = RequestReport(request(PASSED, SMALL))
    shown = repr(report)
    assert "Only 1 person stands behind this cell" in shown
    assert "row 2" in shown and "✗ blocks" in shown
    assert "d2h.outputs.check()" in shown
    assert not report.ok and [finding for _, finding in report.blocking] == [SMALL]


def test_a_report_without_blocking_findings_invites_to_submit() -> None:
    report = RequestReport(request(PASSED))
    assert report.ok
    assert "1 check passed" in repr(report) and "d2h.outputs.submit()" in repr(report)


def test_a_file_that_was_not_checked_is_never_taken_for_one_that_passed() -> None:
    report = RequestReport(request())
    assert not report.ok
    assert "not checked yet" in repr(report)


def test_a_finding_of_a_sites_own_check_is_told_by_its_rule() -> None:
    own = FindingMessage(
        rule="chu.rare", severity="review", explanation="rare-disease", params={"code": "E70"}
    )
    shown = repr(RequestReport(request(own)))
    assert "chu.rare" in shown and "code=E70" in shown


def test_nothing_that_others_wrote_becomes_markup() -> None:
    message = request(SMALL, title=HOSTILE)
    for shown in (
        RequestReport(message)._repr_html_(),
        RequestList((message,))._repr_html_(),
        AddedFile(message.files[0].model_copy(update={"name": HOSTILE}), b"")._repr_html_(),
        datasets(HOSTILE)._repr_html_(),
        datasets(HOSTILE).describe()._repr_html_(),
    ):
        assert "<script>" not in shown and "&lt;script&gt;" in shown


def datasets(title: str = "Lyon") -> Datasets:
    columns = (
        ColumnMessage(name="person_id", type="BIGINT"),
        ColumnMessage(name="year_of_birth", type="BIGINT"),
    )
    found = tuple(
        DatasetMessage(
            site=site,
            dataset="omop",
            title={"en": "Stays"},
            mode="records",
            tables=(TableMessage(name="person", columns=columns, filtered=site == "grenoble"),),
        )
        for site in ("lyon", "clermont", "grenoble")
    )
    away = {"paris": SiteAwayError("site-away", site="paris", title="Paris")}
    titles = {"lyon": title, "clermont": "Clermont", "grenoble": "Grenoble", "paris": "Paris"}
    return Datasets(found, away, titles)


def test_sites_with_the_same_approval_share_a_line_and_absent_ones_are_named() -> None:
    lines = repr(datasets()).splitlines()
    assert any("Lyon, Clermont" in line and "person_id, year_of_birth" in line for line in lines)
    assert any(line.startswith("Grenoble") for line in lines)
    assert "some rows only" in datasets()._repr_html_()
    assert "Paris does not answer now" in lines[-1]


def test_long_cells_of_a_text_table_go_on_below() -> None:
    shown = text_table(("a", "b"), [("one", "word " * 20)], width=20)
    assert max(len(line) for line in shown.splitlines()) <= 25
    assert shown.count("word") == 20


def test_pseudonyms_in_columns_with_gaps_keep_every_digit() -> None:
    pseudonym = 2**62 - 3
    table = pa.table({"visit_occurrence_id": pa.array([pseudonym, None]), "value": [1.5, None]})
    frame = to_frame(table, "pandas")
    assert frame["visit_occurrence_id"].iloc[0] == pseudonym
    assert frame["visit_occurrence_id"].isna().tolist() == [False, True]
    assert list(frame.columns) == ["visit_occurrence_id", "value"]


def test_the_wire_messages_come_without_the_researchers_libraries() -> None:
    """Services import them: they must not need pandas, pyarrow or matplotlib."""
    heavy = ["pandas", "pyarrow", "matplotlib", "httpx", "tqdm", "fluent"]
    code = f"import sys, d2h_sdk.wire; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")
