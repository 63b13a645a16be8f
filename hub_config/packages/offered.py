"""Which files of a package a workspace is offered, and why it is not given the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from packaging.specifiers import SpecifierSet
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version

from governance.packages.taking import PackageFile
from governance.refusal import Refusal
from hub_config.packages.outside import OutsideFile

# Newer than any, so that a program that looks for one comes to ask for it and is told why there is none.
_NONE = "9999"


@dataclass(frozen=True)
class Offer:
    """`refusal`: why it may not be taken; None where it may. `outside`: None for one that is made up."""

    file: PackageFile
    refusal: Refusal | None
    outside: OutsideFile | None = None


def offers(
    package: str, versions: SpecifierSet, files: Sequence[OutsideFile], oldest: timedelta, now: datetime
) -> list[Offer]:
    """All files of `package` that have a version. Whatever was uploaded later than `oldest` ago is refused,
    also a file added to an old version, and one of which the index tells no time."""
    found = []
    for outside in files:
        version = version_of(outside.filename)
        if version is not None:
            file = PackageFile(package, str(version), outside.filename, outside.sha256)
            refusal = why_not(file, version, versions, outside.uploaded, oldest, now)
            found.append(Offer(file, refusal, outside))
    return found


def nothing_offered(package: str, refusal: Refusal) -> Offer:
    """A file that stands for the refusal: who asks for it is told in words."""
    told = refusal.code.removeprefix("package-").replace("-", ".")
    name = f"{package.replace('-', '_')}-{_NONE}+{told}-py3-none-any.whl"
    return Offer(PackageFile(package, f"{_NONE}+{told}", name, ""), refusal)


def version_of(filename: str) -> Version | None:
    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)[1]
        return parse_sdist_filename(filename)[1]
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


def why_not(
    file: PackageFile,
    version: Version,
    versions: SpecifierSet,
    uploaded: datetime | None,
    oldest: timedelta,
    now: datetime,
) -> Refusal | None:
    """Why a workspace is not given the file; None where it is. `uploaded`: since when it is outside."""
    if not versions.contains(version, prereleases=None if str(versions) else version.is_prerelease):
        return Refusal(
            "package-other-version", name=file.package, version=file.version, versions=str(versions)
        )
    if uploaded is None:
        return Refusal("package-undated", name=file.package, version=file.version)
    if (uploaded if uploaded.tzinfo else uploaded.replace(tzinfo=UTC)) > now - oldest:
        return Refusal("package-too-fresh", name=file.package, version=file.version, days=oldest.days)
    return None
