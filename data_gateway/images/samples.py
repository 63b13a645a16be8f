"""Which projections of a version no person has looked at, and the random sample of them that one looks at.

The detector of burned-in text misses faint text. So what it let through leaves a site only once a person has
looked at a sample and found no text, unless the site rests on the detector alone. Both stand in a file of
the version, which never changes: nobody draws again until a sample suits.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

SAMPLE_FILE = "projections.json"
LEAST, MOST = 59, 10_000
"""Images of a sample: with the fewest, fewer than 5 % bear text; with 299, fewer than 1 %."""
_DOUBT = 0.05
_SECTIONS = frozenset({"CT", "MR", "PT"})


class Projections(StrEnum):
    """When projections that the detector let through may leave."""

    SAMPLE = "sample"  # once a person has looked at a random sample of them
    DETECTOR = "detector"  # at once: the site rests on the detector alone


class Unseen(BaseModel):
    """The site's own file of a projection: `digest` is the SHA-256 of its bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    digest: str


class VersionProjections(BaseModel):
    """`unseen`: object -> the site's file, of projections that no person has looked at; `sample`: objects."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: Projections
    unseen: dict[str, Unseen]
    sample: tuple[str, ...]

    @property
    def waits(self) -> bool:
        return self.policy is Projections.SAMPLE and bool(self.unseen)


def is_projection(modality: str | None) -> bool:
    """Sections carry their text in attributes; on projections, and on what is unknown, people write."""
    return modality not in _SECTIONS


def highest_share(looked_at: int, among: int) -> float:
    """Below which share of `among` images bear text, with 95 % confidence, when none of the sample does.

    The upper limit of Clopper and Pearson (Biometrika 1934, 26:404), one-sided, for none found: "rule of
    three", Hanley and Lippman-Hand, JAMA 1983, 249:1743. Drawn without replacement it is lower still.
    """
    return 0.0 if looked_at >= among else 1.0 - float(_DOUBT ** (1 / looked_at))


def drawn(policy: Projections, unseen: dict[str, Unseen], size: int) -> VersionProjections:
    """With a sample of `size`, all where there are fewer, from the system's cryptographic random source."""
    chosen: list[str] = []
    if policy is Projections.SAMPLE:
        chosen = secrets.SystemRandom().sample(sorted(unseen), min(size, len(unseen)))
    return VersionProjections(policy=policy, unseen=unseen, sample=tuple(chosen))


def written_name(file: Path) -> str:
    """A file's path in text, whatever its bytes are."""
    return os.fsencode(file).decode("utf-8", "backslashreplace")


@lru_cache(maxsize=4)
def projections_of(folder: Path) -> VersionProjections | None:
    """Of a version's folder; None for one loaded before samples were drawn. Raises OSError, ValueError."""
    try:
        content = (folder / SAMPLE_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return VersionProjections.model_validate_json(content)


def keep_projections(folder: Path, found: VersionProjections) -> None:
    (folder / SAMPLE_FILE).write_text(found.model_dump_json(), encoding="utf-8")


def waiting_among(folder: Path, objects: Iterable[tuple[str, Path]]) -> int:
    """How many of `objects`, their names and files, no person of the site has looked at.

    Raises OSError, ValueError, AttributeError when something there is damaged.
    """
    from data_gateway.images.stored import modality_of

    found = projections_of(folder)
    if found is None:
        return sum(is_projection(modality_of(path)) for _, path in objects)
    return sum(name in found.unseen for name, _ in objects) if found.waits else 0
