"""The tables of governance. Cards and permits are kept whole as JSON; what is searched has columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from governance.audit.table import audit_table, copies_table
from governance.display.budget import USUAL
from governance.permits.life import PermitState


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        dict[str, Any]: sa.JSON,
        list[Any]: sa.JSON,
        datetime: sa.DateTime(timezone=True),
    }


AUDIT_RECORDS = audit_table(Base.metadata)
SITE_AUDIT_RECORDS = copies_table(Base.metadata)


class PersonRow(Base):
    """Nobody is removed: who left stays, with the moment she did."""

    __tablename__ = "people"

    username: Mapped[str] = mapped_column(sa.String(63), primary_key=True)
    full_name: Mapped[str] = mapped_column(sa.String(200))
    site: Mapped[str | None] = mapped_column(sa.String(30))
    roles: Mapped[list[Any]]
    language: Mapped[str] = mapped_column(sa.String(2))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    left_at: Mapped[datetime | None]


class CertificateRow(Base):
    """`document`: SHA-256 of the paper."""

    __tablename__ = "training_certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(ForeignKey("people.username"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    given_by: Mapped[str] = mapped_column(sa.String(200))
    given: Mapped[date]
    until: Mapped[date]
    document: Mapped[str] = mapped_column(sa.String(64))
    recorded_by: Mapped[str] = mapped_column(sa.String(200))
    recorded_at: Mapped[datetime]


class PolicyRow(Base):
    """A policy that was applied; the last one holds."""

    __tablename__ = "policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    applied_by: Mapped[str] = mapped_column(sa.String(200))
    applied_at: Mapped[datetime]


class CharterRow(Base):
    """`version`: SHA-256 of the charter that was signed; `language`: the one she read it in."""

    __tablename__ = "charter_signatures"

    project: Mapped[str] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    username: Mapped[str] = mapped_column(ForeignKey("people.username"), primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(2))
    signed_at: Mapped[datetime]


class SiteRow(Base):
    __tablename__ = "sites"

    id: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    card: Mapped[dict[str, Any]]


class ProjectRow(Base):
    """`outputs` are its rules, and `algorithms` what its file says of each, whole; `steps` its life, oldest
    first: nothing of it is changed or removed."""

    __tablename__ = "projects"

    id: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[dict[str, Any]]
    purpose: Mapped[str] = mapped_column(sa.Text)
    starts: Mapped[date]
    ends: Mapped[date]
    memory_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    cpus: Mapped[float]
    outputs: Mapped[dict[str, Any]]
    display_hour_bytes: Mapped[int] = mapped_column(
        sa.BigInteger, default=USUAL.hour, server_default=str(USUAL.hour)
    )
    display_day_bytes: Mapped[int] = mapped_column(
        sa.BigInteger, default=USUAL.day, server_default=str(USUAL.day)
    )
    gpus: Mapped[int] = mapped_column(default=0, server_default="0")
    algorithms: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    members: Mapped[list[MemberRow]] = relationship(
        cascade="all, delete-orphan", order_by="MemberRow.position", lazy="selectin"
    )
    permits: Mapped[list[PermitRow]] = relationship(
        order_by=lambda: (PermitRow.position, PermitRow.version), lazy="selectin"
    )
    steps: Mapped[list[StepRow]] = relationship(order_by="StepRow.id", lazy="selectin")


class MemberRow(Base):
    __tablename__ = "project_members"

    project: Mapped[str] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("people.username"), primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    position: Mapped[int]


class StepRow(Base):
    """`document`: SHA-256 of the paper."""

    __tablename__ = "project_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.id"), index=True)
    step: Mapped[str] = mapped_column(sa.String(20))
    kind: Mapped[str | None] = mapped_column(sa.String(20))
    reference: Mapped[str | None] = mapped_column(sa.String(120))
    given_by: Mapped[str] = mapped_column(sa.String(200))
    given: Mapped[date]
    until: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(sa.String(64))
    recorded_by: Mapped[str] = mapped_column(sa.String(200))
    recorded_at: Mapped[datetime]


class PermitRow(Base):
    """`position`: the place of the site in the project file, so that sites are shown in its order."""

    __tablename__ = "permits"
    __table_args__ = (
        sa.UniqueConstraint("project", "site", "version"),
        *(
            sa.Index(
                f"one_{state.value.lower()}_permit",
                "project",
                "site",
                unique=True,
                sqlite_where=sa.text(f"state = '{state}'"),
                postgresql_where=sa.text(f"state = '{state}'"),
            )
            for state in (PermitState.PROPOSED, PermitState.SIGNED)
        ),
    )

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    site: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    version: Mapped[int]
    position: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(20))
    document: Mapped[dict[str, Any]]
    signed: Mapped[str | None] = mapped_column(sa.Text)


class SessionRow(Base):
    """One time that a workspace was open. `closed` is missing while it is, or when the hub could not tell."""

    __tablename__ = "workspace_sessions"
    __table_args__ = (sa.Index("sessions_of_workspace", "project", "user"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    user: Mapped[str] = mapped_column(sa.String(63))
    opened: Mapped[datetime]
    closed: Mapped[datetime | None]


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
    """A place in the queue, in the order of `id`; `called`: since when it is this one's turn."""

    __tablename__ = "gpu_queue"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own declaration

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(200), unique=True)
    user: Mapped[str] = mapped_column(sa.String(63))
    project: Mapped[str] = mapped_column(ForeignKey("projects.id"))
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
    """`turn`: its place among all jobs that ever began, so that no clock decides whose turn it is."""

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
