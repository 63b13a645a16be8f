"""Reading a protection problem: our JSON shape, or a JJ file; a problem that does not hold is refused."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from scipy import sparse

from governance.refusal import Refusal
from output_checking.dominance import distance_kept, dominates
from output_checking.profile import Rules, load_profile
from output_checking.protection.jj_file import parse_jj
from output_checking.protection.problem import CellId, Flags, Floats, Problem, Protection
from output_checking.protection.validity import require_valid

_NOISE = 1e-9


def load_problem(path: Path, rules: Rules | None = None) -> Problem:
    """The problem in a file; `rules` as in `parse_problem`, which raises too. Raises Refusal
    `sdc-file-unreadable` or `sdc-file-not-json`."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal("sdc-file-unreadable", path=path.name) from fault
    if text.lstrip()[:1].isdigit():
        problem = parse_jj(text)
        require_valid(problem)
        return problem
    try:
        data = json.loads(text, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as fault:
        raise Refusal("sdc-file-not-json", path=path.name, line=getattr(fault, "lineno", 1)) from fault
    return parse_problem(data, rules)


def parse_problem(data: Any, rules: Rules | None = None) -> Problem:
    """The problem in an object shaped like PROBLEM.json.

    `cells`: [{id, labels?, value, persons?, weight?, top?, published?}]; `equations`: [{idx, coef}], each
    meaning sum of coef * value = 0; `primary`: ids; optional `suppressed`: ids, `bounds`: {lower, upper}
    (default: 0 and the largest value), `protection`: {low, high} as shares of the value (default 0: exact
    disclosure only). `top`: the one or two largest contributions to a cell; where they dominate it by `rules`
    (None: those of the profile in force by default) it is sensitive too, and kept as far from being worked
    out as these ask. Raises Refusal `sdc-...` saying what is wrong and where.
    """
    if not isinstance(data, Mapping):
        raise Refusal("sdc-not-an-object")
    cells = _list(data, "cells")
    ids = tuple(
        _cell_id(_field(cell, "id", f"cells[{at}]"), f"cells[{at}].id") for at, cell in enumerate(cells)
    )
    position = {cell: at for at, cell in enumerate(ids)}
    twice = [name for name, times in Counter(map(str, ids)).items() if times > 1]
    if twice:
        raise Refusal("sdc-cell-twice", cell=twice[0])
    values = _column(cells, "value", required=True)
    lower, upper = _bounds(data.get("bounds"), values)
    suppressed = data.get("suppressed")
    dominated, distance = _dominated(cells, values, rules)
    problem = Problem(
        ids=ids,
        labels=tuple(_labels(cell, at) for at, cell in enumerate(cells)),
        values=values,
        equations=_equations(_list(data, "equations"), position),
        primary=_flags(_list(data, "primary"), position, "primary") | dominated,
        lower=lower,
        upper=upper,
        protection=_protection(data.get("protection"), values).at_least(distance),
        suppressed=None if suppressed is None else _flags(_list(data, "suppressed"), position, "suppressed"),
        published=_published(cells),
        weights=_known_column(cells, "weight", missing=1.0),
        persons=_known_column(cells, "persons", missing=math.nan),
    )
    require_valid(problem)
    return problem


def _not_a_number(name: str) -> NoReturn:
    raise Refusal("sdc-not-finite", where=name)


def _list(data: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = data.get(name)
    if not isinstance(found, list):
        raise Refusal("sdc-list-missing", name=name)
    return found


def _field(entry: Any, name: str, where: str) -> Any:
    if not isinstance(entry, Mapping) or name not in entry:
        raise Refusal("sdc-field-missing", name=name, where=where)
    return entry[name]


def _cell_id(value: Any, where: str) -> CellId:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Refusal("sdc-id-unfit", where=where)
    return value


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal("sdc-number-unfit", where=where)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Refusal("sdc-not-finite", where=where)
    return number


def _column(cells: Sequence[Any], name: str, *, required: bool = False, missing: float = math.nan) -> Floats:
    found = np.full(len(cells), missing)
    for at, cell in enumerate(cells):
        if required or cell.get(name) is not None:
            found[at] = _number(_field(cell, name, f"cells[{at}]"), f"cells[{at}].{name}")
    return found


def _known_column(cells: Sequence[Any], name: str, missing: float) -> Floats | None:
    if all(cell.get(name) is None for cell in cells):
        return None
    return _column(cells, name, missing=missing)


def _labels(cell: Mapping[str, Any], at: int) -> tuple[str, ...]:
    labels = cell.get("labels", [])
    if isinstance(labels, str):
        labels = [labels]
    if not isinstance(labels, list):
        raise Refusal("sdc-labels-unfit", where=f"cells[{at}].labels")
    return tuple(str(label) for label in labels)


def _published(cells: Sequence[Mapping[str, Any]]) -> Flags | None:
    flags = np.array([cell.get("published") is True for cell in cells], dtype=bool)
    return flags if flags.any() else None


def _dominated(
    cells: Sequence[Mapping[str, Any]], values: Floats, rules: Rules | None
) -> tuple[Flags, Floats]:
    """Cells that their largest contributions make, and how far an intruder must stay from each of them."""
    flags, distance = np.zeros(len(cells), dtype=bool), np.zeros(len(cells))
    if all(cell.get("top") is None for cell in cells):
        return flags, distance
    rules = rules or load_profile().rules
    for at, cell in enumerate(cells):
        if cell.get("top") is None:
            continue
        largest = _largest(cell["top"], f"cells[{at}].top")
        total = abs(float(values[at])) if rules.absolute_contributions else float(values[at])
        # With amounts of both signs the largest may exceed their sum; of others it cannot.
        if not rules.absolute_contributions and sum(largest) > total * (1 + _NOISE) + _NOISE and total >= 0:
            raise Refusal("sdc-top-above", where=f"cells[{at}].top", value=f"{total:g}")
        if dominates(total, largest, rules):
            flags[at], distance[at] = True, distance_kept(total, largest, rules)
    return flags, distance


def _largest(given: Any, where: str) -> list[float]:
    if not isinstance(given, list) or not 1 <= len(given) <= 2:
        raise Refusal("sdc-top-unfit", where=where)
    largest = [_number(one, where) for one in given]
    if min(largest) < 0 or largest != sorted(largest, reverse=True):
        raise Refusal("sdc-top-unfit", where=where)
    return largest


def _equations(entries: Sequence[Any], position: Mapping[CellId, int]) -> Any:
    indptr, indices, data = [0], [], []
    for at, entry in enumerate(entries):
        where = f"equations[{at}]"
        idx, coef = _field(entry, "idx", where), _field(entry, "coef", where)
        if not isinstance(idx, list) or not isinstance(coef, list) or len(idx) != len(coef) or not idx:
            raise Refusal("sdc-equation-shape", equation=at)
        named = [_known(cell, position, where) for cell in idx]
        if len(set(named)) < len(named):
            twice = next(cell for cell in idx if idx.count(cell) > 1)
            raise Refusal("sdc-equation-cell-twice", equation=at, cell=str(twice))
        numbers = [_number(one, f"{where}.coef") for one in coef]
        kept = [(cell, number) for cell, number in zip(named, numbers, strict=True) if number]
        indices += [cell for cell, _ in kept]
        data += [number for _, number in kept]
        indptr.append(len(indices))
    return sparse.csr_matrix(
        (np.array(data, dtype=float), np.array(indices, dtype=np.int32), np.array(indptr, dtype=np.int32)),
        shape=(len(entries), len(position)),
    )


def _known(cell: Any, position: Mapping[CellId, int], where: str) -> int:
    _cell_id(cell, where)
    if cell not in position:
        raise Refusal("sdc-cell-unknown", cell=str(cell), where=where)
    return position[cell]


def _flags(named: Iterable[Any], position: Mapping[CellId, int], where: str) -> Flags:
    flags = np.zeros(len(position), dtype=bool)
    for cell in named:
        flags[_known(cell, position, where)] = True
    return flags


def _bounds(given: Any, values: Floats) -> tuple[Floats, Floats]:
    if given is not None and not isinstance(given, Mapping):
        raise Refusal("sdc-field-missing", name="lower", where="bounds")
    bounds = given or {}
    largest = float(values.max(initial=0.0))
    lower = 0.0 if bounds.get("lower") is None else _number(bounds["lower"], "bounds.lower")
    upper = largest if bounds.get("upper") is None else _number(bounds["upper"], "bounds.upper")
    return np.full(len(values), lower), np.full(len(values), upper)


def _protection(given: Any, values: Floats) -> Protection:
    if given is None:
        return Protection.shares(values, 0.0, 0.0)
    if not isinstance(given, Mapping):
        raise Refusal("sdc-field-missing", name="low", where="protection")
    low, high = (_number(given.get(side, 0), f"protection.{side}") for side in ("low", "high"))
    if low < 0 or high < 0:
        raise Refusal("sdc-protection-negative")
    return Protection.shares(values, low, high)
