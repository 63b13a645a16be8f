"""Surrogates made of what a document named, for whoever knows nothing but the tagged document."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import BinaryIO

import duckdb

from data_gateway.documents.sealing import OtherSealError, Seal, with_others
from data_gateway.documents.surrogates import Surrogates
from data_gateway.engines.pseudonym_maps import Keys, national_numbers
from data_gateway.engines.surrogates.messages import MadeTexts, MakerOpening, SealedDataset, SealedTexts
from data_gateway.engines.worker.messages import receive, send
from data_gateway.patients.pseudonyms import date_shift, surrogate_key
from data_gateway.site.settings import Limits
from governance.permits.document import Dates

log = logging.getLogger(__name__)
_PERSONS_KEPT = 10_000


class SurrogateMaker:
    def __init__(self, opening: MakerOpening) -> None:
        keys = Keys(opening.project, opening.linkage)
        self._documents = {
            name: _Documents(told, told.key, keys, _numbers(told, opening.limits))
            for name, told in opening.datasets.items()
            if told.key is not None
        }

    def serve(self, file: BinaryIO) -> None:
        """Until the worker leaves, or talks nonsense."""
        with suppress(EOFError, OSError, ValueError):
            while True:
                send(file, self.made(SealedTexts.model_validate_json(receive(file))))

    def made(self, asked: SealedTexts) -> MadeTexts:
        documents = self._documents.get(asked.dataset)
        try:
            if documents is None:
                raise OtherSealError
            pairs = zip(asked.tagged, asked.sealed, strict=True)
            return MadeTexts(texts=tuple(documents.text(tagged, sealed) for tagged, sealed in pairs))
        except OtherSealError:
            log.error("documents of %s are not what was sealed, or their key is lost", asked.dataset)
            return MadeTexts(damaged=True)


class _Documents:
    """Of one data set. `numbers`: person -> national number, of those who are linked between sites."""

    def __init__(self, told: SealedDataset, key: bytes, keys: Keys, numbers: Mapping[str, str]) -> None:
        self._seal = Seal(key)
        self._dates, self._keys, self._numbers = told.dates, keys, numbers
        self._of = lru_cache(_PERSONS_KEPT)(self._surrogates)

    def text(self, tagged: str, sealed: bytes) -> str:
        """Raises OtherSealError."""
        opened = self._seal.opened(tagged, sealed)
        return with_others(tagged, opened, self._of(opened.person).of)

    def _surrogates(self, person: str) -> Surrogates:
        """As the person's pseudonym: who is linked has the same names and days at every site."""
        identity, key = person, self._keys.project
        if self._keys.linkage is not None and person in self._numbers:
            identity, key = self._numbers[person], self._keys.linkage
        days = date_shift(identity, key) if self._dates is Dates.SHIFTED else 0
        return Surrogates(surrogate_key(identity, key), days, month=self._dates is Dates.MONTH)


def _numbers(told: SealedDataset, limits: Limits) -> dict[str, str]:
    if not told.linked:
        return {}
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SET memory_limit = '{limits.memory}'")
        connection.execute(f"SET threads = {limits.threads}")
        held = told.dataset.model_copy(update={"folder": told.folder})
        return {str(person): number for person, number in national_numbers(connection, held).items()}
