"""What a site's data owner decides: which permits to sign, to send, to withdraw."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from data_gateway.catalogue.dataset import Dataset, dataset_names, load_dataset
from data_gateway.permits.rules import check_permit
from data_gateway.permits.store import PermitStore, SignedPermit
from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.governance_client import GovernanceClient, Proposal
from data_gateway.site.settings import SiteSettings, load_settings
from governance import signatures
from governance.permits.document import PermitDocument, sign_permit
from governance.refusal import Refusal

ACTOR = "data-owner"


@dataclass(frozen=True)
class Waiting:
    """A proposal, and the signature already kept here when an earlier sending failed."""

    proposal: Proposal
    signed: SignedPermit | None


class DataOwner:
    """The use cases of `d2h site approve|stop-project|permits` and of the data owner's page.

    They hold the data owner's private key.
    """

    def __init__(self, folder: SiteFolder) -> None:
        self._acting: dict[str, str] = {}
        self.settings: SiteSettings = load_settings(folder.require().settings)
        self._folder = folder
        self._key = signatures.load_private_key(folder.data_owner_key)
        self._audit = SiteAudit(folder)
        self.permits = PermitStore(folder.permits, folder.withdrawn_permits, self._key.public_key())
        self.governance = GovernanceClient(self.settings.governance.url, self.settings.id, self._key)

    def acting(self, by: str, door: str) -> DataOwner:
        """The same use cases for `by`, who came through `door`: the audit of what they change tells both."""
        one = copy.copy(self)
        one._acting = {"by": by, "door": door}
        return one

    def datasets(self) -> dict[str, Dataset]:
        names = dataset_names(self._folder.datasets)
        return {name: load_dataset(self._folder.datasets, name) for name in names}

    def waiting(self, project: str) -> Waiting:
        """The newest proposal for `project`, checked against the site's own catalogue.

        Raises Refusal `approve-nothing-waits`, `proposal-other-site`, or those of `check_permit`.
        """
        proposals = [
            proposal
            for proposal in self.governance.permits()
            if proposal.document.project == project and proposal.state == "PROPOSED"
        ]
        if not proposals:
            raise Refusal("approve-nothing-waits", project=project, site=self.settings.id)
        proposal = max(proposals, key=lambda found: found.document.version)
        self.check(proposal.document)
        held = self.permits.holds(proposal.digest)
        return Waiting(proposal, self.permits.find(proposal.digest) if held else None)

    def asked(self, digest: str) -> Proposal:
        """The proposal with this digest, which still waits.

        Raises Refusal `proposal-gone`, `governance-away`…
        """
        for proposal in self.governance.permits():
            if proposal.digest == digest and proposal.state == "PROPOSED":
                return proposal
        raise Refusal("proposal-gone")

    def misfit(self, document: PermitDocument) -> Refusal | None:
        """Why this site cannot sign it; None when it can."""
        try:
            self.check(document)
        except Refusal as refusal:
            return refusal
        return None

    def check(self, document: PermitDocument) -> None:
        """Raises Refusal `proposal-other-site`, or those of `check_permit`: nothing to sign, then."""
        if document.site != self.settings.id:
            raise Refusal("proposal-other-site", site=document.site)
        datasets = self.datasets()
        for name, granted in document.datasets.items():
            if name in datasets and granted.version:
                datasets[name] = load_dataset(self._folder.datasets, name, granted.version)
        check_permit(document, datasets)

    def in_force(self, project: str) -> SignedPermit | None:
        """The newest permit of `project` that is signed here."""
        held = [permit for permit in self.permits.all() if permit.document.project == project]
        return max(held, key=lambda permit: permit.document.version, default=None)

    def refuse(self, proposal: Proposal) -> None:
        """Have governance take the proposal back; what is signed here stays as it is.

        The audit comes first: it says that the data owner refused, also when governance is told later.
        Raises Refusal `refuse-signed` for what is signed already, `governance-away`…
        """
        if self.permits.holds(proposal.digest):
            raise Refusal("refuse-signed", project=proposal.document.project)
        self._record("permit.refused", proposal.document, {"version": proposal.document.version})
        self.governance.withdraw(proposal.digest)

    def sign(self, proposal: Proposal) -> SignedPermit:
        """From now on this site honours the permit; governance learns of it by `send`.

        The audit comes first: were it not written, nothing was signed.
        """
        document = proposal.document
        self._record("permit.signed", document, {"version": document.version})
        return self.permits.keep(sign_permit(document, self._key), document)

    def send(self, permit: SignedPermit) -> None:
        """Give governance the signature, then close the project's older permits here.

        Raises Refusal `governance-away` and others; the signature stays, `approve` sends it again.
        """
        self.governance.send_signature(permit.digest, permit.text)
        for older in list(self.permits.all()):
            same = older.document.project == permit.document.project
            if same and older.document.version < permit.document.version:
                self._close(older, "permit.superseded")

    def close(self, project: str) -> None:
        """Withdraw every permit of `project` here: it bites at the next call, with or without governance."""
        for permit in list(self.permits.all()):
            if permit.document.project == project:
                self._close(permit, "permit.withdrawn")

    def tell_withdrawn(self, project: str) -> None:
        """Tell governance that `project` reads nothing here.

        Raises Refusal `withdraw-nothing-known` when governance holds no permit of it, `governance-away`…
        """
        known = [
            proposal.digest
            for proposal in self.governance.permits()
            if proposal.document.project == project and proposal.state in ("PROPOSED", "SIGNED")
        ]
        if not known:
            raise Refusal("withdraw-nothing-known", project=project, site=self.settings.id)
        for digest in known:
            self.governance.withdraw(digest)

    def _close(self, permit: SignedPermit, event: str) -> None:
        self.permits.withdraw(permit.digest)
        self._record(event, permit.document, {})

    def _record(self, event: str, document: PermitDocument, details: dict[str, int]) -> None:
        named = {"project": document.project, "permit": document.digest()}
        self._audit.append(
            actor=ACTOR, event=event, subject=self.settings.id, details=named | details | self._acting
        )
