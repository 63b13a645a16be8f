"""Everything the automatic checks say of a request: each file by itself, then all of them together with what
left before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from output_checking.airlock import Airlock
from output_checking.checks.examine import examine, examine_earlier
from output_checking.findings import Finding
from output_checking.joint.findings import FileTables, beyond, joint_findings, unread_release
from output_checking.model import ReleaseRequest
from output_checking.profile import Profile
from output_checking.request_files import FileRole, RequestFile
from output_checking.states import State
from output_checking.storage.file_store import Contents

# Approved is as good as out; what was revoked was seen.
_LEFT = (State.APPROVED, State.RELEASED, State.REVOKED)
_FIGURES = (".png", ".jpg", ".jpeg", ".svg", ".pdf", ".html")


def judge_request(
    airlock: Airlock, request: ReleaseRequest, proposed: Contents | None = None
) -> dict[str, tuple[Finding, ...]]:
    """Findings by file name, at least one for every file. `proposed`: the bytes of a request that is only
    thought of.

    Earlier releases are those of the project and of every project whose permits name the same data set of the
    same site: they may be about the same persons.
    """
    profile = airlock.profile_of(request)
    rules = profile.digest()
    examined = examine(request, proposed or airlock.files, profile)
    tables = []
    for one in request.files:
        found = FileTables(one.name, examined[one.name].tables, complete=examined[one.name].all_tables)
        if proposed is None:
            airlock.tables.put(one, rules, found)
        if _is_seen(one):
            tables.append(found)
    unread: list[str] = []
    earlier = list(_earlier(airlock, request, profile, unread)) if tables else []
    joint = joint_findings([*tables, *earlier], profile.rules, request.threshold)
    gone = tuple(unread_release(request.files[0].name, name) for name in dict.fromkeys(unread))
    return {
        one.name: (
            *examined[one.name].findings,
            *beyond(examined[one.name].findings, joint.get(one.name, ())),
            *(gone if one is request.files[0] else ()),
        )
        for one in request.files
    }


def tables_together(airlock: Airlock, request: ReleaseRequest) -> list[FileTables]:
    """What was read of the request's files when it was judged last, and of all that left before it."""
    profile = airlock.profile_of(request)
    read = (airlock.tables.get(one, profile.digest()) for one in request.files if _is_seen(one))
    return [*(one for one in read if one is not None), *_earlier(airlock, request, profile, [])]


def _is_seen(one: RequestFile) -> bool:
    """Whether the numbers leave: as a file, or drawn in a figure that leaves."""
    return one.role is FileRole.OUTPUT or (one.supports or "").lower().endswith(_FIGURES)


def _earlier(
    airlock: Airlock, request: ReleaseRequest, profile: Profile, unread: list[str]
) -> Iterator[FileTables]:
    projects = airlock.directory.sharing_data(request.project)
    with airlock.open_unit() as unit:
        left = unit.requests.find(projects=projects, states=_LEFT)
    for release in left:
        if release.id == request.id:
            continue
        # Another project's words stay its own: what is told of its release is where to ask.
        own = release.project == request.project
        for one in filter(_is_seen, release.files):
            found = airlock.tables.get(one, profile.digest()) or _read(airlock, one, release, profile)
            if found is None:
                unread.append(release.id)
                continue
            label = f"{release.id} {one.name}" if own else release.id
            yield replace(found, release=release.id, label=label)


def _read(airlock: Airlock, one: RequestFile, release: ReleaseRequest, profile: Profile) -> FileTables | None:
    """None when the file is gone and was never read."""
    examined = examine_earlier(one, release, airlock.files, profile)
    if examined is None:
        return airlock.tables.get(one, None)
    found = FileTables(one.name, examined.tables, complete=examined.all_tables)
    airlock.tables.put(one, profile.digest(), found)
    return found
