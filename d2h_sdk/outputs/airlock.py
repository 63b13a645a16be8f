"""The airlock's API, spoken to with the project's access token."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import quote

import httpx

from d2h_sdk.access import AccessTokens
from d2h_sdk.errors import AirlockError, refusal_in
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.wire import (
    DraftMessage,
    ExceptionMessage,
    GroupMessage,
    ReleaseRequestMessage,
    RepairsMessage,
    RepairWishMessage,
    RequestsMessage,
)

TIMEOUT = httpx.Timeout(30.0, read=300.0)  # checks read whole files before they answer


class Airlock(Protocol):
    """Where a draft's files go. Every answer but `repairs` is the request as it is afterwards."""

    def draft(self, title: str, context: str) -> ReleaseRequestMessage: ...
    def describe(self, request: str, title: str, context: str) -> ReleaseRequestMessage: ...
    def requests(self) -> tuple[ReleaseRequestMessage, ...]: ...
    def request(self, request: str) -> ReleaseRequestMessage: ...
    def add(self, request: str, file: PreparedFile, group: str) -> ReleaseRequestMessage: ...
    def remove(self, request: str, name: str) -> ReleaseRequestMessage: ...
    def explain(self, request: str, group: str, context: str, controls: str) -> ReleaseRequestMessage: ...
    def except_finding(self, request: str, file: str, finding: str, reason: str) -> ReleaseRequestMessage: ...
    def check(self, request: str) -> ReleaseRequestMessage: ...
    def repairs(self, request: str, wish: RepairWishMessage) -> RepairsMessage: ...
    def submit(self, request: str, replay: bool = False) -> ReleaseRequestMessage: ...
    def withdraw(self, request: str) -> ReleaseRequestMessage: ...


class AirlockClient:
    """Raises AirlockError for a refusal and for an airlock that does not answer."""

    def __init__(self, airlock_url: str, access: AccessTokens) -> None:
        self._access = access
        self._client = httpx.Client(
            base_url=airlock_url,
            timeout=TIMEOUT,
            trust_env=False,
            transport=httpx.HTTPTransport(retries=2, trust_env=False),
        )

    def draft(self, title: str, context: str) -> ReleaseRequestMessage:
        body = DraftMessage(title=title, context=context)
        return self._one("POST", "/api/requests", json=body.model_dump())

    def describe(self, request: str, title: str, context: str) -> ReleaseRequestMessage:
        body = DraftMessage(title=title, context=context)
        return self._one("PUT", f"/api/requests/{request}", json=body.model_dump())

    def requests(self) -> tuple[ReleaseRequestMessage, ...]:
        """Of this project, those this person may see; oldest first."""
        return RequestsMessage.model_validate_json(self._call("GET", "/api/requests")).requests

    def request(self, request: str) -> ReleaseRequestMessage:
        return self._one("GET", f"/api/requests/{request}")

    def add(self, request: str, file: PreparedFile, group: str) -> ReleaseRequestMessage:
        return self._one(
            "POST",
            f"/api/requests/{request}/files",
            files={"file": (file.name, file.content, "application/octet-stream")},
            data={
                "group": group,
                "role": "output" if file.supports is None else "supporting",
                **({} if file.supports is None else {"supports": file.supports}),
                "evidence": file.evidence.model_dump_json(exclude_defaults=True),
            },
        )

    def remove(self, request: str, name: str) -> ReleaseRequestMessage:
        return self._one("DELETE", f"/api/requests/{request}/files/{quote(name, safe='')}")

    def explain(self, request: str, group: str, context: str, controls: str) -> ReleaseRequestMessage:
        body = GroupMessage(group=group, context=context, controls=controls)
        return self._one("PUT", f"/api/requests/{request}/groups", json=body.model_dump())

    def except_finding(self, request: str, file: str, finding: str, reason: str) -> ReleaseRequestMessage:
        body = ExceptionMessage(file=file, finding=finding, reason=reason)
        return self._one("PUT", f"/api/requests/{request}/exceptions", json=body.model_dump())

    def check(self, request: str) -> ReleaseRequestMessage:
        return self._one("POST", f"/api/requests/{request}/check")

    def repairs(self, request: str, wish: RepairWishMessage) -> RepairsMessage:
        """What would change; nothing does."""
        answer = self._call("POST", f"/api/requests/{request}/repairs", json=wish.model_dump())
        return RepairsMessage.model_validate_json(answer)

    def submit(self, request: str, replay: bool = False) -> ReleaseRequestMessage:
        return self._one("POST", f"/api/requests/{request}/submit", params={"replay": replay})

    def withdraw(self, request: str) -> ReleaseRequestMessage:
        return self._one("POST", f"/api/requests/{request}/withdraw")

    def _one(self, method: str, path: str, **content: Any) -> ReleaseRequestMessage:
        return ReleaseRequestMessage.model_validate_json(self._call(method, path, **content))

    def _call(self, method: str, path: str, **content: Any) -> bytes:
        for attempt in (1, 2):
            bearer = {"authorization": f"Bearer {self._access.current()}"}
            try:
                answer = self._client.request(method, path, headers=bearer, **content)
            except httpx.HTTPError as fault:
                raise AirlockError("airlock-away") from fault
            if answer.status_code < 400:
                return answer.content
            refusal = refusal_in(answer.content)
            if refusal is None:
                raise AirlockError("airlock-answer-unreadable", status=answer.status_code)
            if refusal.code != "access-expired" or attempt == 2:
                raise AirlockError(refusal.code, **refusal.params)
            self._access.forget()
        raise AirlockError("access-expired")
