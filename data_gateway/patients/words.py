"""What was found about one patient, in words: on the page and in the command alike."""

from __future__ import annotations

from datetime import datetime

from data_gateway.patients.processing import CoveredTable, CoveringPermit
from governance.words import Words


def opposition_in_words(opposed: bool, since: datetime | None, words: Words) -> str:
    if not opposed:
        return words.say("patient-not-opposed")
    if since is None:
        return words.say("patient-opposed")
    return words.say("patient-opposed-since", moment=f"{since:%Y-%m-%d %H:%M} UTC")


def covering_in_words(covering: CoveringPermit, words: Words) -> str:
    document = covering.permit.document
    return words.say(
        "patient-permit-open" if covering.open else "patient-permit-closed",
        version=str(document.version),
        start=document.valid_from.isoformat(),
        end=document.valid_until.isoformat(),
        tables=", ".join(_table(one, words) for one in covering.tables),
    )


def _table(one: CoveredTable, words: Words) -> str:
    place = f"{one.dataset}.{one.table}"
    if one.rows is None:
        return words.say("patient-rows-unknown", table=place)
    return words.say("patient-rows", table=place, rows=one.rows)
