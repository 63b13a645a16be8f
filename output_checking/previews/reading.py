"""What the process of a preview does: a task and a hostile file come in, parts go out."""

from __future__ import annotations

import importlib
import json
import os
import sys
from types import ModuleType
from typing import Protocol, cast

from output_checking.checks.confinement import confine
from output_checking.checks.registry import Kind
from output_checking.previews.parts import Part
from output_checking.profile import Reader

# By kind: the module that reads it. Loaded before the process is confined.
READERS = {
    Kind.WORKBOOK: "workbooks",
    Kind.COLUMNAR: "columns",
    Kind.DOCUMENT: "prose",
    Kind.PDF: "pages",
    Kind.NOTEBOOK: "notebooks",
    Kind.PICTURE: "pictures",
    Kind.ARCHIVE: "archives",
}


DIFFERENCES = "differences"


class Module(Protocol):
    def parts(self, name: str, *contents: bytes) -> list[Part]: ...


def answer() -> int:
    """Standard input: one line of JSON, then the bytes of the file, or of its two versions one by one.
    Standard output: the parts as JSON."""
    # Libraries may print; what goes out of here are parts alone.
    out = os.dup(1)
    os.dup2(2, 1)
    task = json.loads(sys.stdin.buffer.readline())
    contents = [sys.stdin.buffer.read(size) for size in task["sizes"]]
    # jsonschema would build a grammar of web addresses for seconds; nothing that is shown is checked by it.
    sys.modules["rfc3987_syntax"] = cast(ModuleType, None)
    name = DIFFERENCES if task["kind"] == DIFFERENCES else READERS[Kind(task["kind"])]
    module = cast(Module, importlib.import_module(f"output_checking.previews.{name}"))
    confine(Reader.model_validate(task["reader"]))
    said = json.dumps([one.document() for one in module.parts(task["name"], *contents)]).encode()
    while said:
        said = said[os.write(out, said) :]
    return 0
