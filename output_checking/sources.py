"""Whence each explanation of a finding comes: the bibliography of the checks (sources.yaml)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

LANGUAGES = ("en", "fr")
_TABLE = Path(__file__).with_name("sources.yaml")


class Source(BaseModel):
    """`title` is a name that every language writes alike, or one by language; `link` may be empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str | dict[str, str]
    link: str = ""

    def titled(self, language: str) -> str:
        return self.title if isinstance(self.title, str) else self.title[language]


class Sources(BaseModel):
    """`bibliography`: key -> source; `explanations`: code of an explanation -> keys, weightiest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bibliography: dict[str, Source]
    explanations: dict[str, tuple[str, ...]]


@cache
def sources() -> Sources:
    return Sources.model_validate(YAML(typ="safe").load(_TABLE.read_text("utf-8")))


def source_keys(explanation: str) -> tuple[str, ...]:
    """Empty for the explanations of a site's own checks."""
    return sources().explanations.get(explanation, ())


def sources_of(explanation: str) -> tuple[Source, ...]:
    return tuple(sources().bibliography[key] for key in source_keys(explanation))


def bibliography(explanations: Iterable[str]) -> dict[str, Source]:
    """What these explanations rest on, by key, in the order of the table."""
    needed = {key for one in explanations for key in source_keys(one)}
    return {key: source for key, source in sources().bibliography.items() if key in needed}
