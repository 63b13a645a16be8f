"""A pickle, instruction by instruction: nothing is imported, made or run.

joblib writes the numbers of an array between the instructions, behind the one that makes it; an array of
objects is a pickle of its own there (joblib 1.5, `numpy_pickle.NumpyArrayWrapper.write_array`). They are read
as parts like any other, so that no byte of a file goes unseen.
"""

from __future__ import annotations

import io
import math
import pickletools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ARRAY, REST = "ARRAY", "REST"
_WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper"
_PLAIN_TYPE = re.compile(r"[biufcSUVMm]\d+")
_OBJECTS = re.compile(r"O\d*")
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
_FROM_ELSEWHERE = ("EXT1", "EXT2", "EXT4", "PERSID", "BINPERSID")
_MARK = object()


@dataclass(frozen=True)
class Part:
    """`imported`: module.name of what it would import, `?` for what the file does not say plainly.

    The operation ARRAY has the bytes of an array that joblib wrote, REST those behind the end; STOP has what
    the pickle would give, in plain values and `Made`.
    """

    operation: str
    argument: Any
    imported: str | None = None


@dataclass
class Made:
    """What an import gives, or a call of it: `state` is what it is then filled with."""

    of: str
    given: Any = None
    state: Any = None


def pickle_parts(content: bytes) -> Iterator[Part]:
    """Raises ValueError for bytes that are no pickle, and what else broken ones make pickletools raise."""
    stream = io.BytesIO(content)
    yield from _parts(stream)
    rest = stream.read()
    if rest:
        yield Part(REST, rest)


def _parts(stream: io.BytesIO) -> Iterator[Part]:
    machine = _Machine()
    for operation, argument, _ in pickletools.genops(stream):
        if operation.name == "STOP":
            yield Part("STOP", machine.stack[-1])
            return
        yield Part(operation.name, argument, machine.imported_by(operation.name, argument))
        machine.take(operation, argument)
        if operation.name == "BUILD" and machine.wraps_an_array():
            yield from _array(stream, machine.stack[-1].state)


def _array(stream: io.BytesIO, state: Mapping[str, Any]) -> Iterator[Part]:
    kind, shape = state.get("dtype"), state.get("shape")
    name = kind.given[0] if isinstance(kind, Made) and isinstance(kind.given, tuple) else None
    if isinstance(name, str) and _OBJECTS.fullmatch(name):
        yield from _parts(stream)
        return
    if not isinstance(name, str) or not _PLAIN_TYPE.fullmatch(name):
        raise ValueError("an array of unknown type")
    if not isinstance(shape, tuple) or not all(isinstance(one, int) and one >= 0 for one in shape):
        raise ValueError("an array of unknown shape")
    if state.get("numpy_array_alignment_bytes"):
        (padding,) = stream.read(1)
        if stream.read(padding).strip(b"\xff"):
            raise ValueError("bytes between the arrays")
    size = math.prod(shape) * int(name[1:]) * (4 if name[0] == "U" else 1)
    numbers = stream.read(size)
    if len(numbers) < size:
        raise ValueError("an array that ends too early")
    yield Part(ARRAY, numbers)


class _Machine:
    """The stack and memory of an unpickler, with plain values where the file says them plainly."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self._memory: dict[int, Any] = {}

    def imported_by(self, name: str, argument: Any) -> str | None:
        if name in ("GLOBAL", "INST"):
            return str(argument).replace(" ", ".")
        if name == "STACK_GLOBAL":
            return ".".join(one if isinstance(one, str) else "?" for one in self.stack[-2:])
        return name if name in _FROM_ELSEWHERE else None

    def wraps_an_array(self) -> bool:
        top = self.stack[-1] if self.stack else None
        return isinstance(top, Made) and top.of == _WRAPPER and isinstance(top.state, dict)

    def take(self, operation: Any, argument: Any) -> None:
        """Raises IndexError for an instruction that finds too little on the stack."""
        name, stack = operation.name, self.stack
        if name == "MEMOIZE":
            self._memory[len(self._memory)] = stack[-1]
        elif name in ("PUT", "BINPUT", "LONG_BINPUT"):
            self._memory[int(argument)] = stack[-1]
        elif name in ("GET", "BINGET", "LONG_BINGET"):
            stack.append(self._memory.get(int(argument)))
        elif name == "MARK":
            stack.append(_MARK)
        elif name == "DUP":
            stack.append(stack[-1])
        else:
            imported = self.imported_by(name, argument)
            taken = self._taken(operation)
            stack += self._left(operation, argument, imported, taken)

    def _taken(self, operation: Any) -> list[Any]:
        """What the instruction takes from the stack, in order, without the mark."""
        before = list(operation.stack_before)
        taken: list[Any] = []
        if pickletools.stackslice in before:
            while (one := self.stack.pop()) is not _MARK:
                taken.append(one)
            before = before[: before.index(pickletools.markobject)]
        taken += [self.stack.pop() for _ in before]
        return taken[::-1]

    def _left(self, operation: Any, argument: Any, imported: str | None, taken: list[Any]) -> list[Any]:
        name = operation.name
        if name in _CONSTANTS:
            return [_CONSTANTS[name]]
        if imported is not None:
            return [Made(imported)]
        if name.startswith("TUPLE"):
            return [tuple(taken)]
        if name == "EMPTY_DICT":
            return [{}]
        if name == "EMPTY_LIST":
            return [[]]
        if name in ("SETITEM", "SETITEMS"):
            if isinstance(taken[0], dict):
                names = [one if isinstance(one, str) else None for one in taken[1::2]]
                taken[0].update(zip(names, taken[2::2], strict=False))
            return [taken[0]]
        if name in ("REDUCE", "NEWOBJ"):
            return [_call(*taken) if isinstance(taken[0], Made) else None]
        if name == "BUILD":
            if isinstance(taken[0], Made):
                taken[0].state = taken[1]
            return [taken[0]]
        if name in ("APPEND", "APPENDS", "ADDITEMS"):
            if isinstance(taken[0], list):
                taken[0].extend(taken[1:])
            return [taken[0]]
        plain = argument if operation.arg is not None and not taken else None
        return [plain] * len(operation.stack_after)


def _call(called: Made, given: Any) -> Made:
    """Older protocols name the class of an object first among what makes it."""
    if called.of.endswith("._reconstructor") and isinstance(given, tuple) and given:
        called = given[0] if isinstance(given[0], Made) else called
    return Made(called.of, given)
