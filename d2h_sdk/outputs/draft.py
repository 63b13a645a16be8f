"""A release request being prepared: files are added, checked, submitted."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, Literal

import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.added_file import AddedFile
from d2h_sdk.outputs.airlock import Airlock
from d2h_sdk.outputs.averaged import averaged_here
from d2h_sdk.outputs.calling_code import with_calling_code
from d2h_sdk.outputs.figures import figure_files
from d2h_sdk.outputs.notebooks import notebook_file
from d2h_sdk.outputs.pictures import stripped
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.regressions import regression_file
from d2h_sdk.outputs.repair import Repair
from d2h_sdk.outputs.report import RequestReport
from d2h_sdk.outputs.survival_curves import survival_files
from d2h_sdk.outputs.tables import Persons, table_file
from d2h_sdk.wire import Evidence, ReleaseRequestMessage, RepairWishMessage

CHECKS_LAST = 120.0  # seconds to wait for the airlock's checks after submitting


class Draft:
    """One request. Adding a file of the same name replaces it, so that a cell may run again."""

    def __init__(self, airlock: Airlock, message: ReleaseRequestMessage) -> None:
        self._airlock = airlock
        self._message = message
        self._prepared: dict[str, PreparedFile] = {}

    @property
    def id(self) -> str:
        return self._message.id

    def table(
        self,
        df: pd.DataFrame,
        name: str,
        *,
        kind: Literal["counts", "magnitudes"] | None = None,
        persons: Persons = None,
        person_total: int | None = None,
        evidence: Any = None,
        supports: str | None = None,
        group: str | None = None,
        description: str = "",
        population: str = "",
        part_of: str | Sequence[str] = (),
        categories: Mapping[str, str] | None = None,
    ) -> AddedFile:
        """A table as CSV. One that a producer made (`crosstab`, `pivot_table`…) brings its evidence along.
        Any other: `kind` counts or magnitudes (means…); `persons`, the distinct persons behind each cell: a
        frame of the body's shape, one number per row, one for all, or `"cells"` when the cells themselves
        count them; or `evidence`, the producer's frame it was made from, or a dict of fields.
        `population` names whom it is about, so that tables and releases can be compared: one name for the
        same persons, `part_of` for those they belong to. `categories`: label here -> elsewhere."""
        file = table_file(
            df,
            name,
            kind=kind,
            persons=persons,
            person_total=person_total,
            evidence=evidence,
            description=description,
            supports=supports,
            population=population,
            part_of=part_of,
            categories=categories,
        )
        return self._add(group, file)

    def regression(
        self,
        fitted: Any,
        name: str,
        *,
        data: pd.DataFrame | None = None,
        persons: int | pd.Series | None = None,
        events: int | None = None,
        degrees_of_freedom: int | None = None,
        group: str | None = None,
        description: str = "",
    ) -> AddedFile:
        """Coefficients of a fitted lifelines, statsmodels or linear scikit-learn model, or a frame of them.
        `data`: the frame it was fitted on, to count the persons behind each coefficient. `persons`: their
        number, or the column of their ids; without it each row counts as one person."""
        file = regression_file(
            fitted,
            name,
            data=data,
            persons=persons,
            events=events,
            degrees_of_freedom=degrees_of_freedom,
            description=description,
        )
        return self._add(group, file)

    def survival(
        self,
        fitted: Any,
        name: str,
        *,
        threshold: int = 10,
        title: str = "",
        time_label: str = "",
        group: str | None = None,
        description: str = "",
    ) -> AddedFile:
        """Kaplan–Meier or Nelson–Aalen figure and its steps, merged so that `threshold` persons leave between
        two of them. `fitted`: a KaplanMeierFitter or NelsonAalenFitter, or a dict of label -> fitter."""
        image, data = survival_files(
            fitted, name, threshold=threshold, title=title, time_label=time_label, description=description
        )
        return self._add(group, image, data)

    def figure(
        self,
        fig: Any,
        name: str,
        data: pd.DataFrame | None = None,
        *,
        kind: Literal["counts", "magnitudes"] | None = None,
        persons: Persons = None,
        person_total: int | None = None,
        group: str | None = None,
        description: str = "",
    ) -> AddedFile:
        """A figure as PNG, with the numbers it shows as supporting table. A plot of `d2h.outputs` (`hist`,
        `bar`…) holds them; for any other matplotlib figure give `data`."""
        image, numbers = figure_files(
            fig, name, data, kind=kind, persons=persons, person_total=person_total, description=description
        )
        return self._add(group, image, numbers)

    def notebook(
        self, path: str | Path, name: str | None = None, *, group: str | None = None, description: str = ""
    ) -> AddedFile:
        """The notebook as last saved, without its outputs."""
        return self._add(group, notebook_file(path, name, description=description))

    def file(
        self,
        path: str | Path,
        name: str | None = None,
        *,
        supports: str | None = None,
        person_total: int | None = None,
        group: str | None = None,
        description: str = "",
    ) -> AddedFile:
        """Any other file. Its type decides which checks read it; what none can read is blocked. A PNG or JPEG
        is added without its metadata (the file itself stays as it is), any other file byte for byte."""
        path = Path(path)
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise UsageError("file-unreadable", path=str(path)) from fault
        content, left_out = stripped(content)
        evidence = Evidence(kind="file", person_total=person_total, description=description)
        added = self._add(group, PreparedFile(name or path.name, content, evidence, supports))
        return added.without(left_out)

    def remove(self, name: str) -> RequestReport:
        """Takes a file out again, with those that stood behind it."""
        return self._keep(self._airlock.remove(self.id, name))

    def explain(self, *, context: str, controls: str, group: str | None = None) -> RequestReport:
        """What the output checkers must know of a group of files; without `group`, of every group nothing was
        said of yet. `context`: whence the numbers come (« table 2: deaths by ward, all stays of 2025 »);
        `controls`: what makes them safe (« groups under 10 persons merged, totals rounded to 5 »)."""
        told = {one.group for one in self._message.groups if one.context and one.controls}
        untold = [one.group for one in self._message.groups if one.group not in told]
        for name in [group] if group else untold:
            self._message = self._airlock.explain(self.id, name, context, controls)
        return self._keep(self._message)

    def exception(self, file: str, reason: str, *, rule: str | None = None) -> RequestReport:
        """Asks the output checkers to let pass what the checks block in `file`, or what this one `rule` does;
        an empty `reason` takes that back. Identifiers and rows of persons are never let pass.

        Raises UsageError `exception-nothing` when nothing there is blocked."""
        found = [one for entry in self._message.files if entry.name == file for one in entry.findings]
        blocks = [one for one in found if one.severity == "block" and rule in (None, one.rule)]
        if not blocks:
            raise UsageError("exception-nothing", file=file)
        for key in dict.fromkeys(one.key for one in blocks):
            self._message = self._airlock.except_finding(self.id, file, key, reason)
        return self._keep(self._message)

    def check(self) -> RequestReport:
        """Runs the airlock's automatic checks now; nobody is asked to look yet."""
        return self._keep(self._airlock.check(self.id))

    def submit(self, wait: float = CHECKS_LAST, *, replay: bool = False) -> RequestReport:
        """Hands the request to the checks, then to people; waits `wait` seconds for the checks.
        `replay`: the platform runs the request's notebook again by itself and compares what it makes."""
        report = self._keep(self._airlock.submit(self.id, replay))
        until = time.monotonic() + wait
        while report.state == "CHECKING" and time.monotonic() < until:
            time.sleep(0.5)
            report = self.status()
        return report

    def status(self) -> RequestReport:
        return self._keep(self._airlock.request(self.id))

    def withdraw(self) -> RequestReport:
        """Ends the request; its files never leave."""
        return self._keep(self._airlock.withdraw(self.id))

    def _add(self, group: str | None, *files: PreparedFile) -> AddedFile:
        """The first of `files` is the output the others stand behind."""
        main = files[0]
        group = group or self._group_of(main.supports) or PurePath(main.name).stem
        for file in with_calling_code(files):
            self._keep(self._airlock.add(self.id, file, group))
            self._prepared[file.name] = file
        added = next(entry for entry in self._message.files if entry.name == main.name)
        return AddedFile(added, main.content)

    def _group_of(self, name: str | None) -> str | None:
        return next((entry.group for entry in self._message.files if entry.name == name), None)

    def _keep(self, message: ReleaseRequestMessage) -> RequestReport:
        self._message = message
        return RequestReport(message, self._fix)

    def _fix(self, wish: RepairWishMessage, data: pd.DataFrame | None) -> Repair:
        found = self._airlock.repairs(self.id, wish)
        if wish.method == "average":
            found = averaged_here(found, self._prepared, data)
        return Repair(found, self._add_again)

    def _add_again(self, files: Sequence[PreparedFile]) -> RequestReport:
        for file in files:
            self._add(next((one.group for one in self._message.files if one.name == file.name), None), file)
        return self.check()

    def __repr__(self) -> str:
        return repr(RequestReport(self._message))

    def _repr_html_(self) -> str:
        return RequestReport(self._message)._repr_html_()
