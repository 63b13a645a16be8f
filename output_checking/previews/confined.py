"""Have a preview made by a process of its own, with little memory, little time, no network and no secrets."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import OrderedDict
from pathlib import Path

import output_checking
from governance.refusal import Refusal
from output_checking.checks.registry import CheckedFile, Kind
from output_checking.checks.tables import Table
from output_checking.previews.parts import Part
from output_checking.previews.reading import DIFFERENCES
from output_checking.profile import Reader

# The very code of this process, wherever it lies; `-I` keeps everything else out of the child.
_CODE = str(Path(output_checking.__file__).parents[1])
_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from output_checking.previews.reading import answer; sys.exit(answer())"
)
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
_LARGEST_ANSWER = 64 << 20
_KEPT_BYTES = 64 << 20
# Side by side: more would need the memory of as many readers at once.
_AT_ONCE = threading.Semaphore(2)


class Previews:
    """Of files that stay as they are: named by their hash, made once and kept while there is room."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: OrderedDict[tuple[str, str], tuple[int, tuple[Part, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def parts(self, sha256: str, name: str, kind: Kind, content: bytes) -> tuple[Part, ...]:
        """Raises Refusal `preview-failed` when the file breaks its reader, takes too long or is too large."""
        return self._of((sha256, kind.value), name, kind.value, content)

    def table(self, sha256: str, file: CheckedFile) -> Table:
        """A delimited text, which is read in this process: splitting it runs nothing.

        Raises Refusal `table-unreadable`.
        """
        key = (sha256, file.extension)
        kept = self._found(key)
        if kept is None:
            kept = (Part.table_part(file.table),)
            self._keep(key, len(file.content), kept)
        return kept[0].table

    def differences(
        self, before: str, after: str, name: str, contents: tuple[bytes, bytes]
    ) -> tuple[Part, ...]:
        """Between two versions of a file, named by their hashes; empty for kinds that cannot be compared.

        Raises Refusal `preview-failed`.
        """
        return self._of((before, after), name, DIFFERENCES, *contents)

    def _of(self, key: tuple[str, str], name: str, kind: str, *contents: bytes) -> tuple[Part, ...]:
        kept = self._found(key)
        if kept is None:
            size, kept = self._made(name, kind, contents)
            self._keep(key, size, kept)
        return kept

    def _found(self, key: tuple[str, str]) -> tuple[Part, ...] | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][1]

    def _keep(self, key: tuple[str, str], size: int, made: tuple[Part, ...]) -> None:
        with self._lock:
            self._kept[key] = (size, made)
            while len(self._kept) > 1 and sum(one for one, _ in self._kept.values()) > _KEPT_BYTES:
                self._kept.popitem(last=False)

    def _made(self, name: str, kind: str, contents: tuple[bytes, ...]) -> tuple[int, tuple[Part, ...]]:
        task = {
            "name": name,
            "kind": kind,
            "sizes": [len(one) for one in contents],
            "reader": self._reader.model_dump(mode="json"),
        }
        with _AT_ONCE:
            try:
                said = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
                    [sys.executable, "-I", "-c", _CHILD, _CODE],
                    input=b"".join((json.dumps(task).encode(), b"\n", *contents)),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_ENVIRONMENT,
                    cwd="/",
                    # Of the clock; the child itself may use half of it of a processor.
                    timeout=2 * self._reader.seconds,
                    check=True,
                ).stdout
            except (subprocess.SubprocessError, OSError) as fault:
                raise Refusal("preview-failed") from fault
        if len(said) > _LARGEST_ANSWER:
            raise Refusal("preview-failed")
        try:
            return len(said), tuple(Part.of(one) for one in json.loads(said))
        except (ValueError, TypeError, KeyError) as fault:
            raise Refusal("preview-failed") from fault
