"""Every file of a folder through confined readers, several at a time."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from data_gateway.images.reader import Answer, Reader

READERS = os.cpu_count() or 1
Read = Callable[[Reader, Path, Path], Answer]
"""Of a reader, a file, and a place of the reader's own: have it read, and keep what it left there."""


def files_in(source: Path) -> Iterator[Path]:
    """Links are not followed: they may lead out of the folder. One that cannot be listed is named itself."""
    closed: list[Path] = []
    for folder, _, names in os.walk(source, onerror=lambda fault: closed.append(Path(fault.filename))):
        for name in sorted(names):
            path = Path(folder, name)
            if name != "DICOMDIR" and _may_be_an_image(path):
                yield path
    yield from closed


def _may_be_an_image(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except PermissionError:
        return True  # its reader will say that it cannot be read
    except FileNotFoundError:
        return False


def read_files(
    source: Path, scratch: Path, read: Read, readers: int = READERS
) -> Iterator[tuple[Path, Answer]]:
    """`scratch`: an empty folder, all that readers may write in."""
    free: SimpleQueue[tuple[Reader, Path]] = SimpleQueue()
    for number in range(readers):
        free.put((Reader(source, scratch), scratch / f"{number}.dcm"))

    def answered(file: Path) -> tuple[Path, Answer]:
        reader, place = free.get()
        try:
            return file, read(reader, file, place)
        finally:
            free.put((reader, place))

    try:
        with ThreadPoolExecutor(readers) as pool:
            yield from pool.map(answered, files_in(source))
    finally:
        while not free.empty():
            free.get()[0].close()
