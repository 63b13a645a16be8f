"""One transaction: requests and audit records are kept together or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from governance.audit.trail import AuditTrail
from governance.refusal import Refusal
from governance.storage.engine import open_engine
from output_checking.storage.imports import Imports
from output_checking.storage.migrate import require_current
from output_checking.storage.outbox import Outbox
from output_checking.storage.packages import Packages
from output_checking.storage.requests import Requests, StaleRequest
from output_checking.storage.tables import audit_records

T = TypeVar("T")
_ATTEMPTS = 8


class UnitOfWork:
    """Nothing is kept without `commit()`."""

    def __init__(self, engine: Engine, key: Ed25519PrivateKey, anchor: Path | None) -> None:
        self.session = Session(engine)
        self.requests = Requests(self.session)
        self.outbox = Outbox(self.session)
        self.imports = Imports(self.session)
        self.packages = Packages(self.session)
        self.audit = AuditTrail(self.session, audit_records, key, anchor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    def commit(self) -> None:
        self.session.commit()


OpenUnit = Callable[[], UnitOfWork]


def open_storage(
    database_url: str, key: Ed25519PrivateKey, anchor: Path | None, *, read_only: bool = False
) -> OpenUnit:
    """SQLite (WAL) or PostgreSQL, by the address; the engine is made once. `read_only` waits for no writer.

    Raises Refusal `database-url-invalid`, `database-not-migrated` or `database-unreachable`.
    """
    engine = open_engine(database_url, read_only=read_only)
    require_current(engine)
    return lambda: UnitOfWork(engine, key, anchor)


def transaction(open_unit: OpenUnit, work: Callable[[UnitOfWork], T]) -> T:
    """Runs `work` and commits; starts again from a fresh reading when another transaction came first.

    Raises Refusal `airlock-busy` when others came first every time.
    """
    for _ in range(_ATTEMPTS):
        try:
            with open_unit() as unit:
                result = work(unit)
                unit.commit()
                return result
        except (StaleRequest, IntegrityError, OperationalError) as fault:
            lost = fault
    raise Refusal("airlock-busy") from lost
