"""Persons, rates and extremes that stand in headings and cells of printed tables, or under longer names."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from output_checking.findings import Finding, Severity
from tests.unit.output_checking.conftest import explanations

Judge = Callable[..., list[Finding]]
STEPS = [(f"{at / 23}", f"{min(1, at / 17)}") for at in range(24)]


def curve(heading: str, along: str = "{0},{1}") -> str:
    return "\n".join([heading, *(along.format(*one) for one in STEPS)]) + "\n"


BLOCKED = {
    "a group of four in a heading": ("variable,Oncology (n=4)\nAge,58.1 (3.2)\n", "counts-below-threshold"),
    "a group of four in a line": (
        "ward,age\nOncology (n=4),58.1\nSurgery (n=90),61\n",
        "counts-below-threshold",
    ),
    "a percentage below its base": ("variable,Cardiology (N=412)\nDiabetes,0.7%\n", "share-small"),
    "a percentage named by its line": ('variable,Cardiology (N=412)\n"Diabetes, %",0.7\n', "share-small"),
    "three of a thousand": ("ward,n,rate_per_1000\nA,412,7.28\n", "share-small"),
    "three of mille": ("service,effectif,taux pour mille\nA,412,7.28\n", "share-small"),
    "a range beside a median": ('v,"median [min-max]"\nAge,61 [18-103]\n', "statistic-extreme"),
    "a range named by its line": ('v,Treated\n"Age, median (range)",61 (18-103)\n', "statistic-extreme"),
    "a deviation beside an error": ("ward,mean,sd,se\nA,61.2,12.0,6.0\n", "counts-below-threshold"),
    "a ROC curve in words": (curve("false positive rate,true positive rate"), "roc-steps"),
    "a distribution": (curve("age,cum_prop", "{0},{0}"), "roc-steps"),
    "numbers at risk by month": ("month,number at risk\n0,412\n1,409\n2,300\n", "survival-leaving-too-few"),
    "an incidence along time": ("time,cumulative incidence\n1,0.002\n2,0.005\n3,0.007\n", "survival-columns"),
    "the highest and the lowest": (
        "service,âge le plus élevé,âge le plus bas\nA,103,18\nB,99,19\n",
        "statistic-extreme",
    ),
}


@pytest.mark.parametrize("name", BLOCKED)
def test_blocks(judge: Judge, name: str) -> None:
    table, said = BLOCKED[name]
    assert said in explanations(judge("t.csv", table), Severity.BLOCK)


@pytest.mark.parametrize(
    "table",
    [
        "variable,Treated (N=412),Control (N=388)\nAge,61.2 (12.1),60.9 (11.8)\nWomen,51.5%,48.5%\n",
        "variable,Hospitals (n=4)\nbeds,412\n",
        "ward,n,infections_per_1000_patient_days\nA,412,2.1\nB,388,2.9\n",
        "department,cases,incidence per 100 000\nA,8000,60.0\nB,9000,41.2\n",
        "department,n,rate_per_1000_inhabitants\nA,412,2.1\nB,388,1.9\n",
        "ward,n,deaths per 1000\nA,4120,7.28\nB,3880,48.9\n",
        'variable,"median (interquartile range)"\nAge,61 (48-71)\n',
        'test,"mean (normal range)"\nsodium,140 (135-145)\n',
        "age range,n\n18-40,412\n41-60,388\n",
        "ward,n,sd,se\nA,412,12.0,0.6\nB,388,11.0,0.6\n",
        "region,population density\nA,120.5\nB,88.1\n",
    ],
)
def test_what_holds_enough_persons_does_not_block(judge: Judge, table: str) -> None:
    assert explanations(judge("t.csv", table), Severity.BLOCK) == []


@pytest.mark.parametrize(
    "written",
    [
        '[["ward", "deaths"], ["A", 3], ["B", 40]]',
        '{"columns": ["ward", "deaths"], "index": [0, 1], "data": [["A", 3], ["B", 40]]}',
        '{"deaths": {"A": 3, "B": 40}}',
    ],
)
def test_a_table_blocks_however_json_writes_it(judge: Judge, written: str) -> None:
    assert "counts-below-threshold" in explanations(judge("t.json", written), Severity.BLOCK)


@pytest.mark.parametrize("outliers", ['"[101.2, 99.7]"', "[101.2  99.7]", '"(98.1)"', "98.1", "101"])
def test_points_outside_a_box_block_however_they_are_written(judge: Judge, outliers: str) -> None:
    found = judge("t.csv", f"ward,n,fliers\nA,412,[98.2]\nB,90,{outliers}\n")
    assert "figure-whiskers" in explanations(found, Severity.BLOCK)


def test_points_outside_a_box_block_in_json(judge: Judge) -> None:
    found = judge("t.json", '{"ward": ["A", "B"], "fliers": [[101.2, 99.7], [98.1]]}')
    assert "figure-whiskers" in explanations(found, Severity.BLOCK)


@pytest.mark.parametrize(
    "table",
    [
        "ward,n,outliers\nA,430,40\nB,95,80\n",
        "ward,n,outliers_removed\nA,430,40\nB,95,11\n",
        "ward,shortest_stays,longest_stays\nA,412,300\nB,200,199\n",
        "ward,shortest waiters (n),longest waiters (n)\nA,412,300\nB,200,199\n",
        "service,n patients les plus âgés\nA,412\nB,200\n",
        "cluster,n,mean_age\nC0,412,61.1\nC1,300,55.2\nC2,333,71.0\n",
        "commune,population\n" + "".join(f"ville {at},{43_000 + 317 * at}\n" for at in range(12)),
    ],
)
def test_how_many_there_are_is_looked_at_and_not_blocked(judge: Judge, table: str) -> None:
    assert explanations(judge("t.csv", table), Severity.BLOCK) == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("ward,n,oldest patient\nA,430,99\nB,190,101\n", "statistic-extreme"),
        ("ward,n,longest stay\nA,430,99\nB,190,101\n", "statistic-extreme"),
        ("ward,n,longest stays\nA,430,99.5\nB,190,101.5\n", "statistic-extreme"),
        ("ward,n,outliers\nA,430,99.1\nB,190,101.5\n", "figure-whiskers"),
        ("ward,n,outliers\nA,43,99\nB,90,101\n", "figure-whiskers"),
        (
            "patient no,sequence\n" + "".join(f"ward {at},{43_000 + 317 * at}\n" for at in range(12)),
            "rows-unique-key",
        ),
    ],
)
def test_the_value_of_one_still_blocks(judge: Judge, table: str, said: str) -> None:
    assert said in explanations(judge("t.csv", table), Severity.BLOCK)


@pytest.mark.parametrize(
    "printed",
    [
        "      n  mean\nward            \nA   412  61.2\nB     3  55.1\n",
        "      n  mean\nward            \nA   412 -61.2\nB     3 -55.1\n",
        "      n  mean\nward            \nA     3  61.2\nB   412  55.1\n",
        "ward    n  mean\nA       3  61.2\nB     412  55.1\n",
        "ward\nA      3\nB    412\nName: n, dtype: int64\n",
        "A    412\nB      3\nName: n, dtype: int64\n",
    ],
)
def test_every_line_of_a_frame_is_read_as_pandas_prints_it(judge: Judge, printed: str) -> None:
    assert "counts-below-threshold" in explanations(judge("t.txt", printed), Severity.BLOCK)


SETTINGS = '{"model": {"n_estimators": 5, "n_jobs": 4, "max_depth": 5, "n_splits": 5}, "n_patients": 412}'


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("t.json", '{"deaths": 4, "auc": 0.81}'),
        ("t.json", '{"results": [{"lyon": {"women": {"deaths": 4}}}], "run": "final"}'),
        ("t.md", "Results of the study\n\n- deaths: 4\n- patients: 412\n"),
        ("t.html", "<html><body><dl><dt>deaths<dd>4<dt>patients<dd>412</dl></body></html>"),
    ],
)
def test_a_number_below_the_threshold_blocks_beside_its_name_outside_of_tables(
    judge: Judge, name: str, written: str
) -> None:
    blocking = [one for one in judge(name, written) if one.severity is Severity.BLOCK]
    assert ("counts-below-threshold", "deaths") in [
        (one.explanation, one.where["column"]) for one in blocking
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("t.json", SETTINGS),
        ("t.json", '{"patients": 412, "version": "4", "exploratory": true}'),
        ("t.txt", "Nombre de services : 4\nNumber of hospitals: 4\nPatients: 412\nepoch: 5\n"),
        ("t.py", "settings = {\n    'patients': 4,\n}\ndeaths: int = 4\n"),
        ("t.html", "<html><body><ul><li>Lyon<li>Lille</ul><p><b>4</b> <i>hospitals</i></p></body></html>"),
    ],
)
def test_how_something_was_computed_is_no_number_of_persons(judge: Judge, name: str, written: str) -> None:
    assert explanations(judge(name, written), Severity.BLOCK) == []


def laid_out(lines: list[tuple[str, ...]], line: str, cell: str) -> str:
    inner = [f"<{cell}>{f'</{cell}><{cell}>'.join(one)}</{cell}>" for one in lines]
    parts = [f"<{line}>{one}</{line}>" for one in inner] if line else inner
    return f"<html><body><section>{''.join(parts)}</section></body></html>"


@pytest.mark.parametrize(("line", "cell"), [("div", "span"), ("ul", "li"), ("p", "b"), ("", "div")])
def test_a_table_is_one_whatever_elements_lay_it_out(judge: Judge, line: str, cell: str) -> None:
    small = [("ward", "deaths"), ("A", "4"), ("B", "40"), ("C", "51")]
    assert "counts-below-threshold" in explanations(
        judge("t.html", laid_out(small, line, cell)), Severity.BLOCK
    )
    persons = [(f"{at}", f"{17.25 + at * 1.37:.2f}", f"{at * 7919 % 997}") for at in range(60)]
    found = judge("t.html", laid_out([("patient_id", "age", "crp"), *persons], line, cell))
    assert "rows-identifier-column" in explanations(found, Severity.BLOCK)


def test_elements_that_nothing_ends_are_read_in_no_time(judge: Judge) -> None:
    began = time.process_time()
    judge("t.html", "<html><body>" + "<b></i>" * 50_000)
    assert time.process_time() - began < 5


CELLS = "".join(f"<tr><td>{at / 30:.3f}</td><td>{0.1 + at / 810:.8f}</td></tr>" for at in range(30))
VALUES = [f"{at * 1.2345:.4f}" for at in range(60)]


def test_a_curve_in_a_table_of_html_is_no_run_of_values(judge: Judge) -> None:
    page = f"<html><body><table><tr><th>time</th><th>rate</th></tr>{CELLS}</table></body></html>"
    assert explanations(judge("t.html", page), Severity.BLOCK) == []


@pytest.mark.parametrize(
    "inside",
    [
        f"<p>{' '.join(VALUES)}</p>",
        f"<table><tr><td>{' '.join(VALUES)}</td></tr></table>",
        f"<table><tr>{''.join(f'<td>{one}</td>' for one in VALUES)}</tr></table>",
        "".join(f"<td>{one}</td>" for one in VALUES),
        f"<table>{''.join(f'<tr><td>{one}</td></tr>' for one in VALUES)}</table>",
    ],
)
def test_values_of_persons_block_wherever_a_page_puts_them(judge: Judge, inside: str) -> None:
    found = judge("t.html", f"<html><body>{inside}</body></html>")
    assert "records-values" in explanations(found, Severity.BLOCK)


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>ward<td>n<tr><td>A<td>3<tr><td>B<td>400</table>",
        "<td>ward</td><td>n</td><tr><td>A</td><td>3</td></tr>",
        "<table><tr><td>ward</td><td>n</td></tr><tr><td>A</td><td>3</td></tr>"
        "<tr><td><table><tr><td>x</td></tr></table></td></tr></table>",
    ],
)
def test_cells_are_read_as_a_browser_shows_them(judge: Judge, table: str) -> None:
    found = judge("t.html", f"<html><body>{table}</body></html>")
    assert "counts-below-threshold" in explanations(found, Severity.BLOCK)
