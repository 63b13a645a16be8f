"""Train the weights that ship: `python -m data_gateway.documents.training.train SNIPPETS REPORTS`.

SNIPPETS is the gold of EDS-Pseudo, REPORTS are case reports without identifiers (E3C): every second one is
trained on, the others stay for the benchmark. About three minutes of one core, the same weights every time.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import pycrfsuite

from data_gateway.documents.features import features_of
from data_gateway.documents.folding import fold
from data_gateway.documents.rules import spans_by_rules
from data_gateway.documents.tagger import OUTSIDE, WEIGHTS
from data_gateway.documents.tokens import tokens_of
from data_gateway.documents.training.snippets import Snippet, read_reports, read_snippets
from data_gateway.documents.training.variation import Variation

_VARIANTS = 3
_LAYOUTS = 2_500
_SETTINGS = {
    "c1": 0.15,
    "c2": 0.01,
    "max_iterations": 70,
    "feature.possible_transitions": True,
    "feature.minfreq": 2,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("snippets", type=Path)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    reports = read_reports(given.reports)[::2]
    train(read_snippets(given.snippets), reports, given.output)


def train(
    snippets: Sequence[Snippet], reports: Sequence[Snippet], output: Path, variants: int = _VARIANTS
) -> None:
    """Write to `output` the weights learnt from the snippets, from `variants` of each, from the reports."""
    variation = Variation(seed=20_261)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=_SETTINGS, verbose=False)
    for snippet in _with_variants(snippets, variation, variants):
        _append(trainer, snippet)
    for _ in range(_LAYOUTS):
        _append(trainer, variation.layout())
    for report in reports:
        _append(trainer, report)
    output.parent.mkdir(exist_ok=True)
    trainer.train(str(output))


def _with_variants(snippets: Sequence[Snippet], variation: Variation, variants: int) -> Iterable[Snippet]:
    for snippet in snippets:
        yield snippet
        for _ in range(variants):
            yield variation.of(snippet)


def _append(trainer: pycrfsuite.Trainer, snippet: Snippet) -> None:
    folded = fold(snippet.text)
    tokens = tokens_of(snippet.text, folded)
    if not tokens:
        return
    labels = [OUTSIDE] * len(tokens)
    for span in snippet.gold:
        for index, token in enumerate(tokens):
            if token.start < span.end and token.end > span.start:
                labels[index] = span.label.value
    trainer.append(features_of(tokens, spans_by_rules(snippet.text, folded)), labels)


if __name__ == "__main__":
    main()
