"""YAML written by people: read with the line of every key, so that each mistake is told where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from yaml.cyaml import CBaseLoader
from yaml.error import MarkedYAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from governance.misfit import Misfit, Place, schema_misfit
from governance.refusal import Refusal

Model = TypeVar("Model", bound=BaseModel)

LARGEST_FILE = 1_000_000  # bytes
LARGEST_DOCUMENT = 100_000  # nodes once aliases are followed: a few lines of aliases can mean billions
DEEPEST = 30


@dataclass(frozen=True)
class SourceFault:
    """`line` counts from 1; `key` is dotted (`permits.0.sites.1`), empty for the file as a whole."""

    file: str
    line: int
    key: str
    code: str
    params: dict[str, str | int]


class SourceRefusal(Refusal):
    """One or several files are wrong: every fault found, in the order of the lines."""

    def __init__(self, faults: Iterable[SourceFault]) -> None:
        self.faults = tuple(sorted(_distinct(faults), key=lambda fault: (fault.file, fault.line)))
        super().__init__("files-wrong", count=len(self.faults))


def _distinct(faults: Iterable[SourceFault]) -> list[SourceFault]:
    """Without repetitions: one wrong value may fail several alternatives of its type."""
    kept: dict[tuple[object, ...], SourceFault] = {}
    for fault in faults:
        kept.setdefault((fault.file, fault.line, fault.key, fault.code), fault)
    return list(kept.values())


class _TooDeepError(Exception):
    """`line` counts from 1."""

    def __init__(self, line: int) -> None:
        self.line = line


class _Loader(CBaseLoader):
    """Composes nodes with their lines; plain scalars are those of YAML 1.2: `no`, `12:30` are text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    # Asked by the parser around each node. It recurses in C, where too deep a document ends the process.
    def descend_resolver(self, current_node: Node | None, current_index: object) -> None:
        self._depth += 1
        if self._depth > DEEPEST + 1:
            raise _TooDeepError(_line(current_node) if current_node else 1)

    def ascend_resolver(self) -> None:
        self._depth -= 1


for _kind, _pattern, _first in (
    ("null", "~|null|Null|NULL|", "~nN"),
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?(?:[0-9][0-9_]*|0o[0-7_]+|0x[0-9a-fA-F_]+)", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?",
        "-+.0123456789",
    ),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"(?:{_pattern})$"), ["", *_first])


class SourceFile:
    """A YAML (or JSON) document and where each of its parts stands."""

    def __init__(self, path: Path, text: str | None = None) -> None:
        """`text`: what was typed under this name, where no file is to be read. Raises SourceRefusal for what
        cannot be read, is too large or is not YAML."""
        self.name = str(path)
        self._nodes_left = LARGEST_DOCUMENT
        self._root = self._compose(
            self._read(path) if text is None else text.encode("utf-8", "surrogatepass")
        )
        self.content = self._plain(self._root, ())

    def validate(self, model: type[Model]) -> Model:
        """Raises SourceRefusal with every fault."""
        try:
            return model.model_validate(self.content)
        except ValidationError as faults:
            found = [schema_misfit(error, model) for error in faults.errors()]
            raise SourceRefusal(map(self.fault, found)) from faults

    def fault(self, misfit: Misfit) -> SourceFault:
        line, key = self._locate(misfit.place)
        return SourceFault(self.name, line, key, misfit.code, misfit.params)

    def _read(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                return file.read(LARGEST_FILE + 1)
        except FileNotFoundError as fault:
            raise self._refuse(0, "file-missing") from fault
        except OSError as fault:
            raise self._refuse(0, "file-unreadable", reason=fault.strerror or "") from fault

    def _compose(self, raw: bytes) -> Node:
        if len(raw) > LARGEST_FILE:
            raise self._refuse(0, "file-too-large", largest=LARGEST_FILE)
        try:
            text = raw.decode("utf-8")
            root = _Loader(text).get_single_node()
        except UnicodeDecodeError as fault:
            raise self._refuse(raw[: fault.start].count(b"\n") + 1, "file-not-utf-8") from fault
        except MarkedYAMLError as fault:
            mark = fault.problem_mark
            # The end of a file may be told as one line more than it has.
            line = min(mark.line + 1, len(text.splitlines()) or 1) if mark else 1
            raise self._refuse(
                line, "yaml-unreadable", reason=str(fault.problem or fault.context or "")
            ) from fault
        except ReaderError as fault:
            line = raw[: fault.position].count(b"\n") + 1
            raise self._refuse(line, "yaml-unreadable", reason=fault.reason) from fault
        except _TooDeepError as fault:
            raise self._refuse(fault.line, "yaml-too-large") from fault
        if not isinstance(root, MappingNode):
            raise self._refuse(1, "yaml-not-a-mapping")
        return root

    def _plain(self, node: Node, place: Place) -> Any:
        self._nodes_left -= 1
        if self._nodes_left < 0 or len(place) > DEEPEST:
            raise self._refuse(_line(node), "yaml-too-large")
        if isinstance(node, MappingNode):
            mapping: dict[str, Any] = {}
            for key, value in node.value:
                name = _key(key)
                if name in mapping:
                    raise self._refuse(_line(key), "key-twice", key=name)
                mapping[name] = self._plain(value, (*place, name))
            return mapping
        if isinstance(node, SequenceNode):
            return [self._plain(value, (*place, position)) for position, value in enumerate(node.value)]
        return _scalar(node)

    def _locate(self, place: Place) -> tuple[int, str]:
        """The line of `place`, or of its nearest parent that stands in the file, and its dotted key."""
        node, line, key = self._root, _line(self._root), []
        for step in place:
            if isinstance(node, MappingNode):
                found = next(((k, v) for k, v in node.value if _key(k) == step), None)
                if found is None:
                    break
                line, node = _line(found[0]), found[1]
            elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = _line(node)
            else:
                break
            key.append(str(step))
        return line, ".".join(key)

    def _refuse(self, line: int, code: str, **params: str | int) -> SourceRefusal:
        return SourceRefusal([SourceFault(self.name, line, "", code, params)])


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _key(node: Node) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else f"({node.tag})"


def _scalar(node: Node) -> Any:
    """Dates and everything unusual stay text: the schema says what it wanted instead."""
    text = str(node.value)
    kind = str(node.tag).rpartition(":")[2]
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text.replace("_", ""), 0 if text.lstrip("+-")[:2].lower() in ("0x", "0o") else 10)
            case "float":
                return float(text.replace("_", ""))
    except ValueError:
        return text
    return text
