"""Models of two runs: the same instructions, names and numbers. Nothing is ever unpickled."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from output_checking.checks.containers.pickle_parts import pickle_parts
from output_checking.replay.comparison.values import ABSOLUTE, RELATIVE, same_number, shown
from output_checking.replay.model import Difference

# How the pickler frames, ends and remembers what it writes: not what a model is.
_FRAMES = frozenset({"PROTO", "FRAME", "STOP", "MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT"})
_PLACE = re.compile(rb"\b\d{9,20}\b")


def pickle_differences(submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    """Raises ValueError for bytes that are no pickle."""
    left, right = _parts(submitted), _parts(replayed)
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else ("", None)
        other = right[at] if at < len(right) else ("", None)
        if one[0] != other[0] or not _same(one[1], other[1]):
            yield Difference({"position": str(at + 1)}, _told(*one), _told(*other))


def _parts(content: bytes) -> list[tuple[str, Any]]:
    """(operation, argument), and what stands behind the last of them."""
    return [
        (part.operation, part.argument) for part in pickle_parts(content) if part.operation not in _FRAMES
    ]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return same_number(one, other)
    if isinstance(one, bytes | bytearray) and isinstance(other, bytes | bytearray):
        return one == other or _same_numbers(bytes(one), bytes(other))
    return bool(one == other)


def _same_numbers(one: bytes, other: bytes) -> bool:
    """Numbers of 64 bits, as numpy stores coefficients."""
    if len(one) != len(other) or not one or len(one) % 8:
        return False
    left, right = np.frombuffer(one, "<f8"), np.frombuffer(other, "<f8")
    usual = np.isfinite(left).all() and np.isfinite(right).all() and (np.abs(left) < 1e100).all()
    # Whole numbers, read so, are next to nothing: they have to be the very same.
    real = (np.abs(left) > 1e-100) | (left == right)
    return bool(usual and real.all() and np.allclose(left, right, RELATIVE, ABSOLUTE))


def array_differences(submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    """Of `.npy` files without objects. Raises ValueError for any other."""
    left, right = (np.load(io.BytesIO(one), allow_pickle=False) for one in (submitted, replayed))
    if left.shape != right.shape or left.dtype != right.dtype:
        yield Difference({}, *(f"{one.dtype} {one.shape}" for one in (left, right)))
    elif left.dtype.kind in "fc":
        apart = ~np.isclose(left, right, RELATIVE, ABSOLUTE, equal_nan=True)
        yield from _places(left, right, apart)
    else:
        yield from _places(left, right, np.asarray(left != right))


def _places(left: Any, right: Any, apart: Any) -> Iterator[Difference]:
    for at in np.flatnonzero(apart).tolist():
        yield Difference({"position": str(at + 1)}, *(shown(str(one.ravel()[at])) for one in (left, right)))


def onnx_differences(submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    """Weights within tolerance, and all else word by word. Raises whatever broken bytes make onnx raise."""
    import onnx
    from onnx import numpy_helper

    models = [onnx.load_model_from_string(one) for one in (submitted, replayed)]
    weights = [{one.name: numpy_helper.to_array(one) for one in each.graph.initializer} for each in models]
    for name in sorted({*weights[0], *weights[1]}):
        left, right = (each.get(name) for each in weights)
        if left is None or right is None or left.shape != right.shape:
            shapes = ("" if one is None else str(one.shape) for one in (left, right))
            yield Difference({"column": shown(name)}, *shapes)
        else:
            for change in _places(left, right, ~np.isclose(left, right, RELATIVE, ABSOLUTE, equal_nan=True)):
                where = {**change.where, "column": shown(name)}
                yield Difference(where, change.submitted, change.replayed)
    for model in models:
        del model.graph.initializer[:]
    if models[0] != models[1]:
        yield Difference({}, *(shown(str(model.graph.name)) for model in models))


def numbered(members: dict[str, bytes]) -> dict[str, bytes]:
    """Of a skops model: its parts are named by their place in the memory of one run, here in their order."""
    order: dict[bytes, bytes] = {}

    def number(found: re.Match[bytes]) -> bytes:
        return order.setdefault(found[0], b"%d" % len(order))

    schema = _PLACE.sub(number, members["schema.json"])
    named = {_PLACE.sub(number, name.encode()).decode(): content for name, content in members.items()}
    return {**named, "schema.json": schema}


def _told(operation: str, argument: Any) -> str:
    if isinstance(argument, bytes | bytearray):
        return f"{len(argument)} B"
    return shown(str(argument)) if argument is not None else operation
