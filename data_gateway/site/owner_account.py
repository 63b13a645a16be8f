"""The one account of a site's own page: its data owner's name and passphrase, kept as a hash (Argon2id)."""

from __future__ import annotations

import os
from typing import Annotated

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from data_gateway.site.folder import SiteFolder, write_whole
from governance.refusal import Refusal

SHORTEST, LONGEST = 12, 200  # characters of a passphrase
# RFC 9106, second recommended option: 64 MiB of memory, three passes.
_MEMORY, _PASSES, _LANES = 64 * 1024, 3, 4


class OwnerAccount(BaseModel):
    """`passphrase` is a PHC string."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
    passphrase: str

    def opens_with(self, passphrase: str) -> bool:
        """Takes about a tenth of a second and 64 MiB, whatever the answer."""
        try:
            Argon2id.verify_phc_encoded(passphrase[:LONGEST].encode(), self.passphrase)
        except InvalidKey:
            return False
        return True


def load_account(folder: SiteFolder) -> OwnerAccount | None:
    """None when the page is off. Raises Refusal `owner-account-unreadable`."""
    try:
        return OwnerAccount.model_validate_json(folder.owner_account.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as fault:
        raise Refusal("owner-account-unreadable", path=str(folder.owner_account)) from fault


def new_account(name: str, passphrase: str) -> OwnerAccount:
    """Raises Refusal `passphrase-length` or `owner-name-wrong`."""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise Refusal("passphrase-length", shortest=SHORTEST, longest=LONGEST)
    hashing = Argon2id(salt=os.urandom(16), length=32, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY)
    try:
        return OwnerAccount(name=name, passphrase=hashing.derive_phc_encoded(passphrase.encode()))
    except ValidationError as fault:
        raise Refusal("owner-name-wrong") from fault


def keep_account(folder: SiteFolder, account: OwnerAccount) -> None:
    write_whole(folder.owner_account, account.model_dump_json().encode(), mode=0o600)


def remove_account(folder: SiteFolder) -> None:
    folder.owner_account.unlink(missing_ok=True)
