"""Identifiers left in planted images, and images per second of one processor with and without reading pixels.

Each place of the tests' corpus holds an identifier of an invented patient; then the bytes of what leaves are
searched for all of them. The speed is that of `clean` and `identified` on a 384 × 384 section (headers only)
and on a radiograph of the same size (its pixels searched for text).

    python benchmarks/image_deidentification.py [--images 200] [--radiographs 5]
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from data_gateway.images.cleaning import ImagePolicy, clean
from data_gateway.images.identity import identified
from data_gateway.images.withheld import Withheld

CORPUS = Path(__file__).parent.parent / "tests" / "unit" / "data_gateway" / "planted_images.py"
KEY = b"k" * 32
BAR = 50  # images per second and core, headers only


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
    print(f"load                          {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"places with an identifier     {places}; left in {left}, withheld {withheld}")
    for what, (processor, clock) in (("headers only", headers), ("pixels searched", pixels)):
        print(f"{what:29} {processor:8.1f} images/s of processor, {clock:.1f} by the clock")
    print(f"headers only, to the bar      {headers[0] / BAR:8.1f}  (bar {BAR} images/s per core)")


if __name__ == "__main__":
    main()
