"""What a backup holds, in the order in which it is copied while people work on.

The anchors of the audit trails come first and the databases after them: an anchor may know fewer records than
its trail, never more. Files come last: what a database names was written before the database named it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from launcher.installation import Installation

FORMAT = 1
MANIFEST, HOME, DATABASES, VOLUMES = "manifest.json", "home", "databases", "volumes"
# Made again by `./d2h up`, or of one run only.
_MADE_AGAIN = frozenset(
    {
        "venv",
        "ansible",
        "proxy",
        "image-files",
        "log",
        "steps",
        "haproxy.cfg",
        "supervisord.conf",
        "front.pem",
    }
)
_OF_ONE_RUN = (".pid", ".lock", "-wal", "-shm", "-journal", ".sock")
_SPILL = "spill"


class Manifest(BaseModel):
    """`home`: where the installation stood; `volumes`: Docker volumes with their labels; `servers`: zones
    whose database is a PostgreSQL server's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    version: str
    at: str
    home: str
    name: str
    volumes: dict[str, dict[str, str]]
    servers: tuple[str, ...]
    with_datasets: bool


@dataclass(frozen=True)
class HomeFiles:
    """Paths below the installation's folder."""

    anchors: list[Path]
    databases: list[Path]
    others: list[Path]


def home_files(installation: Installation, *, datasets: bool) -> HomeFiles:
    anchors, databases, others = list[Path](), list[Path](), list[Path]()
    for path in _kept(installation.home, datasets=datasets):
        if path.name.endswith((".anchor", "audit-anchor.json")):
            anchors.append(path)
        elif path.suffix == ".sqlite":
            databases.append(path)
        else:
            others.append(path)
    return HomeFiles(anchors, databases, others)


def _kept(folder: Path, *, datasets: bool, top: bool = True) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.endswith(_OF_ONE_RUN) or (top and (path.name in _MADE_AGAIN or path.name[0] == ".")):
            continue
        if path.is_symlink() or not path.is_dir():
            if path.is_symlink() or path.is_file():  # a socket is of one run too
                yield path
        elif path.name != _SPILL and (datasets or not _is_data(path)):
            yield from _kept(path, datasets=datasets, top=False)


def _is_data(folder: Path) -> bool:
    return folder.name == "datasets" and (folder.parent / "site.toml").is_file()
