"""What an admin tells of a paper at the command line: its digest, its days, who gave it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from governance.cli.session import HELP
from governance.misfit import schema_misfit
from governance.source_file import SourceFault, SourceRefusal

Model = TypeVar("Model", bound=BaseModel)

DocumentOption = Annotated[Path, typer.Option("--document", help=HELP.say("help-document"))]
ByOption = Annotated[str, typer.Option("--by", help=HELP.say("help-by"))]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DATE", help=HELP.say("help-until"))]
LastDayOption = Annotated[str, typer.Option("--until", metavar="DATE", help=HELP.say("help-last-day"))]
GivenOption = Annotated[str | None, typer.Option("--given", metavar="DATE", help=HELP.say("help-given"))]


def read_paper(model: type[Model], *, document: Path, given: str | None, **told: Any) -> Model:
    """Raises SourceRefusal naming each option that does not fit."""
    days = {"given": given or datetime.now(UTC).date()}
    try:
        return model.model_validate(told | days | {"document": file_digest(document, "--document")})
    except ValidationError as faults:
        found = [schema_misfit(error, model) for error in faults.errors()]
        raise SourceRefusal(
            SourceFault(f"--{misfit.place[0]}", 0, "", misfit.code, misfit.params) for misfit in found
        ) from faults


def file_digest(file: Path, option: str) -> str:
    """SHA-256, in hexadecimal. Raises SourceRefusal naming the option."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as fault:
        raise _unfit(option, "file-unreadable", reason=fault.strerror or "") from fault


def day(written: str | None, option: str) -> date | None:
    """Raises SourceRefusal naming the option."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as fault:
        raise _unfit(option, "date-not-iso") from fault


def _unfit(option: str, code: str, **params: str | int) -> SourceRefusal:
    return SourceRefusal([SourceFault(option, 0, "", code, params)])
