"""A finding as its author reads it: what was seen, where, and what to do."""

from __future__ import annotations

from d2h_sdk import words
from d2h_sdk.wire import FindingMessage


def explain(finding: FindingMessage) -> str:
    """What was seen, and what to do."""
    return f"{seen(finding)} {advice(finding)}".rstrip()


def advice(finding: FindingMessage) -> str:
    return words.advice(f"finding-{finding.explanation}", **finding.params)


def seen(finding: FindingMessage) -> str:
    key = f"finding-{finding.explanation}"
    if words.knows(key):
        return words.say(key, **finding.params)
    details = ", ".join(f"{name}={value}" for name, value in finding.params.items())
    return words.say("finding-unknown", rule=finding.rule, details=details or "–")


def place(finding: FindingMessage) -> str:
    """Where in the file, in words; the file itself has its own column."""
    parts = [f"{words.say(f'place-{key}')} {value}" for key, value in finding.where.items() if key != "file"]
    return ", ".join(parts)
