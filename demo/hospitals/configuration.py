"""The hospitals to invent: what `hospitals.yaml` may say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from ruamel.yaml import YAML

from demo.hospitals.generating_model import ADVERSE_EVENTS, CONDITIONS, MEASUREMENTS, REASONS

Share = Annotated[float, Field(ge=0, le=1)]
Weights = Annotated[dict[str, Annotated[float, Field(gt=0)]], Field(min_length=1)]
SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Period(_Section):
    first: date = Field(alias="from")
    last: date = Field(alias="to")


class SmallGroup(_Section):
    """So many persons with this event at this site, and so many more who are opposed."""

    site: SiteId
    event: str
    persons: int = Field(ge=1)
    opposed: int = Field(ge=0)


class Age(_Section):
    mean: float
    sd: float = Field(gt=0)


class Missing(_Section):
    """Part of the stays where a measurement was never made."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Share]

    vitals: Share
    laboratory: Share

    def of(self, measurement: str) -> float:
        default = self.laboratory if MEASUREMENTS[measurement].laboratory else self.vitals
        return (self.__pydantic_extra__ or {}).get(measurement, default)


class GenderCodes(_Section):
    male: str
    female: str


class Site(_Section):
    title: dict[str, str]
    share: float = Field(gt=0)
    age: Age
    emergency: Share
    later_stays: float = Field(ge=0)
    length_of_stay: float = Field(gt=0)
    conditions: dict[str, Share]
    emergency_reasons: Weights
    planned_reasons: Weights
    wards: Weights
    death: float
    adverse_event: float
    adverse_events: Weights
    opposition: Share
    missing: Missing
    units: dict[str, str]
    local_codes: dict[str, str]
    gender_codes: GenderCodes

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        for what, given, known in (
            ("conditions", self.conditions, CONDITIONS),
            ("emergency_reasons", self.emergency_reasons, REASONS),
            ("planned_reasons", self.planned_reasons, REASONS),
            ("adverse_events", self.adverse_events, ADVERSE_EVENTS),
            ("local_codes", self.local_codes, MEASUREMENTS),
            ("units", self.units, MEASUREMENTS),
        ):
            if unknown := sorted(set(given) - set(known)):
                raise ValueError(f"{what}: {', '.join(unknown)} is not in the generating model")
        for measurement, unit in self.units.items():
            if unit not in {choice.text for choice in MEASUREMENTS[measurement].units}:
                raise ValueError(f"units: {measurement} is never given in {unit}")
        if missing := sorted(set(MEASUREMENTS) - set(self.local_codes)):
            raise ValueError(f"local_codes: {', '.join(missing)} has none")
        return self


class Hospitals(_Section):
    period: Period
    known_to_two_hospitals: Share
    small_group: SmallGroup
    sites: Annotated[dict[SiteId, Site], Field(min_length=1)]

    @model_validator(mode="after")
    def _small_group_stands_alone(self) -> Self:
        site = self.sites.get(self.small_group.site)
        if site is None:
            raise ValueError(f"small_group: {self.small_group.site} is not a site")
        if self.small_group.event in site.adverse_events or self.small_group.event not in ADVERSE_EVENTS:
            raise ValueError("small_group: the event must exist, and the site must draw none of it otherwise")
        return self


DEMONSTRATION = Path(__file__).with_name("hospitals.yaml")


def read_hospitals(path: Path = DEMONSTRATION) -> Hospitals:
    """Raises pydantic.ValidationError naming the key that is wrong."""
    return Hospitals.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
