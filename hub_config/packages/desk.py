"""What the door asks governance, and has it write down."""

from __future__ import annotations

from collections.abc import Callable

from governance.access.workspace_entry import check_entry
from governance.directory import find_person
from governance.packages.allowed import AllowedPackage, allowed_packages, find_allowed
from governance.packages.names import CRAN, canonical
from governance.packages.taking import PackageFile, record_refused, record_taken
from governance.packages.wishes import wish_for
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork, open_governance


class PackageDesk:
    """Each question is asked for one member in one project, and raises the refusals of `check_entry`."""

    def __init__(self, settings: GovernanceSettings) -> None:
        self._write: Callable[[], UnitOfWork] = open_governance(settings)
        self._read: Callable[[], UnitOfWork] = open_governance(settings, read_only=True)

    def allowed(self, user: str, project: str, name: str) -> AllowedPackage:
        """Raises Refusal `package-name-unfit`, or `package-not-allowed`, which is noted as a wish."""
        name = canonical(name)
        with self._read() as work:
            check_entry(work, user, project)
            if found := find_allowed(work, name):
                return found
        with self._write() as work:
            if wish_for(work, user, project, name):
                work.commit()
        raise Refusal("package-not-allowed", name=name)

    def allowed_in_r(self, user: str, project: str) -> dict[str, AllowedPackage]:
        """All of R's, by the names that R has for them."""
        with self._read() as work:
            check_entry(work, user, project)
            found = allowed_packages(work)
        return {one.name.removeprefix(CRAN): one for one in found if one.name.startswith(CRAN)}

    def take(self, user: str, project: str, file: PackageFile) -> None:
        with self._write() as work:
            record_taken(work, user, project, file)
            work.commit()

    def refuse(self, user: str, project: str, file: PackageFile, refusal: Refusal) -> None:
        with self._write() as work:
            record_refused(work, user, project, file, refusal)
            work.commit()

    def language(self, user: str) -> str:
        with self._read() as work:
            person = find_person(work, user)
        return person.language if person else "fr"
