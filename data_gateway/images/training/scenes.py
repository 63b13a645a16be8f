"""Patches of radiographs of nobody, and where writing is on them: what the finder of writing learns from.

Bodies are sums of soft shapes, as X-rays add up what they go through. What is as sharp as letters and says
nothing is drawn too: wires, screws, rulers, edges of collimators, grids.
"""

from __future__ import annotations

import io
import string
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

SIDE = 256
_SMALLEST, _LARGEST = 7, 44  # size of type in pixels; larger letters are found on a smaller image
_LETTERS_BELOW = 0.06  # of the lines
_FAINTEST, _FAINT = 1.6, 14.0  # times the noise beside it; a person reads no less
_LETTERS = string.ascii_uppercase * 4 + string.ascii_lowercase * 2 + string.digits * 5 + "éèçÉÀ-'."
Grey = npt.NDArray[np.floating]
_Random = np.random.Generator


def scene(random: _Random, fonts: Sequence[Path]) -> tuple[Grey, Grey]:
    """Whole grey values of any range, and 1 inside words and 0 elsewhere."""
    grey, spread, levels = _seen_through(random)
    written = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(random.choice([0, 0, 1, 2, 3, 5])):
        ink, words, plate, _ = line(random, fonts)
        if written[words > 0].any():
            continue
        if random.random() < 0.15:  # a device often writes in a bar of its own
            grey = np.where(plate > 0, grey.min() if random.random() < 0.7 else grey.max(), grey)
        faint = random.random() < 0.45
        grey = _hardly_over(grey, ink, random, spread / levels) if faint else _over(grey, ink, random, spread)
        written = np.maximum(written, words)
    return _stored(random, _kept(random, grey), levels), written


def without_text(random: _Random) -> Grey:
    """Whole grey values of any range."""
    grey, _, levels = _seen_through(random)
    return _stored(random, _kept(random, grey), levels)


def _seen_through(random: _Random) -> tuple[Grey, float, float]:
    """A body and sharp things, the range of its greys and the values in which it will be stored."""
    grey = _body(random)
    spread = float(np.ptp(grey)) or 1.0
    levels = 2.0 ** random.integers(7, 15)
    sharp = Image.new("L", (SIDE, SIDE))
    for _ in range(random.choice([0, 0, 1, 2, 4])):
        _DRAWN[random.integers(len(_DRAWN))](random, ImageDraw.Draw(sharp))
    return _over(grey, np.asarray(sharp, np.float32) / 255, random, spread), spread, levels


def _hardly_over(grey: Grey, share: Grey, random: _Random, step: float) -> Grey:
    """As faint as it can be read, or not much more. `step`: between two values that can be stored."""
    share = ndimage.gaussian_filter(share, random.choice([0, 0, 0.5, 0.8]))
    fine = grey - ndimage.gaussian_filter(grey, 2.0)
    noise = float(np.sqrt(np.mean(fine[share > 0.3] ** 2))) if (share > 0.3).any() else 0.0
    times = float(np.exp(random.uniform(np.log(_FAINTEST), np.log(_FAINT))))
    change = random.choice([-1, 1]) * times * max(noise, 0.8 * step)
    added: Grey = (grey + change * share).astype(np.float32)
    return added


def _over(grey: Grey, share: Grey, random: _Random, spread: float) -> Grey:
    if not share.any():
        return grey
    share = ndimage.gaussian_filter(share, random.choice([0, 0, 0.5, 0.7, 0.9, 1.1]))
    under = float(grey[share > 0.3].mean()) if (share > 0.3).any() else float(grey.mean())
    ends = [value for value in (grey.min(), grey.max()) if abs(value - under) > 0.15 * spread]
    value = ends[random.integers(len(ends))] if ends and random.random() < 0.6 else None
    if value is None:
        value = under + random.choice([-1, 1]) * spread * random.uniform(0.15, 1.0)
    mixed: Grey = (grey * (1 - share) + value * share).astype(np.float32)
    return mixed


def line(
    random: _Random, fonts: Sequence[Path], *, largest: int = _LARGEST, below: float = _LETTERS_BELOW
) -> tuple[Grey, Grey, Grey, int]:
    """Ink, words and the bar of one line, turned by quarters and a little, and the size of its type in
    pixels, at most `largest`. `below`: how often it is letter below letter.
    """
    size = round(float(np.exp(random.uniform(np.log(_SMALLEST), np.log(largest)))))
    font = ImageFont.truetype(fonts[int(random.integers(len(fonts)))], size)
    at = [int(random.integers(-size, SIDE - size)), int(random.integers(0, SIDE - size))]
    ink, words, plate = (Image.new("L", (SIDE, SIDE)) for _ in range(3))
    bold = int(random.random() < 0.1 and size > 14)
    start = at[0]
    upright = random.random() < below
    for _ in range(random.integers(1, 5)):
        word = "\n".join(_word(random)) if upright else _word(random)
        drawing = ImageDraw.Draw(ink)
        drawing.text((at[0], at[1]), word, fill=255, font=font, stroke_width=bold, align="center")
        box = drawing.textbbox((0, 0), word, font=font)
        place = (at[0] + box[0], at[1] + box[1] - bold, at[0] + box[2], at[1] + box[3] + bold)
        ImageDraw.Draw(words).rectangle(place, fill=255)
        at[0] += round(box[2] + size * random.uniform(0.25, 0.6))
        if at[0] > SIDE:
            break
    ImageDraw.Draw(plate).rectangle((start - 4, at[1] - 2, at[0] + 4, at[1] + round(size * 1.3)), fill=255)
    angle = 90 * int(random.choice([0, 0, 0, 1, 2, 3])) + (
        random.normal(0, 2) if random.random() < 0.2 else 0
    )
    drawn = [layer.rotate(angle, Image.Resampling.BILINEAR) for layer in (ink, words, plate)]
    if random.random() < 0.08:
        drawn = [layer.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for layer in drawn]
    shares = [np.asarray(layer, np.float32) / 255 for layer in drawn]
    return shares[0], (shares[1] > 0.5).astype(np.float32), shares[2], size


def _word(random: _Random) -> str:
    kind = random.random()
    if kind < 0.2:
        between = "/-."[random.integers(3)]
        return between.join(f"{random.integers(1, 99):02}" for _ in range(3))
    if kind < 0.35:
        return str(random.integers(10, 10 ** int(random.integers(2, 11))))
    letters = [_LETTERS[place] for place in random.integers(0, len(_LETTERS), random.integers(2, 12))]
    word = "".join(letters)
    return word.upper() if kind < 0.65 else word.capitalize() if kind < 0.9 else word


def _body(random: _Random) -> Grey:
    """Bones, soft tissue and air before a detector."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    if random.random() < 0.07:
        flat = np.full((SIDE, SIDE), random.uniform(0, 1), np.float32)
        return flat + random.normal(0, random.choice([0, 0.002, 0.02]), flat.shape).astype(np.float32)
    depth = random.uniform(0, 1) * rows + random.uniform(-1, 1) * columns
    for _ in range(random.integers(1, 9)):
        depth += _ellipsoid(random, rows, columns)
    for _ in range(random.integers(0, 5)):
        depth += _tubes(random, rows, columns)
    if random.random() < 0.4:  # lace of bone, vessels of a lung
        fine = ndimage.gaussian_filter(random.normal(0, 1, depth.shape), random.uniform(1.2, 8))
        depth += random.uniform(0.02, 0.35) * fine / fine.std()
    depth = ndimage.gaussian_filter(depth, random.choice([0.4, 0.6, 0.8, 1.0, 1.5, 3.0]))
    noise = random.normal(0, float(np.exp(random.uniform(np.log(0.002), np.log(0.1)))), depth.shape)
    if random.random() < 0.4:
        noise = ndimage.gaussian_filter(noise, random.uniform(0.3, 1.0))
    grey = depth + noise * (1 + random.uniform(0, 2) * (depth > np.median(depth)))
    if random.random() < 0.15:
        grey += random.uniform(0.01, 0.08) * np.sin(2 * np.pi * columns * random.uniform(30, 110))  # grid
    low, high = np.percentile(grey, [random.uniform(0, 8), random.uniform(92, 100)])
    within: Grey = np.clip(grey, low, high + 1e-3).astype(np.float32)
    return within


def _ellipsoid(random: _Random, rows: Grey, columns: Grey) -> Grey:
    turn, middle = random.uniform(0, np.pi), random.uniform(-0.2, 1.2, 2)
    radii = np.exp(random.uniform(np.log(0.03), np.log(0.8), 2))
    along = (rows - middle[0]) * np.cos(turn) + (columns - middle[1]) * np.sin(turn)
    across = (columns - middle[1]) * np.cos(turn) - (rows - middle[0]) * np.sin(turn)
    inside = np.clip(1 - (along / radii[0]) ** 2 - (across / radii[1]) ** 2, 0, None)
    body: Grey = random.normal(0, 0.6) * inside ** random.choice([0.2, 0.5, 1.0])
    return body


def _tubes(random: _Random, rows: Grey, columns: Grey) -> Grey:
    """Ribs, vertebrae, fingers: alike, side by side, bent, brighter at their edges."""
    turn, apart = random.uniform(0, np.pi), random.uniform(0.05, 0.4)
    along = rows * np.cos(turn) + columns * np.sin(turn)
    across = columns * np.cos(turn) - rows * np.sin(turn) + random.uniform(-1.5, 1.5) * (along - 0.5) ** 2
    place = ((across + random.uniform(0, 1)) % apart) / apart - 0.5
    width = random.uniform(0.05, 0.4)
    wall = np.clip(1 - (place / width) ** 2, 0, None) ** random.choice([0.25, 0.5, 1.0])
    if random.random() < 0.5:
        wall *= 0.6 + 0.4 * np.cos(2 * np.pi * along / random.uniform(0.05, 0.3))
    if random.random() < 0.5:
        wall *= (along > random.uniform(-0.3, 0.5)) & (along < random.uniform(0.5, 1.3))
    bones: Grey = random.normal(0, 0.5) * wall
    return bones


def _wire(random: _Random, drawing: ImageDraw.ImageDraw) -> None:
    steps = random.normal(0, random.uniform(4, 25), (int(random.integers(2, 30)), 2))
    points = random.uniform(0, SIDE, 2) + np.cumsum(steps + random.normal(0, 8, 2), axis=0)
    drawing.line(
        [tuple(point) for point in points], fill=255, width=int(random.integers(1, 6)), joint="curve"
    )


def _screw(random: _Random, drawing: ImageDraw.ImageDraw) -> None:
    start, turn = random.uniform(0, SIDE, 2), random.uniform(0, 2 * np.pi)
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    long, wide = random.uniform(30, 160), random.uniform(3, 10)
    drawing.line([tuple(start), tuple(start + along * long)], fill=255, width=int(wide))
    for place in np.arange(0, long, max(3.0, wide * 0.7)):
        ends = [tuple(start + along * place + side * across * wide) for side in (-1, 1)]
        drawing.line(ends, fill=255, width=max(1, int(wide * 0.3)))


def _ruler(random: _Random, drawing: ImageDraw.ImageDraw) -> None:
    edge, apart, long = random.uniform(0, SIDE), random.uniform(4, 30), random.uniform(3, 14)
    upright, wide = random.random() < 0.5, int(random.integers(1, 3))
    for number, place in enumerate(np.arange(random.uniform(0, apart), SIDE, apart)):
        end = edge + long * (1.8 if number % 5 == 0 else 1)
        mark = [(edge, place), (end, place)] if upright else [(place, edge), (place, end)]
        drawing.line(mark, fill=255, width=wide)
    if random.random() < 0.5:
        drawing.line(
            [(edge, 0), (edge, SIDE)] if upright else [(0, edge), (SIDE, edge)], fill=255, width=wide
        )


def _collimator(random: _Random, drawing: ImageDraw.ImageDraw) -> None:
    middle, turn, far = random.uniform(0, SIDE, 2), random.uniform(0, 2 * np.pi), 2 * SIDE
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    corners = (middle + far * along, middle - far * along, middle - far * along + far * across)
    drawing.polygon([tuple(corner) for corner in (*corners, middle + far * along + far * across)], fill=255)


def _shapes(random: _Random, drawing: ImageDraw.ImageDraw) -> None:
    """Clips, electrodes, holes of a plate: alike, and not always in a row."""
    size, start = random.uniform(2, 16), random.uniform(0, SIDE, 2)
    step = random.normal(0, 1.2, 2) * size * 2
    for number in range(random.integers(1, 9)):
        x, y = start + number * step + random.normal(0, size * random.choice([0, 0, 2]), 2)
        place = (x - size, y - size, x + size, y + size)
        if random.random() < 0.4:
            drawing.ellipse(place, fill=255)
        elif random.random() < 0.5:
            drawing.ellipse(place, outline=255, width=int(random.integers(1, 4)))
        else:
            drawing.rectangle(place, outline=255, width=int(random.integers(1, 4)))


_DRAWN: list[Callable[[_Random, ImageDraw.ImageDraw], None]] = [_wire, _screw, _ruler, _collimator, _shapes]


def _kept(random: _Random, grey: Grey) -> Grey:
    """As it is, or as a lossy JPEG keeps it."""
    kind = random.random()
    low, high = float(grey.min()), float(grey.max())
    if kind < 0.15 and high > low:
        content = io.BytesIO()
        small = Image.fromarray(((grey - low) / (high - low) * 255).astype(np.uint8))
        small.save(content, "JPEG", quality=int(random.integers(35, 95)))
        return np.asarray(Image.open(content), np.float32)
    return grey


def _stored(random: _Random, grey: Grey, levels: float) -> Grey:
    """In so many whole values, at times with dead and hot places of the detector."""
    low, high = float(grey.min()), float(grey.max())
    stored = np.round((grey - low) / max(high - low, 1e-6) * levels)
    if random.random() < 0.1:
        hot = random.random(stored.shape) < random.choice([1e-4, 1e-3])
        stored = np.where(hot, random.choice([0.0, levels, 3 * levels]), stored)
    whole: Grey = stored.astype(np.float32)
    return whole
