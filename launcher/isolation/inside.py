"""Running functions inside a workspace: each attempt in a process of its own, so that none ends the rest."""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from launcher.isolation.trial import Outcome, Probe
from launcher.kernel import KernelError

_MARK = "@@answer@@"

_TRY = """
def _tried(function, arguments, seconds):
    import json, os, select, signal, time
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.setpgid(0, 0)
        try:
            said = {"found": function(*arguments)}
        except BaseException as fault:
            said = {"fault": f"{type(fault).__name__}: {fault}"}
        with os.fdopen(writer, "w") as file:
            json.dump(said, file)
        os._exit(0)
    os.close(writer)
    end, text = time.monotonic() + seconds, b""
    while select.select([reader], [], [], max(0.0, end - time.monotonic()))[0]:
        piece = os.read(reader, 1 << 16)
        if not piece:
            break
        text += piece
    else:
        text = b'{"fault": "no answer in time"}'
        os.killpg(child, signal.SIGKILL)
    os.close(reader)
    ended = os.waitpid(child, 0)[1]
    return json.loads(text) if text else {"killed": os.WIFSIGNALED(ended)}
"""


class Kernel(Protocol):
    def execute(self, code: str, *, deadline: float = 300.0) -> str:
        """What `code` prints. Raises KernelError."""
        ...


class Inside:
    """A workspace, seen from the code that runs in it."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def run(self, function: Callable[..., Any], *arguments: object) -> Any:
        """What `function` returns when the workspace's kernel runs it; it travels as its source text.

        Raises KernelError when it raises, or ends the kernel.
        """
        return self._answer(f"{_source(function)}\n", f"{function.__name__}(*{arguments!r})")

    def attempt(self, probes: Sequence[Probe]) -> list[Outcome]:
        """What came of each, in turn; when the workspace itself fails, of all of them nothing."""
        sources = {probe.function.__name__: _source(probe.function) for probe in probes}
        calls = ", ".join(
            f"_tried({probe.function.__name__}, {probe.arguments!r}, {probe.seconds})" for probe in probes
        )
        try:
            said = self._answer("\n".join([*sources.values(), _TRY]), f"[{calls}]")
            return [_outcome(one) for one in said]
        except (KernelError, ValueError) as fault:
            return [Outcome(fault=str(fault).strip()[-500:] or "no answer") for _ in probes]

    def _answer(self, definitions: str, expression: str) -> Any:
        said = self._kernel.execute(
            f"{definitions}\nimport json as _json\nprint({_MARK!r} + _json.dumps({expression}))"
        )
        # What libraries write to standard error may come after the answer.
        return json.JSONDecoder().raw_decode(said.rpartition(_MARK)[2])[0]


def _source(function: Callable[..., Any]) -> str:
    return textwrap.dedent(inspect.getsource(function))


def _outcome(said: dict[str, Any]) -> Outcome:
    if said.get("killed"):
        return Outcome(killed=True)
    if "found" in said:
        return Outcome(found=said["found"])
    return Outcome(fault=str(said.get("fault", "no answer")))
