"""The report as a page of its own, in one language, to be read and filed without any program of ours."""

from __future__ import annotations

from pathlib import Path

from governance.words import Words
from launcher.isolation.report import Report
from launcher.signed_report import render_page

LOCALES = Path(__file__).parent / "locales"
_WALLS = ("container", "network", "files", "privileges", "server", "services", "limits")


def isolation_words(language: str) -> Words:
    return Words(LOCALES, language)


def page_of(report: Report, language: str) -> str:
    words = isolation_words(language)
    by_wall = {wall: [line for line in report.lines if line.wall == wall] for wall in _WALLS}
    template = Path(__file__).parent / "report.html.j2"
    return render_page(template, report=report, walls=by_wall, say=words.say, language=words.language)
