"""Packages as they are published: a wheel of Python, a source package of R."""

from __future__ import annotations

import io
import tarfile
import zipfile


def wheel(name: str, version: str) -> bytes:
    about = f"{name}-{version}.dist-info"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(f"{name}.py", f"VERSION = {version!r}\n")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return written.getvalue()


def source_package(name: str, version: str) -> bytes:
    """Of R, as `R CMD build` makes it."""
    files = {
        "DESCRIPTION": f"Package: {name}\nVersion: {version}\nTitle: T\nDescription: D.\nLicense: GPL-3\n"
        "Author: A\nMaintainer: A <a@example.org>\nNeedsCompilation: no\n",
        "NAMESPACE": "export(version_told)\n",
        "R/told.R": f"version_told <- function() '{name} {version}'\n",
    }
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for file, text in files.items():
            member = tarfile.TarInfo(f"{name}/{file}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return written.getvalue()
