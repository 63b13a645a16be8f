"""Trees: a leaf that few persons fell into tells about them.

Source: AI-SDC/SACRO-ML asks for at least 5 in every leaf; D2H asks for its threshold. A default decision tree
has most of its leaves below ten.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.findings import Finding, Severity

RULE = "model.leaves"
_LIGHTGBM_LEAVES = re.compile(r"^leaf_count=([\d ]+)$", re.M)
_LEAF = -1


def leaf_findings(file: CheckedFile, arrays: list[bytes], context: Context) -> Iterator[Finding]:
    """`arrays`: the npy files of a skops model; the nodes of its trees are among them."""
    import numpy as np  # here: few files need it

    smallest: int | None = None
    leaves = 0
    for raw in arrays:
        try:
            nodes = np.load(io.BytesIO(raw), allow_pickle=False)
        except (ValueError, OSError, EOFError):
            continue
        names = nodes.dtype.names or ()
        if not {"left_child", "n_node_samples"} <= {*names}:
            continue
        counts = nodes["n_node_samples"][nodes["left_child"] == _LEAF]
        leaves += int((counts < context.rules.leaf).sum())
        least = int(counts.min()) if len(counts) else 0
        smallest = least if smallest is None else min(smallest, least)
    yield from _told(file, smallest, leaves, context)


@register(RULE, Kind.TEXT)
def check_text_model(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """LightGBM's text and XGBoost's JSON say how many rows, or how much weight, each leaf holds."""
    found = _LIGHTGBM_LEAVES.findall(file.text)
    if found:
        counts = [int(one) for line in found for one in line.split()]
        few = sum(one < context.rules.leaf for one in counts)
        yield from _told(file, min(counts, default=0), few, context)
    elif '"learner"' in file.text and '"gradient_booster"' in file.text:
        covers = list(_xgboost_covers(file.text))
        few = sum(one < context.rules.leaf for one in covers)
        yield from _told(file, int(min(covers)) if covers else None, few, context)


def _xgboost_covers(text: str) -> Iterator[float]:
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            left, cover = here.get("left_children"), here.get("sum_hessian")
            if isinstance(left, list) and isinstance(cover, list) and len(left) == len(cover):
                yield from (float(one) for one, child in zip(cover, left, strict=True) if child == _LEAF)
            waiting += here.values()
        elif isinstance(here, list):
            waiting += here


def _told(file: CheckedFile, smallest: int | None, few: int, context: Context) -> Iterator[Finding]:
    least = context.rules.leaf
    if smallest is None:
        yield Finding(RULE, Severity.BLOCK, "model-leaves-unknown", {"leaf": least}, file.where())
    elif smallest < least:
        words = {"leaves": few, "persons": smallest, "leaf": least}
        yield Finding(RULE, Severity.BLOCK, "model-leaves-small", words, file.where())
    else:
        yield Finding(
            RULE, Severity.PASS, "model-leaves-large", {"persons": smallest, "leaf": least}, file.where()
        )
