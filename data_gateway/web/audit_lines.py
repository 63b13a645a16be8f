"""One audit record as the page shows it: who, what was asked, how much left, why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data_gateway.serving.audited import asked_in, listed
from data_gateway.web.wording import Wording
from governance.audit.chain import AuditRecord
from governance.refusal import Refusal

# What has a place of its own on the line; anything else is listed by its name.
_PLACED = {
    "project", "permit", "dataset", "table", "columns", "where", "sql", "rows", "nbytes", "bytes", "seconds",
    "ended", "code", "params", "by",
}  # fmt: skip


@dataclass(frozen=True)
class AuditLine:
    """Texts in the reader's language; empty where the record tells nothing."""

    record: AuditRecord
    moment: str
    who: str
    event: str
    project: str
    permit: str
    query: str
    rows: str
    size: str
    seconds: str
    reason: str
    others: tuple[tuple[str, str], ...]


def audit_line(record: AuditRecord, words: Wording) -> AuditLine:
    told = record.details
    size = told.get("bytes", told.get("nbytes"))
    return AuditLine(
        record=record,
        moment=words.moment(record.at),
        who=words.say("actor-by", actor=record.actor, name=str(told["by"])) if "by" in told else record.actor,
        event=words.event(record.event),
        project=listed(told.get("project")),
        permit=listed(told.get("permit")),
        query=asked_in(told),
        rows=words.say("count", value=told["rows"]) if isinstance(told.get("rows"), int) else "",
        size=words.size(size) if isinstance(size, int) else "",
        seconds=words.say("seconds", value=listed(told.get("seconds"))) if "seconds" in told else "",
        reason=_reason(told, words),
        others=tuple((name, listed(value)) for name, value in told.items() if name not in _PLACED),
    )


def _reason(told: Mapping[str, Any], words: Wording) -> str:
    code = told.get("code") or (told.get("ended") if told.get("ended") != "complete" else None)
    if not isinstance(code, str):
        return ""
    params = told.get("params")
    return (
        words.refusal(Refusal(code, **params)) if isinstance(params, dict) else words.refusal(Refusal(code))
    )
