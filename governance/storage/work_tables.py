"""The tables of what projects do: workspaces, what these show, devices, machines, jobs and packages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables import Base


class SessionRow(Base):
    """One time that a workspace was open. `closed` is missing while it is, or when the hub could not tell.
    `last_seen`: when it surely stood; `files_bytes`, `shared_bytes`: what its member's folder and the
    project's held then, where that is counted; `node`: its machine, empty where nobody knows.
    """

    __tablename__ = "workspace_sessions"
    __table_args__ = (sa.Index("sessions_of_workspace", "project", "user"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    user: Mapped[str] = mapped_column(sa.String(63))
    opened: Mapped[datetime]
    closed: Mapped[datetime | None]
    cpus: Mapped[float | None]
    memory_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    gpus: Mapped[int | None]
    last_seen: Mapped[datetime | None]
    files_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    shared_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    node: Mapped[str] = mapped_column(sa.String(253), default="", server_default="")


class DisplayRow(Base):
    """Bytes that a session showed within the five minutes after `since` (seconds since 1970)."""

    __tablename__ = "display"

    session: Mapped[int] = mapped_column(ForeignKey("workspace_sessions.id"), primary_key=True)
    since: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False, index=True)
    shown: Mapped[int] = mapped_column(sa.BigInteger)


class DisplayPauseRow(Base):
    """A project's workspaces show nothing `until` (seconds since 1970): `window` of this budget was spent."""

    __tablename__ = "display_pauses"

    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    window: Mapped[str] = mapped_column(sa.String(4))
    hour_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    day_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    until: Mapped[int] = mapped_column(sa.BigInteger)


class ExecutedRow(Base):
    """The text of what the audit record numbered `audit` has the `digest` of: it may be deleted."""

    __tablename__ = "executed_code"

    audit: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    session: Mapped[int] = mapped_column(ForeignKey("workspace_sessions.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(sa.String(10))
    digest: Mapped[str] = mapped_column(sa.String(64))
    code: Mapped[str] = mapped_column(sa.Text)


class GpuRow(Base):
    """A device that somebody holds; the key lets nobody else hold it. Free devices have no row."""

    __tablename__ = "gpu_allotments"

    device: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(200), index=True)
    user: Mapped[str] = mapped_column(sa.String(63))
    project: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    since: Mapped[datetime]


class GpuPlaceRow(Base):
    """A place in the queue for devices of `node`, in the order of `id`; `called`: since when it is this one's
    turn."""

    __tablename__ = "gpu_queue"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own declaration

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(200), unique=True)
    user: Mapped[str] = mapped_column(sa.String(63))
    project: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    node: Mapped[str] = mapped_column(sa.String(253))
    kind: Mapped[str] = mapped_column(sa.String(40))
    count: Mapped[int]
    asked: Mapped[datetime]
    called: Mapped[datetime | None]


class AnnouncementRow(Base):
    """What the administrators say in every open workspace; `words` by language."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[dict[str, Any]]
    said_at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)


class DrainedNodeRow(Base):
    """A machine on which no workspace or job starts."""

    __tablename__ = "drained_nodes"

    node: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(200))
    by: Mapped[str] = mapped_column(sa.String(80))
    since: Mapped[datetime]


class JobNotebookRow(Base):
    """What was handed in, once however many jobs run it."""

    __tablename__ = "job_notebooks"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class JobRow(Base):
    """`turn`: its place among all jobs that ever began, so that no clock decides whose turn it is.
    `node`: the machine it began on, empty before."""

    __tablename__ = "jobs"
    __table_args__ = (sa.Index("jobs_of_project", "project", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    user: Mapped[str] = mapped_column(sa.String(63))
    state: Mapped[str] = mapped_column(sa.String(10), index=True)
    reason: Mapped[str] = mapped_column(sa.String(40))
    notebook: Mapped[str] = mapped_column(sa.String(200))
    digest: Mapped[str] = mapped_column(ForeignKey("job_notebooks.digest"))
    parameters: Mapped[dict[str, Any]]
    after: Mapped[list[Any]]
    cpus: Mapped[float]
    memory_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    seconds: Mapped[int]
    gpus: Mapped[int] = mapped_column(server_default="0")
    gpu_kind: Mapped[str] = mapped_column(sa.String(40), server_default="")
    tell: Mapped[bool]
    retry_of: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    algorithm: Mapped[str] = mapped_column(sa.String(30), default="", server_default="")
    turn: Mapped[int | None] = mapped_column(sa.BigInteger)
    node: Mapped[str] = mapped_column(sa.String(253), default="", server_default="")
    submitted: Mapped[datetime]
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]


class PackageRow(Base):
    """A package from outside that workspaces may install; `versions` as in a requirement."""

    __tablename__ = "packages"

    name: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    versions: Mapped[str] = mapped_column(sa.String(200))
    by: Mapped[str] = mapped_column(sa.String(80))
    since: Mapped[datetime]


class PackageTakenRow(Base):
    """A file of a package that a workspace took or was refused: `audited` the last time it was written into
    the audit, `times` how often it was asked for in all."""

    __tablename__ = "packages_taken"

    project: Mapped[str] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    user: Mapped[str] = mapped_column(sa.String(63), primary_key=True)
    event: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    file: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    package: Mapped[str] = mapped_column(sa.String(100))
    version: Mapped[str] = mapped_column(sa.String(300))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    audited: Mapped[datetime]
    last: Mapped[datetime]
    times: Mapped[int]


class PackageWishRow(Base):
    """A package that somebody of a project tried to install in vain."""

    __tablename__ = "package_wishes"

    project: Mapped[str] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    user: Mapped[str] = mapped_column(sa.String(63))
    asked: Mapped[datetime]
