"""Sets of doors, each lent to one workspace, job or replay at a time: a token holds for its set alone."""

from __future__ import annotations

import time
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
    """`<root>/doors/<number>/<door>/door.sock`, made by the front. Who holds a set stands in a file beside
    its doors, so that the hub and the runner of replays, started anew or not, agree.

    With `worker`, the sets of that machine: their doors are there, who holds them stands here.
    """

    def __init__(self, root: Path, worker: str = "") -> None:
        self._all = root
        self._root = worker_folder(root, worker) / "doors" if worker else root / "doors"

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
        number = next((number for number in self._numbers() if self.holder(number) == holder), None)
        if number is None:
            raise Refusal("doors-not-taken")
        return number

    def folder(self, number: int, door: str) -> Path:
        return self._root / str(number) / door

    def give_back(self, holder: str) -> None:
        """Nothing where it holds none."""
        for number in self._numbers():
            if self.holder(number) == holder:
                folder = self._root / str(number)
                (folder / "left").touch()
                (folder / "holder").unlink()

    def taken(self) -> tuple[int, ...]:
        """The sets of this machine that somebody has."""
        return tuple(number for number in self._numbers() if self.holder(number))

    def holders(self) -> tuple[str, ...]:
        return tuple(self.holder(number) for number in self.taken())

    def holder(self, number: int) -> str:
        """Empty where nobody has this set, whichever machine's it is."""
        for root in (self._root, self._all / "doors", *self._all.glob("nodes/*/doors")):
            with suppress(FileNotFoundError):
                return (root / str(number) / "holder").read_text(encoding="utf-8")
        return ""

    def _numbers(self) -> list[int]:
        return sorted(int(folder.name) for folder in self._root.glob("*") if folder.name.isdigit())


def _left_just_now(mark: Path) -> bool:
    try:
        return time.time() - mark.stat().st_mtime < _REST
    except FileNotFoundError:
        return False
