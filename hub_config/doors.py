"""Sets of doors, each lent to one workspace, job or replay at a time: a token holds for its set alone."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from governance.access.token import CLOCK_SKEW, LIFETIME
from governance.refusal import Refusal

# In which the last token that was asked through a set may still live somewhere.
_REST = (LIFETIME + CLOCK_SKEW).total_seconds()


def worker_folder(sockets: Path, worker: str) -> Path:
    """By which the hub reaches what runs on a worker, among the hub's sockets."""
    return sockets / "nodes" / worker


class DoorSets:
    """`<sockets>/doors/<number>/<door>/door.sock`, made by the front. Who holds a set stands in a file beside
    its doors, so that the hub and the runner of replays, started anew or not, agree.
    """

    def __init__(self, sockets: Path, workers: Path) -> None:
        """`workers`: as `WorkerDoorSets` has it."""
        self._root = sockets / "doors"
        self._workers = workers

    def take(self, holder: str) -> int:
        """The number of a set that nobody has or had just now. Raises Refusal `doors-all-taken`."""
        self.give_back(holder)
        for number in self._numbers():
            folder = self._root / str(number)
            if _left_just_now(folder / "left"):
                continue
            with suppress(FileExistsError), (folder / "holder").open("x", encoding="utf-8") as file:
                file.write(holder)
                return number
        raise Refusal("doors-all-taken", sets=len(self._numbers()))

    def of(self, holder: str) -> int:
        """Raises Refusal `doors-not-taken`."""
        number = next((number for number in self._numbers() if self._own(number) == holder), None)
        if number is None:
            raise Refusal("doors-not-taken")
        return number

    def folder(self, number: int, door: str) -> Path:
        return self._root / str(number) / door

    def give_back(self, holder: str) -> None:
        """Nothing where it holds none."""
        for number in self._numbers():
            if self._own(number) == holder:
                folder = self._root / str(number)
                (folder / "left").touch()
                (folder / "proof").unlink(missing_ok=True)
                (folder / "holder").unlink(missing_ok=True)

    def taken(self) -> tuple[int, ...]:
        """The sets of this machine that somebody has."""
        return tuple(number for number in self._numbers() if self._own(number))

    def holders(self) -> tuple[str, ...]:
        return tuple(filter(None, map(self._own, self._numbers())))

    def holder(self, number: int) -> str:
        """Empty where nobody has this set, whichever machine's it is."""
        return self._told(number, "holder")

    def prove(self, number: int) -> str:
        """A proof for this set's machine, and for nobody who stands behind its doors, until the set is given
        back."""
        proof = secrets.token_urlsafe(32)
        path = self._root / str(number) / "proof"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(proof)
        return proof

    def is_proof(self, number: int, proof: str) -> bool:
        """Of whichever machine's set."""
        kept = self._told(number, "proof")
        return bool(kept) and secrets.compare_digest(kept.encode(), proof.encode())

    def _own(self, number: int) -> str:
        return _text(self._root / str(number) / "holder")

    def _told(self, number: int, what: str) -> str:
        roots = (self._root, *self._workers.glob("*/doors"))
        return next(filter(None, (_text(root / str(number) / what) for root in roots)), "")

    def _numbers(self) -> Sequence[int]:
        return sorted(int(folder.name) for folder in self._root.glob("*") if folder.name.isdigit())


class WorkerDoorSets(DoorSets):
    """Of a worker, with these `numbers`: their doors are there, who holds them stands here, in
    `<workers>/<worker>/doors/<number>/`. What runs there runs on while the hub's machine starts anew, and no
    other may have its doors meanwhile: `workers` is a folder that stays."""

    def __init__(self, workers: Path, worker: str, numbers: Sequence[int]) -> None:
        self._root = workers / worker / "doors"
        self._workers = workers
        self._own_numbers = numbers

    def take(self, holder: str) -> int:
        for number in self._own_numbers:
            (self._root / str(number)).mkdir(parents=True, exist_ok=True, mode=0o700)
        return super().take(holder)

    def _numbers(self) -> Sequence[int]:
        return self._own_numbers


def _text(file: Path) -> str:
    with suppress(FileNotFoundError):
        return file.read_text(encoding="utf-8")
    return ""


def _left_just_now(mark: Path) -> bool:
    try:
        return time.time() - mark.stat().st_mtime < _REST
    except FileNotFoundError:
        return False
