"""The examples of the researcher's page on results that know who is behind them, against the real airlock."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import d2h_sdk as d2h
from d2h_sdk import words
from d2h_sdk.errors import AirlockError

from .conftest import Enter, RunningAirlock

DOCS = Path(__file__).resolve().parents[3] / "docs"
HEADINGS = {
    "en": "## Every day: make results that say who stands behind them",
    "fr": "## Chaque jour : produire des résultats qui disent qui est derrière",
}


def examples(language: str) -> tuple[list[str], str]:
    """The code of the section, and what it says is shown."""
    page = (DOCS / language / "researcher.md").read_text(encoding="utf-8")
    section = page.split(HEADINGS[language] + "\n")[1].split("\n## ")[0]
    (shown,) = re.findall(r"^```text\n(.*?)^```$", section, re.M | re.S)
    return re.findall(r"^```python\n(.*?)^```$", section, re.M | re.S), shown


def stays() -> pd.DataFrame:
    """One stay per person: 3 of the 12 persons of ward C fell."""
    random = np.random.default_rng(7)
    numbers = {("A", False): 96, ("A", True): 33, ("B", False): 120, ("B", True): 53, ("C", False): 9}
    numbers[("C", True)] = 3
    rows = [key for key, number in numbers.items() for _ in range(number)]
    frame = pd.DataFrame(rows, columns=["ward", "fell"])
    return frame.assign(
        days=random.gamma(2, 3, len(frame)),
        age=random.integers(18, 95, len(frame)),
        person_id=random.permutation(len(frame)) + (1 << 61),
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_examples_run_and_show_what_the_page_says(
    enter: Enter, airlock: RunningAirlock, language: str
) -> None:
    enter(airlock_url=airlock.url, language=language)
    code, shown = examples(language)
    make, add, mend = code
    names: dict[str, object] = {"d2h": d2h, "stays": stays()}
    exec(make, names)  # noqa: S102 - the page's own examples
    exec(add, names)  # noqa: S102
    report = d2h.outputs.check()
    assert {"falls_by_ward.csv", "days_by_ward.csv"} <= {name for name, _ in report.blocking}
    evidence = {one.name: one.evidence for one in report.message.files}
    falls = evidence["falls_by_ward.csv"]
    assert falls is not None and falls.person_total == 314 and falls.total_rows == (3,)
    exec(mend, names)  # noqa: S102
    printed = repr(names["fix"])
    table, _, last = shown.rstrip().rpartition("\n")
    assert table in printed and last in printed
    report = d2h.outputs.check()
    assert "falls_by_ward.csv" not in {name for name, _ in report.blocking}, repr(report)
    assert "days_by_ward.csv" not in {name for name, _ in report.blocking}, repr(report)
    d2h.outputs.withdraw()


REPAIRS = {
    "en": "## Every day: repair a table that blocks",
    "fr": "## Chaque jour : réparer un tableau qui bloque",
}


def repairs(language: str) -> list[tuple[str, list[str]]]:
    """Each piece of code of the section, and the lines that it says are shown."""
    page = (DOCS / language / "researcher.md").read_text(encoding="utf-8")
    section = page.split(REPAIRS[language] + "\n")[1].split("\n## ")[0]
    found = re.findall(r"^```python\n(.*?)^```$(?:\n+```text\n(.*?)^```$)?", section, re.M | re.S)
    return [(code, [line for line in shown.splitlines() if line != "…"]) for code, shown in found]


def test_each_repair_does_what_the_page_says_in_both_languages(
    enter: Enter, airlock: RunningAirlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(airlock_url=airlock.url, language="en")
    frame = stays()
    falls = d2h.outputs.crosstab(frame["ward"], frame["fell"], margins=True, persons=frame["person_id"])
    names: dict[str, Any] = {"d2h": d2h, "pd": pd, "np": np, "stays": frame, "falls": falls}
    pages = {language: repairs(language) for language in REPAIRS}
    assert [code for code, _ in pages["en"]] == [code for code, _ in pages["fr"]]
    figures = []
    for at, (code, shown) in enumerate(pages["en"][:-1]):
        exec(code, names)  # noqa: S102 - the page's own examples
        for language, lines in (("en", shown), ("fr", pages["fr"][at][1])):
            monkeypatch.setattr(words, "_spoken", language)
            printed = repr(names["fix"]).splitlines()
            assert lines and [line for line in lines if line not in printed] == []
        monkeypatch.setattr(words, "_spoken", "en")
        assert names["fix"].holds, repr(names["fix"])
        files = d2h.outputs.status().message.files
        figures += [one.sha256 for one in files if one.name == "ages.png"]
    # Drawn again; no raw value leaves; no profile offers noise unless somebody wrote it there.
    first = hashlib.sha256(names["ages"]._repr_png_()).hexdigest()
    assert d2h.outputs.status().ok and figures and first not in figures
    after = pd.read_csv(io.StringIO(names["fix"].tables[0].after))
    assert not {*after["p25"], *after["p50"]} & {*frame["days"]}
    with pytest.raises(AirlockError) as told:
        exec(pages["en"][-1][0], names)  # noqa: S102
    assert told.value.code == "repair-does-not-apply"
    d2h.outputs.withdraw()
