"""A project's plan and life in words, one sentence each, for commands and pages alike."""

from __future__ import annotations

from governance.projects.plan_line import PlanLine
from governance.projects.standing import Lack
from governance.projects.step_record import TakenStep
from governance.words import Words

# Names of ours inside a sentence, not the file's text.
_WORDED = ("field", "term", "mode", "role", "before", "after", "value", "step")


def lack_words(lack: Lack, words: Words) -> str:
    """What is missing, and whom it waits for."""
    return words.say("lack", what=words.say(lack.code, **lack.params), turn=words.say(f"turn-{lack.turn}"))


def line_words(line: PlanLine, words: Words) -> str:
    params = dict(line.params)
    for name in _WORDED:
        code = f"name-{params.get(name)}"
        if name in params and words.knows(code):
            params[name] = words.say(code)
    return words.say(line.code, **params)


def step_words(taken: TakenStep, words: Words) -> str:
    record = taken.record
    parts = [words.say("life-step", step=words.say(f"name-{taken.step}"), by=record.by)]
    if record.kind:
        parts.append(words.say(f"name-{record.kind}"))
    if record.reference:
        parts.append(record.reference)
    if record.until:
        parts.append(words.say("life-until", day=record.until.isoformat()))
    if record.document:
        parts.append(f"SHA-256 {record.document[:16]}…")
    if taken.recorded_by != record.by:
        parts.append(words.say("life-recorded-by", who=taken.recorded_by))
    return ", ".join(parts)
