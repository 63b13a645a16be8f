"""Packages of AI-SDC/ACRO are judged anew: a wrong status is contradicted, internal records stay."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from output_checking.acro.package import read_package
from output_checking.acro.results import viewer_files
from output_checking.checks.examine import examine_file
from output_checking.checks.reading import Task
from output_checking.findings import Finding, Severity
from output_checking.model import ReleaseRequest, Turn
from output_checking.profile import load_profile
from output_checking.request_files import FileRole, RequestFile
from output_checking.use_cases.check_paths import CheckedPath, check_paths

COUNTS = "ward,F,M,All\nA,169,142,311\nB,78,93,171\nAll,247,235,482\n"
SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "sdc"
SMALL = COUNTS.replace("78,93,171", "2,93,95").replace("247,235,482", "171,235,406")


def record(uid: str, name: str, status: str, kind: str = "table", **more: Any) -> dict[str, Any]:
    written = {"uid": uid, "status": status, "type": kind, "properties": {"method": "crosstab"}}
    written |= {"files": [{"name": name, "sdc": {"summary": {}, "cells": {}}}], "outcome": {}, "summary": ""}
    return (
        written | {"command": "acro.crosstab(a, b)", "comments": [], "exception": "", "timestamp": ""} | more
    )


def write(folder: Path, version: str, records: list[dict[str, Any]], files: dict[str, str]) -> Path:
    """A package as `finalise` writes it: results, files, and a checksum of each of them."""
    (folder / "checksums").mkdir(parents=True)
    document = {"version": version, "results": {one["uid"]: one for one in records}}
    for name, content in {"results.json": json.dumps(document), **files}.items():
        (folder / name).write_text(content)
        digest = hashlib.sha256(content.encode()).hexdigest()
        (folder / "checksums" / f"{name}.txt").write_text(digest)
    (folder / "config.json").write_text("{}")
    return folder


def checked(folder: Path) -> dict[str, CheckedPath]:
    return {Path(one.path).name: one for one in check_paths([folder], load_profile())}


def said(one: CheckedPath, severity: Severity) -> set[str]:
    return {finding.explanation for finding in one.findings if finding.severity is severity}


@pytest.mark.parametrize("version", ["0.4.12", "1.0.2"])
def test_a_small_cell_that_acro_let_pass_is_blocked_and_the_status_contradicted(
    tmp_path: Path, version: str
) -> None:
    """ACRO 1.0.2 suppresses nothing where a dimension is a whole number, and says review."""
    folder = write(tmp_path / "p", version, [record("output_0", "t.csv", "review")], {"t.csv": SMALL})
    found = checked(folder)["t.csv"]
    assert found.verdict is Severity.BLOCK
    assert {"counts-below-threshold", "acro-status-lenient"} <= said(found, Severity.BLOCK)


def test_a_status_that_fits_is_not_contradicted(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", "1.0.2", [record("output_0", "t.csv", "review")], {"t.csv": COUNTS})
    assert "acro-status-agrees" in said(checked(folder)["t.csv"], Severity.PASS)


def test_what_acro_fails_stays_blocked_where_nobody_knows_the_persons(tmp_path: Path) -> None:
    means = record("output_0", "m.csv", "fail", command="acro.crosstab(a, b, values=c, aggfunc='mean')")
    folder = write(tmp_path / "p", "0.4.12", [means], {"m.csv": "ward,F,M\nA,54.3,52.1\nD,13.2,24.5\n"})
    assert "acro-status-stands" in said(checked(folder)["m.csv"], Severity.BLOCK)


def test_a_survival_table_that_acro_always_fails_is_only_looked_at(tmp_path: Path) -> None:
    table = "Time,Surv prob,num at risk\n0,1.0,400\n90,0.94,352\n180,0.88,301\n"
    survival = record("output_0", "s.csv", "fail", properties={"method": "surv func"})
    found = checked(write(tmp_path / "p", "1.0.2", [survival], {"s.csv": table}))["s.csv"]
    assert found.verdict is Severity.REVIEW
    assert "acro-status-severe" in said(found, Severity.REVIEW)


def test_the_records_that_acro_keeps_for_itself_stay_inside(tmp_path: Path) -> None:
    internal = record("2ndary_risk_summary_json-DONT_RELEASE", "session_summary.json", "review", "custom")
    files = {"session_summary.json": "{}", "t.csv": COUNTS}
    folder = write(tmp_path / "p", "1.0.2", [record("output_0", "t.csv", "review"), internal], files)
    found = checked(folder)
    for name in ("results.json", "config.json", "session_summary.json"):
        assert said(found[name], Severity.REVIEW) == {"acro-internal"}
    assert not any("checksums" in one.path for one in found.values())


def test_a_changed_file_and_one_that_no_record_knows_block(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", "1.0.2", [record("output_0", "t.csv", "review")], {"t.csv": COUNTS})
    (folder / "t.csv").write_text(COUNTS.replace("169", "168"))
    (folder / "more.csv").write_text(COUNTS)
    found = checked(folder)
    assert "acro-checksum" in said(found["t.csv"], Severity.BLOCK)
    assert "acro-unrecorded" in said(found["more.csv"], Severity.BLOCK)


def test_each_file_is_compared_and_what_is_missing_or_too_much_is_told(tmp_path: Path) -> None:
    records = [
        record("output_0", "t.csv", "fail", files=files_with("t.csv", [[1, 0], [0, 1]])),
        record("output_1", "gone.csv", "pass"),
        record("output_2", "u.csv", "pass"),
        record("output_3", "u.csv", "fail"),
        record("output_4", "none.csv", "review", files=[]),
    ]
    folder = write(tmp_path / "p", "1.0.2", records, {"t.csv": SMALL, "u.csv": COUNTS})
    (folder / "checksums" / "taken_out.csv.txt").write_text("0" * 64)
    found = checked(folder)
    package = found["results.json"]
    assert said(package, Severity.BLOCK) == {"acro-file-missing"}
    assert said(package, Severity.REVIEW) == {"acro-internal", "acro-checksum-alone", "acro-record-empty"}
    assert "acro-recorded-twice" in said(found["u.csv"], Severity.BLOCK)
    (differ,) = [one for one in found["t.csv"].findings if one.explanation == "acro-cells-differ"]
    assert (differ.params["missed"], differ.params["beyond"]) == (0, 1)


def files_with(name: str, small: list[list[int]]) -> list[dict[str, Any]]:
    return [{"name": name, "sdc": {"summary": {}, "cells": {"MinimumThresholdCheck": small}}}]


def test_a_status_changed_after_the_package_was_made_is_seen(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", "1.0.2", [record("output_0", "t.csv", "fail")], {"t.csv": COUNTS})
    results = folder / "results.json"
    results.write_text(results.read_text().replace('"fail"', '"pass"'))
    assert "acro-results-altered" in said(checked(folder)["results.json"], Severity.BLOCK)


@pytest.mark.parametrize("name", ["results.json", "renamed.txt", "session_summary.csv"])
def test_acros_own_records_alone_never_leave_under_any_name(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path / "p", "1.0.2", [record("output_0", "t.csv", "pass")], {"t.csv": COUNTS})
    content = (folder / "results.json").read_bytes()
    if name.endswith(".csv"):
        content = b"uid,output_type,analysis_name,ward\noutput_0,table,crosstab,1\n"
    task = {"name": name, "evidence": None, "threshold": 10, "companions": (), "profile": load_profile()}
    leaving = examine_file(content, Task.model_validate({**task, "role": FileRole.OUTPUT}))
    assert "acro-internal-leaves" in {one.explanation for one in leaving}
    behind = examine_file(content, Task.model_validate({**task, "role": FileRole.SUPPORTING}))
    assert "acro-internal-leaves" not in {one.explanation for one in behind}


@pytest.mark.parametrize("version", ["0.4.12", "1.0.2"])
def test_a_package_that_acro_itself_wrote_is_judged_file_by_file(version: str) -> None:
    folder = SAMPLES / f"acro_{version}_package"
    if not folder.is_dir():
        pytest.skip(f"the sample package of ACRO {version} is not in ../shared/data/sdc")
    found = checked(folder)
    verdicts = {name: verdict(one) for name, one in found.items()}
    assert all(verdicts.values()), verdicts
    # Two persons and one in ward D: ACRO says so, and the same three cells.
    assert {"acro-status-agrees"} == verdicts["output_0_0.csv"]
    assert "counts-below-threshold" in said(found["output_0_0.csv"], Severity.BLOCK)
    for name in ("results.json", "config.json"):
        assert verdicts[name] == {"acro-internal"}
    own = {"results.json", "config.json", "session_summary.json", "session_summary.csv"} & found.keys()
    assert all(verdicts[name] == {"acro-internal"} for name in own)
    assert len(own) == (4 if version == "1.0.2" else 2)


def verdict(one: CheckedPath) -> set[str]:
    """What stands of ACRO's word on this file; an exception asked for there is told besides."""
    return {
        finding.explanation
        for finding in one.findings
        if finding.rule == "acro.record" and finding.explanation != "acro-exception"
    }


def test_an_unknown_version_and_broken_records_are_refused(tmp_path: Path) -> None:
    strange = write(tmp_path / "a", "7.0", [record("output_0", "t.csv", "pass")], {"t.csv": COUNTS})
    with pytest.raises(Refusal, match="acro-version"):
        read_package(strange)
    outside = write(tmp_path / "b", "1.0.2", [record("output_0", "../t.csv", "pass")], {"t.csv": COUNTS})
    with pytest.raises(Refusal, match="acro-unreadable"):
        read_package(outside)
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "results.json").write_text('{"model": "cox"}')
    assert read_package(tmp_path / "c") is None


def test_a_release_is_written_so_that_the_viewer_and_our_own_reader_open_it(tmp_path: Path) -> None:
    content = COUNTS.encode()
    digest = hashlib.sha256(content).hexdigest()
    place = {"file": "t.csv", "row": "2", "column": "M"}
    finding = Finding("table.counts", Severity.REVIEW, "counts-zero", {"cells": 1}, place)
    evidence = Evidence(kind="counts", persons=((3,),))
    file = RequestFile("t.csv", "tables", FileRole.OUTPUT, digest, len(content), None, evidence, (finding,))
    now = datetime(2026, 11, 25, tzinfo=UTC)
    request = ReleaseRequest(
        "r1", "p", "a", "t", "c", 2, 10, now, turn=1, files=(file,), turns=(Turn(1, now, {}, {}, None, now),)
    )
    for name, written in {**viewer_files(request, {digest: content}.__getitem__), "t.csv": content}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written)
    package = read_package(tmp_path)
    assert package is not None
    assert [(one.status, one.kind, one.files) for one in package.records] == [("review", "table", ("t.csv",))]
    assert not package.altered("t.csv", content)
    told = json.loads((tmp_path / "results.json").read_text())["results"]["output_0"]
    assert "persons" not in json.dumps(told)  # what the author claims stays inside
    # SACRO-Viewer counts columns from the second, and paints the cell red.
    assert told["files"][0]["sdc"]["cells"] == {"counts-zero": [[1, 1]]}
    assert told["outcome"]["M"] == {"A": "ok", "B": "counts-zero", "All": "ok"}
    assert set(told["outcome"]["F"].values()) == {"ok"}


def test_a_release_with_a_results_json_of_its_own_keeps_it() -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    file = RequestFile("results.json", "g", FileRole.OUTPUT, "0" * 64, 2)
    request = ReleaseRequest(
        "r1", "p", "a", "t", "c", 2, 10, now, files=(file,), turns=(Turn(1, now, {}, {}),)
    )
    assert viewer_files(request, dict[str, bytes]().__getitem__) == {}


def zipped(folder: Path, inside: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, inside + file.relative_to(folder).as_posix())
    return buffer.getvalue()


def judged(content: bytes, role: FileRole) -> dict[str, set[tuple[str, str]]]:
    """(explanation, severity) of what a request's check says, by member of the archive."""
    task = Task(
        name="package.zip", role=role, evidence=None, threshold=10, companions=(), profile=load_profile()
    )
    found: dict[str, set[tuple[str, str]]] = {}
    for one in examine_file(content, task):
        found.setdefault(one.where.get("member", ""), set()).add((one.explanation, one.severity.value))
    return found


@pytest.mark.parametrize("inside", ["", "outputs/"])
def test_a_package_in_a_request_is_judged_anew_and_contradicted(tmp_path: Path, inside: str) -> None:
    records = [record("output_0", "t.csv", "pass"), record("output_1", "u.csv", "pass")]
    folder = write(tmp_path / "p", "1.0.2", records, {"t.csv": SMALL, "u.csv": COUNTS})
    (folder / "u.csv").write_text(COUNTS.replace("311", "313"))

    found = judged(zipped(folder, inside), FileRole.SUPPORTING)

    assert ("acro-status-lenient", "block") in found[f"{inside}t.csv"]
    assert ("acro-checksum", "block") in found[f"{inside}u.csv"]
    assert found[f"{inside}results.json"] == {("acro-internal", "review")}


def test_an_archive_with_acros_own_records_never_leaves(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", "0.4.12", [record("output_0", "t.csv", "pass")], {"t.csv": COUNTS})
    leaving = judged(zipped(folder), FileRole.OUTPUT)
    for name in ("results.json", "config.json"):
        assert ("acro-internal-leaves", "block") in leaving[name]


def write_workbook(folder: Path, outputs: dict[str, tuple[str, pd.DataFrame]]) -> Path:
    """A package as `finalise(ext="xlsx")` of ACRO 1.0.2 writes it; `outputs`: sheet -> (summary, table)."""
    (folder / "checksums").mkdir(parents=True)
    summaries = [summary for summary, _ in outputs.values()]
    with pd.ExcelWriter(folder / "results.xlsx", engine="openpyxl") as writer:
        told = {"Sheet": list(outputs), "Command": "acro.crosstab(a, b)", "Summary": summaries}
        pd.DataFrame(told).to_excel(writer, sheet_name="description", index=False)
        for sheet, (summary, table) in outputs.items():
            lines = pd.DataFrame(["acro.crosstab(a, b)", summary], index=["Command", "Summary"])
            lines.to_excel(writer, sheet_name=sheet)
            table.map(lambda _: "ok").to_excel(writer, sheet_name=sheet, startrow=4)
            table.to_excel(writer, sheet_name=sheet, startrow=1 + writer.sheets[sheet].max_row)
    digest = hashlib.sha256((folder / "results.xlsx").read_bytes()).hexdigest()
    (folder / "checksums" / "results.xlsx.txt").write_text(digest)
    (folder / "config.json").write_text("{}")
    return folder


def cross_table(smallest: int) -> pd.DataFrame:
    index = pd.Index(["A", "B"], name="ward")
    return pd.DataFrame({"F": [169, smallest], "M": [142, 93]}, index=index)


def test_each_sheet_of_a_workbook_of_acro_is_compared_with_what_its_summary_says(tmp_path: Path) -> None:
    outputs = {
        "output_0": ("FrequencyTable : \n MinimumThresholdCheck: pass\n", cross_table(2)),
        "output_1": ("fail; threshold: 1 cells may need suppressing; ", cross_table(40)),
        "output_2": ("MinimumThresholdCheck: pass\n", cross_table(40)),
    }
    found = checked(write_workbook(tmp_path / "p", outputs))
    told = {
        one.where["sheet"]: one.explanation
        for one in found["results.xlsx"].findings
        if one.rule == "acro.record" and "sheet" in one.where
    }
    assert told == {
        "output_0": "acro-status-lenient",
        "output_1": "acro-status-stands",
        "output_2": "acro-status-agrees",
    }
    # Beside each table stands what ACRO found in its cells.
    assert "acro-internal-leaves" in said(found["results.xlsx"], Severity.BLOCK)
    assert said(found["config.json"], Severity.REVIEW) == {"acro-internal"}


def test_a_workbook_that_was_changed_after_acro_wrote_it_is_seen(tmp_path: Path) -> None:
    folder = write_workbook(tmp_path / "p", {"output_0": ("pass", cross_table(40))})
    assert "acro-results-altered" not in said(checked(folder)["results.xlsx"], Severity.BLOCK)
    (folder / "checksums" / "results.xlsx.txt").write_text("0" * 64)
    assert "acro-results-altered" in said(checked(folder)["results.xlsx"], Severity.BLOCK)


FEDERATED = {
    "output_0_count_table.csv": "ward,F,M\nA,67,56\nD,1,2\n",
    "output_1_count_table.csv": "ward,F,M\nA,67,56\nD,40,32\n",
    "output_1_sum.csv": "ward,F,M\nA,4028.4,3376.0\nD,2050.0,1930.0\n",
    "output_1_max.csv": "ward,F,M\nA,81.3,79.9\nD,1900.0,90.0\n",
    "output_1_top_2_sum.csv": "ward,F,M\nA,160.3,158.3\nD,1960.0,170.0\n",
}


def write_federated(folder: Path) -> Path:
    """As ACRO 1.0.2 writes it in federated mode: no status and no checksums."""
    folder.mkdir(parents=True)
    outputs: dict[str, Any] = {}
    for name, content in FEDERATED.items():
        (folder / name).write_text(content)
        uid, kind = name[:8], name[9:-4]
        empty: dict[str, Any] = {"command": "", "analysis_names": [], "dof": None, "interim_tables": {}}
        outputs.setdefault(uid, empty)["interim_tables"][kind] = name
    document = {"version": "1.0.2", "tool": {"name": "ACRO"}, "outputs": outputs}
    (folder / "evidence.json").write_text(json.dumps(document))
    (folder / "config.json").write_text('{"federated": true}')
    return folder


def test_what_acro_left_to_an_aggregator_is_judged_from_its_evidence(tmp_path: Path) -> None:
    """ACRO runs no check in federated mode: small cells, largest values, dominated sums are found here."""
    found = checked(write_federated(tmp_path / "p"))
    assert all("acro-federated" in said(found[name], Severity.REVIEW) for name in FEDERATED)
    assert "counts-below-threshold" in said(found["output_0_count_table.csv"], Severity.BLOCK)
    assert found["output_1_count_table.csv"].verdict is Severity.REVIEW
    for name in ("output_1_max.csv", "output_1_top_2_sum.csv"):
        assert "measure-extreme" in said(found[name], Severity.BLOCK)
    dominated = [one.where for one in found["output_1_sum.csv"].findings if one.explanation == "dominance"]
    assert [(where["row"], where["column"]) for where in dominated] == [("2", "F")]
    assert said(found["evidence.json"], Severity.REVIEW) == {"acro-internal"}


def test_a_table_that_the_evidence_names_and_nobody_sent_is_told(tmp_path: Path) -> None:
    folder = write_federated(tmp_path / "p")
    (folder / "output_1_max.csv").unlink()
    assert said(checked(folder)["evidence.json"], Severity.BLOCK) == {"acro-file-missing"}


def test_no_table_of_federated_mode_leaves_in_an_archive(tmp_path: Path) -> None:
    leaving = judged(zipped(write_federated(tmp_path / "p")), FileRole.OUTPUT)
    for name in (*FEDERATED, "evidence.json"):
        assert ("acro-internal-leaves", "block") in leaving[name]


def test_the_evidence_of_federated_mode_alone_never_leaves(tmp_path: Path) -> None:
    content = (write_federated(tmp_path / "p") / "evidence.json").read_bytes()
    task = {"name": "e.json", "evidence": None, "threshold": 10, "companions": (), "profile": load_profile()}
    leaving = examine_file(content, Task.model_validate({**task, "role": FileRole.OUTPUT}))
    assert "acro-internal-leaves" in {one.explanation for one in leaving}
