"""Suppression of several tables that share cells: one problem, and nothing that the joint audit opens."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from d2h_sdk.wire import Evidence
from output_checking.checks.counted import counted_table
from output_checking.checks.registry import CheckedFile, Context, Kind
from output_checking.findings import Finding, Severity
from output_checking.joint.findings import FileTables, joint_findings, sources_of
from output_checking.joint.linkage import Linkage
from output_checking.profile import load_profile
from output_checking.repair.body import Body, Cell, read_body
from output_checking.repair.hidden import hidden_together
from output_checking.repair.repaired import Repaired

PROFILE = load_profile()
THRESHOLD = 10
SMALL = Finding("table.counts", Severity.BLOCK, "counts-below-threshold", {"threshold": THRESHOLD}, {})


def body(text: str, **more: object) -> Body:
    lines = [line.split(",") for line in text.strip().split("\n")]
    told = {"kind": "counts", "population": "stays", **more}
    evidence = Evidence.model_validate(told)
    return read_body("\n".join(map(",".join, lines)).encode(), evidence, PROFILE.rules.total_labels)


def tables_of(bodies: Mapping[str, Body], release: str | None = None) -> list[FileTables]:
    found = []
    for name, one in bodies.items():
        context = Context(THRESHOLD, PROFILE.rules, PROFILE.limits, evidence=one.evidence)
        table = counted_table(CheckedFile(name, one.written(), Kind.TABLE), context)
        found.append(FileTables(name, () if table is None else (table,), release))
    return found


def repaired(
    bodies: Mapping[str, Body], named: Mapping[str, Mapping[Cell, Finding]], earlier: Mapping[str, Body]
) -> dict[str, Repaired]:
    together = [*tables_of(bodies), *tables_of(earlier, "r1")]
    ties = list(Linkage(sources_of(together)).ties())
    return hidden_together(bodies, named, ties, PROFILE.rules)


def small_in(bodies: Mapping[str, Body]) -> dict[str, dict[Cell, Finding]]:
    return {name: dict.fromkeys(one.with_fewer(THRESHOLD), SMALL) for name, one in bodies.items()}


def opened(bodies: Mapping[str, Body], earlier: Mapping[str, Body]) -> list[Finding]:
    together = [*tables_of(bodies), *tables_of(earlier, "r1")]
    found = joint_findings(together, PROFILE.rules, THRESHOLD)
    return [one for some in found.values() for one in some if one.severity is Severity.BLOCK]


def blanks(one: Repaired) -> set[tuple[str, ...]]:
    """Labels of the rows and headings of the columns of hidden cells."""
    return {one.before.place(cell) for cell in one.changed}


BY_SEX = "ward,F,M,Total\nB,40,4,44\nC,33,30,63\nD,28,22,50\nTotal,101,56,157\n"
ACROSS = {"dimensions": ({"name": "ward", "axis": "rows"}, {"name": "sex", "axis": "columns"})}


def test_a_group_is_hidden_in_both_of_its_tables() -> None:
    bodies = {
        "sex.csv": body(BY_SEX, **ACROSS),
        "men.csv": body("sex,ward,n\nM,B,4\nM,C,30\nM,D,22\n", index_columns=2),
    }
    found = repaired(bodies, {"sex.csv": small_in(bodies)["sex.csv"]}, {})
    assert all(one.holds for one in found.values())
    assert ("M · B", "n") in blanks(found["men.csv"])
    assert ("B", "M") in blanks(found["sex.csv"])
    # What protects it in one table is hidden in the other too: no group is in print that a table keeps back.
    hidden_men = {place[0].removeprefix("M · ") for place in blanks(found["men.csv"])}
    assert hidden_men == {ward for ward, sex in blanks(found["sex.csv"]) if sex == "M" and ward != "Total"}
    assert {one.code for one in found["men.csv"].certificate} == {
        "certificate-linear",
        "certificate-together",
    }
    assert opened({name: one.after for name, one in found.items()}, {}) == []


def test_a_total_of_another_table_or_release_counts_as_one_of_its_own() -> None:
    """Without totals a table hides one cell alone; with the ward's total elsewhere it takes more."""
    alone = {"sex.csv": body("ward,F,M\nB,40,4\nC,33,30\nD,28,22\n", **ACROSS)}
    assert len(repaired(alone, small_in(alone), {})["sex.csv"].changed) == 1
    wards = {"ward.csv": body("ward,n\nB,44\nC,63\nD,50\n")}
    for bodies, earlier in (({**alone, **wards}, {}), (alone, wards)):
        found = repaired(bodies, {"sex.csv": small_in(alone)["sex.csv"]}, earlier)
        after = {name: found[name].after if name in found else one for name, one in bodies.items()}
        assert all(one.holds for one in found.values())
        assert sum(len(one.changed) for one in found.values()) == 2
        assert opened(after, earlier) == []


def test_what_left_before_cannot_be_hidden_any_more() -> None:
    bodies = {"sex.csv": body(BY_SEX, **ACROSS)}
    before = {"men.csv": body("sex,ward,n\nM,B,4\nM,C,30\nM,D,22\n", index_columns=2)}
    assert not repaired(bodies, small_in(bodies), before)["sex.csv"].holds


counts = st.lists(st.one_of(st.integers(0, 12), st.integers(10, 90)), min_size=12, max_size=12).map(
    lambda cells: np.array(cells).reshape(3, 2, 2)
)


@settings(max_examples=40, deadline=None)
@given(counts)
def test_three_tables_hidden_together_open_none_of_each_other(cube: np.ndarray) -> None:
    """Wards by sex, wards by age, and wards, of the same stays."""

    def table(inner: np.ndarray, heads: list[str], dimension: str) -> Body:
        lines = [
            f"{ward}," + ",".join(map(str, row)) for ward, row in zip("BCD", inner.tolist(), strict=True)
        ]
        across = ({"name": "ward", "axis": "rows"}, {"name": dimension, "axis": "columns"})
        return body("\n".join(["ward," + ",".join(heads), *lines]), dimensions=across)

    bodies = {
        "sex.csv": table(cube.sum(axis=2), ["F", "M"], "sex"),
        "age.csv": table(cube.sum(axis=1), ["young", "old"], "age"),
        "ward.csv": body(
            "ward,n\n" + "\n".join(f"{w},{n}" for w, n in zip("BCD", cube.sum(axis=(1, 2)), strict=True))
        ),
    }
    found = repaired(bodies, small_in(bodies), {})
    assert set(found) >= {name for name, cells in small_in(bodies).items() if cells}
    if all(one.holds for one in found.values()):
        after = {name: found[name].after if name in found else one for name, one in bodies.items()}
        assert opened(after, {}) == []
