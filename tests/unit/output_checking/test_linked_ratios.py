"""A ratio in one file and the margins of its 2x2 table in others."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from d2h_sdk.wire import Evidence
from output_checking.findings import Finding, Severity
from tests.unit.output_checking.test_linked_disclosures import together

OF_STAYS = Evidence(kind="counts", population="stays")


def said(ratio: str, exposed: int, others: int, cases: int, heading: str = "death OR") -> list[Finding]:
    files = {
        "ratio.csv": f"exposure,{heading}\nsmoking,{ratio}\n",
        "smoking.csv": f"smoking,n\nyes,{exposed}\nno,{others}\n",
        "death.csv": f"death,n\nyes,{cases}\nno,{exposed + others - cases}\n",
    }
    found = together(files, evidence=dict.fromkeys(files, OF_STAYS))
    return [one for one in found if one.where["file"] == "ratio.csv"]


def odds(a: int, exposed: int, others: int, cases: int) -> Fraction | None:
    below = (exposed - a) * (cases - a)
    return Fraction(a * (others - cases + a), below) if below > 0 else None


def risks(a: int, exposed: int, others: int, cases: int) -> Fraction | None:
    return Fraction(a * others, exposed * (cases - a)) if cases > a else None


@settings(max_examples=60, deadline=None)
@given(st.integers(30, 200), st.integers(30, 200), st.integers(10, 60), st.integers(0, 60), st.booleans())
def test_a_small_cell_that_only_one_table_allows_is_told_and_the_true_one_is_in_its_range(
    exposed: int, others: int, cases: int, a: int, of_odds: bool
) -> None:
    cells = (a, exposed - a, cases - a, others - cases + a)
    assume(min(cells) > 0)
    of = odds if of_odds else risks
    printed = f"{float(of(a, exposed, others, cases) or 0):.2f}"
    least, most = (Fraction(printed) + half for half in (Fraction(-1, 200), Fraction(1, 200)))
    fitting = [
        other
        for other in range(max(0, cases - others), min(exposed, cases) + 1)
        if (value := of(other, exposed, others, cases)) is not None and least <= value <= most
    ]
    found = said(printed, exposed, others, cases, "death OR" if of_odds else "death RR")
    if fitting == [a] and min(cells) < 10:
        assert [one.explanation for one in found] in (["linked-ratio"], ["linked-ask-same"])
    for one in found:
        # The other way round there may be another table; of those that are told one is smaller.
        assert int(one.params["low"]) < 10


def test_what_both_headings_name_is_certain_and_blocks() -> None:
    (found,) = said("2.58", 120, 300, 12)
    assert (found.explanation, found.severity) == ("linked-ratio", Severity.BLOCK)
    assert (found.params["low"], found.params["high"]) == (6, 6)
    assert found.params["arithmetic"].endswith(  # type: ignore[union-attr]
        "120 [smoking.csv: yes · n], 300 [smoking.csv: no · n], 12 [death.csv: yes · n] → 6"
    )


@pytest.mark.parametrize(
    ("ratio", "cases", "heading"),
    [
        ("2.58", 12, "OR"),  # of death or of anything else: a question
        ("2.6", 12, "aOR of sex"),
    ],
)
def test_a_ratio_that_may_be_of_these_margins_is_asked_about(ratio: str, cases: int, heading: str) -> None:
    found = said(ratio, 120, 300, cases, heading)
    assert [(one.explanation, one.severity) for one in found] == [("linked-ask-same", Severity.REVIEW)]


def test_a_ratio_of_large_groups_or_of_few_decimals_says_nothing() -> None:
    assert said("2.1", 1200, 3000, 700) == []
    assert said("0.3", 1200, 3000, 20, "death RR") != []
    assert said("3", 2000, 2000, 400) == []
