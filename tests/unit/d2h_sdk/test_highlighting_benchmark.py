"""What `benchmarks/highlighting.py` counts, on an annotated letter of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

import d2h_sdk as d2h
from benchmarks.highlighting import of_negation, of_results, read_gold

TEXT = "Pas de fièvre ni toux.\nSérologie négative, CRP à 85 mg/l."
XMI = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///cas.ecore" xmlns:custom="http:///custom.ecore">
  {marks}
  <cas:Sofa xmi:id="12" sofaString="{text}"/>
</xmi:XMI>"""


def annotated(folder: Path, marks: list[tuple[str, str, str]]) -> Path:
    """`marks`: its element, the words it covers, its polarity."""
    written = [
        f'<custom:{element} begin="{TEXT.index(words)}" end="{TEXT.index(words) + len(words)}"'
        f' polarity="{polarity}"/>'
        for element, words, polarity in marks
    ]
    path = folder / "FR1.xml"
    path.write_text(XMI.format(marks="\n".join(written), text=TEXT.replace("\n", "&#10;")), encoding="utf-8")
    return path


def test_what_people_marked_is_held_against_what_is_brought_out(tmp_path: Path) -> None:
    gold = read_gold(
        annotated(
            tmp_path,
            [
                ("EVENT", "fièvre", "NEG"),
                ("EVENT", "toux", "POS"),
                ("EVENT", "Sérologie", "NEG"),
                ("EVENT", "CRP", "POS"),
                ("RML", "négative", ""),
                ("RML", "Pas", ""),
                ("CLINENTITY", "fièvre", ""),
            ],
        )
    )
    assert (len(gold.denied), len(gold.stated), len(gold.results)) == (2, 2, 2)
    letters = [(gold, d2h.text.highlight(gold.text))]
    negation, results = of_negation(letters), of_results(letters)
    assert (negation.right, len(negation.missed), len(negation.wrong)) == (1, 1, 1)
    assert "[Sérologie]" in negation.missed[0] and "[toux]" in negation.wrong[0]
    assert (negation.precision, negation.recall, negation.f1) == (0.5, 0.5, 0.5)
    assert (results.right, len(results.missed), len(results.wrong)) == (1, 1, 1)
    assert "[85 mg/l]" in results.wrong[0]


def test_a_file_whose_marks_lie_outside_its_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "FR2.xml"
    path.write_text(XMI.format(marks='<custom:EVENT begin="3" end="99"/>', text="Fièvre."), encoding="utf-8")
    with pytest.raises(ValueError, match="outside its text"):
        read_gold(path)
