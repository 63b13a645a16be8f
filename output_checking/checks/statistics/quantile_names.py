"""Which quantile a heading names: `median`, `Q3`, `p95`, `25 %`."""

from __future__ import annotations

import re

_MEDIAN = {"median", "mediane", "q50", "p50"}
_NAMED_QUANTILES = {
    "q1": 0.25,
    "q3": 0.75,
    "quartile1": 0.25,
    "quartile3": 0.75,
    "iqr": 0.25,
    "d1": 0.1,
    "d9": 0.9,
}
_NUMBERED_QUANTILE = re.compile(
    # C1 may be a cluster.
    r"(?:(?:p|q|pct|perc|percentile|quantile|centile)_? ?|c(?=\d\d))(100|\d{1,2}(?:[.,]\d+)?)(?:th|e|eme)?"
)
_SHARE_QUANTILE = re.compile(r"(100(?:[.,]0+)?|\d{1,2}(?:[.,]\d+)?) ?%")


def named_quantile(plain: str, words: list[str]) -> float | None:
    """From 0 to 1. `plain`: the heading in small letters without accents, `words` those in it."""
    if {*words} & _MEDIAN:
        return 0.5
    for word in (*words, "".join(words)):
        if word in _NAMED_QUANTILES:
            return _NAMED_QUANTILES[word]
        numbered = _NUMBERED_QUANTILE.fullmatch(word)
        if numbered:
            return _share(numbered[1])
    share = _SHARE_QUANTILE.fullmatch(plain.strip())
    return _share(share[1]) if share else None


def _share(text: str) -> float:
    return float(text.replace(",", ".")) / 100
