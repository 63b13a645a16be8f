"""What can go wrong, in the person's language: what happened, what to do, whom to ask."""

from __future__ import annotations

from d2h_sdk import words
from d2h_sdk.wire import RefusalMessage


class D2HError(Exception):
    """Every error of this library. `code` names the message of the catalogues, `params` fills it."""

    def __init__(self, code: str, /, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        if words.knows(self.code):
            return words.say(self.code, **self.params)
        details = ", ".join(f"{name}={value}" for name, value in self.params.items()) or "–"
        return words.say("code-unknown", code=self.code, details=details)


class UsageError(D2HError, ValueError):
    """The call itself is not understood: correct it and run the cell again."""


class WorkspaceError(D2HError):
    """This Python does not run in a D2H workspace, or the workspace is not complete."""


class AccessError(D2HError):
    """The project's access was not renewed: ended, suspended, or the service is away."""


class SiteError(D2HError):
    """Something about one site, whose id is `site`."""

    def __init__(self, code: str, /, *, site: str, **params: str | int) -> None:
        super().__init__(code, **{"site": site, **params})
        self.site = site


class SiteAwayError(SiteError):
    """The site did not answer, or stopped in the middle of an answer."""


class SiteRefusalError(SiteError):
    """The site answered no: its permit does not cover what was asked."""


class AirlockError(D2HError):
    """The airlock refused, or is away."""


class JobError(D2HError):
    """A job was refused, or the door of the jobs does not answer."""


class SitesMissingWarning(UserWarning):
    """A result lacks the rows of some sites."""


class ValuesLeftOutWarning(UserWarning):
    """A result lacks values whose unit is not that of the others."""


def refusal_in(content: bytes | None) -> RefusalMessage | None:
    """The refusal a service sent as JSON, or None when it sent something else."""
    try:
        return RefusalMessage.model_validate_json(content or b"")
    except ValueError:
        return None
