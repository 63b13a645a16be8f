"""The short-lived access token: exchanged for the workspace's hub token, renewed before it ends."""

from __future__ import annotations

import base64
import json
import os
import threading
import time

import httpx

from d2h_sdk.errors import AccessError, WorkspaceError, refusal_in
from d2h_sdk.wire import AccessTokenMessage

RENEW_BEFORE = 10.0  # seconds; covers the clock difference and the way to the farthest site


class AccessTokens:
    """Gives one valid token at any time, to any thread."""

    def __init__(self, access_url: str) -> None:
        self._url = f"{access_url.rstrip('/')}/access-tokens"
        # trust_env=False: a proxy variable of the notebook must never carry the hub token elsewhere.
        self._client = httpx.Client(
            timeout=10, trust_env=False, transport=httpx.HTTPTransport(retries=2, trust_env=False)
        )
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0

    def current(self) -> str:
        """Raises AccessError when the project's access is over or the service is away, WorkspaceError
        `hub-token-missing` outside a workspace."""
        with self._lock:
            if time.monotonic() >= self._good_until:
                asked = time.monotonic()
                answer = self._exchange()
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
            answer = self._client.post(self._url, headers={"authorization": _credential()})
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


def _credential() -> str:
    """A workspace's hub token; in a replay, the ticket it was started with."""
    if ticket := os.environ.get("D2H_REPLAY_TICKET"):
        return f"replay {ticket}"
    if hub_token := os.environ.get("JUPYTERHUB_API_TOKEN"):
        return f"token {hub_token}"
    raise WorkspaceError("hub-token-missing")
