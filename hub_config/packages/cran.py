"""R's packages as a CRAN mirror has them: an index of the newest versions, and a folder of the older ones.

The layout is R's own (R Installation and Administration, "Setting up a package repository").
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from governance.packages.allowed import AllowedPackage
from governance.packages.names import CRAN, version_in_r
from governance.packages.taking import PackageFile
from governance.refusal import Refusal
from hub_config.packages.offered import why_not
from hub_config.packages.outside import Kept, Outside

_LOG = logging.getLogger(__name__)
_REMEMBERED_SECONDS = 600
_FIELD = re.compile(r"^(Package|Version|MD5sum): *(\S+) *$", re.M)
_COMPILED = re.compile(r"^NeedsCompilation: *yes *$", re.M)
_VERSION = re.compile(r"^Version: .*$", re.M)
_DIGEST = re.compile(r"^MD5sum: .*\n?", re.M)
_FILE = re.compile(r"(?P<name>[A-Za-z0-9.]+)_(?P<version>[0-9][0-9.-]*)\.tar\.gz")


class Cran:
    """`mirror`: its address, empty where the installation has none. Raises the refusals of `Outside`, and
    `package-cran-unset`."""

    def __init__(self, mirror: str, outside: Outside, oldest: timedelta) -> None:
        self._contrib = mirror.rstrip("/") + "/src/contrib" if mirror else ""
        self._outside = outside
        self._oldest = oldest
        self._index: tuple[float, dict[str, str]] = (0.0, {})
        self._kept: dict[tuple[str, str], Kept] = {}
        self._asking = asyncio.Lock()

    async def index(self, allowed: Mapping[str, AllowedPackage]) -> str:
        """`PACKAGES` with every name there is: R asks for no file of a package it does not find there, and
        who asks for one is told why she may not have it. A version that is pinned stands for a newer one."""
        entries = await self._entries()
        pinned = {
            name: pins[-1]
            for name, one in allowed.items()
            if name in entries and (pins := _pinned(one)) and _newest(entries[name]) not in pins
        }
        return "\n\n".join(
            _as_version(entry, pinned[name]) if name in pinned else entry for name, entry in entries.items()
        )

    async def find(
        self, package: str, version: str, allowed: AllowedPackage, now: datetime
    ) -> tuple[PackageFile, Kept | None, Refusal | None]:
        """The file of that version, or why a workspace is not given it. Outside nothing is asked for but the
        newest version and those that the list pins: a number is as good a message as a name."""
        name, known = f"{package}_{version}.tar.gz", version_in_r(version)
        entries = await self._entries()
        newest = _newest(entries[package]) if package in entries else ""
        if known is None or version not in (newest, *_pinned(allowed)):
            raise Refusal("package-file-unknown", file=name[:100])
        file = PackageFile(CRAN + package, version, name, "")
        if not allowed.specifiers.contains(known, prereleases=True):
            other = Refusal(
                "package-other-version", name=CRAN + package, version=version, versions=allowed.versions
            )
            return file, None, other
        told = dict(_FIELD.findall(entries[package])) if newest == version else {}
        kept = await self._bring(package, name, told.get("MD5sum", ""))
        file = PackageFile(CRAN + package, version, name, kept.sha256)
        return file, kept, why_not(file, known, allowed.specifiers, kept.changed, self._oldest, now)

    async def compiled(self, package: str) -> Refusal | None:
        """Why no workspace can install it: it has to be compiled, and there is no compiler."""
        if _COMPILED.search((await self._entries()).get(package, "")) is None:
            return None
        return Refusal("package-compiled", name=CRAN + package, debian=f"r-cran-{package.lower()}")

    async def _entries(self) -> dict[str, str]:
        if not self._contrib:
            raise Refusal("package-cran-unset")
        async with self._asking:
            at, found = self._index
            if not at or time.monotonic() - at > _REMEMBERED_SECONDS:
                page = await self._outside.page(f"{self._contrib}/PACKAGES")
                if page is None:
                    raise Refusal("package-index-away")
                found = await asyncio.to_thread(_by_name, page[0].decode("utf-8", "replace"))
                self._index = (time.monotonic(), found)
        return found

    async def _bring(self, package: str, name: str, digest: str) -> Kept:
        """`digest`: what the index tells of it, empty where it tells none."""
        if (known := self._kept.get((package, name))) is not None and known.path.exists():
            return known
        places = (f"{self._contrib}/{name}", f"{self._contrib}/Archive/{package}/{name}")
        for place in places:
            if (kept := await self._outside.bring(place)) is None:
                continue
            if digest and await asyncio.to_thread(_md5, kept) != digest:
                _LOG.error("%s is not what its index tells", name)
                break
            self._kept[(package, name)] = kept
            return kept
        raise Refusal("package-index-away")


def package_and_version(file: str) -> tuple[str, str]:
    """Of the name of a source package. Raises Refusal `package-file-unknown`."""
    told = _FILE.fullmatch(file)
    if told is None:
        raise Refusal("package-file-unknown", file=file[:100])
    return told["name"], told["version"]


def _md5(kept: Kept) -> str:
    """All that CRAN's index tells; against a mirror that is broken, not one that lies."""
    with kept.path.open("rb") as file:
        told: str = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    return told


def _by_name(index: str) -> dict[str, str]:
    entries = {}
    for entry in re.split(r"\n\s*\n", index.replace("\r\n", "\n")):
        told = dict(_FIELD.findall(entry))
        if "Package" in told and version_in_r(told.get("Version", "")) is not None:
            entries[told["Package"]] = entry.strip("\n")
    return entries


def _newest(entry: str) -> str:
    return str(dict(_FIELD.findall(entry))["Version"])


def _as_version(entry: str, version: str) -> str:
    return _DIGEST.sub("", _VERSION.sub(f"Version: {version}", entry, count=1))


def _pinned(allowed: AllowedPackage) -> list[str]:
    """The version that the list names, written as its file is."""
    named = [one.removeprefix("==") for one in allowed.versions.split(",") if one.startswith("==")]
    return [one for one in named if version_in_r(one) is not None]
