"""A certificate of training: which, given by whom, from when until when, by which paper."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from governance.catalogue.site_card import Words
from governance.permits.document import IsoDate, Slug
from governance.projects.step_record import Sha256


class Certificate(BaseModel):
    """`given` and `until` are both days on which it holds. `document`: SHA-256 of the paper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Slug
    by: Annotated[Words, Field(max_length=200)]
    given: IsoDate
    until: IsoDate
    document: Sha256
