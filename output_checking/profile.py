"""The statistical rules and limits of an installation: one YAML file, numbers with their sources."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from governance.refusal import Refusal

_FOLDER = Path(__file__).parent / "profiles"
# The first is the one in force unless another is chosen.
PROFILES = ("d2h-default", "acro", "opensafely", "strict")
DEFAULT_PROFILE = _FOLDER / f"{PROFILES[0]}.yaml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(_Section):
    """Sizes in bytes; `dimension` in pixels of one side of a picture."""

    file_bytes: int = Field(gt=0)
    files: int = Field(gt=0)
    request_bytes: int = Field(gt=0)
    dimension: int = Field(gt=0)


class Reader(_Section):
    """What one reading process may use: wall and processor seconds, bytes of memory."""

    seconds: int = Field(gt=0)
    memory_bytes: int = Field(gt=0)


class Dominance(_Section):
    """One (n, k) rule: unsafe when the `n` largest contributions reach the share `k` of the total."""

    n: int = Field(ge=1, le=2)
    k: float = Field(gt=0, lt=1)


class SecretRules(_Section):
    """What a site asks more strictly of one project, and its members may not read; None leaves the rule."""

    dominance: tuple[Dominance, ...] | None = None
    p_percent: float | None = Field(default=None, gt=0, lt=1)
    absolute_contributions: bool | None = None


class Perturbation(_Section):
    """The noise of the cell-key method: at most `deviation`, of this `variance`, and no count from 1 to
    `small` comes out. `projects`: those that may choose it; none named: every project."""

    deviation: int = Field(ge=1, le=100)
    variance: float = Field(gt=0)
    small: int = Field(ge=0, le=50)
    projects: tuple[str, ...] = ()

    def offered_to(self, project: str) -> bool:
        return not self.projects or project in self.projects


_KEPT_INSIDE = (
    *("threshold", "dominance", "p_percent", "absolute_contributions"),
    *("identifier_columns", "identifier_patterns", "names"),
)


class Rules(_Section):
    """`threshold` is in distinct persons; a project's own threshold comes in its place.

    `dominance` and `p_percent` (a share) stay secret from researchers: who knows them estimates the largest
    contribution more closely. `rounding` is the base that every count must be rounded to, 1 for none;
    `midpoint` likewise for counts rounded to the middle of steps of that size, e.g. 6: 3, 9, 15…
    `protection`: possible values that a hidden count must keep, all tables together; `linking_seconds`: how
    long the joint audit may take.
    `perturbation`: None where counts get no noise, as in every profile that D2H brings.
    `identifier_patterns` are the site's own (name -> regular expression), `names` of persons; a profile may
    name a file of them, one a line (`names_file`, beside it).
    """

    threshold: int = Field(ge=2)
    degrees_of_freedom: int = Field(ge=1)
    rows: int = Field(gt=0)
    columns: int = Field(gt=0)
    source_literals: int = Field(gt=0)
    dominance: tuple[Dominance, ...]
    p_percent: float = Field(gt=0, lt=1)
    absolute_contributions: bool
    zeros: Literal["pass", "review", "block"]
    extremes: Literal["review", "block"]
    rounding: int = Field(ge=1)
    midpoint: int = Field(ge=1)
    leaf: int = Field(ge=2)
    protection: int = Field(ge=2)
    linking_seconds: float = Field(gt=0)
    perturbation: Perturbation | None = None
    file_types: tuple[str, ...]
    suppression_marks: tuple[str, ...]
    total_labels: tuple[str, ...]
    identifier_columns: tuple[str, ...]
    identifier_patterns: dict[str, str] = {}
    names: tuple[str, ...] = ()

    def public(self) -> dict[str, Any]:
        """What may leave with a release: nothing secret, nothing by which a site knows its patients, and no
        `threshold`, since a project has its own. The profile's digest answers for all of it."""
        return self.model_dump(mode="json", exclude=set(_KEPT_INSIDE))

    @field_validator("identifier_patterns")
    @classmethod
    def _compile(cls, patterns: dict[str, str]) -> dict[str, str]:
        for pattern in patterns.values():
            try:
                re.compile(pattern)
            except re.error as fault:
                raise ValueError(str(fault)) from fault
        return patterns


Loosened = Literal[
    "threshold",
    "degrees_of_freedom",
    "rows",
    "columns",
    "source_literals",
    "zeros",
    "extremes",
    "rounding",
    "midpoint",
    "leaf",
    "protection",
    "file_types",
]


class Profile(_Section):
    """`modules` are imported in the reading process to register a site's own checks. `final_blocks`: rules,
    or explanations of findings, whose block no reviewer may lift. `projects_may_loosen`: rules that a
    project's file may set below the profile's; `of_projects`: dominance parameters of single projects."""

    name: str
    version: str
    rules: Rules
    limits: Limits
    reader: Reader
    modules: tuple[str, ...] = ()
    final_blocks: tuple[str, ...]
    projects_may_loosen: tuple[Loosened, ...] = ()
    of_projects: dict[str, SecretRules] = {}
    sources: dict[str, str]

    def with_rules(self, rules: Mapping[str, Any]) -> Profile:
        """This profile with other values of some rules."""
        changed = {**self.rules.model_dump(), **rules}
        return self.model_copy(update={"rules": Rules.model_validate(changed)})

    def is_final(self, rule: str, explanation: str) -> bool:
        """Whether no reviewer may let pass what this check blocks, whatever exception is asked for."""
        return rule in self.final_blocks or explanation in self.final_blocks

    def digest(self) -> str:
        """SHA-256 of the rules in force, 64 hexadecimal characters."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def named_profile(name: str) -> Path | None:
    """The file of a profile that D2H brings; None for any other name."""
    return _FOLDER / f"{name}.yaml" if name in PROFILES else None


def load_profile(path: Path | None = None) -> Profile:
    """A profile may say `extends:` with the name of one that D2H brings, and then only what differs.

    Raises Refusal `profile-unreadable` naming the key at fault.
    """
    source = path or DEFAULT_PROFILE
    try:
        return Profile.model_validate(_document(source))
    except ValidationError as fault:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"])
        raise Refusal("profile-unreadable", path=source.name, where=where) from fault
    except (OSError, YAMLError, UnicodeDecodeError) as fault:
        raise Refusal("profile-unreadable", path=source.name, where="-") from fault


def _document(source: Path) -> Any:
    document = YAML(typ="safe").load(source.read_text("utf-8"))
    rules = document.get("rules") if isinstance(document, dict) else None
    if isinstance(rules, dict) and "names_file" in rules:
        listed = (source.parent / str(rules.pop("names_file"))).read_text("utf-8")
        rules["names"] = tuple(name.strip() for name in listed.splitlines() if name.strip())
    if not isinstance(document, dict) or "extends" not in document:
        return document
    base = named_profile(str(document.pop("extends")))
    if base is None or base == source:
        raise Refusal("profile-unreadable", path=source.name, where="extends")
    return _merged(_document(base), document)


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {key for key in own if isinstance(base.get(key), dict) and isinstance(own[key], dict)}
    return {**base, **{key: _merged(base[key], own[key]) if key in both else own[key] for key in own}}
