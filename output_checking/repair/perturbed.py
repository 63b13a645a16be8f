"""Noise instead of holes: the cell-key method, where a profile offers it to a project."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

import numpy as np

from governance.refusal import Refusal
from output_checking.findings import Finding
from output_checking.profile import Rules
from output_checking.protection.noise_table import noise_table
from output_checking.repair.body import Body, Cell
from output_checking.repair.ranges import audit_ranges
from output_checking.repair.repaired import Repaired, Told, kept_cells, told_audit
from output_checking.repair.rounded import distances
from output_checking.repair.table_problem import table_problem

_DRAWS = 1 << 64


def perturbed(
    body: Body, named: Mapping[Cell, Finding], rules: Rules, threshold: int, secret: bytes
) -> Repaired:
    """Each count with the noise that its persons always get; what then shows fewer persons than `threshold`
    is hidden besides.

    `secret` turns a cell's key into a draw: whoever knows the persons of a cell still cannot take its noise
    off. Raises Refusal `repair-not-offered` where the profile perturbs nothing, `repair-no-cell-keys` for a
    table made without keys, `perturbation-impossible` for parameters that leave some count no unbiased noise.
    """
    offered = rules.perturbation
    if offered is None:
        raise Refusal("repair-not-offered")
    keys = body.evidence.keys
    if keys is None or len(keys) != body.shape[0] or any(len(line) != body.shape[1] for line in keys):
        raise Refusal("repair-no-cell-keys")
    table = noise_table(offered.deviation, offered.variance, offered.small)
    values, shown = body.values, ~np.isnan(body.values)
    published = np.zeros(body.shape)
    for row, column in zip(*np.nonzero(shown), strict=True):
        key = keys[row][column]
        if key is None:
            raise Refusal("repair-no-cell-keys")
        count = int(values[row, column])
        published[row, column] = count + table.noise(count, draw_of(key, secret))
    small = shown & (published > 0) & (published < threshold)
    low = np.where(published > 0, np.maximum(published - offered.deviation, 1), 0.0)
    high = published + offered.deviation
    low = np.where(small, 1.0, np.where(shown, low, 0.0)).ravel()
    high = np.where(small, threshold - 1 + offered.deviation, high)
    problem = table_problem(body, [*named, *body.with_fewer(threshold)], rules)
    high = np.where(shown.ravel(), high.ravel(), problem.upper)
    result = audit_ranges(problem, low, high, rules, threshold)
    texts = {
        (int(row), int(column)): "" if small[row, column] else f"{published[row, column]:.0f}"
        for row, column in zip(*np.nonzero(shown), strict=True)
    }
    after = body.with_cells(texts, persons=None, rows=None, keys=None, perturbed=True)
    noise: dict[str, str | int | float] = {
        "deviation": offered.deviation,
        "variance": f"{offered.variance:g}",
        "small": offered.small,
    }
    return Repaired(
        before=body,
        after=after,
        changed={cell: named.get(cell) for cell in texts},
        costs=(kept_cells(body, after), *distances(values, published, shown & ~small)),
        certificate=(
            told_audit(problem, result, rules.protection),
            Told("certificate-noise", noise),
        ),
        holds=result.safe,
    )


def draw_of(key: str, secret: bytes) -> float:
    """Uniform from 0 to 1, the same for the same key."""
    digest = hmac.new(secret, key.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") / _DRAWS
