"""The door of the jobs, spoken to with the project's access token."""

from __future__ import annotations

from functools import cache
from typing import Any

import httpx

from d2h_sdk.access import AccessTokens
from d2h_sdk.errors import JobError, refusal_in
from d2h_sdk.wire import (
    JobMessage,
    JobOrderMessage,
    JobsMessage,
    NotebookCopiesMessage,
    RestoredMessage,
)
from d2h_sdk.workspace import session


class JobsClient:
    """Raises JobError for a refusal and for a door that does not answer."""

    def __init__(self, url: str, access: AccessTokens) -> None:
        self._access = access
        self._client = httpx.Client(
            base_url=url, timeout=60, trust_env=False, transport=httpx.HTTPTransport(retries=2)
        )

    def submit(self, order: JobOrderMessage) -> tuple[JobMessage, ...]:
        return _jobs(self._call("POST", "/jobs", content=order.model_dump_json()))

    def jobs(self) -> tuple[JobMessage, ...]:
        return _jobs(self._call("GET", "/jobs"))

    def cancel(self, job: int) -> JobMessage:
        return _jobs(self._call("POST", f"/jobs/{job}/cancel"))[0]

    def retry(self, job: int) -> JobMessage:
        return _jobs(self._call("POST", f"/jobs/{job}/retry"))[0]

    def copies(self) -> NotebookCopiesMessage:
        return NotebookCopiesMessage.model_validate_json(self._call("GET", "/notebooks"))

    def restore(self, copy: str) -> str:
        """Where the notebook is now, below the work folder."""
        answer = self._call("POST", f"/notebooks/{copy}/restore")
        return RestoredMessage.model_validate_json(answer).notebook

    def _call(self, method: str, path: str, **content: Any) -> bytes:
        for attempt in (1, 2):
            bearer = {"authorization": f"Bearer {self._access.current()}"}
            try:
                answer = self._client.request(method, path, headers=bearer, **content)
            except httpx.HTTPError as fault:
                raise JobError("jobs-away") from fault
            if answer.status_code < 400:
                return answer.content
            refusal = refusal_in(answer.content)
            if refusal is None:
                raise JobError("jobs-away")
            if refusal.code != "access-expired" or attempt == 2:
                raise JobError(refusal.code, **refusal.params)
            self._access.forget()
        raise JobError("access-expired")


def _jobs(answer: bytes) -> tuple[JobMessage, ...]:
    return JobsMessage.model_validate_json(answer).jobs


@cache
def client() -> JobsClient:
    """Raises JobError `jobs-away` in a workspace that has no such door."""
    url = session.message.jobs_url
    if not url:
        raise JobError("jobs-away")
    return JobsClient(url, session.access)
