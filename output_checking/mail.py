"""Letters over SMTP: from the settings to a connection, from a letter to its bytes."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

_SECONDS = 20.0


@dataclass(frozen=True)
class MailSettings:
    """Without `host` nothing is sent. `tls`: `starttls`, `tls` from the first byte, or `none`, for a server
    on this machine. `digest_hour`: when requests to judge are told, None for at once."""

    host: str = ""
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password_file: Path | None = None
    sender: str = ""
    certificate: Path | None = None
    page_url: str = ""
    remind_days: int = 3
    digest_hour: int | None = None


@contextmanager
def connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """Raises OSError or smtplib.SMTPException, with the certificate checked unless `tls` is `none`."""
    context = ssl.create_default_context(cafile=settings.certificate)
    if settings.tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
    with server:
        if settings.tls == "starttls":
            server.starttls(context=context)
        if settings.user and settings.password_file:
            server.login(settings.user, settings.password_file.read_text("utf-8").strip())
        yield server


def letter(settings: MailSettings, *, name: str, to: str, subject: str, body: str, at: str) -> EmailMessage:
    """`name` makes the Message-ID: a server or reader that gets the letter twice knows it for the same."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.sender, to, subject
    message["Message-ID"] = f"<{name}@{settings.sender.rpartition('@')[2]}>"
    message["Date"] = at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message
