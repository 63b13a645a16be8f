"""Which engine answers for a connected data set."""

from __future__ import annotations

from contextlib import AbstractContextManager

from data_gateway.catalogue.counting import Counter
from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.postgresql_warehouse import counting_in_postgresql


def counting(dataset: Dataset, address: str) -> AbstractContextManager[Counter]:
    """Raises Refusal `source-away`."""
    return counting_in_postgresql(address, dataset)
