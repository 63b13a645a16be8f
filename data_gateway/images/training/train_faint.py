"""Train the weights that find faint text: `python -m data_gateway.images.training.train_faint FONTS`.

FONTS: a folder of TrueType letters, searched to its bottom. What ships was learnt from letters like
Liberation, FreeFont, Hack and Roboto on 900 grounds (`--grounds 900`): 6,600 steps without boxes painted
over, then 3,000 onward with them, in a quarter of an hour of one processor. `benchmarks/hard_lines.py` judges
it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from data_gateway.images.faint import LEVELS, WEIGHTS
from data_gateway.images.training.faint_lines import Ground, Line, bank, tile
from data_gateway.images.training.train import convolution, go_on_from, weights_of

_SEEN = 8  # two views of each of four pixels
_WIDTHS = (16, 24, 32, 48)
_TILES = 32  # in a step
_FASTEST, _ONWARD = 4e-3, 2e-3


def network() -> Any:
    layers: dict[str, Any] = {"last": nn.Conv2d(_WIDTHS[-1], 1, 1)}
    for level, wide in enumerate(_WIDTHS[:LEVELS]):
        layers[f"{level}a"] = convolution(_WIDTHS[level - 1] if level else _SEEN, wide)
        layers[f"{level}b"] = convolution(wide, wide)
    return nn.ModuleDict(layers)


def forward(layers: Any, seen: Any) -> Any:
    """As `data_gateway.images.faint` does it, for many tiles at once."""
    values = torch.cat([seen[:, :, row::2, column::2] for row in (0, 1) for column in (0, 1)], 1)
    for level in range(LEVELS):
        values = functional.avg_pool2d(values, 2) if level else values
        values = layers[f"{level}b"](layers[f"{level}a"](values))
    return layers["last"](values)[:, 0]


def batches(grounds: Sequence[Ground], lines: Sequence[Line]) -> Iterator[tuple[Any, Any, Any]]:
    random = np.random.default_rng(1)
    while True:
        made = [tile(random, grounds, lines) for _ in range(_TILES)]
        seen, words, learnt = (torch.from_numpy(np.stack(part)) for part in zip(*made, strict=True))
        yield seen, words, learnt


def train(
    fonts: Sequence[Path], output: Path, *, grounds: int, lines: int, steps: int, onward: Path | None = None
) -> None:
    torch.manual_seed(1)
    made = batches(*bank(fonts, grounds, lines))
    layers, start, losses = network(), time.perf_counter(), []
    if onward:
        go_on_from(layers, onward)
    rate = _ONWARD if onward else _FASTEST
    optimiser = torch.optim.AdamW(layers.parameters(), lr=rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=rate, total_steps=steps)
    for step in range(1, steps + 1):
        seen, words, learnt = next(made)
        loss = functional.binary_cross_entropy_with_logits(forward(layers, seen), words, learnt)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if step % 200 == 0 or step == steps:
            print(f"{step} {np.mean(losses[-200:]):.4f} {time.perf_counter() - start:.0f} s", flush=True)
            layers.eval()
            np.savez_compressed(output, **weights_of(layers))
            if not onward:
                layers.train()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--grounds", type=int, default=1200)
    parser.add_argument("--lines", type=int, default=4000)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--onward", type=Path, help="weights to go on from, instead of none")
    given = parser.parse_args()
    fonts = sorted(given.fonts.rglob("*.ttf"))
    train(
        fonts,
        given.output,
        grounds=given.grounds,
        lines=given.lines,
        steps=given.steps,
        onward=given.onward,
    )


if __name__ == "__main__":
    main()
