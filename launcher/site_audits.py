"""`python -m launcher.site_audits`: how the hub's copy of each site's audit stands, for the doctor.

It prints JSON: the doctor itself runs on the standard library alone, also before anything is installed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from governance.audit.site_standing import audit_troubles
from governance.audit.story import SiteCopy, trails_of, verify
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from launcher.installation import Installation
from launcher.settings import governance_settings, read_settings


@dataclass(frozen=True)
class Standing:
    """`trouble`: a code of `governance.audit.site_standing`, or the fault, at record `sequence`, of a copy
    that does not prove itself; empty when all is well. `since`: when the site last asked after its copy."""

    site: str
    records: int = 0
    since: str = "-"
    minutes: int = 0
    trouble: str = ""
    sequence: int = 0


def standings(settings: GovernanceSettings) -> list[Standing]:
    """Of each site that ever sent something, and of those that should have. Raises Refusal `database-…`."""
    with open_governance(settings, read_only=True)() as uow:
        troubles = {trouble.site: trouble for trouble in audit_troubles(uow)}
        copies = [trail for trail in trails_of(settings) if isinstance(trail, SiteCopy)]
        heard = {copy.site: uow.last_heard_of(copy.site) for copy in copies}
    found = [Standing(site, trouble=trouble.code) for site, trouble in troubles.items() if site not in heard]
    for copy in copies:
        at, verdict, trouble = heard[copy.site], verify(copy), troubles.get(copy.site)
        code, sequence = (trouble.code, trouble.sequence) if trouble else ("", 0)
        if verdict.fault is not None:
            code, sequence = verdict.fault.code, verdict.fault.sequence
        since = f"{at.astimezone():%Y-%m-%d %H:%M}" if at else "-"
        minutes = round((datetime.now(UTC) - at).total_seconds() / 60) if at else 0
        found.append(Standing(copy.site, verdict.records, since, minutes, code, sequence))
    return sorted(found, key=lambda standing: standing.site)


if __name__ == "__main__":
    told = standings(governance_settings(read_settings(Installation.from_environment())))
    print(json.dumps([asdict(standing) for standing in told]))
