"""What the meter says where it lets nothing through: French and English together, as all who read it can."""

from __future__ import annotations

import json

from aiohttp import web

from hub_config.words import hub_words

# A close frame holds 125 bytes, two of them its number.
_CLOSE_BYTES = 123


def both(code: str, **params: str | int) -> str:
    return " / ".join(hub_words(language).say(code, **params) for language in ("fr", "en"))


def close_reason(code: str) -> bytes:
    return both(f"{code}-short").encode()[:_CLOSE_BYTES]


def refusal(request: web.Request, status: int, code: str) -> web.Response:
    """A page for a person, JSON for JupyterLab."""
    headers = {"Cache-Control": "no-store"}
    if "text/html" in request.headers.get("Accept", ""):
        sections = "<hr>".join(
            f'<section lang="{language}"><h1>{words.say(code + "-title")}</h1><p>{words.say(code)}</p>'
            f'<p><a href="/hub/home">{words.say("back-to-projects")}</a></p></section>'
            for language, words in ((one, hub_words(one)) for one in ("fr", "en"))
        )
        page = (
            '<!DOCTYPE html><html lang="fr"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>D2H</title>'
            "<style>body{font:1.05rem/1.6 system-ui,sans-serif;color:#1f2933;background:#f5f7fa;margin:0}"
            "main{max-width:38rem;margin:12vh auto;padding:2rem 2.5rem;background:#fff;border-radius:.75rem}"
            "h1{font-size:1.4rem;margin:0 0 .5rem}a{color:#0b5394}</style>"
            f"<main>{sections}</main></html>"
        )
        return web.Response(status=status, text=page, content_type="text/html", headers=headers)
    body = json.dumps({"message": both(code), "reason": code}, ensure_ascii=False)
    return web.Response(status=status, text=body, content_type="application/json", headers=headers)
