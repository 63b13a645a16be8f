"""What a project's members are told of the data that their permit opens: its card, cut to their columns."""

from __future__ import annotations

from d2h_sdk.wire import CodeMessage, ColumnMessage, DatasetMessage, TableMessage
from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.figures import stored_card
from governance.catalogue.site_card import ColumnCard, TableCard


def with_card(message: DatasetMessage, dataset: Dataset) -> DatasetMessage:
    """`message` with what the card counted last says of its tables; as it was when there is none."""
    card = stored_card(dataset)
    if card is None:
        return message
    tables = tuple(
        _table(table, card.tables[table.name]) if table.name in card.tables else table
        for table in message.tables
    )
    return message.model_copy(
        update={
            "tables": tables,
            "description": card.description,
            "steward": card.steward,
            "standard": card.standard,
            "version": card.version,
            "first": card.first or "",
            "last": card.last or "",
        }
    )


def _table(message: TableMessage, card: TableCard) -> TableMessage:
    columns = tuple(
        _column(column, card.columns[column.name]) if column.name in card.columns else column
        for column in message.columns
    )
    return message.model_copy(update={"columns": columns, "description": card.description, "rows": card.rows})


def _column(message: ColumnMessage, card: ColumnCard) -> ColumnMessage:
    codes = tuple(CodeMessage.model_validate(code.model_dump()) for code in card.codes)
    return message.model_copy(
        update={
            "description": card.description,
            "unit": card.unit,
            "coding_system": card.coding_system,
            "missing": card.missing,
            "levels": card.levels,
            "codes": codes,
        }
    )
