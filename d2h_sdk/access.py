"""The short-lived access token, renewed before it ends. A workspace shows no proof: its server does."""

from __future__ import annotations

import base64
import json
import os
import threading
import time

import httpx

from d2h_sdk.errors import AccessError, D2HError, refusal_in
from d2h_sdk.patience import patiently
from d2h_sdk.wire import AccessTokenMessage

RENEW_BEFORE = 10.0  # seconds; covers the clock difference and the way to the farthest site
NOBODY_BEHIND = (502, 503, 504)  # a relay's answers while what it leads to starts anew


class AccessTokens:
    """Gives one valid token at any time, to any thread."""

    def __init__(self, access_url: str) -> None:
        self._url = f"{access_url.rstrip('/')}/access-tokens"
        # trust_env=False: a proxy variable of the notebook must never lead elsewhere.
        self._client = httpx.Client(timeout=10, trust_env=False)
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0

    def current(self) -> str:
        """Raises AccessError when the project's access is over or the service is away."""
        with self._lock:
            if time.monotonic() >= self._good_until:
                asked = time.monotonic()
                answer = patiently(self._exchange, _may_pass)
                self._token = answer.access_token
                self._good_until = asked + max(answer.expires_in - RENEW_BEFORE, answer.expires_in / 2)
            return self._token

    def forget(self) -> None:
        """Ask anew at the next use, as after a service said that the token has ended."""
        with self._lock:
            self._good_until = 0.0

    def permits(self) -> dict[str, str]:
        """Site -> permit digest that the token names, read unverified: for messages, never for a decision."""
        try:
            payload = self.current().split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            return dict(claims["permits"])
        except (IndexError, KeyError, ValueError, TypeError) as fault:
            raise AccessError("access-answer-unreadable") from fault

    def _exchange(self) -> AccessTokenMessage:
        try:
            answer = self._client.post(self._url, headers=_proof())
        except httpx.HTTPError as fault:
            raise AccessError("access-away") from fault
        if answer.status_code >= 400:
            refusal = refusal_in(answer.content)
            if refusal is None:
                raise AccessError("access-fault", status=answer.status_code)
            raise AccessError(refusal.code, **refusal.params)
        try:
            return AccessTokenMessage.model_validate_json(answer.content)
        except ValueError as fault:
            raise AccessError("access-answer-unreadable") from fault


def _may_pass(error: D2HError) -> bool:
    """A relay died in the middle, or leads nowhere yet; whoever is slow is not asked for more."""
    broken = error.code == "access-away" and not isinstance(error.__cause__, httpx.TimeoutException)
    return broken or error.params.get("status") in NOBODY_BEHIND


def _proof() -> dict[str, str]:
    """In a replay, the ticket it was started with; in a workspace none, its own server adds it."""
    ticket = os.environ.get("D2H_REPLAY_TICKET")
    return {"authorization": f"replay {ticket}"} if ticket else {}
