"""`python killed_at_every_step.py HOME WORDS…`: the command is typed in a copy of the installation in HOME
and killed before its first statement to the database, then before its second, and so on, before its commit
and before each file that takes another's place, until it comes to its end.

Prints a line of JSON of each time: whether it was `killed`, how many projects were `left`, and, once the
words were typed again, how many are there `then`. What fails on the way ends it with a status that is not 0.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, event

from governance.cli import app


def main(home: Path, words: list[str]) -> None:
    typed("audit", "verify")  # what is read once for all is read here, not again in each process
    for last in itertools.count(1):
        copy = home.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(home, copy)
        os.environ["D2H_HOME"] = str(copy)
        status = in_a_process(lambda last=last: typed_until(last, words))
        assert status in (0, -signal.SIGKILL), status
        assert in_a_process(lambda killed=status != 0: tell(killed, words)) == 0
        if status == 0:
            break


def in_a_process(act: Callable[[], object]) -> int:
    """Its exit status; less than 0: the signal that ended it."""
    child = os.fork()
    if not child:
        try:
            act()
            sys.stdout.flush()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def typed_until(last: int, words: list[str]) -> None:
    steps = itertools.count(1)

    def step(*_: object) -> None:
        if next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    sys.addaudithook(lambda what, _: step() if what == "os.rename" else None)
    typed(*words)


def tell(killed: bool, words: list[str]) -> None:
    left = projects()
    typed(*words)
    typed("audit", "verify")
    print(json.dumps({"killed": killed, "left": left, "then": projects()}))


def typed(*words: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = app(words, standalone_mode=False)
    assert not status, said.getvalue()
    return said.getvalue()


def projects() -> int:
    return len(json.loads(typed("project", "list", "--json")))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
