"""The document a drawn notebook stands in: a frame without script, without origin, without a way out."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path

# It stands in the document itself: a frame without an origin may fetch none of our files.
_STYLE = (Path(__file__).parents[1] / "static" / "frame.css").read_text(encoding="utf-8")
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")

HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; sandbox; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


def framed(drawn: str, *, title: str, language: str) -> str:
    """`drawn`: HTML that previews/notebooks.py made inert."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{drawn}</body></html>\n"
    )
