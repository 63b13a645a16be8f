"""What a permit opens at this site, as a caller is told."""

from __future__ import annotations

from d2h_sdk.wire import ColumnMessage, DatasetMessage, TableMessage
from data_gateway.catalogue.published import with_card
from data_gateway.permits.scope import PermitScope
from governance.refusal import Refusal


def opened_datasets(site: str, scope: PermitScope) -> list[DatasetMessage]:
    """Data sets of the permit, tables that this site cannot serve left out."""
    described = []
    for name, granted in scope.permit.datasets.items():
        tables = []
        for table_name, table_permit in granted.tables.items():
            try:
                table, _ = scope.table(name, table_name)
            except Refusal:
                continue
            columns = tuple(
                ColumnMessage(name=column, type=table.columns[column].served_type)
                for column in table_permit.columns
            )
            tables.append(TableMessage(name=table_name, columns=columns, filtered=bool(table_permit.rows)))
        if tables:
            message = DatasetMessage(
                site=site,
                dataset=name,
                title=scope.datasets[name].title,
                mode=granted.mode.value,
                tables=tuple(tables),
                minimum_group_size=granted.minimum_group_size,
            )
            described.append(with_card(message, scope.datasets[name]))
    return described
