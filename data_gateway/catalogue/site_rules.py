"""Files in which a site says its own of a data set; they are kept in the folder of each version."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.description import DESCRIPTION
from data_gateway.catalogue.mapping import MAPPING_FILE
from governance.refusal import Refusal

SCHEMA = "schema.yaml"


@dataclass(frozen=True)
class SiteRules:
    """What a site says of its data set in files of its own; None keeps what the version in force has.

    `leave_out_bad_rows` takes in the others instead of refusing all. `known` tells identifiers of patients
    and staff besides those of the table of persons; it is read at this load and not kept.
    """

    mapping: Path | None = None
    schema: Path | None = None
    description: Path | None = None
    leave_out_bad_rows: bool = False
    known: Path | None = None

    def kept(self, file: str, before: Dataset | None, draft: Path) -> Path | None:
        """Copy `MAPPING_FILE`, `SCHEMA` or `DESCRIPTION` into the draft: the one given, else
        that of `before`.

        Where it was copied from, or None where there is none. Raises Refusal `load-site-file-unreadable`.
        """
        given = {MAPPING_FILE: self.mapping, SCHEMA: self.schema, DESCRIPTION: self.description}
        held = before.folder / file if before else None
        source = given[file] or (held if held and held.is_file() else None)
        if source is None:
            return None
        try:
            shutil.copyfile(source, draft / file)
        except OSError as fault:
            raise Refusal("load-site-file-unreadable", path=str(source)) from fault
        return source
