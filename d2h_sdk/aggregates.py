"""`d2h.aggregate`, as researchers write it, turned into the request that travels to a gateway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from d2h_sdk.conditions import Where, conditions
from d2h_sdk.wire import AggregateRequest

Group = str | tuple[str, str]
GroupBy = Group | Sequence[Group] | None
SIGNATURES_KEY = "d2h_signatures"  # in DataFrame.attrs: site -> signature
GROUPS_KEY = "d2h_groups"  # in DataFrame.attrs: the columns that name the groups, the site's first
SIGNATURE = b"d2h.signature"  # in the metadata of a site's Arrow schema
_PERIODS = ("month", "year")


@dataclass(frozen=True)
class AggregateQuestion:
    """What is counted and measured, of which groups."""

    by: GroupBy = None
    rows: bool = False
    sum: str | Sequence[str] = ()
    mean: str | Sequence[str] = ()
    variance: str | Sequence[str] = ()
    quantiles: Mapping[str, float | Sequence[float]] | None = None

    @property
    def grouped(self) -> int:
        """How many columns name a site's groups."""
        return len(_groups(self.by))

    def to(self, dataset: str, table: str, where: Where) -> AggregateRequest:
        """Raises pydantic's ValidationError for what no site could understand, UsageError for `where`."""
        return AggregateRequest.model_validate(
            {
                "dataset": dataset,
                "table": table,
                "by": [_grouping(group) for group in _groups(self.by)],
                "where": conditions(where),
                "rows": self.rows,
                "sum": _columns(self.sum),
                "mean": _columns(self.mean),
                "variance": _columns(self.variance),
                "quantiles": {
                    column: (wanted,) if isinstance(wanted, int | float) else tuple(wanted)
                    for column, wanted in (self.quantiles or {}).items()
                },
            }
        )


def _groups(by: GroupBy) -> list[Group]:
    if by is None:
        return []
    # A tuple of a column and a period is one group; any other tuple is a sequence of them.
    if isinstance(by, str) or (isinstance(by, tuple) and len(by) == 2 and by[1] in _PERIODS):
        return [by]  # type: ignore[list-item]
    return list(by)


def _grouping(group: Group) -> dict[str, str]:
    if isinstance(group, str):
        return {"column": group}
    return dict(zip(("column", "period"), group, strict=False))


def _columns(columns: str | Sequence[str]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else tuple(columns)
