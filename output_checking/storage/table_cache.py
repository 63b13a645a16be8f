"""The counted tables of files that were read once, kept beside the store: results, no records.

Whatever became of a file's bytes, its tables are still compared with every later request.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from datetime import datetime
from pathlib import Path

from output_checking.joint.counted_table import CountedTable
from output_checking.joint.findings import FileTables
from output_checking.request_files import RequestFile
from output_checking.storage.unfinished import remove_unfinished

_FORM = 2  # of what a reading process hands on: tables read before it knew of sums are read again


class TableCache:
    """Files 0600 named by the bytes, the name and the evidence of what was read; `rules` is the digest of the
    profile it was read by."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.parent.mkdir(parents=True, exist_ok=True)
        root.mkdir(exist_ok=True, mode=0o700)

    def get(self, one: RequestFile, rules: str | None) -> FileTables | None:
        """`rules` None: read by whatever rules."""
        try:
            kept = json.loads(self._path(one).read_bytes())
            tables = tuple(CountedTable.model_validate(table) for table in kept["tables"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if rules is not None and (kept["rules"], kept.get("form")) != (rules, _FORM):
            return None
        return FileTables(one.name, tables, complete=kept["complete"] is True)

    def put(self, one: RequestFile, rules: str, found: FileTables) -> None:
        document = {
            "rules": rules,
            "form": _FORM,
            "complete": found.complete,
            "tables": [table.model_dump(mode="json", exclude_defaults=True) for table in found.tables],
        }
        handle, name = tempfile.mkstemp(dir=self._root)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as written:
                json.dump(document, written)
            Path(name).replace(self._path(one))
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()

    def remove_unfinished(self, before: datetime) -> int:
        written = (one for one in self._root.iterdir() if one.suffix != ".json")
        return remove_unfinished(written, before)

    def _path(self, one: RequestFile) -> Path:
        # Without the code, which no number depends on: it goes before the tables do.
        told = one.evidence
        evidence = told.model_dump_json(exclude_defaults=True, exclude={"code"}) if told else ""
        key = hashlib.sha256("\0".join([one.sha256, one.name, evidence]).encode()).hexdigest()
        return self._root / f"{key}.json"
