"""Every file of a folder through confined readers, several at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from data_gateway.images.reader import Answer, Reader

READERS = os.cpu_count() or 1
Read = Callable[[Reader, Path, Path], Answer]
"""Of a reader, a file, and a place of the reader's own: have it read, and keep what it left there."""


def files_in(source: Path) -> Iterator[Path]:
    """Links are not followed: they may lead out of the folder."""
    for folder, _, names in os.walk(source):
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink() and name != "DICOMDIR":
                yield path


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
