"""Who holds this token of a workspace? Asked of the hub."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from pydantic import BaseModel, ValidationError

from governance.refusal import Refusal

_ACCESS = "access:servers"
# A server tells the hub that it is in use, and may ask who its own person is.
_HARMLESS = frozenset({"users:activity", "read:users:activity", "read:users:groups", "read:users:name"})


@dataclass(frozen=True)
class ServerToken:
    """A token that opens one named server and nothing else: its owner, at work in one project."""

    user: str
    project: str


class _HubUser(BaseModel):
    name: str
    scopes: tuple[str, ...]


class HubTokens:
    """Asks `GET <hub_api_url>/user`; one client, kept open."""

    def __init__(self, hub_api_url: str) -> None:
        self._client = httpx.Client(
            base_url=hub_api_url,
            timeout=httpx.Timeout(5.0),
            limits=httpx.Limits(max_connections=20),
            trust_env=False,  # the hub is never behind the proxy of the host
            follow_redirects=False,
        )

    def server_of(self, token: str) -> ServerToken:
        """Raises Refusal `hub-token-invalid`, `hub-token-not-a-server`, `hub-token-too-broad` or
        `hub-unreachable`."""
        try:
            answer = self._client.get("/user", headers={"authorization": f"token {token}"})
        except httpx.HTTPError as fault:
            raise Refusal("hub-unreachable") from fault
        if answer.status_code in (401, 403, 404):
            raise Refusal("hub-token-invalid")
        if answer.status_code != httpx.codes.OK:
            raise Refusal("hub-unreachable")
        try:
            holder = _HubUser.model_validate_json(answer.content)
        except ValidationError as fault:  # a service has a name too, but anything else is no user
            raise Refusal("hub-token-not-a-server") from fault
        return server_in_scopes(holder.name, holder.scopes)

    def close(self) -> None:
        self._client.close()


def server_in_scopes(user: str, scopes: tuple[str, ...]) -> ServerToken:
    """The server of a token with exactly one `access:servers!server=<user>/<project>` and nothing that can do
    more: a person's own or an admin's token would otherwise open every project."""
    servers = [scope for scope in scopes if scope.partition("!")[0] == _ACCESS]
    harmless = {f"{scope}!user={user}" for scope in _HARMLESS}
    if not servers:
        raise Refusal("hub-token-not-a-server")
    if len(servers) > 1 or not set(scopes) - set(servers) <= harmless:
        raise Refusal("hub-token-too-broad")
    kind, _, server = servers[0].partition("!")[2].partition("=")
    owner, _, project = server.partition("/")
    if kind != "server" or owner != user:
        raise Refusal("hub-token-too-broad")
    if not project:
        raise Refusal("hub-token-not-a-server")
    return ServerToken(user, project)
