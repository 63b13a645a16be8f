"""A preview: the parts of a file, each of a form that a page can show without running anything."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from output_checking.checks.tables import Table


class Form(StrEnum):
    TABLE = "table"
    TEXT = "text"
    PICTURE = "picture"  # PNG, drawn anew
    HTML = "html"  # without script, style, form or address of anything outside
    CELLS = "cells"  # of two versions of a table
    LINES = "lines"  # of two versions of a text


# Between what a cell was and what it is; neither can hold it, since no table is read with control characters.
CHANGED = "\x1f"


@dataclass(frozen=True)
class Part:
    """One sheet, page or passage. `place` is what the `where` of a finding about it says of the part.

    `content`: the text or the HTML; a picture in base64. `hidden`: the program that made the file does not
    show this part to its reader.
    """

    form: Form
    title: str = ""
    content: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    hidden: bool = False
    place: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        return Table(self.columns, self.rows)

    @property
    def picture(self) -> bytes:
        return base64.b64decode(self.content)

    def document(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Part:
        """Raises KeyError, TypeError or ValueError for anything else than what `document` gives."""
        return cls(
            form=Form(document["form"]),
            title=str(document["title"]),
            content=str(document["content"]),
            columns=tuple(str(name) for name in document["columns"]),
            rows=tuple(tuple(str(cell) for cell in row) for row in document["rows"]),
            hidden=bool(document["hidden"]),
            place={str(key): str(value) for key, value in document["place"].items()},
        )

    @classmethod
    def table_part(
        cls, table: Table, title: str = "", *, hidden: bool = False, place: Mapping[str, str] | None = None
    ) -> Part:
        return cls(Form.TABLE, title, "", table.columns, table.rows, hidden, place or {})
