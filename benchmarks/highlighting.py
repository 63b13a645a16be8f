"""Negation and results of `d2h.text.highlight` against E3C, whose letters were read and marked by people.

GOLD is a folder of XMI files of E3C (`data_annotation/French/layer1`). Negation: an EVENT of the gold is
found negated where it lies in a scope of negation; it is against its `polarity`. Results: a mark of a result
and an RML of the gold belong together where they share a character. Counts are of all files together.

    python benchmarks/highlighting.py GOLD [--names FR100255 FR100361] [--mistakes]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from defusedxml.ElementTree import parse

import d2h_sdk as d2h
from d2h_sdk.text import HighlightedLetter, Kind

BAR = 0.80
_AROUND = 50  # characters, shown beside a mistake
_READS = 5


@dataclass(frozen=True)
class Span:
    start: int
    end: int

    def meets(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Gold:
    """A letter as its readers marked it."""

    name: str
    text: str
    denied: tuple[Span, ...]
    stated: tuple[Span, ...]
    results: tuple[Span, ...]


@dataclass
class Score:
    """How often gold and highlighting agree; the places where they do not."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    met: int = 0

    @property
    def recall(self) -> float:
        return self.right / max(self.right + len(self.missed), 1)

    @property
    def precision(self) -> float:
        return self.met / max(self.met + len(self.wrong), 1)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def read_gold(path: Path) -> Gold:
    """Of one XMI file of E3C. ValueError where it holds no text, or a span lies outside it."""
    root = parse(path).getroot()
    text = ""
    denied: list[Span] = []
    stated: list[Span] = []
    results: list[Span] = []
    for element in root:
        kind = element.tag.rpartition("}")[2]
        if kind == "Sofa":
            text = element.attrib["sofaString"]
        elif kind in ("EVENT", "RML"):
            held = results if kind == "RML" else denied if element.get("polarity") == "NEG" else stated
            held.append(Span(int(element.attrib["begin"]), int(element.attrib["end"])))
    if not text or any(not 0 <= one.start < one.end <= len(text) for one in (*denied, *stated, *results)):
        raise ValueError(f"{path} is no annotated letter of E3C: it has no text, or marks outside its text")
    return Gold(path.stem, text, tuple(denied), tuple(stated), tuple(results))


def of_negation(letters: Iterable[tuple[Gold, HighlightedLetter]]) -> Score:
    score = Score()
    for gold, found in letters:
        for events, denied in ((gold.denied, True), (gold.stated, False)):
            for event in events:
                negated = _is_negated(found, event)
                if negated and denied:
                    score.right += 1
                    score.met += 1
                elif negated or denied:
                    (score.missed if denied else score.wrong).append(_shown(gold, event))
    return score


def of_results(letters: Iterable[tuple[Gold, HighlightedLetter]]) -> Score:
    score = Score()
    for gold, found in letters:
        marked = [Span(mark.start, mark.end) for mark in found.of(Kind.RESULT)]
        for one in gold.results:
            if any(one.meets(mark) for mark in marked):
                score.right += 1
            else:
                score.missed.append(_shown(gold, one))
        for mark in marked:
            if any(mark.meets(one) for one in gold.results):
                score.met += 1
            else:
                score.wrong.append(_shown(gold, mark))
    return score


def _is_negated(found: HighlightedLetter, event: Span) -> bool:
    return any(
        scope.quality == "negated" and scope.start <= event.start and event.end <= scope.end
        for scope in found.scopes
    )


def _shown(gold: Gold, span: Span) -> str:
    before = gold.text[max(0, span.start - _AROUND) : span.start]
    after = gold.text[span.end : span.end + _AROUND]
    return f"{gold.name}: {before}[{gold.text[span.start : span.end]}]{after}".replace("\n", " ")


def per_second(texts: Sequence[str]) -> float:
    """Characters per second of one processor, lists read before; the best of some rounds."""
    best = float("inf")
    for _ in range(_READS):
        started = time.process_time()
        for text in texts:
            d2h.text.highlight(text)
        best = min(best, time.process_time() - started)
    return sum(map(len, texts)) / best


def told(what: str, score: Score, *, mistakes: bool) -> None:
    met = "met" if score.f1 >= BAR else "NOT MET"
    print(
        f"{what:9} precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}"
        f" (bar {BAR:.2f}: {met}); {score.right} found, {len(score.missed)} missed, {len(score.wrong)} wrong"
    )
    if mistakes:
        for kind, places in (("missed", score.missed), ("wrong", score.wrong)):
            for place in places:
                print(f"    {kind:6} {place}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--names", nargs="+", default=[], help="only these files, without .xml")
    parser.add_argument("--mistakes", action="store_true", help="each mistake with what stands around it")
    given = parser.parse_args()
    paths = [path for path in sorted(given.gold.glob("*.xml")) if not given.names or path.stem in given.names]
    if not paths:
        parser.error(f"{given.gold} holds no such XMI file")
    letters = [(gold, d2h.text.highlight(gold.text)) for gold in map(read_gold, paths)]
    denied, stated, results = (
        sum(len(getattr(gold, name)) for gold, _ in letters) for name in ("denied", "stated", "results")
    )
    print(f"{len(letters)} letters: {denied} events denied, {stated} stated, {results} results")
    told("negation", of_negation(letters), mistakes=given.mistakes)
    told("results", of_results(letters), mistakes=given.mistakes)
    speed = per_second([gold.text for gold, _ in letters])
    print(
        f"{speed / 1000:.0f} thousand characters per second of one processor, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
