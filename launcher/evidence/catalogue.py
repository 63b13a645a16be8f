"""What is asked of a trusted research environment, how D2H answers, and by which tests: data, not code.

`data/frameworks.yaml` names the texts, `data/<id>.csv` their statements, `data/measures.yaml` what D2H does.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from governance.refusal import Refusal
from governance.source_file import Model, SourceFile, SourceRefusal

DATA = Path(__file__).parent / "data"

Said = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*$")]
Node = Annotated[str, StringConstraints(pattern=r"^tests/[a-z0-9_/]+\.py::test_\w+$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Status(StrEnum):
    MET = "met"
    PARTLY = "partly"
    ORGANISATION = "organisation"
    NOT_MET = "not-met"


class InBoth(_Entry):
    fr: Said
    en: Said


class Measure(InBoth):
    """What D2H does. `tests` prove it; `settings` name what an installation tells of it."""

    tests: tuple[Node, ...] = Field(min_length=1)
    settings: tuple[Name, ...] = ()


class Requirement(_Entry):
    """One statement and the answer. `remains`: what the organisation has to do all the same.

    Whoever answers "met" or "partly" names measures; only what is met or wholly the organisation's may leave
    nothing to be said about what remains.
    """

    id: Said
    section: Said
    importance: Literal["", "Mandatory", "Mandatory*", "Recommended", "Optional"]
    status: Status
    measures: tuple[Name, ...]
    statement: InBoth
    remains: InBoth | None

    @model_validator(mode="after")
    def _is_answered(self) -> Self:
        answers = self.status in (Status.MET, Status.PARTLY)
        if answers != bool(self.measures):
            raise ValueError("measures stand where D2H answers, and only there")
        if self.status in (Status.PARTLY, Status.NOT_MET) and self.remains is None:
            raise ValueError("what remains to be done is not said")
        return self


class Framework(_Entry):
    title: InBoth
    source: InBoth
    sections: dict[str, InBoth]


class _Measures(_Entry):
    measures: dict[Name, Measure]


class _Frameworks(_Entry):
    frameworks: dict[Name, Framework]


class Catalogue(_Entry):
    measures: dict[str, Measure]
    frameworks: dict[str, Framework]
    requirements: dict[str, tuple[Requirement, ...]]

    def tests(self) -> frozenset[str]:
        return frozenset(node for measure in self.measures.values() for node in measure.tests)


@lru_cache
def load_catalogue(folder: Path = DATA) -> Catalogue:
    """Raises Refusal `catalogue-wrong` with the file, the line and the reason."""
    measures = _yaml(folder / "measures.yaml", _Measures).measures
    frameworks = _yaml(folder / "frameworks.yaml", _Frameworks).frameworks
    return Catalogue(
        measures=measures,
        frameworks=frameworks,
        requirements={
            name: tuple(_requirements(folder / f"{name}.csv", framework, measures))
            for name, framework in frameworks.items()
        },
    )


def _yaml(path: Path, model: type[Model]) -> Model:
    try:
        return SourceFile(path).validate(model)
    except SourceRefusal as refusal:
        first = refusal.faults[0]
        reason = f"{first.key}: {first.code} {first.params or ''}".strip()
        raise _wrong(path, first.line, reason) from refusal


def _requirements(path: Path, framework: Framework, measures: dict[str, Measure]) -> Iterator[Requirement]:
    seen: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        while True:
            try:
                row = next(rows)
                requirement = _requirement(row)
            except StopIteration:
                return
            except csv.Error as fault:
                raise _wrong(path, rows.reader.line_num, str(fault)) from fault
            except ValidationError as fault:
                error = fault.errors()[0]
                where = ".".join(map(str, error["loc"])) or "-"
                raise _wrong(path, rows.line_num, f"{where}: {error['msg']}") from fault
            unknown = [name for name in requirement.measures if name not in measures]
            if requirement.section not in framework.sections:
                unknown.append(requirement.section)
            if unknown:
                raise _wrong(path, rows.line_num, f"not known: {', '.join(unknown)}")
            if requirement.id in seen:
                raise _wrong(path, rows.line_num, f"a second time: {requirement.id}")
            seen.add(requirement.id)
            yield requirement


def _requirement(row: dict[str, str | None]) -> Requirement:
    cells = {name: value or "" for name, value in row.items() if name is not None}
    in_both = {
        name: {language: cells.pop(f"{name}_{language}", "") for language in ("fr", "en")}
        for name in ("statement", "remains")
    }
    more = {"more": "cells than headings"} if None in row else {}
    return Requirement.model_validate(
        {
            **cells,
            **more,
            "measures": tuple(cells.get("measures", "").split()),
            "statement": in_both["statement"],
            "remains": in_both["remains"] if any(in_both["remains"].values()) else None,
        }
    )


def _wrong(path: Path, line: int, reason: str) -> Refusal:
    return Refusal("catalogue-wrong", file=path.name, line=line, reason=reason)
