"""An audit record as a sentence, in the reader's language."""

from __future__ import annotations

from governance.audit.chain import AuditRecord
from governance.words import Words


def event_words(record: AuditRecord, words: Words) -> str:
    """The event in a sentence; one that no catalogue knows is told by its name."""
    code = f"event-{record.event.replace('.', '-')}"
    details = {name: _plain(value) for name, value in record.details.items()}
    params = (
        {"project": "-"} | details | {"actor": record.actor, "subject": record.subject, "event": record.event}
    )
    refused = record.details.get("code")
    if isinstance(refused, str):
        params["reason"] = words.say(refused) if words.knows(refused) else refused
    return words.say(code if words.knows(code) else "event-other", **params)


def _plain(value: object) -> str | int:
    if isinstance(value, list):
        return ", ".join(str(_plain(item)) for item in value) if len(value) <= 20 else str(len(value))
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)
