"""What is known to be vulnerable in an image of workspaces, asked of two kept programs where they reach their
databases: Debian's debsecan, and pip-audit. What could not be asked is never counted as good."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from launcher import packages
from launcher.errors import InstallationError

_SECONDS = 600
_BILL = "/opt/bill/bill.cdx.json"


@dataclass(frozen=True)
class Part:
    """Of packages of one kind (`debian`, `python`), `asked` in number: a line for each fault that is `known`,
    and what could not be said: the sentence's key (`image-report-…`, empty where all was answered), and why.
    """

    kind: str
    program: str
    asked: int
    known: tuple[str, ...] = ()
    gap: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ImageReport:
    image: str
    at: str
    parts: tuple[Part, ...]

    @property
    def exit_code(self) -> int:
        """2: something is known; 1: something could not be said; 0: all was asked, nothing is known."""
        if any(part.known for part in self.parts):
            return 2
        return 1 if any(part.gap for part in self.parts) else 0

    def write(self, folder: Path) -> Path:
        """Beside the image's bill of materials, anew each time."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{self.image.replace(':', '-')}.vulnerabilities.json"
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        return path


def report_of(image: str, *, debian_database: str = "") -> ImageReport:
    """`debian_database`: the address of a copy in the house, above the name of Debian's version. Raises
    InstallationError `image-report-no-image`."""
    digest = _docker(image, "image", "inspect", "--format", "{{.Id}}", image).strip()
    status, system, bill = (_read(image, name) for name in ("/var/lib/dpkg/status", "/etc/os-release", _BILL))
    suite = dict(line.split("=", 1) for line in system.splitlines() if "=" in line)["VERSION_CODENAME"]
    parts = (debian_part(status, suite, debian_database), python_part(_pinned(json.loads(bill))))
    return ImageReport(digest, datetime.now(UTC).isoformat(timespec="seconds"), parts)


def debian_part(status: str, suite: str, database: str = "") -> Part:
    """`status`: dpkg's own list of what is installed."""
    asked = sum(line.startswith("Package: ") for line in status.splitlines())
    options = ["--suite", suite, "--format", "summary"] + (["--source", database] if database else [])
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write(status)
        file.flush()
        told = _run("debsecan", *options, "--status", file.name)
    if told is None:
        return Part("debian", "debsecan", asked, gap="image-report-missing")
    if told.returncode != 0:
        return Part("debian", "debsecan", asked, gap="image-report-away", reason=_last_line(told.stderr))
    return Part("debian", "debsecan", asked, known=tuple(sorted(set(told.stdout.splitlines()))))


def python_part(pinned: list[str]) -> Part:
    """`pinned`: `name==version` each."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("".join(f"{one}\n" for one in pinned))
        file.flush()
        options = ["--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off"]
        told = _run("pip-audit", *options, "--requirement", file.name)
    if told is None:
        return Part("python", "pip-audit", len(pinned), gap="image-report-missing")
    try:
        found = [dict(one) for one in json.loads(told.stdout)["dependencies"]]
    except (ValueError, KeyError, TypeError):
        gap = "image-report-away"
        return Part("python", "pip-audit", len(pinned), gap=gap, reason=_last_line(told.stderr))
    # It ends well, and says that nothing is known, where it found none of them in its database.
    unasked = len(pinned) - sum("vulns" in one for one in found)
    return Part(
        "python",
        "pip-audit",
        len(pinned),
        known=tuple(sorted(_known_in_python(found))),
        gap="image-report-unasked" if unasked else "",
        reason=str(unasked) if unasked else "",
    )


def _known_in_python(found: list[dict[str, object]]) -> Iterator[str]:
    for one in found:
        faults = one.get("vulns")
        for fault in faults if isinstance(faults, list) else ():
            mended = ", ".join(fault.get("fix_versions", ()))
            yield f"{fault['id']} {one['name']} {one['version']}" + (
                f" (fixed in {mended})" if mended else ""
            )


def _pinned(bill: dict[str, list[dict[str, str]]]) -> list[str]:
    python = (one for one in bill["components"] if one.get("purl", "").startswith("pkg:pypi/"))
    return sorted(f"{one['name']}=={one['version']}" for one in python)


def _run(program: str, *options: str) -> subprocess.CompletedProcess[str] | None:
    """None where there is no such program."""
    found = packages.find(program)
    if found is None:
        return None
    try:
        return subprocess.run(
            [found, *options], capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(program, 1, "", f"no answer within {_SECONDS} s")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["?"])[-1][:300]


def _read(image: str, path: str) -> str:
    return _docker(image, "run", "--rm", "--network=none", "--entrypoint=cat", image, path)


def _docker(image: str, *words: str) -> str:
    told = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise InstallationError("image-report-no-image", image=image, reason=_last_line(told.stderr))
    return told.stdout
