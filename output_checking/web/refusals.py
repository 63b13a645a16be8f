"""Refusals as HTTP answers: a status for each code, and the body that the SDK reads."""

from __future__ import annotations

from fastapi.responses import JSONResponse

from d2h_sdk.wire import RefusalMessage
from governance.refusal import Refusal

_STATUS = {
    401: {"access-expired", "access-invalid", "access-missing", "access-other-door", "clocks-apart"},
    403: {
        "action-not-permitted",
        "code-for-checkers",
        "csrf-missing",
        "login-failed",
        "login-refused",
        "not-a-member",
        "link-invalid",
        "package-not-yours",
        "person-unknown",
        "review-not-independent",
        "training-lacking",
    },
    404: {
        "file-unknown",
        "group-unknown",
        "import-unknown",
        "package-deleted",
        "package-not-ready",
        "page-unknown",
        "project-unknown",
        "request-unknown",
    },
    408: {"upload-too-slow"},
    409: {
        "airlock-busy",
        "file-name-taken",
        "files-changed",
        "import-name-taken",
        "import-state",
        "finding-gone",
        "group-unexplained",
        "request-empty",
        "replay-too-many",
        "replay-under-way",
        "request-state",
        "turn-changed",
        "vote-twice",
    },
    413: {"body-too-large", "file-too-large", "request-too-large", "too-many-files"},
    500: {"airlock-fault", "store-altered"},
    501: {"replay-not-offered"},
    503: {"hub-unreachable"},
}
_BY_CODE = {code: status for status, codes in _STATUS.items() for code in codes}


def status_of(refusal: Refusal) -> int:
    """422 for whatever is wrong with what was sent."""
    return _BY_CODE.get(refusal.code, 422)


def refusal_answer(refusal: Refusal) -> JSONResponse:
    body = RefusalMessage(code=refusal.code, params=refusal.params)
    return JSONResponse(body.model_dump(), status_code=status_of(refusal))
