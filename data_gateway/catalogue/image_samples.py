"""What a site does with the samples of its projections: tell which wait, keep what a person saw on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data_gateway.catalogue.dataset import OBJECTS, dataset_names, load_dataset
from data_gateway.catalogue.image_table import IMAGES
from data_gateway.catalogue.site_data import SiteData
from data_gateway.images.sample_looks import Outcome, Sampled, SampleLooks
from data_gateway.images.samples import Unseen, projections_of
from data_gateway.permits.data_owner import ACTOR
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import load_settings
from governance.refusal import Refusal


@dataclass(frozen=True)
class WaitingSample:
    """Projections of one version that wait: `among` of them; `images`: the sample, in the order drawn.

    Without a sample where the version was loaded before samples were drawn; `among` is then not known.
    """

    dataset: str
    version: str
    among: int
    images: tuple[str, ...]
    marks: Mapping[str, bool]
    outcome: Outcome | None

    @property
    def first_unmarked(self) -> int:
        return next((place for place, image in enumerate(self.images) if image not in self.marks), 0)


class ImageSamples:
    """The site's audit is told first. Close it at the end."""

    def __init__(self, folder: SiteFolder, data: SiteData) -> None:
        self._folder, self._data = folder, data
        self._site = load_settings(folder.require().settings).id
        self._looks = SampleLooks(folder.withheld_images)
        self._audit = SiteAudit(folder)

    def waiting(self) -> list[WaitingSample]:
        """Of the versions in force and of those that permits stay on."""
        found = []
        for name in dataset_names(self._folder.datasets):
            versions = [None, *self._data.pins(name)]
            for version in dict.fromkeys(self._version(name, one) for one in versions):
                one = self._waiting(name, version) if version else None
                if one is not None:
                    found.append(one)
        return found

    def find(self, dataset: str, version: str) -> WaitingSample:
        """Raises Refusal `sample-gone` for one that nobody has to look at, or no longer."""
        known = self._version(dataset, version)
        one = self._waiting(dataset, known) if known else None
        if one is None or not one.images or one.outcome:
            raise Refusal("sample-gone")
        return one

    def shown(self, sample: WaitingSample, count: int, by: str) -> None:
        """Raises Refusal `audit-unavailable`: then they are not."""
        told = {"by": by, "dataset": sample.dataset, "version": sample.version, "images": count}
        self._record("images.sample-shown", told)

    def file(self, sample: WaitingSample, image: str) -> Path:
        """Raises Refusal `sample-image-unknown` for an image that was not drawn."""
        if image not in sample.images:
            raise Refusal("sample-image-unknown")
        return load_dataset(self._folder.datasets, sample.dataset, sample.version).folder / OBJECTS / image

    def source(self, sample: WaitingSample, image: str) -> Unseen:
        """Where the hospital keeps it."""
        return self._drawn(sample).projections.unseen[image]

    def mark(self, sample: WaitingSample, marks: Mapping[str, bool], by: str) -> Outcome | None:
        """Image -> whether it bears text. The marks of the last one decide.

        Raises Refusal `sample-image-unknown`, `sample-decided`, `audit-unavailable`; then nothing changed.
        """
        kept = {version.name for version in self._data.versions(sample.dataset)} - {sample.version}
        others = [one for version in kept if (one := self._sampled(sample.dataset, version))]
        return self._looks.mark(self._drawn(sample), marks, by, self._record, others)

    def close(self) -> None:
        self._looks.close()
        self._audit.close()

    def _version(self, name: str, version: str | None) -> str:
        """Empty where that data set cannot be opened, or holds no images: it serves none either."""
        try:
            found = load_dataset(self._folder.datasets, name, version)
        except Refusal:
            return ""
        table = found.tables.get(IMAGES)
        return found.version if table is not None and table.file_column else ""

    def _waiting(self, name: str, version: str) -> WaitingSample | None:
        outcome = self._looks.outcome(name, version)
        found = projections_of(self._folder.datasets.resolve() / name / version)
        if outcome is Outcome.PASSED or (found is not None and not found.waits):
            return None
        if found is None:
            return WaitingSample(name, version, 0, (), {}, outcome)
        marks = self._looks.marks(name, version)
        return WaitingSample(name, version, len(found.unseen), found.sample, marks, outcome)

    def _drawn(self, sample: WaitingSample) -> Sampled:
        """Raises Refusal `sample-gone`."""
        found = self._sampled(sample.dataset, sample.version)
        if found is None:
            raise Refusal("sample-gone")
        return found

    def _sampled(self, dataset: str, version: str) -> Sampled | None:
        """None where nothing waits for a look at a sample, or none was drawn."""
        found = projections_of(self._folder.datasets.resolve() / dataset / version)
        return Sampled(dataset, version, found) if found is not None and found.waits else None

    @property
    def _record(self) -> Callable[[str, dict[str, object]], None]:
        return lambda event, details: self._audit.append(
            actor=ACTOR, event=event, subject=self._site, details=details
        )
