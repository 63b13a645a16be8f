"""Cells that a spreadsheet program would run when the table is opened there (formula injection, OWASP)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.findings import Finding, Severity

RULE = "table.formulas"
_SPREADSHEETS = ("csv", "tsv", "xlsx")
_BEGINS = tuple("=@+-＝＠＋－")  # the wide forms too: some spreadsheets read them as the narrow ones
_FORMULA = re.compile(r"[=@]\s*[\w(+'\"-].*|[+-].*[(|!].*")


@register(RULE, Kind.TABLE)
def check_formulas(file: CheckedFile, context: Context) -> Iterator[Finding]:
    if file.extension not in _SPREADSHEETS:
        return
    for position, row in enumerate((file.table.columns, *file.table.rows)):
        for name, cell in zip(file.table.columns, row, strict=True):
            if cell.startswith(_BEGINS) and len(cell) > 2 and _FORMULA.fullmatch(normalize("NFKC", cell)):
                yield Finding(
                    RULE, Severity.BLOCK, "table-formula", {}, file.where(row=position, column=name)
                )
                return
