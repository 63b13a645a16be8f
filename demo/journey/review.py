"""Step 6: two output checkers judge independently; the second approval releases a signed package."""

from __future__ import annotations

import io
import re
import secrets
import tempfile
import time
import zipfile
from pathlib import Path

import httpx

from demo.journey.research import RESEARCHER
from demo.journey.stage import Stage

REVIEWERS = ("ines", "paul")
RELEASE_DEADLINE = 60.0  # seconds: the worker builds and signs the package


def review(stage: Stage, request: str) -> None:
    page = f"/requests/{request}"
    first, second = REVIEWERS
    reason = f"Counts read cell by cell, the blanks cannot be worked out ({secrets.token_hex(4)})."
    with stage.step(6, "author-cannot-vote"):
        own = stage.airlock(RESEARCHER)
        shown = own.get(page).text
        stage.expect(f'action="{page}/vote"' not in shown, "the author is offered a vote")
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        stage.expect(token, "the author's page has no form at all")
        forged = {"csrf_token": token[1] if token else "", "turn": "1", "choice": "approve"}
        refused = own.http.post(f"{own.airlock_url}{page}/vote", data=forged)
        stage.expect(refused.status_code == 403, f"the author's vote answers {refused.status_code}")
    with stage.step(6, "first-vote-hidden", first=first, second=second):
        voted = _approve(stage, first, page, reason)
        stage.expect(
            voted.status_code == 200, f"the vote of {first} answers {voted.status_code}: {voted.text}"
        )
        stage.expect(reason in stage.airlock(first).get(page).text, f"{first} does not see her own vote")
        seen = stage.airlock(second).get(page)
        stage.expect(seen.status_code == 200, f"{second} cannot open the request: {seen.status_code}")
        stage.expect(reason not in seen.text, f"{second} reads the reasons of {first} before voting")
    with stage.step(6, "second-vote-releases", second=second):
        own_reason = "Read on my own, table by table: no count is of fewer than ten persons."
        voted = _approve(stage, second, page, own_reason)
        stage.expect(
            voted.status_code == 200, f"the vote of {second} answers {voted.status_code}: {voted.text}"
        )
        deadline = time.monotonic() + RELEASE_DEADLINE
        package = f"{page}/package"
        while package not in stage.airlock(RESEARCHER).get(page).text:
            stage.expect(time.monotonic() < deadline, "two approvals, and still no package")
            time.sleep(0.5)


def fetch_package(stage: Stage, request: str) -> bytes:
    with stage.step(6, "package-fetched") as told:
        answer = stage.airlock(RESEARCHER).get(f"/requests/{request}/package")
        stage.expect(answer.status_code == 200, f"the package answers {answer.status_code}")
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        told |= {"files": len(names), "kilobytes": len(answer.content) // 1000}
    return answer.content


def verify_package(stage: Stage, package: bytes) -> None:
    key = str(stage.installation.home / "airlock" / "key.pub")
    with stage.step(6, "package-verified"), tempfile.TemporaryDirectory() as folder:
        fetched, altered = Path(folder) / "package.zip", Path(folder) / "altered.zip"
        fetched.write_bytes(package)
        stage.d2h("release", "verify", str(fetched), "--key", key)
        altered.write_bytes(_altered(package))
        stage.d2h("release", "verify", str(altered), "--key", key, codes=(1,))


def _approve(stage: Stage, user: str, page: str, reason: str) -> httpx.Response:
    """Approves with `reason` for the request and for every file the form asks about."""
    session = stage.airlock(user)
    text = session.get(page).text
    fields = dict.fromkeys(re.findall(r'<textarea[^>]*\bname="([^"]+)"', text), reason)
    return session.submit(page, f"{page}/vote", choice="approve", **fields)


def _altered(package: bytes) -> bytes:
    """A well-formed zip whose first table differs by one character."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(result, "w") as copy:
        tables = [name for name in source.namelist() if name.endswith(".csv")]
        for name in source.namelist():
            content = bytearray(source.read(name))
            if name == tables[0]:
                content[-2] = ord("8") if content[-2] == ord("7") else ord("7")
            copy.writestr(source.getinfo(name), bytes(content))
    return result.getvalue()
