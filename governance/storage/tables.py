"""The tables of people, sites, projects and permits. Cards and permits are kept whole as JSON; what is
searched has columns."""

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
