"""What the data owner's pages say: their own words first, then those of the commands and of governance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from data_gateway.permits.words import members_in_words
from governance.audit.chain import AuditFault
from governance.refusal import Refusal
from governance.words import Language, Words, governance_words

_HERE = Path(__file__).parent


class Wording:
    """Everything one reader is told, in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._pages = Words(_HERE / "locales", language)
        self.site = Words(_HERE.parent / "locales", language)

    def say(self, code: str, **params: Any) -> str:
        return self._pages.say(code, **params)

    def title(self, titles: dict[str, str]) -> str:
        return self._pages.title(titles)

    def refusal(self, refusal: Refusal) -> str:
        for words in (self._pages, self.site, governance_words(self.language)):
            if words.knows(refusal.code):
                return words.refusal(refusal)
        return str(refusal)

    def fault(self, fault: AuditFault) -> str:
        """Where an audit no longer holds, in governance's words."""
        return governance_words(self.language).say(fault.code)

    def members(self, members: Iterable[str]) -> str:
        return members_in_words(members, self.site)

    def event(self, event: str) -> str:
        """An audit event; one without words is shown as it is written."""
        code = f"event-{event.replace('.', '-')}"
        return self.say(code) if self._pages.knows(code) else event

    def moment(self, at: datetime) -> str:
        """Day and time in the zone of the machine."""
        return self.say("moment", at=at.astimezone())

    def size(self, size: int) -> str:
        """Bytes in the unit a person would choose."""
        if size < 1000:
            return self.say("size-bytes", value=size)
        if size < 1_000_000:
            return self.say("size-kilobytes", value=size / 1000)
        return self.say("size-megabytes", value=size / 1_000_000)


@lru_cache
def wording(language: Language) -> Wording:
    return Wording(language)
