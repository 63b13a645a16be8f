"""The workspace's own description, mounted read-only at SESSION_FILE, and its short-lived token."""

from __future__ import annotations

from typing import Literal

from d2h_sdk.wire.message import Message

SESSION_FILE = "/run/d2h/session.json"


class SiteDoor(Message):
    """Where the site's gateway answers inside the container, and the certificate it must show."""

    site: str
    title: dict[str, str]
    uri: str  # grpc+tls://127.0.0.1:<port>
    server_name: str
    certificate: str  # PEM of the certificate authority to trust for this site


class SessionMessage(Message):
    user: str
    project: str
    project_title: dict[str, str]
    ends: str  # ISO date
    language: Literal["fr", "en"]
    access_url: str  # http://127.0.0.1:<port>  POST /access-tokens; the workspace's server proves who asks
    airlock_url: str  # http://127.0.0.1:<port>
    airlock_page: str  # where the person's own browser finds the airlock
    jobs_url: str = ""  # http://127.0.0.1:<port>; empty in a workspace opened before there were jobs
    sites: tuple[SiteDoor, ...]
    replay: bool = False  # a notebook runs again by itself: its outputs are kept to be compared, none is sent


class AccessTokenMessage(Message):
    access_token: str
    expires_in: int  # seconds
