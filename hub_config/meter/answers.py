"""One HTTP answer of a workspace: its length is known, paid and kept to, or it is not shown."""

from __future__ import annotations

from aiohttp import ClientError, ClientResponse, ClientSession, web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from hub_config.meter.allowance import Allowance
from hub_config.meter.saying import refusal

# What the choice of an answer tells by itself, its status and the moment among it.
PRICE_OF_AN_ANSWER = 64
_PIECE = 64 * 1024
# The most bytes of an answer, as the front says for each sort of address.
LARGEST = "X-D2H-Largest"
_OF_ONE_CONNECTION = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def passed_on(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """Without those that speak of one connection only."""
    return CIMultiDict(
        (name, value) for name, value in headers.items() if name.lower() not in _OF_ONE_CONNECTION
    )


async def relay_answer(
    request: web.Request, client: ClientSession, upstream: str, allowance: Allowance
) -> web.StreamResponse:
    headers = passed_on(request.headers)
    headers["Accept-Encoding"] = "identity"
    largest = int(headers.popall(LARGEST, ["0"])[0]) or None
    if request.body_exists:
        headers["Content-Length"] = str(request.content_length or 0)
    try:
        async with client.request(
            request.method,
            URL(upstream + request.raw_path, encoded=True),
            headers=headers,
            data=request.content if request.body_exists else None,
            allow_redirects=False,
        ) as answer:
            return await _shown(request, answer, allowance, largest)
    except (ClientError, TimeoutError):
        return await refusal_paid(request, allowance, 502, "workspace-unreachable")


async def refusal_paid(
    request: web.Request, allowance: Allowance, status: int, code: str
) -> web.StreamResponse:
    """Why something is not shown, where the workspace had the choice of it: that tells something too."""
    if not await allowance.spend(PRICE_OF_AN_ANSWER):
        return refusal(request, 429, "display-spent")
    return refusal(request, status, code)


async def _shown(
    request: web.Request, answer: ClientResponse, allowance: Allowance, largest: int | None
) -> web.StreamResponse:
    length = _length(request, answer)
    # Of an unknown length, or packed so that its true size shows only in the browser.
    if length is None or answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        return await refusal_paid(request, allowance, 403, "answer-not-measurable")
    if largest is not None and length > largest:
        return await refusal_paid(request, allowance, 403, "answer-too-large")
    headers = passed_on(answer.headers)
    price = PRICE_OF_AN_ANSWER + length + sum(map(_weight, (*headers.keys(), *headers.values())))
    if not await allowance.spend(price):
        return refusal(request, 429, "display-spent")
    shown = web.StreamResponse(status=answer.status, headers=headers)
    if answer.status not in (204, 304):
        shown.content_length = int(answer.headers.get("Content-Length", 0))
    await shown.prepare(request)
    while length > 0:
        piece = await _next(answer, min(length, _PIECE))
        if not piece:
            # Closed where it was torn off: kept open, what follows on it would pass for the rest.
            shown.force_close()
            break
        length -= len(piece)
        await shown.write(piece)
    await shown.write_eof()
    return shown


async def _next(answer: ClientResponse, most: int) -> bytes:
    """Nothing where the workspace went away."""
    try:
        return await answer.content.read(most)
    except (ClientError, TimeoutError):
        return b""


def _weight(text: str) -> int:
    """Of a header's text: the bytes that it came as."""
    return len(text.encode("utf-8", "surrogateescape"))


def _length(request: web.Request, answer: ClientResponse) -> int | None:
    """Bytes of the body as announced; None where none is announced, or where the answer is none."""
    if answer.status < 200:
        return None
    if request.method == "HEAD" or answer.status in (204, 304):
        return 0
    announced = answer.headers.getall("Content-Length", [])
    return int(announced[0]) if len(announced) == 1 and announced[0].isdecimal() else None
