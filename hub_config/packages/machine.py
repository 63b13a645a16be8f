"""Where this machine itself finds Python packages: what pip is told here holds for workspaces too."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass

_SECONDS = 60
_LINE = re.compile(r"^[^.]+\.(?P<name>[a-z-]+)='(?P<value>.*)'$")
_USUAL = re.compile(r"--index-url <url>.*?\(default\s+(?P<url>https?://[^\s)]+)\)", re.DOTALL)


@dataclass(frozen=True)
class PipSettings:
    """`certificates`: empty for the machine's own."""

    index: str
    certificates: str


def pip_settings() -> PipSettings:
    """What stands in pip's files and environment; the index is the one that pip itself names otherwise.

    Raises OSError or subprocess.SubprocessError where pip does not run.
    """
    lines = [_LINE.match(line) for line in _pip("config", "list").splitlines()]
    told = {line["name"]: line["value"] for line in lines if line}
    usual = _USUAL.search(_pip("install", "--help"))
    return PipSettings(told.get("index-url", usual["url"] if usual else ""), told.get("cert", ""))


def _pip(*arguments: str) -> str:
    return subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-m", "pip", *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=_SECONDS,
    ).stdout
