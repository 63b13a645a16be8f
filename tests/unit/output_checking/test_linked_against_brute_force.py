"""The joint audit against every table that fits what is printed, over thousands of small sets of tables."""

from __future__ import annotations

import random
from itertools import product

import numpy as np

from output_checking.joint.audit import JointAudit, joint_audit
from output_checking.joint.counted_table import NOT_EXACT, CountedTable
from output_checking.joint.derived import Kind
from output_checking.joint.subtables import Source
from output_checking.profile import load_profile

RULES = load_profile().rules.model_copy(update={"protection": 2})
SETS, THRESHOLD, MOST = 1_000, 5, 3
WARDS, SEXES = ("B", "C"), ("F", "M")
Micro = tuple[int, ...]  # persons by ward and sex: BF, BM, CF, CM
Key = tuple[str | None, str | None]  # None: a total
Printed = dict[Key, int | None]  # None: hidden


def total(micro: Micro, key: Key) -> int:
    cells = dict(zip(product(WARDS, SEXES), micro, strict=True))
    return sum(count for (w, s), count in cells.items() if key[0] in (None, w) and key[1] in (None, s))


def source(name: str, printed: Printed, release: str | None = None) -> Source:
    """A long table of one population, which its author names."""
    rows = tuple(printed)
    counts = tuple((NOT_EXACT if count is None else float(count),) for count in printed.values())
    table = CountedTable(
        place={},
        row_dimensions=("ward", "sex"),
        column_dimensions=(),
        rows=rows,
        columns=((),),
        measures=("",),
        counts=counts,
        lines=tuple(range(1, len(rows) + 1)),
        headings=("n",),
        shares=(False,),
        population="stays",
    )
    return Source(name, table, release)


def drawn(draw: random.Random) -> tuple[Micro, list[Printed]]:
    """A table of wards and sexes with cells hidden, and some of its margins in tables of their own."""
    micro = tuple(draw.randint(0, MOST) for _ in range(4))
    inner: Printed = {
        key: None if draw.random() < 0.55 else total(micro, key) for key in product(WARDS, SEXES)
    }
    margins: list[Printed] = [
        {(ward, None): total(micro, (ward, None)) for ward in WARDS},
        {(None, sex): total(micro, (None, sex)) for sex in SEXES},
        {(None, None): total(micro, (None, None))},
    ]
    return micro, [inner, *(one for one in margins if draw.random() < 0.6)]


EVERY = np.array(list(product(range(4 * MOST + 1), repeat=4)))
WHERE = {key: at for at, key in enumerate(product(WARDS, SEXES))}


def given_away(tables: list[Printed]) -> set[Key]:
    """Hidden cells with one possible count, below the threshold, over every table that fits."""
    fits = np.ones(len(EVERY), dtype=bool)
    for one in tables:
        for key, count in one.items():
            if count is not None:
                inside = [at for (w, s), at in WHERE.items() if key[0] in (None, w) and key[1] in (None, s)]
                fits &= EVERY[:, inside].sum(axis=1) == count
    hidden = [key for key, count in tables[0].items() if count is None]
    values = {key: EVERY[fits, WHERE[key]] for key in hidden}  # type: ignore[index]
    return {key for key, some in values.items() if some.min() == some.max() < THRESHOLD}


def exact_in(result: JointAudit) -> set[Key]:
    return {
        one.at[0].source.table.rows[int(one.at[0].rows[one.at[1]])]  # type: ignore[misc]
        for one in result.disclosures
        if one.kind is Kind.EXACT and one.asked is None
    }


def test_exactly_the_cells_that_every_fitting_table_agrees_on_are_told() -> None:
    draw = random.Random(20261126)
    told = 0
    for _ in range(SETS):
        _, tables = drawn(draw)
        audited = joint_audit([source(f"t{at}", one) for at, one in enumerate(tables)], THRESHOLD, RULES)
        assert audited.complete
        assert not audited.contradictions
        assert exact_in(audited) == given_away(tables), tables
        told += len(exact_in(audited))
    assert told > SETS // 10


def test_another_release_never_makes_an_earlier_cell_less_sensitive() -> None:
    draw = random.Random(7)
    for _ in range(SETS // 4):
        _, tables = drawn(draw)
        named = [source(f"t{at}", one, "r1" if at else None) for at, one in enumerate(tables)]
        known: set[Key] = set()
        for count in range(1, len(named) + 1):
            now = exact_in(joint_audit(named[:count], THRESHOLD, RULES))
            assert known <= now
            known = now
