"""What the catalogue's pages say, and how they write figures that a site has rounded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from governance.catalogue.site_card import ColumnCard, DatasetCard
from governance.monitoring.asking import Answer
from governance.permits.document import Mode
from governance.projects.project import ProjectState
from governance.projects.step_record import StepRecord
from governance.projects.steps import Basis
from governance.refusal import Refusal
from governance.words import Language, Words, governance_words

LOCALES = Path(__file__).parent / "locales"
_STATES = {
    ProjectState.DRAFT: "register-draft",
    ProjectState.ACTIVE: "register-active",
    ProjectState.SUSPENDED: "register-suspended",
    ProjectState.ARCHIVED: "register-archived",
    ProjectState.DESTROYED: "register-destroyed",
}
_MODES = {Mode.RECORDS: "register-records", Mode.AGGREGATES: "register-aggregates"}
_BASES = {
    Basis.MR_004: "register-mr-004",
    Basis.CNIL: "register-cnil",
    Basis.OTHER: "register-other",
}
_ANSWERS = {Answer.UP: "answer-up", Answer.DOWN: "answer-down", Answer.UNPROVED: "answer-unproved"}
_MARKS = {Answer.UP: "pass", Answer.DOWN: "block", Answer.UNPROVED: "review"}
_SERVICES = {
    "front": "service-front",
    "hub": "service-hub",
    "governance": "service-governance",
    "administration": "service-administration",
    "airlock": "service-airlock",
    "meter": "service-meter",
    "jobs": "service-jobs",
    "packages": "service-packages",
}
# What a site writes in `standard` begins with one of these; their meaning is said on the page.
STANDARDS = ("OMOP CDM",)


class Wording:
    """Everything one reader is told, in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._words = Words(LOCALES, language)

    def say(self, code: str, **params: Any) -> str:
        return self._words.say(code, **params)

    def title(self, titles: dict[str, str]) -> str:
        return self._words.title(titles)

    def refusal(self, refusal: Refusal) -> str:
        words = self._words if self._words.knows(refusal.code) else governance_words(self.language)
        return words.refusal(refusal)

    def recognised(self, dataset: DatasetCard) -> bool:
        return dataset.standard.startswith(STANDARDS)

    def rows(self, count: int) -> str:
        """As its site rounds it."""
        return self.say("rows-about", count=count)

    def share(self, share: float | None) -> str:
        return self.say("share-untold") if share is None else self.say("share", value=share)

    def period(self, first: str | None, last: str | None) -> str:
        """Months; empty when the site tells none."""
        if first is None and last is None:
            return ""
        return self.say("period", first=first or "…", last=last or "…")

    def state(self, state: ProjectState) -> str:
        return self.say(_STATES[state])

    def mode(self, mode: Mode) -> str:
        return self.say(_MODES[mode])

    def basis(self, basis: StepRecord) -> str:
        """The law a project stands on, with the number of its authorisation or registration."""
        law = self.say(_BASES[basis.kind or Basis.OTHER])
        return f"{law} {basis.reference or ''}".rstrip()

    def service(self, name: str) -> str:
        return self.say(_SERVICES[name]) if name in _SERVICES else name

    def answer(self, answer: Answer) -> str:
        return self.say(_ANSWERS[answer])

    def answer_mark(self, answer: Answer) -> str:
        return _MARKS[answer]

    def values(self, column: ColumnCard) -> str:
        """How many different values, or from when to when."""
        if column.levels is not None:
            return self.say("levels", value=column.levels)
        return self.period(column.first, column.last)


@lru_cache
def wording(language: Language) -> Wording:
    return Wording(language)
