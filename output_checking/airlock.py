"""What every use case of the airlock works with, opened once per process."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key
from governance.storage.unit_of_work import open_governance
from output_checking.directory import Directory
from output_checking.findings import Finding
from output_checking.imports.folder import ImportFolder
from output_checking.imports.malware import Scanner
from output_checking.mail import MailSettings
from output_checking.model import ReleaseRequest
from output_checking.permissions import SYSTEM_ACTOR, Standing, standings
from output_checking.profile import Profile, load_profile
from output_checking.project_rules import profile_of
from output_checking.replay.runner import ReplayRunner
from output_checking.secret_rules import drawn_from
from output_checking.settings import AirlockSettings
from output_checking.storage.file_store import FileStore
from output_checking.storage.table_cache import TableCache
from output_checking.storage.unit_of_work import OpenUnit, open_storage


@dataclass(frozen=True)
class Airlock:
    open_unit: OpenUnit
    open_reading: OpenUnit  # of those who only look: they wait for nobody who writes
    directory: Directory
    files: FileStore
    tables: TableCache
    profile: Profile
    signing_key: Ed25519PrivateKey
    mail: MailSettings
    imports: ImportFolder
    scanner: Scanner
    replays: ReplayRunner | None = None  # where the installation offers none

    def profile_of(self, request: ReleaseRequest) -> Profile:
        """The rules in force for its project."""
        return profile_of(self.profile, request.project, request.rules)

    def is_final(self, finding: Finding) -> bool:
        """Whether nobody may let pass what it blocks."""
        return self.profile.is_final(finding.rule, finding.explanation)

    def standings(self, username: str, request: ReleaseRequest) -> frozenset[Standing]:
        if username == SYSTEM_ACTOR:
            return frozenset({Standing.SYSTEM})
        person = self.directory.person(username)
        return standings(
            username,
            {str(role) for role in person.roles},
            self.directory.members(request.project),
            request,
            site=person.site,
            author_site=self.directory.site_of(request.author) if not request.same_site else None,
        )

    def unseen(self, username: str, request: str) -> Refusal:
        """Why this person sees nothing of a request: her training ended, or there is none for her to see."""
        lacking = self.directory.training_lacking(username)
        if lacking:
            return Refusal("training-lacking", kinds=", ".join(lacking))
        return Refusal("request-unknown", request=request)

    def site_spoken_for(self, username: str, request: ReleaseRequest) -> str | None:
        """The data-owning site whose opinion this person gives; None for an output checker."""
        speaks = Standing.SITE in self.standings(username, request)
        return self.directory.site_of(username) if speaks else None


def open_airlock(settings: AirlockSettings, governance: GovernanceSettings) -> Airlock:
    """Raises Refusal `key-unreadable` or `profile-unreadable`."""
    key = load_private_key(settings.key_file)
    return Airlock(
        open_unit=open_storage(settings.database_url, key, settings.audit_anchor),
        open_reading=open_storage(settings.database_url, key, settings.audit_anchor, read_only=True),
        directory=Directory(open_governance(governance, read_only=True)),
        files=FileStore(settings.store),
        tables=TableCache(settings.store / "tables"),
        profile=drawn_from(load_profile(settings.profile), key),
        signing_key=key,
        replays=ReplayRunner(settings.replay_socket, settings.hub_token) if settings.replay_socket else None,
        mail=settings.mail(),
        imports=ImportFolder(settings.imports),
        scanner=Scanner(),
    )
