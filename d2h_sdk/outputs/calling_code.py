"""The code that asked for a file to leave, as the interpreter has it: cells, functions, lines of programs.

Shown to the output checkers beside the file. It is the workspace's own word, so it proves nothing.
"""

from __future__ import annotations

import inspect
import linecache
import sys
import sysconfig
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.wire import CODE_PIECES, CodeRecord

_OWN, _STANDARD = Path(__file__).parents[1], Path(sysconfig.get_path("stdlib"))
_INSTALLED = frozenset({"site-packages", "dist-packages"})
_BEFORE = 40  # lines of a program kept before the statement that calls
# Where another language calls, the code is its own, and here is what it says of it.
TOLD_CODE: ContextVar[tuple[CodeRecord, ...] | None] = ContextVar("told_code", default=None)


def with_calling_code(files: Iterable[PreparedFile]) -> tuple[PreparedFile, ...]:
    """A file that has its code already, as a repaired one, keeps it."""
    code = calling_code()
    return tuple(
        one if one.evidence.code else replace(one, evidence=one.evidence.model_copy(update={"code": code}))
        for one in files
    )


def calling_code() -> tuple[CodeRecord, ...]:
    """From the cell or program that runs inwards to the call; past CODE_PIECES without the middle."""
    if (told := TOLD_CODE.get()) is not None:
        return told
    frames = [frame for frame, _ in traceback.walk_stack(inspect.currentframe())]
    found = list(dict.fromkeys(_pieces(reversed(frames))))
    return (*found[:1], *found[1:][-(CODE_PIECES - 1) :])


def _pieces(frames: Iterable[FrameType]) -> Iterator[CodeRecord]:
    shell = _shell()
    cells: Mapping[str, int] = getattr(shell.compile, "_filename_map", {}) if shell is not None else {}
    for frame in frames:
        name = frame.f_code.co_filename
        if name in cells:
            yield CodeRecord.of(_cell_source(shell, cells[name], name), run=cells[name])
        elif _is_own(Path(name)):
            yield _program(frame)


def _shell() -> Any:
    """The running IPython; None in a plain interpreter, which never loads it."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None


def _cell_source(shell: Any, run: int, name: str) -> str:
    """As it was typed; as it was compiled where the history holds another one, as of a cell run silently."""
    compiled = "".join(linecache.getlines(name))
    history = shell.history_manager.input_hist_raw
    typed = str(history[run]) if run < len(history) else ""
    return typed if shell.transform_cell(typed).rstrip() == compiled.rstrip() else compiled


def _is_own(path: Path) -> bool:
    """No library: of a notebook its cells remain, and what they call in files of the researcher's own."""
    library = _INSTALLED & set(path.parts) or path.is_relative_to(_STANDARD) or path.is_relative_to(_OWN)
    return not library and path.is_file()


def _program(frame: FrameType) -> CodeRecord:
    """The whole function; outside of any, what comes before the statement that calls, and that statement."""
    code = frame.f_code
    if code.co_name == "<module>":
        _, last, _, _ = next(islice(code.co_positions(), frame.f_lasti // 2, None))
        first = max(1, frame.f_lineno - _BEFORE)
    else:
        last = max(end or 0 for _, end, _, _ in code.co_positions())
        first = max(1, code.co_firstlineno)
    lines = linecache.getlines(code.co_filename)[first - 1 : last or frame.f_lineno]
    return CodeRecord.of("".join(lines), file=Path(code.co_filename).name, line=first)
