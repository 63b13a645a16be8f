"""What the pages say: their own words, and those of the airlock for refusals and findings."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from governance.refusal import Refusal
from governance.words import Language, Words
from output_checking.findings import Finding, Severity
from output_checking.replay.model import Difference, Replay
from output_checking.sources import sources_of
from output_checking.words import airlock_words

LOCALES = Path(__file__).parents[1] / "locales"
# From the widest place to the narrowest; the file is told by the page itself.
PLACES = (
    "member",
    "part",
    "sheet",
    "page",
    "table",
    "trace",
    "cell",
    "row",
    "column",
    "line",
    "position",
    "key",
)


class Wording:
    """Everything one reader is told, in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._pages = Words(LOCALES, language)
        self._airlock = airlock_words(language)

    def say(self, code: str, **params: Any) -> str:
        return self._pages.say(code, **params)

    def knows(self, code: str) -> bool:
        return self._pages.knows(code)

    def title(self, titles: dict[str, str]) -> str:
        return self._pages.title(titles)

    def refusal(self, refusal: Refusal) -> str:
        """The pages' own words where they have some: they know what the reader was doing."""
        words = self._pages if self._pages.knows(refusal.code) else self._airlock
        return words.refusal(refusal)

    def finding(self, finding: Finding) -> str:
        return self._airlock.say(finding.explanation, **finding.params)

    def advice(self, finding: Finding) -> str:
        """What to do about it; empty for what passed, and for the checks of a site's own."""
        if finding.severity is Severity.PASS:
            return ""
        return self._airlock.advice(finding.explanation, **finding.params)

    def sources(self, finding: Finding) -> list[tuple[str, str]]:
        """What the check rests on: (title, link or nothing)."""
        return [(one.titled(self.language), one.link) for one in sources_of(finding.explanation)]

    def reason(self, replay: Replay) -> str:
        """Why a replay failed."""
        return self._airlock.say(replay.reason, **replay.params)

    def rule(self, name: str, value: object) -> str:
        """A rule that a project sets for itself, with its value."""
        return self.say(f"rule-{name.replace('_', '-')}", value=self.rule_value(value))

    def rule_value(self, value: object) -> str:
        if isinstance(value, int):
            return str(value)
        if isinstance(value, str):  # what is done about a finding
            return self.say(f"severity-{value}").lower()
        return (
            ", ".join(map(str, value)) if isinstance(value, list | tuple) and value else self.say("rules-any")
        )

    def state(self, state: str) -> str:
        return self.say(f"state-{state.lower()}")

    def place(self, finding: Finding | Difference) -> str:
        """Where in the file, e.g. “row 3, column deaths”; empty when the whole file is meant."""
        named = []
        for key in PLACES:
            value = finding.where.get(key)
            if value is None:
                continue
            place = "heading" if (key, value) == ("row", "0") else key
            named.append(self.say(f"place-{place}", value=value))
        return ", ".join(named)

    def size(self, size: int) -> str:
        """Bytes in the unit a person would choose."""
        if size < 1000:
            return self.say("size-bytes", value=size)
        if size < 1_000_000:
            return self.say("size-kilobytes", value=size / 1000)
        return self.say("size-megabytes", value=size / 1_000_000)

    def hours(self, hours: float | None) -> str:
        if hours is None:
            return "–"
        if hours < 1:
            return self.say("age-minutes", value=round(hours * 60))
        return (
            self.say("age-hours", value=round(hours))
            if hours < 48
            else self.say("age-days", value=round(hours / 24))
        )

    def moment(self, at: datetime) -> str:
        """Day and time in the zone of the machine."""
        return self.say("moment", at=at.astimezone())

    def age(self, since: datetime) -> str:
        minutes = max(0, int((datetime.now(UTC) - since).total_seconds() // 60))
        if minutes < 60:
            return self.say("age-minutes", value=minutes)
        if minutes < 48 * 60:
            return self.say("age-hours", value=minutes // 60)
        return self.say("age-days", value=minutes // (24 * 60))


@lru_cache
def wording(language: Language) -> Wording:
    return Wording(language)
