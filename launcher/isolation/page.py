"""The report as a page of its own, in one language, to be read and filed without any program of ours."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from governance.words import Words
from launcher.isolation.report import Report

LOCALES = Path(__file__).parent / "locales"
_WALLS = ("container", "network", "files", "privileges", "services", "limits")


def isolation_words(language: str) -> Words:
    return Words(LOCALES, language)


def page_of(report: Report, language: str) -> str:
    words = isolation_words(language)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    by_wall = {wall: [line for line in report.lines if line.wall == wall] for wall in _WALLS}
    return environment.get_template("report.html.j2").render(
        report=report, walls=by_wall, say=words.say, language=words.language
    )
