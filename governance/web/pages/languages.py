"""In which language a page is told, and the same page in the other one."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from governance.words import Language

LANGUAGES: tuple[Language, ...] = ("fr", "en")
LANGUAGE_COOKIE = "d2h-language"
LANGUAGE_FIELD = "language"
_YEAR = 365 * 24 * 3600  # seconds


def chosen_language(request: Request, own: Language | None = None) -> Language:
    """`?language=`, else the choice made before, else the person's `own`, else the browser's."""
    for wish in (request.query_params.get(LANGUAGE_FIELD), request.cookies.get(LANGUAGE_COOKIE)):
        for language in LANGUAGES:
            if wish == language:
                return language
    if own is not None:
        return own
    return "fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en"


def language_links(request: Request, start: str) -> list[tuple[Language, str]]:
    """This page in each language; the answer to a form is no page to come back to, `start` is."""
    links = []
    for language in LANGUAGES:
        url = request.url if request.method == "GET" else request.url.replace(path=start, query="")
        url = url.include_query_params(**{LANGUAGE_FIELD: language})
        links.append((language, f"{url.path}?{url.query}"))
    return links


def keep_language(request: Request, response: Response, *, cookie_path: str, secure: bool) -> None:
    """A language chosen on a page holds for the next ones."""
    wish = request.query_params.get(LANGUAGE_FIELD)
    if wish in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            wish,
            max_age=_YEAR,
            httponly=True,
            samesite="lax",
            secure=secure,
            path=cookie_path,
        )
