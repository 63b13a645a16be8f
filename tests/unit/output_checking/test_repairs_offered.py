"""Repairs of tables that block: each method by itself, and that none of their tables can be opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from d2h_sdk.wire import Evidence, Measure
from governance.refusal import Refusal
from output_checking.checks.counted import counted_table
from output_checking.checks.reading import Task, load_checks, read
from output_checking.checks.registry import CheckedFile, Context, Kind
from output_checking.findings import Finding, Severity
from output_checking.joint.findings import FileTables, joint_findings
from output_checking.profile import Perturbation, Profile, load_profile
from output_checking.protection.audit import audit
from output_checking.repair.body import Body, Cell, read_body
from output_checking.repair.offered import Wish, methods_of, repaired
from output_checking.repair.repaired import Repaired
from output_checking.repair.table_problem import table_problem
from output_checking.request_files import FileRole

PROFILE = load_profile()
THRESHOLD = 10
SECRET = b"of this test"


def body(text: str, **evidence: object) -> Body:
    told = Evidence.model_validate({"kind": "counts", **evidence})
    return read_body(text.encode(), told, PROFILE.rules.total_labels)


def crossed(inner: np.ndarray) -> Body:
    """Counts of distinct persons with totals of rows and columns, as `crosstab` makes them."""
    whole = np.vstack([inner, inner.sum(axis=0)])
    whole = np.hstack([whole, whole.sum(axis=1, keepdims=True)])
    names = [*(f"w{at}" for at in range(len(inner))), "All"]
    heading = ",".join(["ward", *(f"e{at}" for at in range(inner.shape[1])), "All"])
    lines = [",".join([name, *map(str, row)]) for name, row in zip(names, whole.tolist(), strict=True)]
    return body(
        "\n".join([heading, *lines]),
        persons=tuple(map(tuple, whole.tolist())),
        total_rows=(len(inner),),
        total_columns=(inner.shape[1],),
        dimensions=({"name": "ward", "axis": "rows"}, {"name": "event", "axis": "columns"}),
    )


def small(one: Body) -> Mapping[Cell, Finding]:
    found = Finding("table.counts", Severity.BLOCK, "counts-below-threshold", {"threshold": THRESHOLD}, {})
    return dict.fromkeys(one.with_fewer(THRESHOLD), found)


def made(one: Body, wish: Wish) -> Repaired:
    return repaired(one, small(one), wish, PROFILE.rules, THRESHOLD, SECRET)


def blocking(one: Body, profile: Profile = PROFILE) -> list[Finding]:
    """What all checks, and the joint audit of the table with itself, say of it once it is added."""
    load_checks(())
    task = Task(
        name="t.csv",
        role=FileRole.OUTPUT,
        evidence=one.evidence,
        threshold=THRESHOLD,
        companions=(),
        profile=profile,
    )
    found = list(read(task, one.written()))
    context = Context(THRESHOLD, profile.rules, profile.limits, evidence=one.evidence)
    counted = counted_table(CheckedFile("t.csv", one.written(), Kind.TABLE), context)
    tables = () if counted is None else (counted,)
    linked = joint_findings([FileTables("t.csv", tables)], profile.rules, THRESHOLD)
    return [finding for finding in (*found, *linked.get("t.csv", ())) if finding.severity is Severity.BLOCK]


tables = st.integers(2, 4).flatmap(
    lambda rows: st.integers(2, 4).flatmap(
        lambda columns: st.lists(
            st.one_of(st.integers(0, 12), st.integers(10, 90)),
            min_size=rows * columns,
            max_size=rows * columns,
        ).map(lambda cells: np.array(cells).reshape(rows, columns))
    )
)


@settings(max_examples=40, deadline=None)
@given(tables, st.sampled_from(["fast", "optimal"]))
def test_no_table_with_cells_hidden_can_be_opened_by_our_own_audit(inner: np.ndarray, search: str) -> None:
    before = crossed(inner)
    sensitive = small(before)
    result = made(before, Wish("suppress", search))  # type: ignore[arg-type]
    hidden = {
        (row, at)
        for row, line in enumerate(result.after.lines)
        for at, text in enumerate(line[result.after.labels :])
        if text == ""
    }
    assert hidden >= sensitive.keys()
    if not result.holds:
        return
    # Anew, from what is printed alone.
    problem = table_problem(result.after, [], PROFILE.rules)
    ends = audit(problem).intervals
    for row, column in sensitive:
        low, high = ends[row * before.shape[1] + column]
        assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) + 1 >= PROFILE.rules.protection
    assert blocking(result.after) == []


@settings(max_examples=40, deadline=None)
@given(tables, st.sampled_from(["round", "midpoint"]))
def test_no_rounded_table_can_be_opened_by_our_own_audit(inner: np.ndarray, method: str) -> None:
    before = crossed(inner)
    result = made(before, Wish(method))  # type: ignore[arg-type]
    shown = result.after.values[~np.isnan(result.after.values)]
    assert not ((shown > 0) & (shown < THRESHOLD)).any()
    if result.holds:
        assert blocking(result.after) == []


def test_a_small_cell_is_hidden_with_the_three_that_would_give_it_back_and_totals_stay() -> None:
    result = made(crossed(np.array([[40, 70], [25, 12], [3, 31]])), Wish())
    assert result.holds and len(result.changed) == 4
    assert [line[-1] for line in result.after.lines] == ["110", "37", "34", "181"]
    assert result.changed[(2, 0)] is not None and result.changed[(2, 1)] is None
    assert result.after.evidence.suppressed == 4
    assert result.after.evidence.persons is not None and result.after.evidence.persons[2] == (None, None, 34)
    told = {one.code: one.params for one in result.costs}
    assert told["cost-cells"] == {"before": 12, "after": 8}
    assert told["cost-persons"] == {"hidden": "71", "share": "39.2"}


def test_a_person_alone_in_a_cell_beside_a_count_that_can_only_grow_is_answered() -> None:
    """One person stands alone; the other cells can move one way or none: the table is told not to hold."""
    result = made(crossed(np.array([[1, 0], [0, 2]])), Wish())
    assert not result.holds
    assert [one.code for one in result.certificate] == ["certificate-linear-open"]


def test_the_optimal_search_never_costs_more_and_says_how_good_it_is() -> None:
    table = crossed(np.array([[40, 70, 3], [25, 12, 30], [5, 31, 60], [90, 14, 22]]))
    fast, best = made(table, Wish()), made(table, Wish(search="optimal"))
    cost = [sum(table.values[cell] for cell in one.changed) for one in (fast, best)]
    assert best.holds and cost[1] <= cost[0]
    assert {one.code: one.params for one in best.costs}["cost-gap"] == {"gap": "0.0"}


def test_subtotals_of_a_hierarchy_tie_cells_too() -> None:
    """Hidden in one ward of two, a count follows from the hospital's own subtotal."""
    text = "site,ward,n\nLyon,a,4\nLyon,b,30\nLyon,All,34\nNice,a,50\nNice,b,60\nNice,All,110\nAll,,144\n"
    result = made(body(text, index_columns=2), Wish())
    assert result.holds
    assert {(row, 0) for row in (0, 1)} <= result.changed.keys()


def test_shares_that_add_up_to_one_have_a_total_that_is_not_printed() -> None:
    text = "ward,x,y,z\nA,0.07,0.58,0.35\nB,0.33,0.34,0.33\n"
    one = body(
        text,
        kind="magnitudes",
        persons=((3, 25, 15), (20, 20, 20)),
        measures=tuple(Measure(statistic="share") for _ in range(3)),
    )
    result = repaired(
        one,
        {(0, 0): next(iter(small(crossed(np.array([[1, 2], [3, 4]]))).values()))},
        Wish(),
        PROFILE.rules,
        THRESHOLD,
        SECRET,
    )
    assert result.holds and len(result.changed) == 2


def test_means_have_no_total_to_give_them_back() -> None:
    one = body("ward,mean\nA,1.5\nB,2.5\nC,3.5\n", kind="magnitudes", persons=((40,), (3,), (50,)))
    assert one.with_fewer(THRESHOLD) == [(1, 0)]
    result = made(one, Wish())
    assert result.after.written().decode() == "ward,mean\nA,1.5\nB,\nC,3.5\n"
    assert methods_of(one, PROFILE.rules) == ("suppress",)


def test_a_dominated_sum_keeps_the_distance_of_the_p_percent_rule() -> None:
    """In the first ward one person has 900 of 1,000: the total may tell that within 10 %, not closer."""
    one = body(
        "ward,x,y,All\nA,1000,500,1500\nB,700,650,1350\nC,20,640,660\nAll,1720,1790,3510\n",
        kind="magnitudes",
        measures=tuple(Measure(statistic="sum", of="days") for _ in range(3)),
        sums=tuple((1, 1, 1) for _ in range(4)),
        largest=(((900.0, 60.0), None, None), *((None,) * 3,) * 3),
        total_rows=(3,),
        total_columns=(2,),
    )
    found = Finding("statistic.dominance", Severity.BLOCK, "dominance", {}, {})
    result = repaired(one, {(0, 0): found}, Wish(), PROFILE.rules, THRESHOLD, SECRET)
    assert result.holds
    low, high = audit(table_problem(result.after, [], PROFILE.rules)).intervals[0]
    assert low <= 1000 - 50 and high >= 1000 + 50


def test_rounding_shows_every_cell_and_midpoint_hides_what_stays_small() -> None:
    table = crossed(np.array([[40, 70], [25, 12], [3, 31]]))
    nearest = made(table, Wish("round"))
    assert nearest.holds and nearest.after.values.tolist()[2] == [0, 30, 30]
    assert nearest.after.evidence.rounded_to == 10 and nearest.after.evidence.persons is None
    told = {one.code: one.params for one in nearest.costs}
    assert told["cost-cells"] == {"before": 12, "after": 12}
    assert told["cost-distance"] == {"mean": "2.00", "largest": "5", "share": "13.8"}
    middle = made(table, Wish("midpoint"))
    assert np.isnan(middle.after.values).sum() == 2
    assert {value % 6 for value in middle.after.values.ravel() if not np.isnan(value)} == {3}


def test_bins_are_widened_and_their_labels_with_them() -> None:
    text = '"age","count"\n"[0, 20)",4\n"[20, 40)",30\n"[40, 60)",7\n"[60, 80]",8\n'
    one = body(text, persons=((4,), (30,), (7,), (8,)))
    result = made(one, Wish("rebin"))
    assert list(result.after.lines) == [("[0, 40)", "34"), ("[40, 80]", "15")]
    assert result.after.evidence.persons == ((34,), (15,)) and blocking(result.after) == []
    assert {one.code: one.params for one in result.costs} == {"cost-bins": {"before": 4, "after": 2}}
    # What 7 and 8 persons may have been within 15, what 4 may have been within 34.
    proof = {one.code: one.params for one in result.certificate}
    assert proof["certificate-linear"] == {"cells": 3, "narrowest": 15.0, "protection": 5}
    with pytest.raises(Refusal) as told:
        made(body(text, persons=((3,), (30,), (7,), (8,))), Wish("rebin"))
    assert told.value.code == "repair-persons-repeat"
    with pytest.raises(Refusal) as few:
        made(body('"age","count"\n"[0, 20)",4\n"[20, 40]",3\n'), Wish("rebin"))
    assert few.value.code == "repair-too-few"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 25), min_size=2, max_size=8))
def test_no_rebinned_histogram_is_blocked(counts: list[int]) -> None:
    assume(sum(counts) >= THRESHOLD)
    rows = [f'"[{10 * at}, {10 * at + 10})",{count}' for at, count in enumerate(counts)]
    one = body("\n".join(['"age","count"', *rows]), persons=tuple((count,) for count in counts))
    result = made(one, Wish("rebin"))
    assert result.holds and blocking(result.after) == []
    assert result.after.values.sum() == sum(counts)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 15), min_size=3, max_size=25), st.integers(10, 60))
def test_no_merged_curve_is_blocked(leaving: list[int], staying: int) -> None:
    at_risk = [sum(leaving[at:]) + staying for at in range(len(leaving))]
    rows = [f"{at},{1 - at / 100:.2f},{persons}" for at, persons in enumerate(at_risk)]
    one = body("\n".join(["time,survival,at_risk", *rows]), kind="survival")
    try:
        result = repaired(one, {}, Wish("merge-steps"), PROFILE.rules, THRESHOLD, SECRET)
    except Refusal as refusal:
        assert refusal.code == "repair-too-few"
    else:
        assert result.holds and blocking(result.after) == []
        assert {one.code for one in result.certificate} & {"certificate-linear", "certificate-linear-free"}


def test_steps_of_a_curve_are_merged_and_who_left_is_added_up() -> None:
    lines = ["time,survival,at_risk,events,note,score"]
    at_risk, survival = 60, 1.0
    for time in range(12):
        survival *= 1 - 3 / at_risk
        lines.append(f"{time},{survival:.4f},{at_risk},3,ward A,{time}")
        at_risk -= 4
    one = body("\n".join(lines), kind="survival")
    assert methods_of(one, PROFILE.rules) == ("merge-steps",)
    result = repaired(one, {}, Wish("merge-steps"), PROFILE.rules, THRESHOLD, SECRET)
    assert result.after.heading == ("time", "survival", "at_risk", "events", "note")
    assert result.after.lines[0][:4] == ("3", "0.7943", "48", "12")
    assert blocking(result.after) == []
    assert {one.code for one in result.costs} == {"cost-steps", "cost-columns"}


NOISY = PROFILE.model_copy(
    update={
        "rules": PROFILE.rules.model_copy(
            update={"perturbation": Perturbation(deviation=6, variance=4.0, small=2)}
        )
    }
)


def keyed(one: Body) -> Body:
    """With keys as crosstab records them: of different persons, hence all different."""
    rows, columns = one.shape
    keys = tuple(tuple(f"{row * columns + at:016x}" for at in range(columns)) for row in range(rows))
    return replace(one, evidence=one.evidence.model_copy(update={"keys": keys}))


@settings(max_examples=30, deadline=None)
@given(tables)
def test_noise_keeps_zeros_lets_nothing_small_out_and_holds_by_our_own_audit(inner: np.ndarray) -> None:
    before = keyed(crossed(inner))
    result = repaired(before, small(before), Wish("perturb"), NOISY.rules, THRESHOLD, SECRET)
    again = repaired(before, small(before), Wish("perturb"), NOISY.rules, THRESHOLD, SECRET)
    assert result.after.lines == again.after.lines
    after, true = result.after.values, before.values
    shown = ~np.isnan(after)
    assert (after[true == 0] == 0).all()
    assert not ((after[shown] > 0) & (after[shown] < THRESHOLD)).any()
    assert (np.abs(after - true)[shown] <= 6).all()
    if result.holds:
        assert blocking(result.after, NOISY) == []


def test_noise_is_offered_by_a_profile_alone_and_takes_keys() -> None:
    table = crossed(np.array([[40, 70], [25, 12], [3, 31]]))
    assert "perturb" not in methods_of(table, PROFILE.rules)
    with pytest.raises(Refusal, match="repair-no-cell-keys"):
        repaired(table, small(table), Wish("perturb"), NOISY.rules, THRESHOLD, SECRET)
    one, other = (
        repaired(keyed(table), small(table), Wish("perturb"), NOISY.rules, THRESHOLD, secret).after.lines
        for secret in (SECRET, b"of another project")
    )
    assert one != other


def test_a_method_that_does_not_apply_names_those_that_do() -> None:
    with pytest.raises(Refusal) as told:
        made(crossed(np.array([[40, 70], [25, 12], [3, 31]])), Wish("merge-steps"))
    assert told.value.code == "repair-does-not-apply"
    assert told.value.params["methods"] == "suppress, round, midpoint"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\n1\n", b"a\n" + b"1\n" * 50_001])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="repair-unreadable"):
        read_body(content, Evidence(kind="counts"), ())
