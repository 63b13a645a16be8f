"""Out through the doors: what the hub, governance, the airlock and the gateways answer this workspace."""

from __future__ import annotations


def ask(
    method: str, url: str, headers: dict[str, str] | None = None, body: str | None = None
) -> list[object]:
    """[status, text] of one request."""
    import urllib.error
    import urllib.request

    data = None if body is None else body.encode()
    request = urllib.request.Request(url, method=method, headers=headers or {}, data=data)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return [answer.status, answer.read().decode()]
    except urllib.error.HTTPError as fault:
        return [fault.code, fault.read().decode()]


def not_refused(base: str, requests: list[list[str]], authorization: str) -> list[str]:
    """Every one of `requests` (method, path) that is not refused with 401, 403, 404 or 405.

    A connection that is closed without an answer proves nothing either way: the request is made again,
    three times in all, before the attack counts as one that could not be made.
    """
    import time
    import urllib.error
    import urllib.request

    headers = {"Content-Type": "application/json"}
    if authorization:
        headers["Authorization"] = authorization

    def status_of(method: str, path: str) -> int:
        body = None if method == "GET" else b"{}"
        request = urllib.request.Request(base + path, method=method, headers=headers, data=body)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as fault:
            return fault.code

    found = []
    for method, path in requests:
        for pause in (1, 3, None):
            try:
                status = status_of(method, path)
                break
            except ConnectionError:
                if pause is None:
                    raise
                time.sleep(pause)
        if status not in (401, 403, 404, 405):
            found.append(f"{method} {path}: {status}")
    return found


def gateway_answers(sites: list[str], token: str | None, request: str) -> dict[str, str]:
    """Site -> the code of its gateway's refusal, or how many rows it gave."""
    import json

    import pyarrow
    from pyarrow import flight

    with open("/run/d2h/session.json") as file:
        doors = {door["site"]: door for door in json.load(file)["sites"]}
    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    found = {}
    for site in sites:
        door = doors[site]
        client = flight.connect(
            door["uri"], tls_root_certs=door["certificate"], override_hostname=door["server_name"]
        )
        try:
            options = flight.FlightCallOptions(headers=headers, timeout=30)
            rows = client.do_get(flight.Ticket(request.encode()), options).read_all().num_rows
            found[site] = f"{rows} rows"
        except pyarrow.ArrowException as fault:
            extra = getattr(fault, "extra_info", None)
            found[site] = json.loads(extra)["code"] if extra else str(fault)[:200]
    return found


def read_from(site: str, token: str | None, request: str) -> list[object]:
    """[`rows`, how many] or [`refused`, the refusal's code], asked of the gateway without the SDK."""
    import json

    import pyarrow
    from pyarrow import flight

    with open("/run/d2h/session.json") as file:
        door = next(door for door in json.load(file)["sites"] if door["site"] == site)
    client = flight.connect(
        door["uri"], tls_root_certs=door["certificate"], override_hostname=door["server_name"]
    )
    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    try:
        reader = client.do_get(
            flight.Ticket(request.encode()), flight.FlightCallOptions(headers=headers, timeout=30)
        )
        return ["rows", reader.read_all().num_rows]
    except pyarrow.ArrowException as fault:
        extra = getattr(fault, "extra_info", None)
        return ["refused", json.loads(extra)["code"] if extra else str(fault)]
