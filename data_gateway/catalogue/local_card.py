"""The card of a data set in files of the site, its unmapped local codes among the figures."""

from __future__ import annotations

from functools import partial

from data_gateway.catalogue.counting import FileCounter
from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.figures import write_card
from data_gateway.catalogue.table_files import Engine
from data_gateway.catalogue.unmapped import unmapped_shares
from governance.catalogue.site_card import DatasetCard


def write_local_card(engine: Engine, dataset: Dataset, opposed: frozenset[str]) -> DatasetCard:
    """See `write_card`."""
    unmapped = partial(unmapped_shares, engine, dataset)
    return write_card(FileCounter(engine, dataset), dataset, opposed, unmapped)
