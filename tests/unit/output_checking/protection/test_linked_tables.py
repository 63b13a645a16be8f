"""Tables of a request and of earlier releases, audited as one: what none of them tells alone."""

from __future__ import annotations

import pytest

from governance.refusal import Refusal
from output_checking.protection import audit, parse_problem
from output_checking.protection.linking import Complement, CountedTable, Linked, Totals, link

AGES = ("21-30", "31-40", "41-50", "51+")
BY_AGE = Totals("age", "all", AGES)
BY_SEX = Totals("sex", "both", ("F", "M"))


def learned(linked: Linked) -> dict[str, tuple[float, str]]:
    """Where a count is given away -> the count, and the arithmetic."""
    result = audit(parse_problem(linked.problem))
    found = {}
    for cell in result.exact:
        way = result.derivations.get(cell)
        value, _ = result.intervals[cell]
        found[linked.places[str(cell)][0]] = (value, way.steps[-1].arithmetic() if way else "")
    return found


def test_men_less_than_all_tells_the_one_woman() -> None:
    """The example of the OpenSAFELY documentation: two harmless tables, and one person between them."""
    everybody = CountedTable(
        "table 1", "adults", ("age",), dict(zip([(age,) for age in AGES], (8, 10, 15, 25), strict=True))
    )
    men = CountedTable(
        "table 2", "men", ("age",), dict(zip([(age,) for age in AGES], (7, 5, 8, 13), strict=True))
    )
    alone = audit(parse_problem(link([everybody], [BY_AGE], threshold=6).problem))
    assert alone.safe
    linked = link([everybody, men], [BY_AGE], [Complement("adults", "men", "women")], threshold=5)
    assert linked.apart == ()
    assert learned(linked)["table 1: 21-30 − table 2: 21-30"] == (1, "8 - 7 = 1")


def test_an_earlier_release_gives_back_what_a_new_table_hides() -> None:
    new = CountedTable(
        "new",
        "stays",
        ("ward", "sex"),
        {("B", "F"): 40, ("B", "M"): None, ("C", "F"): 33, ("C", "M"): 30},
    )
    assert audit(parse_problem(link([new], [BY_SEX]).problem)).safe
    old = CountedTable("old", "stays", ("ward",), {("B",): 44, ("C",): 63}, released=True)
    linked = link([new, old], [BY_SEX])
    assert learned(linked) == {"new: B / M": (4, "44 - 40 = 4")}


def test_two_releases_that_differ_by_one_person_tell_that_person() -> None:
    before = CountedTable("March", "patients seen by March", (), {(): 120}, released=True)
    after = CountedTable("April", "patients seen by April", (), {(): 121})
    newcomers = Complement("patients seen by April", "patients seen by March", "newcomers")
    assert learned(link([before, after], complements=[newcomers])) == {
        "April:  − March: ": (1, "121 - 120 = 1")
    }


def test_the_total_of_a_dimension_and_a_table_without_it_are_the_same_cells() -> None:
    fine = CountedTable("fine", "stays", ("ward", "sex"), {("B", "F"): 40, ("B", "M"): 14, ("B", "both"): 54})
    coarse = CountedTable("coarse", "stays", ("ward",), {("B",): 54})
    linked = link([fine, coarse], [BY_SEX])
    assert len(linked.problem["cells"]) == 3
    assert linked.apart == ()
    with pytest.raises(Refusal) as refused:
        link([fine, CountedTable("coarse", "stays", ("ward",), {("B",): 55})], [BY_SEX])
    assert refused.value.code == "sdc-link-contradiction"


def test_tables_that_nothing_ties_are_named_so_that_somebody_asks() -> None:
    one = CountedTable("one", "stays", ("ward",), {("B",): 54})
    other = CountedTable("other", "patients", ("age",), {("21-30",): 12})
    assert link([one, other]).apart == ("one", "other")


def test_printed_counts_that_cannot_all_be_right_are_refused() -> None:
    table = CountedTable("t", "stays", ("sex",), {("F",): 40, ("M",): 14, ("both",): 50})
    with pytest.raises(Refusal) as refused:
        link([table], [BY_SEX])
    assert refused.value.code == "sdc-link-unfit"
