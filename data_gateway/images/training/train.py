"""Train the weights that ship: `python -m data_gateway.images.training.train FONTS [--onward WEIGHTS]`.

FONTS: a folder of TrueType letters, searched to its bottom. What ships was learnt from letters like
Liberation, FreeFont, Hack and Roboto: first in a wide view of each place, then onward with the narrow one
beside it, five times through 1,200 scenes, in a quarter of an hour.
`benchmarks/image_deidentification.py` judges it.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from data_gateway.images.training.scenes import scene
from data_gateway.images.writing import LEVELS, WEIGHTS, contrast

_SEEN = 8  # two views of each of four pixels
_WIDTHS = (16, 24, 32)
_MISSED = 2.0  # a word left costs more than a bone painted over


def network() -> Any:
    layers: dict[str, Any] = {"last": nn.Conv2d(_WIDTHS[0], 1, 1)}
    for level, wide in enumerate(_WIDTHS):
        layers[f"down{level}a"] = convolution(_WIDTHS[level - 1] if level else _SEEN, wide)
        layers[f"down{level}b"] = convolution(wide, wide)
    for level in range(LEVELS - 1):
        layers[f"up{level}"] = convolution(_WIDTHS[level] + _WIDTHS[level + 1], _WIDTHS[level])
    return nn.ModuleDict(layers)


def convolution(before: int, after: int) -> Any:
    return nn.Sequential(nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU())


def forward(layers: Any, seen: Any) -> Any:
    """As `data_gateway.images.writing` does it, for many scenes at once."""
    values = torch.cat([seen[:, :, row::2, column::2] for row in (0, 1) for column in (0, 1)], 1)
    kept = []
    for level in range(LEVELS):
        values = functional.max_pool2d(values, 2) if level else values
        values = layers[f"down{level}b"](layers[f"down{level}a"](values))
        kept.append(values)
    for level in range(LEVELS - 2, -1, -1):
        wide = functional.interpolate(values, scale_factor=2, mode="nearest")
        values = layers[f"up{level}"](torch.cat([wide, kept[level]], 1))
    return layers["last"](values)[:, 0]


def loss_of(found: Any, wanted: Any) -> Any:
    """Pixels one by one, and the words as a whole, which are few of the pixels."""
    one_by_one = functional.binary_cross_entropy_with_logits(found, wanted, pos_weight=torch.tensor(_MISSED))
    share = found.sigmoid()
    whole = 2 * (share * wanted).sum() / (share.sum() + wanted.sum() + 1)
    return one_by_one + 0.3 * (1 - whole)


def drawn(fonts: Sequence[Path], number: int) -> tuple[Any, Any]:
    random = np.random.default_rng(number)
    grey, written = scene(random, fonts)
    return contrast(grey).astype(np.float16), written[::2, ::2] > 0


def go_on_from(layers: Any, weights: Path) -> None:
    """Normalisation stays as it was folded into the convolutions."""
    with np.load(weights) as kept:
        for name, layer in layers.items():
            weight, bias = (
                torch.from_numpy(kept[f"{name}.{part}"].astype(np.float32)) for part in ("weight", "bias")
            )
            if name == "last":
                layer.weight.data[0, :, 0, 0], layer.bias.data[0] = weight, bias
                continue
            convolution, norm = layer[0], layer[1]
            convolution.weight.data, norm.bias.data = weight, bias
            norm.running_var.fill_(1 - norm.eps)
    layers.eval()


def weights_of(layers: Any) -> dict[str, Any]:
    """Normalisation folded into the convolutions."""
    kept = {}
    for name, layer in layers.items():
        if name == "last":
            kept["last.weight"], kept["last.bias"] = layer.weight[0, :, 0, 0], layer.bias[0]
            continue
        convolution, norm = layer[0], layer[1]
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        kept[f"{name}.weight"] = convolution.weight * scale[:, None, None, None]
        kept[f"{name}.bias"] = norm.bias - norm.running_mean * scale
    return {name: value.detach().numpy().astype(np.float16) for name, value in kept.items()}


def train(fonts: Sequence[Path], output: Path, scenes: int, epochs: int, onward: Path | None = None) -> None:
    torch.manual_seed(1)
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        made = list(processes.map(partial(drawn, fonts), range(scenes), chunksize=50))
    seen = torch.from_numpy(np.stack([one for one, _ in made]))
    words = torch.from_numpy(np.stack([word for _, word in made]))
    layers = network()
    if onward:
        go_on_from(layers, onward)
    rate = 2e-3 if onward else 4e-3
    steps = epochs * -(-scenes // 16)
    optimiser = torch.optim.AdamW(layers.parameters(), lr=rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=rate, total_steps=steps)
    for epoch in range(epochs):
        start, losses = time.perf_counter(), []
        for batch in torch.randperm(scenes).split(16):
            # White or black bones, quarter turns and mirrors: as many scenes again.
            turn, sign = int(torch.randint(4, (1,))), 1 - 2 * float(torch.randint(2, (1,)))
            found = forward(layers, torch.rot90(seen[batch].float(), turn, (2, 3)) * sign)
            loss = loss_of(found, torch.rot90(words[batch].float(), turn, (1, 2)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"{epoch} {np.mean(losses):.4f} {time.perf_counter() - start:.0f} s", flush=True)
        layers.eval()
        output.parent.mkdir(exist_ok=True)
        np.savez_compressed(output, **weights_of(layers))
        if not onward:
            layers.train()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--scenes", type=int, default=4000)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--onward", type=Path, help="weights to go on from, instead of none")
    given = parser.parse_args()
    train(sorted(given.fonts.rglob("*.ttf")), given.output, given.scenes, given.epochs, given.onward)


if __name__ == "__main__":
    main()
