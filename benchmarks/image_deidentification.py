"""Identifiers left in planted images, and images per second of one processor with and without reading pixels.

Each place of the tests' corpus holds an identifier of an invented patient; then the bytes of what leaves are
searched for all of them. The speed is that of `clean` and `identified` on a 384 × 384 section (headers only)
and on a radiograph of the same size (its pixels searched for text).

Lines of text, large and small, sharp and blurred, level and upright, are written across radiographs of
chests: how many keep a letter once text is painted over, and how much is painted where no text is. Lines that
are hard to see are those of `hard_lines.py`.

    PYTHONPATH=. python benchmarks/image_deidentification.py [--images 200] [--lines 120]
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from data_gateway.images import burned_in
from data_gateway.images.cleaning import ImagePolicy, clean
from data_gateway.images.identity import identified
from data_gateway.images.withheld import Withheld
from demo.studies.organs.chest import chest

CORPUS = Path(__file__).parent.parent / "tests" / "unit" / "data_gateway" / "planted_images.py"
KEY = b"k" * 32
BAR = 50  # images per second and core, headers only
TEXTS = (
    "KERVELLEC MARYVONNE",
    "NEE LE 12/03/1956",
    "IPP 8001234567",
    "Dr Petit",
    "12/03/56",
    "F 67 ANS",
    "CHU",
)
SIDES = (256, 384, 512, 1024)
SIZES = (10, 12, 14, 16, 20, 28)
FAINT = 0.3  # of the range of greys
WHITE = 4095
Pixels = npt.NDArray[np.uint16]
LEFT = 0.02  # share of a line's pixels; what is below is the fringe of a letter


def corpus() -> ModuleType:
    spec = importlib.util.spec_from_file_location("planted_images", CORPUS)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def leaving(path: Path, policy: ImagePolicy) -> bytes:
    content = io.BytesIO()
    identified(clean(path, policy), KEY, pixels_cleaned=policy.cleans_pixels).save_as(
        content, enforce_file_format=True
    )
    return content.getvalue()


def leaks(planted: ModuleType, scratch: Path) -> tuple[int, int, int]:
    """Places that leave an identifier, places withheld, places in all."""
    left = withheld = 0
    for plant in planted.PLANTS.values():
        made = planted.ct()
        plant(made)
        made.save_as(scratch / "planted.dcm", enforce_file_format=True)
        try:
            content = leaving(scratch / "planted.dcm", ImagePolicy(read_text=False))
        except Withheld:
            withheld += 1
            continue
        left += any(canary.encode() in content for canary in planted.CANARIES)
    return left, withheld, len(planted.PLANTS)


@dataclass
class Lines:
    """By kind of line: how many were written, kept a letter, were withheld; and shares of pixels painted."""

    written: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    beside: list[float] = field(default_factory=list)
    without_text: list[float] = field(default_factory=list)  # 1: withheld

    def report(self) -> None:
        for kind, count in sorted(self.written.items()):
            fate = f"{count}; left in {self.left[kind]}, withheld {self.withheld[kind]}"
            print(f"lines of text, {kind:14} {fate}")
        print(f"painted beside a line         {np.mean(self.beside):8.2%}")
        painted = [share for share in self.without_text if 0 < share < 1]
        withheld, count = self.without_text.count(1.0), len(self.without_text)
        print(f"radiographs without text      {count}; painted {len(painted)}, withheld {withheld}")
        print(f"painted of their pixels       {sum(painted) / (count - withheld):8.2%}")


def lines(planted: ModuleType, count: int) -> Lines:
    random, found = np.random.default_rng(1), Lines()
    for number in range(count):
        side, text = SIDES[number % len(SIDES)], TEXTS[number % len(TEXTS)]
        size = min(int(random.choice(SIZES)), round(side / (0.9 * len(text))))
        long = round(0.75 * size * len(text))
        at = tuple(map(int, (random.integers(4, side - long), random.integers(4, side - 2 * size))))
        turned, grey = int(random.choice([0, 0, 90])), int(random.choice([4095, 4095, 2600, 0]))
        blurred = float(random.choice([0.0, 0.5, 1.0]))
        plain = chest(1_000 + number, side).pixels
        marked = planted.written(plain, text, at=at, size=size, grey=grey, turned=turned, blurred=blurred)
        change = np.abs(marked.astype(int) - plain)
        letters = change > 0.4 * change.max()
        clear = change.max() > FAINT * np.ptp(plain)
        kind = f"{'upright' if turned else 'level'}, {'clear' if clear else 'faint'}"
        found.written[kind] += 1
        painted = without_text(marked)
        if painted is None:
            found.withheld[kind] += 1
        else:
            found.left[kind] += keeps_a_letter(marked, painted, letters, marked.min())
            near = ndimage.binary_dilation(change > 0, iterations=size)
            found.beside.append(float(((painted != marked) & ~near).mean()))
        if number % 2:
            empty = without_text(plain)
            found.without_text.append(1.0 if empty is None else float((empty != plain).mean()))
    return found


def without_text(pixels: Pixels, *, inverted: bool = False) -> npt.NDArray[np.integer] | None:
    """Nothing: withheld."""
    try:
        (painted,), _ = burned_in.paint_over(pixels[None], inverted=inverted)
    except Withheld:
        return None
    return np.asarray(painted)


def keeps_a_letter(
    marked: Pixels, painted: npt.NDArray[np.integer], letters: npt.NDArray[np.bool_], background: int
) -> bool:
    bare = letters & (painted == marked) & (marked != background)
    return bool(bare.sum() > LEFT * letters.sum())


def per_second(call: Callable[[], object], times: int) -> tuple[float, float]:
    """By processor time, children included, and by the clock."""
    before, start = os.times(), time.perf_counter()
    for _ in range(times):
        call()
    after, seconds = os.times(), time.perf_counter() - start
    return times / (sum(after[:4]) - sum(before[:4])), times / seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--radiographs", type=int, default=5)
    parser.add_argument("--lines", type=int, default=120)
    arguments = parser.parse_args()
    planted = corpus()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        left, withheld, places = leaks(planted, scratch)
        section, projection = scratch / "section.dcm", scratch / "projection.dcm"
        planted.ct().save_as(section, enforce_file_format=True)
        planted.dx().save_as(projection, enforce_file_format=True)
        headers = per_second(lambda: leaving(section, ImagePolicy(read_text=False)), arguments.images)
        pixels = per_second(lambda: leaving(projection, ImagePolicy()), arguments.radiographs)
    written = lines(planted, arguments.lines)
    print(f"load                          {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"places with an identifier     {places}; left in {left}, withheld {withheld}")
    written.report()
    for what, (processor, clock) in (("headers only", headers), ("pixels searched", pixels)):
        print(f"{what:29} {processor:8.1f} images/s of processor, {clock:.1f} by the clock")
    print(f"headers only, to the bar      {headers[0] / BAR:8.1f}  (bar {BAR} images/s per core)")


if __name__ == "__main__":
    main()
