"""Compare two hostile files in a process of its own: little memory, little time, no network, no program."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import output_checking
from output_checking.checks.confinement import confine
from output_checking.profile import Reader
from output_checking.replay.comparison.files import compare
from output_checking.replay.model import ComparedFile, Verdict

_CODE = str(Path(output_checking.__file__).parents[1])
_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from output_checking.replay.comparison.apart import serve; sys.exit(serve())"
)
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
_LENGTHS = struct.Struct("!QQ")


def compare_apart(name: str, submitted: bytes, replayed: bytes, reader: Reader) -> ComparedFile:
    """Equal bytes need no reading; a comparison that crashes or hangs proves nothing."""
    if submitted == replayed:
        return ComparedFile(name, Verdict.SAME)
    header = json.dumps({"name": name, "reader": reader.model_dump()}).encode()
    try:
        finished = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-I", "-c", _CHILD, _CODE],
            input=_LENGTHS.pack(len(header), len(submitted)) + header + submitted + replayed,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            timeout=reader.seconds,
            cwd="/",
            check=True,
        )
        return ComparedFile.of(json.loads(finished.stdout))
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        return ComparedFile(name, Verdict.NOT_COMPARABLE)


def serve() -> int:
    """The process itself."""
    asked = sys.stdin.buffer
    lengths = _LENGTHS.unpack(asked.read(_LENGTHS.size))
    header = json.loads(asked.read(lengths[0]))
    submitted, replayed = asked.read(lengths[1]), asked.read()
    name = header["name"]
    _preload(name)
    confine(Reader.model_validate(header["reader"]))
    said = json.dumps(compare(name, submitted, replayed).document()).encode()
    while said:
        said = said[os.write(1, said) :]
    return 0


def _preload(name: str) -> None:
    """Libraries are loaded before the process may load no more."""
    extension = name.rpartition(".")[2].lower()
    if extension == "xlsx":
        import openpyxl  # noqa: F401
    elif extension == "onnx":
        import onnx  # noqa: F401
    elif extension == "pdf":
        import output_checking.replay.comparison.pdf  # noqa: F401
    elif extension in ("parquet", "pq", "feather", "arrow", "ipc"):
        import pyarrow.feather
        import pyarrow.parquet  # noqa: F401
