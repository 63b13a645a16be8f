"""Which notebook of a request is replayed, with which files beside it."""

from __future__ import annotations

from governance.refusal import Refusal
from output_checking.model import ReleaseRequest
from output_checking.request_files import FileRole, RequestFile


def notebook_of(request: ReleaseRequest) -> RequestFile:
    """Raises Refusal `replay-notebook-missing` or `replay-notebook-several`."""
    found = [one for one in request.files if one.name.lower().endswith(".ipynb")]
    if not found:
        raise Refusal("replay-notebook-missing")
    if len(found) > 1:
        raise Refusal("replay-notebook-several", files=", ".join(one.name for one in found))
    return found[0]


def given_files(request: ReleaseRequest) -> tuple[RequestFile, ...]:
    """The notebook and the supporting files: an output file is what the notebook has to make."""
    notebook = notebook_of(request)
    supporting = [one for one in request.files if one.role is FileRole.SUPPORTING and one != notebook]
    return (notebook, *supporting)
