"""What the pages work with: the site, its data owner's use cases, its audit, its account."""

from __future__ import annotations

from data_gateway.catalogue.image_samples import ImageSamples
from data_gateway.catalogue.site_data import SiteData
from data_gateway.documents.spans import Span
from data_gateway.documents.withheld import State, Withheld, WithheldDocuments
from data_gateway.images.pictures import Pictures
from data_gateway.permits.data_owner import ACTOR, DataOwner
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.owner_account import OwnerAccount, load_account
from data_gateway.site.settings import load_settings
from data_gateway.web.login_guard import LoginGuard
from data_gateway.web.sessions import Sessions
from governance.refusal import Refusal


class Desk:
    """Raises Refusal `site-missing`, `owner-page-closed`, or what a wrong folder is refused with."""

    def __init__(self, folder: SiteFolder) -> None:
        self.settings = load_settings(folder.require().settings)
        self.folder = folder
        self.account()
        self.audit = SiteAudit(folder)
        self.sessions = Sessions()
        self.guard = LoginGuard()
        self.owner = DataOwner(folder)
        self.documents = WithheldDocuments(folder.withheld_documents)
        self.data = SiteData(folder)
        self.samples = ImageSamples(folder, self.data)
        self.pictures = Pictures(folder.datasets, folder.spill)

    def account(self) -> OwnerAccount:
        """As it is now: a new passphrase counts at once. Raises Refusal `owner-page-closed`."""
        account = load_account(self.folder)
        if account is None:
            raise Refusal("owner-page-closed", path=str(self.folder.root))
        return account

    def log_in(self, passphrase: str) -> OwnerAccount:
        """Audited whatever comes of it. Raises Refusal `login-wait`, `login-wrong`, `audit-unavailable`."""
        account = self.account()
        if not self.guard.allows(lambda: account.opens_with(passphrase)):
            self._record("owner-page.login-refused")
            raise Refusal("login-wrong")
        self._record("owner-page.login", {"by": account.name})
        return account

    def confirm(self, passphrase: str) -> None:
        """The passphrase once more, for a signature. Raises as `log_in`."""
        account = self.account()
        if not self.guard.allows(lambda: account.opens_with(passphrase)):
            self._record("owner-page.signature-refused", {"by": account.name})
            raise Refusal("passphrase-wrong")

    def log_out(self, name: str) -> None:
        self._record("owner-page.logout", {"by": name})

    def decide(self, name: str, document: Withheld, state: State, spans: list[Span]) -> None:
        """Audited before it counts. Raises Refusal `document-decided`, `audit-unavailable`."""
        if document.state is not State.WAITING:
            raise Refusal("document-decided")
        event = "document.released" if state is State.RELEASED else "document.refused"
        self.audit_document(event, name, document, masked=len(spans))
        self.documents.decide(document.id, state, spans, name)

    def audit_document(self, event: str, name: str, document: Withheld, **more: int) -> None:
        table, _, column = document.place.partition(".")
        details = {"by": name, "dataset": document.dataset, "table": table, "columns": [column]}
        self.audit.append(
            actor=ACTOR,
            event=event,
            subject=self.settings.id,
            details=details | {"document": document.id} | more,
        )

    def _record(self, event: str, details: dict[str, str] | None = None) -> None:
        turned_away = self.guard.turned_away()
        more = {"repeated": turned_away} if turned_away else {}
        self.audit.append(
            actor=ACTOR, event=event, subject=self.settings.id, details=dict(details or {}) | more
        )
