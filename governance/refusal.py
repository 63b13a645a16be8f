"""The one shape of a refusal: a code and its parameters; words are added at the edge."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A request that may not be carried out.

    `code` names the message in the `.ftl` catalogues (`permit-column-not-approved`);
    `params` fills its variables and never holds a value read from patient data.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code
