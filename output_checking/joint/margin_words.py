"""How tables name the margins of a 2x2 table, without case."""

from __future__ import annotations

EXPOSED = frozenset({"exposed", "exposés", "exposes", "exposées", "treated", "traités", "traites"})
UNEXPOSED = frozenset({"unexposed", "controls", "control", "témoins", "temoins", "untreated", "placebo"})
CASES = frozenset({"cases", "cas", "events", "event", "deaths", "décès", "deces", "dead", "died", "outcomes"})
