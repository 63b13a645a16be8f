"""What is asked about the window: a concept set, its features, and what may not be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from d2h_sdk.cohort.concepts import ConceptSet
from d2h_sdk.errors import UsageError

NUMBER_FEATURES = ("last", "first", "min", "max", "mean", "trend", "count", "missing")
EVENT_FEATURES = ("any", "count")
_HAVE_NUMBERS = ("measurement", "observation")
_CODED_AT_DISCHARGE = "condition_occurrence"
_MOST_HOURS = 100_000.0
Hours = float | tuple[float, float]


@dataclass(frozen=True)
class Variable:
    """Events of `concepts` from `first` to before `last` hours after the start; None: the whole window.

    `unit`: the concept id of the unit whose values count, 0 for values without one, None for the most
    frequent. `known`: the column that tells when a value became known, or the hours that this takes.
    """

    concepts: ConceptSet
    features: tuple[str, ...]
    hours: tuple[float, float] | None = None
    unit: int | None = None
    known: str | float = 0.0

    @property
    def name(self) -> str:
        """The beginning of its columns' names."""
        concepts = self.concepts
        return concepts.name or "_".join([concepts.table, *map(str, concepts.ids)])

    @property
    def of_numbers(self) -> bool:
        return not set(self.features) <= set(EVENT_FEATURES)


def variable(
    concepts: ConceptSet,
    features: str | Sequence[str] | None = None,
    *,
    hours: Hours | None = None,
    unit: int | None = None,
    known: str | float = 0.0,
) -> Variable:
    """A concept set with its features.

    Of numbers (the default of measurements): `last`, `first`, `min`, `max`, `mean`, `trend` (slope per hour
    by least squares), `count`, `missing` (1 without any value). Of events: `any` (1 or 0) and `count`. In
    `last` and `first`, values of one moment count as their mean. `hours` narrows the window: `(-24, 0)` is
    the day before the start. Raises UsageError `features-…`.
    """
    if not isinstance(concepts, ConceptSet):
        raise UsageError("features-no-concepts", given=type(concepts).__name__)
    allowed = NUMBER_FEATURES if concepts.table in _HAVE_NUMBERS else ()
    if features is None:
        features = NUMBER_FEATURES if concepts.table == "measurement" else EVENT_FEATURES
    asked = (features,) if isinstance(features, str) else tuple(features)
    known_features = tuple(dict.fromkeys((*allowed, *EVENT_FEATURES)))
    unknown = [str(one) for one in asked if one not in known_features]
    if unknown or not asked:
        given, listed = ", ".join(unknown) or "–", ", ".join(known_features)
        raise UsageError("features-unknown", table=concepts.table, given=given, known=listed)
    if unit is not None and (type(unit) is not int or unit < 0):
        raise UsageError("features-unit-wrong", given=str(unit))
    if not isinstance(known, str) and not (_is_hours(known) and known >= 0):
        raise UsageError("features-known-wrong", given=str(known))
    if isinstance(known, str) and not known.isidentifier():
        raise UsageError("features-known-wrong", given=known)
    return Variable(
        concepts, tuple(dict.fromkeys(asked)), None if hours is None else window(hours), unit, known
    )


def window(given: Hours) -> tuple[float, float]:
    """Raises UsageError `features-hours-wrong`."""
    ends = tuple(given) if isinstance(given, tuple | list) else (0.0, given)
    if len(ends) != 2 or not all(_is_hours(one) for one in ends) or not ends[0] < ends[1]:
        raise UsageError("features-hours-wrong", given=str(given))
    return float(ends[0]), float(ends[1])


def _is_hours(given: object) -> bool:
    return isinstance(given, int | float) and type(given) is not bool and abs(given) <= _MOST_HOURS


def checked(
    asked: Sequence[ConceptSet | Variable], last: float, outcome: ConceptSet | None
) -> tuple[Variable, ...]:
    """Variables that tell nothing from after `last`, the hour at which the window ends.

    Raises UsageError `features-none`, `features-name-twice`, `features-after-window`, `features-outcome` or
    `features-coded-at-discharge`.
    """
    variables = tuple(one if isinstance(one, Variable) else variable(one) for one in asked)
    if not variables:
        raise UsageError("features-none")
    names = [one.name for one in variables]
    for one in variables:
        if names.count(one.name) > 1:
            raise UsageError("features-name-twice", name=one.name)
        ends = last if one.hours is None else one.hours[1]
        if ends > last:
            raise UsageError("features-after-window", name=one.name, last=f"{ends:g}", hours=f"{last:g}")
        if outcome is not None and _meet(one.concepts, outcome) and ends > 0:
            raise UsageError("features-outcome", name=one.name)
        if one.concepts.table == _CODED_AT_DISCHARGE and ends > 0 and not isinstance(one.known, str):
            raise UsageError("features-coded-at-discharge", name=one.name)
    return variables


def _meet(one: ConceptSet, other: ConceptSet) -> bool:
    return one.table == other.table and bool(set(one.ids) & set(other.ids))
