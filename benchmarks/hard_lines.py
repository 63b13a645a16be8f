"""Lines burned into chests of 384 × 384 that are hard to see: how many keep a letter or wait for a person.

Faint ones at several contrasts, in the noise that the image was taken with and in two more, with their
contrast in standard deviations of the noise beside them; letters one below another; white on white, tiny,
over bones, beside a marker, where white is the least value, where hot places stretch the range.

    PYTHONPATH=. python benchmarks/hard_lines.py [--each 12] [--only faint|others]
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from types import ModuleType

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from benchmarks.image_deidentification import TEXTS, WHITE, Pixels, corpus, keeps_a_letter, without_text
from demo.studies.organs.chest import chest

SIDE = 384
Field = npt.NDArray[np.floating]
# Grey values of 255 that are added to what is there.
FAINT = (40, 20, 12, 8, -8, 5, 3)
NOISES = ("as taken", "twice as much", "blurred")
OTHERS = {
    "white on white": 20,
    "of 8 pixels": 60,
    "over the spine": 60,
    "upright": 60,
    "letters below, bright": 60,
    "letters below, dark": -60,
    "letters below, fainter": 25,
    "beside a marker": 60,
    "white is the least": 60,
    "with hot places": 60,
}
_NOISE = 64.0  # about that of the chests


def added(plain: Pixels, share: Field, change: float) -> Pixels:
    """`change`: of 255."""
    return np.clip(plain + share * change * WHITE / 255, 0, WHITE).astype(np.uint16)


def line(planted: ModuleType, random: np.random.Generator, number: int, kind: str) -> Field:
    """What share of each pixel is ink."""
    text, size = TEXTS[number % len(TEXTS)], 8 if kind == "of 8 pixels" else int(random.choice((12, 16)))
    across, down = (int(random.integers(4, SIDE - far * size)) for far in (12, 2))
    if kind in ("over the spine", "white on white"):
        across, down = SIDE // 2 - 4 * size, SIDE * 5 // 6
    if kind.startswith("letters below"):
        text, down = "\n".join(text[:10]), 4 + number % 3 * 60
    written: Field = planted.written(
        np.zeros((SIDE, SIDE), np.uint16),
        text,
        at=(across, down),
        size=size,
        grey=WHITE,
        turned=90 if kind == "upright" else 0,
    )
    return written / WHITE


def noisier(random: np.random.Generator, plain: Pixels, noise: str) -> Pixels:
    more = random.normal(0, _NOISE, plain.shape)
    if noise == "blurred":
        more = ndimage.gaussian_filter(more, 1.0) * 3.5  # as much as before
    return plain if noise == "as taken" else np.clip(plain + more, 0, WHITE).astype(np.uint16)


def faint(planted: ModuleType, each: int) -> None:
    for noise in NOISES:
        for change in FAINT:
            random, fates, ratios = np.random.default_rng(2), Counter[str](), []
            for number in range(each):
                plain = noisier(random, chest(2_000 + number, SIDE).pixels, noise)
                share = line(planted, random, number, "")
                letters = share > 0.4
                fine = plain - ndimage.gaussian_filter(plain.astype(np.float32), 2.0)
                ratios.append(abs(change) * WHITE / 255 / float(np.sqrt(np.mean(fine[letters] ** 2))))
                fates[fate(added(plain, share, change), letters)] += 1
            report(f"{change} of 255, noise {noise} ({np.median(ratios):.1f} times it)", each, fates)


def others(planted: ModuleType, each: int) -> None:
    for kind, change in OTHERS.items():
        random, fates = np.random.default_rng(2), Counter[str]()
        for number in range(each):
            share = line(planted, random, number, kind)
            marked = added(chest(2_000 + number, SIDE).pixels, share, change)
            if kind == "beside a marker":
                rows, columns = np.nonzero(share)
                at = (int(columns.min()), max(int(rows.min()) - 40, 0))
                marked = planted.written(marked, "R", at=at, size=36, grey=WHITE)
            if kind == "with hot places":
                marked.reshape(-1)[random.integers(0, marked.size, 40)] = 65_535
            inverted = kind == "white is the least"
            seen = WHITE - marked if inverted else marked
            fates[fate(seen, share > 0.4, inverted=inverted)] += 1
        report(kind, each, fates)


def fate(seen: Pixels, letters: npt.NDArray[np.bool_], *, inverted: bool = False) -> str:
    painted = without_text(seen, inverted=inverted)
    if painted is None:
        return "withheld"
    background = int(seen.max() if inverted else seen.min())
    return "left" if keeps_a_letter(seen, painted, letters, background) else "painted"


def report(kind: str, each: int, fates: Counter[str]) -> None:
    print(f"{kind:48} {each}; left in {fates['left']}, withheld {fates['withheld']}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--each", type=int, default=12, help="lines of each kind")
    parser.add_argument("--only", choices=("faint", "others"))
    arguments = parser.parse_args()
    planted = corpus()
    if arguments.only != "others":
        faint(planted, arguments.each)
    if arguments.only != "faint":
        others(planted, arguments.each)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
