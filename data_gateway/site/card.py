"""The card a site publishes of itself: addresses, public keys, and the columns that may leave it."""

from __future__ import annotations

from data_gateway.catalogue.dataset import dataset_names, load_dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings
from governance.catalogue.site_card import ColumnCard, DatasetCard, SiteCard, TableCard
from governance.refusal import Refusal


def site_card(folder: SiteFolder) -> SiteCard:
    """Identifying columns do not stand in it: nobody can ask for them.

    Raises Refusal `site-without-datasets`.
    """
    settings = load_settings(folder.require().settings)
    datasets = []
    for name in dataset_names(folder.datasets):
        dataset = load_dataset(folder.datasets, name)
        tables = {}
        for table_name, table in dataset.tables.items():
            columns = {
                column: ColumnCard(type=found.served_type, description=found.description)
                for column, found in table.columns.items()
                if found.role is not ColumnRole.IDENTIFYING
            }
            if columns:
                tables[table_name] = TableCard(columns=columns)
        datasets.append(DatasetCard(id=name, title=dataset.title, tables=tables))
    if not datasets:
        raise Refusal("site-without-datasets", site=settings.id)
    return SiteCard(
        id=settings.id,
        title=settings.title,
        gateway_host=settings.gateway.host,
        gateway_port=settings.gateway.port,
        certificate=folder.certificate_authority.read_text(encoding="ascii"),
        data_owner_public_key=folder.data_owner_public_key.read_text(encoding="ascii"),
        datasets=tuple(datasets),
    )
