"""What a hospital's staff does with its data: take them in, map their codes, publish what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb

from data_gateway.catalogue.connecting import ConnectReport, LiveSource, connect
from data_gateway.catalogue.dataset import Dataset, dataset_names, load_dataset
from data_gateway.catalogue.document_columns import DocumentDesk
from data_gateway.catalogue.figures import stored_card, write_card
from data_gateway.catalogue.live_sources import counting
from data_gateway.catalogue.loading import LoadReport, SiteRules, load
from data_gateway.catalogue.local_card import write_local_card
from data_gateway.catalogue.postgresql_source import PostgresqlSource
from data_gateway.catalogue.remapping import remap
from data_gateway.catalogue.table_files import ColumnChoices, Engine
from data_gateway.catalogue.unmapped import UnmappedCode, unmapped_codes
from data_gateway.catalogue.unmapped_there import unmapped_codes_there, unmapped_shares_there
from data_gateway.catalogue.versions import Version, versions_of
from data_gateway.documents.batch import Context, read_context
from data_gateway.documents.deidentifying import Deidentifier
from data_gateway.documents.known_identifiers import Known
from data_gateway.documents.sealing import Seal
from data_gateway.documents.withheld import WithheldDocuments
from data_gateway.images.withheld_images import State as ImageState
from data_gateway.images.withheld_images import WithheldImage, WithheldImages
from data_gateway.patients.document_keys import DocumentKeys
from data_gateway.patients.opposition import OppositionRegister
from data_gateway.permits.data_owner import ACTOR
from data_gateway.permits.store import PermitStore
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings
from data_gateway.site.source_addresses import SourceAddresses
from governance import signatures
from governance.catalogue.site_card import DatasetCard
from governance.refusal import Refusal

if TYPE_CHECKING:
    from data_gateway.catalogue.image_intake import ImageFolder, ImageLoadReport


class SiteData:
    """The use cases of `d2h site load|connect|map|versions|unmapped`; the site's audit is told first."""

    def __init__(self, folder: SiteFolder, today: Callable[[], date] = date.today) -> None:
        self._settings = load_settings(folder.require().settings)
        self._folder, self._today = folder, today
        self._addresses = SourceAddresses(folder)

    def load(
        self,
        source: Path | PostgresqlSource,
        name: str,
        title: dict[str, str],
        choices: ColumnChoices,
        rules: SiteRules,
    ) -> LoadReport:
        """Raises Refusal `load-…`, `mapping-…`, `audit-unavailable`, SourceRefusal; then nothing changed."""
        with self._record() as record:
            return load(
                source,
                self._folder.datasets,
                name,
                title,
                choices,
                memory=self._settings.limits.memory,
                threads=self._settings.limits.threads,
                rules=rules,
                opposed=self._opposed(),
                record=record,
                pinned=self.pins(name),
                desk=partial(self._document_desk, name, rules.known),
            )

    def load_images(self, source: ImageFolder, name: str, title: dict[str, str]) -> ImageLoadReport:
        """Raises Refusal `images-…`, `load-…` or `audit-unavailable`; then nothing changed."""
        # The libraries of images load only where images are.
        from data_gateway.catalogue.image_loading import load_images

        queue = WithheldImages(self._folder.withheld_images)
        try:
            with self._record() as record:
                return load_images(
                    source,
                    self._folder.datasets,
                    name,
                    title,
                    queue,
                    memory=self._settings.limits.memory,
                    threads=self._settings.limits.threads,
                    opposed=self._opposed(),
                    record=record,
                    pinned=self.pins(name),
                )
        finally:
            queue.close()

    def images_waiting(self) -> list[WithheldImage]:
        queue = WithheldImages(self._folder.withheld_images)
        try:
            return queue.waiting()
        finally:
            queue.close()

    def decide_images(self, decisions: dict[int, bool], by: str = "") -> None:
        """Number -> whether it may go; audited before it counts, and applied by the next load.

        `by`: who decides, where a person is known.

        Raises Refusal `image-not-withheld`, then none of them is decided, or `audit-unavailable`.
        """
        queue = WithheldImages(self._folder.withheld_images)
        try:
            with self._record() as record:
                for image, goes in [(queue.find(number), goes) for number, goes in decisions.items()]:
                    event = "images.released" if goes else "images.kept-back"
                    told = {"dataset": image.dataset, "image": image.id, "reason": image.reason.value}
                    record(event, told | ({"by": by} if by else {}))
                    queue.decide(image.id, ImageState.RELEASED if goes else ImageState.REFUSED)
        finally:
            queue.close()

    def connect(
        self,
        source: LiveSource,
        name: str,
        title: dict[str, str],
        choices: ColumnChoices,
        description: Path | None,
        mapping: Path | None,
    ) -> ConnectReport:
        """Raises Refusal `connect-…`, `load-…`, `mapping-…`, `source-…`, SourceRefusal, changing nothing."""
        with self._record() as record:
            return connect(
                source,
                self._folder.datasets,
                name,
                title,
                choices,
                addresses=self._addresses,
                description=description,
                mapping=mapping,
                opposed=self._opposed(),
                record=record,
                pinned=self.pins(name),
            )

    def map(self, mapping: Path, name: str) -> Dataset:
        """Put the data in force, mapped anew, in force. Raises Refusal or SourceRefusal, changing nothing."""
        with self._record() as record:
            return remap(
                mapping,
                self._folder.datasets,
                name,
                memory=self._settings.limits.memory,
                threads=self._settings.limits.threads,
                opposed=self._opposed(),
                record=record,
                pinned=self.pins(name),
            )

    def versions(self, name: str) -> list[Version]:
        return versions_of(self._folder.datasets, name)

    def pins(self, name: str) -> dict[str, tuple[str, ...]]:
        """Version -> the projects that the site's permits keep on it, permits that are over left out."""
        key = signatures.load_public_pem(self._folder.data_owner_public_key.read_text(encoding="ascii"))
        found: dict[str, set[str]] = {}
        for permit in PermitStore(self._folder.permits, self._folder.withdrawn_permits, key).all():
            granted = permit.document.datasets.get(name)
            if granted and granted.version and permit.document.valid_until >= self._today():
                found.setdefault(granted.version, set()).add(permit.document.project)
        return {version: tuple(sorted(projects)) for version, projects in found.items()}

    def unmapped(self, name: str) -> list[UnmappedCode]:
        """Raises Refusal `dataset-unknown`, `dataset-unavailable` or, of a connected one, `source-…`."""
        dataset = load_dataset(self._folder.datasets, name)
        if dataset.source:
            with counting(dataset, self._addresses.address(name, dataset.version)) as counter:
                return unmapped_codes_there(counter, dataset)
        with self._engine() as engine:
            return unmapped_codes(engine, dataset)

    def cards(self) -> list[DatasetCard]:
        """The card of every data set in force, counted anew where the opposed patients are others by now."""
        opposed = self._opposed()
        cards = []
        for name in dataset_names(self._folder.datasets):
            dataset = load_dataset(self._folder.datasets, name)
            card = stored_card(dataset, opposed)
            if card is None and dataset.source:
                address = self._addresses.address(name, dataset.version)
                with counting(dataset, address) as counter:
                    unmapped = partial(unmapped_shares_there, counter, dataset)
                    card = write_card(counter, dataset, opposed, unmapped)
            elif card is None:
                with self._engine() as engine:
                    card = write_local_card(engine, dataset, opposed)
            cards.append(card)
        return cards

    def _document_desk(self, name: str, known: Path | None) -> DocumentDesk:
        """Raises Refusal `known-line-wrong` for the first line of `known` that cannot be used."""
        # The tagger's library and lists load only where documents are.
        from data_gateway.documents.tagger import shipped_tagger

        def refuse(line: int, refusal: Refusal) -> None:
            raise Refusal("known-line-wrong", path=str(known), line=line) from refusal

        context = read_context(known, refuse) if known else Context({}, Known())
        return DocumentDesk(
            deidentifier=Deidentifier(context.directory, shipped_tagger()),
            people=dict(context.people),
            withheld=WithheldDocuments(self._folder.withheld_documents),
            bar=self._settings.documents.bar,
            seal=lambda: Seal(DocumentKeys(self._folder).key(name)),
        )

    def _opposed(self) -> frozenset[str]:
        return OppositionRegister(self._folder.opposition).current().persons

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        limits = self._settings.limits
        with TemporaryDirectory(dir=self._folder.spill) as spill, duckdb.connect(":memory:") as connection:
            yield Engine(connection, Path(spill), memory=limits.memory, threads=limits.threads)

    @contextmanager
    def _record(self) -> Iterator[Callable[[str, dict[str, Any]], None]]:
        audit = SiteAudit(self._folder)
        try:
            yield lambda event, details: audit.append(
                actor=ACTOR, event=event, subject=self._settings.id, details=details
            )
        finally:
            audit.close()
