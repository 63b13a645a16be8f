"""What the pages of the administration say: words of their own, else those of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from governance.permits.document import PermitDocument
from governance.projects.plan_line import PlanLine, Sign
from governance.projects.project import ProjectState
from governance.projects.standing import Lack
from governance.projects.step_record import TakenStep
from governance.projects.told import lack_words, line_words, step_words
from governance.refusal import Refusal
from governance.words import Language, Words, governance_words

LOCALES = Path(__file__).parent / "locales"
_SIGNS: Mapping[Sign, str] = {"+": "added", "-": "removed", "~": "changed", "!": "warned"}


class Wording:
    """Everything one reader is told, in one language. `governance`: the words that commands share."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.governance = governance_words(language)
        self._words = Words(LOCALES, language)

    def say(self, code: str, **params: Any) -> str:
        return self._words.say(code, **params)

    def title(self, titles: dict[str, str]) -> str:
        return self._words.title(titles)

    def refusal(self, refusal: Refusal) -> str:
        return (self._words if self._words.knows(refusal.code) else self.governance).refusal(refusal)

    def told(self, code: str, **params: Any) -> str:
        """As a command says it."""
        return self.governance.say(code, **params)

    def name(self, value: str) -> str:
        return self.told(f"name-{value}")

    def modes(self, permit: PermitDocument) -> str:
        return ", ".join(map(self.name, permit.modes().split(", ")))

    def lack(self, lack: Lack) -> str:
        return lack_words(lack, self.governance)

    def turns(self, lacks: Sequence[Lack]) -> str:
        """For whom a project waits, each once."""
        return ", ".join(dict.fromkeys(self.told(f"turn-{lack.turn}") for lack in lacks))

    def line(self, line: PlanLine) -> str:
        return line_words(line, self.governance)

    def step(self, taken: TakenStep) -> str:
        return step_words(taken, self.governance)

    @staticmethod
    def sign(line: PlanLine) -> str:
        """The style of a line of a plan."""
        return _SIGNS[line.sign]

    @staticmethod
    def mark(state: ProjectState) -> str:
        """The style of a state."""
        return {ProjectState.ACTIVE: " pass", ProjectState.SUSPENDED: " block"}.get(state, "")


@lru_cache
def wording(language: Language) -> Wording:
    return Wording(language)
