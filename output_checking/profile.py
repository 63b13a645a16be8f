"""The statistical rules and limits of an installation: one YAML file, numbers with their sources."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from governance.refusal import Refusal

DEFAULT_PROFILE = Path(__file__).parent / "profiles" / "d2h-default.yaml"


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


class Rules(_Section):
    """`threshold` is in distinct persons; a project's own threshold comes in its place."""

    threshold: int = Field(ge=2)
    degrees_of_freedom: int = Field(ge=1)
    rows: int = Field(gt=0)
    source_literals: int = Field(gt=0)
    suppression_marks: tuple[str, ...]
    total_labels: tuple[str, ...]
    identifier_columns: tuple[str, ...]


class Profile(_Section):
    """`modules` are imported in the reading process to register a site's own checks."""

    name: str
    version: str
    rules: Rules
    limits: Limits
    reader: Reader
    modules: tuple[str, ...] = ()
    sources: dict[str, str]

    def digest(self) -> str:
        """SHA-256 of the rules in force, 64 hexadecimal characters."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def load_profile(path: Path | None = None) -> Profile:
    """Raises Refusal `profile-unreadable` naming the key at fault."""
    source = path or DEFAULT_PROFILE
    try:
        return Profile.model_validate(YAML(typ="safe").load(source.read_text("utf-8")))
    except ValidationError as fault:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"])
        raise Refusal("profile-unreadable", path=source.name, where=where) from fault
    except (OSError, YAMLError, UnicodeDecodeError) as fault:
        raise Refusal("profile-unreadable", path=source.name, where="-") from fault
