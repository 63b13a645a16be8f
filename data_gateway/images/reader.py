"""The site's end of a confined reader of images: ask it for one file, and end it when it does not answer.

A hostile file can make a decoder crash, hang or fill the memory: that costs its reader its life, the file is
withheld, and the next one gets a new reader.
"""

from __future__ import annotations

import errno
import os
import select
import subprocess
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, cast

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator

from data_gateway.images.cleaning import ImagePolicy, Origin
from data_gateway.images.stored import ImageFacts
from data_gateway.images.withheld import Reason
from governance.refusal import Refusal

PROGRAM = "data_gateway.images.reading_process"
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
FILE_SECONDS = 300.0
LONGEST_ANSWER = 100_000  # bytes
WALLS_MISSING = 3  # how a reader ends that the system does not confine
DISK_FULL = 4  # how one ends that has no room for what it writes
ENDING_SECONDS = 5.0
# Of our own making. A reader that was taken over by what it read could answer anything, a path too.
_OwnUid = Annotated[str, Field(pattern=r"^(2\.25\.[0-9]{1,39})?$")]
# JSON has no words for a name that is not UTF-8: old servers' names are in Latin-1.
_Place = Annotated[
    Path,
    PlainSerializer(lambda place: os.fsencode(place).hex(), when_used="json"),
    PlainValidator(lambda told: Path(os.fsdecode(bytes.fromhex(told))) if isinstance(told, str) else told),
]


class Shown(StrEnum):
    """How a person looks at an image."""

    PLAIN = "plain"
    RAISED = "raised"


class Task(BaseModel):
    """`key`: hexadecimal, of the identity the image gets; without one it stays nobody's, to be kept.

    `target`: where the reader leaves it. `shown`: as a picture of a stored image, `side` pixels long at most.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: _Place
    target: _Place
    key: str = ""
    policy: ImagePolicy
    shown: Shown | None = None
    side: int = 0


class Answer(BaseModel):
    """What became of one file: an image with its new UIDs, or the reason it is withheld.

    Of an image without an identity: whose it was, and what it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    withheld: Reason | None = None
    study: _OwnUid = ""
    series: _OwnUid = ""
    image: _OwnUid = ""
    painted: int = 0
    origin: Origin | None = None
    facts: ImageFacts | None = None


class Reader:
    """One confined process at a time. `readable` and `writable`: all it sees of the site's files."""

    def __init__(self, readable: Path, writable: Path, *, seconds: float = FILE_SECONDS) -> None:
        self._arguments = [str(readable), str(writable)]
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, task: Task) -> Answer:
        """Raises Refusal `image-reader-walls-missing`: no file is opened without them; OSError ENOSPC."""
        process = self._started()
        tasks, answers = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        try:
            tasks.write(task.model_dump_json().encode() + b"\n")
            tasks.flush()
            if not select.select([answers], [], [], self._seconds)[0]:
                self.close()
                return Answer(withheld=Reason.TOO_SLOW)
            return Answer.model_validate_json(answers.readline(LONGEST_ANSWER))
        except (OSError, ValueError) as fault:
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDING_SECONDS)
            self.close()
            if process.returncode == WALLS_MISSING:
                raise Refusal("image-reader-walls-missing") from fault
            if process.returncode == DISK_FULL:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from fault
            return Answer(withheld=Reason.READER_ENDED)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 our own module
                [sys.executable, "-I", "-m", PROGRAM, *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        return self._process

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
