"""The hub's runner of replays, asked over its unix socket: the airlock itself starts no container."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from d2h_sdk.wire import RefusalMessage, ReplayedMessage
from governance.refusal import Refusal

_LARGEST_ANSWER = 128 << 20


class RunnerStatus(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    state: Literal["running", "ended"]
    image: str
    seconds: int
    stopped: Literal["", "time", "memory", "access", "broken"] = ""


@dataclass(frozen=True)
class Order:
    """`files`: the notebook and its supporting files; `outputs`: names that the notebook should make."""

    user: str
    project: str
    permits: Mapping[str, str]
    notebook: str
    files: Mapping[str, bytes]
    outputs: tuple[str, ...]


class ReplayRunner:
    """Raises Refusal `replay-unreachable` when nobody answers, else whatever the runner refuses."""

    def __init__(self, socket: Path, token: str) -> None:
        self._client = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(socket)),
            base_url="http://replays",
            headers={"authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(30.0, connect=5.0),
            trust_env=False,
        )

    def start(self, replay: str, order: Order) -> RunnerStatus:
        body = {
            "user": order.user,
            "project": order.project,
            "permits": dict(order.permits),
            "notebook": order.notebook,
            "files": {name: base64.b64encode(content).decode() for name, content in order.files.items()},
            "outputs": list(order.outputs),
        }
        return _status(self._call("PUT", f"/replays/{replay}", body))

    def status(self, replay: str) -> RunnerStatus:
        return _status(self._call("GET", f"/replays/{replay}"))

    def answer(self, replay: str) -> ReplayedMessage | None:
        """What the container said; None when that cannot be understood."""
        try:
            return ReplayedMessage.model_validate_json(self._call("GET", f"/replays/{replay}/answer"))
        except ValidationError:
            return None

    def remove(self, replay: str) -> None:
        self._call("DELETE", f"/replays/{replay}")

    def _call(self, method: str, path: str, body: object = None) -> bytes:
        try:
            with self._client.stream(method, path, json=body) as answer:
                content = bytearray()
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > _LARGEST_ANSWER:
                        raise Refusal("replay-unreachable")
        except httpx.HTTPError as fault:
            raise Refusal("replay-unreachable") from fault
        if answer.status_code < 400:
            return bytes(content)
        try:
            refused = RefusalMessage.model_validate_json(bytes(content))
        except ValidationError as fault:
            raise Refusal("replay-unreachable") from fault
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise Refusal("replay-order-malformed", where=str(refused.params.get("where", "")))
        raise Refusal(refused.code, **refused.params)


def _status(content: bytes) -> RunnerStatus:
    try:
        return RunnerStatus.model_validate_json(content)
    except ValidationError as fault:
        raise Refusal("replay-unreachable") from fault
