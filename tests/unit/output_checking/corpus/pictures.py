"""Figures with numbers drawn in them: ordinary ones, and some that name a person."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import product

from matplotlib.figure import Figure

from tests.unit.output_checking.corpus.planted import Planted, planted
from tests.unit.output_checking.corpus.safe import Ordinary

COUNTS = [1_412, 388, 119, 57]
WARDS = ["Cardiology", "Surgery", "Geriatrics", "Oncology"]
DATA = "\n".join(["ward,patients", *(f"{ward},{count}" for ward, count in zip(WARDS, COUNTS, strict=True))])
# Invented; the key of the number is right.
PERSONS = {
    "identifier-nir": "1 85 05 78 006 084 91",
    "identifier-email": "claire.fontanel@example.org",
    "identifier-hospital-number": "IPP 80012345",
    "identifier-birth-date": "DDN 12/03/1954",
}


def safe_pictures() -> Iterator[Ordinary]:
    for name, figure in _ordinary().items():
        for kind in ("png", "jpg"):
            files = {f"f.{kind}": written(figure, kind), "f.csv": DATA.encode()}
            yield Ordinary(f"{name}, as {kind}", files)


def pictures_of_persons() -> Iterator[Planted]:
    """Each identifier in two sizes, on white and on colour, level and upright, as PNG and JPEG."""
    for (code, text), size, ground, turned, kind in product(
        PERSONS.items(), (8, 11), ("white", "#2a6f97"), (0, 90), ("png", "jpg")
    ):
        figure = _bars()
        ink = "black" if ground == "white" else "white"
        figure.text(
            0.5, 0.5, text, size=size, color=ink, backgroundcolor=ground, rotation=turned, ha="center"
        )
        name = f"{code}, {size} points on {ground}, turned by {turned}, as {kind}"
        yield planted(name, {f"f.{kind}": written(figure, kind), "f.csv": DATA.encode()}, code)


def written(figure: Figure, kind: str) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind)
    return buffer.getvalue()


def _bars() -> Figure:
    figure = Figure()
    axes = figure.subplots()
    axes.bar_label(axes.bar(WARDS, COUNTS))
    return figure


def _ordinary() -> dict[str, Figure]:
    made = {
        name: Figure() for name in ("shares", "months", "ages", "days", "powers", "heat", "hours", "risk")
    }
    axes = {name: figure.subplots() for name, figure in made.items()}
    axes["shares"].pie(COUNTS, labels=WARDS, autopct="%1.1f%%")
    axes["months"].plot([f"{month:02}" for month in range(1, 13)], [100 + 7 * month for month in range(12)])
    axes["ages"].bar([f"{age:02}" for age in range(0, 100, 5)], [40 + age for age in range(20)])
    axes["ages"].set_xlabel("age")
    axes["days"].plot([f"2025-0{month}-01" for month in range(1, 7)], [412, 388, 405, 391, 420, 431])
    axes["days"].tick_params(axis="x", rotation=45)
    axes["powers"].loglog([1, 10, 100, 1000], [12, 140, 1300, 12500])
    shown = [[412, 388, 205], [97, 133, 156]]
    axes["heat"].imshow(shown)
    for row, column in product(range(2), range(3)):
        axes["heat"].text(column, row, str(shown[row][column]), ha="center", color="white")
    axes["hours"].plot([f"{hour:02}:00" for hour in range(0, 24, 4)], [31, 28, 67, 91, 84, 45])
    axes["risk"].step([0, 30, 60, 90, 120], [1, 0.93, 0.88, 0.81, 0.77], where="post")
    axes["risk"].set_title("HR 1.23 (0.98 to 1.54), n = 1,976, p = 0.07")
    for at, left in zip([0, 30, 60, 90, 120], [412, 371, 318, 260, 194], strict=True):
        axes["risk"].text(at, 0.72, str(left), ha="center")
    return {"bars": _bars(), **made}
