"""The evidence as pages of its own, in one language each, to be read, printed and filed without us."""

from __future__ import annotations

import re
from pathlib import Path

from launcher.evidence.dossier import Dossier
from launcher.evidence.printing import print_pdf
from launcher.evidence.wording import LANGUAGES, evidence_words
from launcher.signed_report import render_page

# In French a space stands before these signs, and no line breaks there.
_BEFORE_SIGNS = re.compile(r" (?=[;:?!»])|(?<=«) ")
_TEMPLATE = Path(__file__).parent / "evidence.html.j2"


def page_of(dossier: Dossier, language: str) -> str:
    words = evidence_words(language)
    numbers = {name: f"M{number}" for number, name in enumerate(dossier.measures, 1)}
    page = render_page(_TEMPLATE, dossier=dossier, numbers=numbers, say=words.say, language=words.language)
    if words.language == "en":
        return page
    head, style, body = page.partition("</style>")
    return head + style + _BEFORE_SIGNS.sub("\N{NO-BREAK SPACE}", body)


def pages_of(dossier: Dossier) -> tuple[Dossier, dict[str, bytes]]:
    """The dossier that says whether it was printed, and each page by its file's name, as HTML and PDF."""
    html = {language: page_of(dossier, language) for language in LANGUAGES}
    pdf = {language: print_pdf(text) for language, text in html.items()}
    pages = {f"evidence.{language}.html": text.encode() for language, text in html.items()}
    pages |= {f"evidence.{language}.pdf": sheet for language, sheet in pdf.items() if sheet is not None}
    return dossier.model_copy(update={"printed": None not in pdf.values()}), pages
