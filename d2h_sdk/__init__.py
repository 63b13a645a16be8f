"""What researchers import in a D2H workspace: `import d2h_sdk as d2h`.

`d2h.session`, `d2h.datasets()`, `d2h.read()`, `d2h.scan()`, `d2h.sql()`, `d2h.ibis()`,
`d2h.aggregate()`, `d2h.concepts()`, `d2h.cohort`, `d2h.features`, `d2h.federated`, `d2h.images`,
`d2h.jobs`, `d2h.models`, `d2h.notebooks`, `d2h.outputs`, `d2h.text`. Nothing here decides anything: the
services check every call themselves.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from d2h_sdk import cohort, federated, images, jobs, models, notebooks, outputs, text
    from d2h_sdk.api import aggregate, datasets, ibis, read, scan, sql
    from d2h_sdk.cohort.concepts import concepts
    from d2h_sdk.errors import D2HError
    from d2h_sdk.workspace import session

# The services import d2h_sdk.wire alone: they must not need pandas, pyarrow and matplotlib for it.
_HOMES = {
    "D2HError": "d2h_sdk.errors",
    "aggregate": "d2h_sdk.api",
    "concepts": "d2h_sdk.cohort.concepts",
    "datasets": "d2h_sdk.api",
    "ibis": "d2h_sdk.api",
    "read": "d2h_sdk.api",
    "scan": "d2h_sdk.api",
    "session": "d2h_sdk.workspace",
    "sql": "d2h_sdk.api",
}
__all__ = [
    "D2HError",
    "aggregate",
    "cohort",
    "concepts",
    "datasets",
    "features",
    "federated",
    "ibis",
    "images",
    "jobs",
    "models",
    "notebooks",
    "outputs",
    "quality",
    "read",
    "scan",
    "session",
    "sql",
    "text",
]


def __getattr__(name: str) -> Any:
    packages = ("cohort", "features", "federated", "images", "jobs", "models", "outputs", "quality", "text")
    if name in (*packages, "notebooks"):
        return import_module(f"d2h_sdk.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'd2h_sdk' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
