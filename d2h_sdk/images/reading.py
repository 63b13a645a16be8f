"""Ask the sites for images: their table as any other, their pixels image by image."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from d2h_sdk import api
from d2h_sdk import connection as workspace
from d2h_sdk.catalogue import ask_sites
from d2h_sdk.conditions import Where
from d2h_sdk.errors import UsageError
from d2h_sdk.images.collection import Images, Key
from d2h_sdk.renewal import Renewal
from d2h_sdk.wire import ImagesRequest

TABLE = "image"
_NEEDED = ("image_id", "series_id", "pixels")
_MOST = 1_000  # of one request


def read(
    columns: Sequence[str] | None = None,
    where: Where = None,
    sites: api.Sites = None,
    *,
    dataset: str | None = None,
    on_site_error: api.OnSiteError = "raise",
    progress: bool | None = None,
) -> Images:
    """The images of all sites that `where` lets through; no pixels are fetched yet.

    Arguments as of `d2h.read`; the table always has `site`, `image_id`, `series_id` and `pixels` (bytes).
    Raises SiteError as `d2h.read` does, UsageError `dataset-ambiguous` for several such data sets of a site.
    """
    wanted = None if columns is None else [*dict.fromkeys((*_NEEDED, *columns))]
    table = api.read(
        TABLE,
        columns=wanted,
        where=where,
        sites=sites,
        dataset=dataset,
        on_site_error=on_site_error,
        progress=progress,
    )
    answering = tuple(dict.fromkeys(table["site"].astype(str)))
    return Images(table, _Fetching(_datasets(answering, dataset)))


def _datasets(sites: tuple[str, ...], dataset: str | None) -> dict[str, str]:
    if dataset is not None or not sites:
        return dict.fromkeys(sites, dataset or "")
    found = ask_sites(workspace.connection, sites)
    holding = {site: found.holding(TABLE, site) for site in sites}
    for names in holding.values():
        if len(names) != 1:
            raise UsageError("dataset-ambiguous", table=TABLE, known=", ".join(names))
    return {site: names[0] for site, names in holding.items()}


class _Fetching:
    """`datasets`: the data set of images of each site."""

    def __init__(self, datasets: dict[str, str]) -> None:
        self._datasets = datasets

    def __call__(self, keys: Sequence[Key]) -> Mapping[Key, bytes]:
        """Raises SiteError, `images-missing` say when a patient opposed since the table was read."""
        parts: defaultdict[Key, list[bytes]] = defaultdict(list)
        by_site: defaultdict[str, list[int]] = defaultdict(list)
        for site, number in keys:
            by_site[site].append(number)
        for site, numbers in by_site.items():
            for start in range(0, len(numbers), _MOST):
                request = ImagesRequest(
                    dataset=self._datasets[site], images=tuple(numbers[start : start + _MOST])
                )
                with Renewal(workspace.connection, (site,)):
                    for batch in workspace.connection.gateway(site).stream(request):
                        for number, part in zip(*batch.to_pydict().values(), strict=True):
                            parts[site, number].append(part)
        return {key: b"".join(found) for key, found in parts.items()}
