"""What an archive holds: names and sizes, nothing unpacked."""

from __future__ import annotations

import io
import tarfile

from output_checking.checks.containers.unpacking import open_zip
from output_checking.checks.file_type import ZIP_FAULTS
from output_checking.checks.tables import Table
from output_checking.previews.parts import Part

_MOST = 5_000


def parts(name: str, content: bytes) -> list[Part]:
    rows = _of_zip(content) if content.startswith(b"PK") else _of_tar(content)
    return [Part.table_part(Table(("name", "bytes"), tuple(rows)))]


def _of_zip(content: bytes) -> list[tuple[str, str]]:
    with open_zip(content) as archive:
        return [(one.filename, str(one.file_size)) for one in archive.infolist()]


def _of_tar(content: bytes) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for one in archive:
                found.append((one.name, str(one.size)))
                if len(found) == _MOST:
                    break
    except (tarfile.TarError, *ZIP_FAULTS):
        return found
    return found
