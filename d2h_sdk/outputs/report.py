"""A release request as its author reads it: state, files, findings with their places, what to do next."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from d2h_sdk import words
from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.findings_in_words import advice, explain, place, seen
from d2h_sdk.rendering import html_note, html_table, text_table
from d2h_sdk.wire import (
    FindingMessage,
    ReleaseRequestMessage,
    RepairMethod,
    RepairWishMessage,
)

if TYPE_CHECKING:
    from d2h_sdk.outputs.repair import Repair

_SIGNS = {"pass": "✓", "review": "●", "block": "✗"}
_GRAVITY = {"block": 0, "review": 1, "pass": 2}
_TONES = {
    "BLOCKED": "bad",
    "REJECTED": "bad",
    "REVOKED": "bad",
    "RETURNED": "warning",
    "APPROVED": "good",
    "RELEASED": "good",
}


class RequestReport:
    """One request. `.ok` when no finding blocks, `.blocking` those that do, `.to_frame()` for all, `.fix()`
    what a repair would change."""

    def __init__(
        self, message: ReleaseRequestMessage, fix: Callable[[RepairWishMessage, Any], Repair] | None = None
    ) -> None:
        self.message = message
        self._fix = fix

    def fix(
        self,
        method: RepairMethod = "suppress",
        *,
        search: Literal["fast", "optimal"] = "fast",
        base: int | None = None,
        data: pd.DataFrame | None = None,
    ) -> Repair:
        """What would change in the tables that block, why, what it costs, and what proves that it holds;
        `.apply()` does it.

        `suppress` hides cells (`search="optimal"`: at the least cost), `round` and `midpoint` round counts
        (to `base`), `rebin` and `merge-steps` widen the bins of a histogram and the steps of a survival
        curve, `average` makes each quantile the mean of ten values around it (`data`: the records).
        `perturb` adds noise by the cell-key method, where the project's profile offers it.
        Raises AirlockError `repair-does-not-apply`, naming the methods that do; UsageError `no-draft` on a
        report of another request than the current one."""
        if self._fix is None:
            raise UsageError("no-draft")
        if method not in get_args(RepairMethod):
            raise UsageError(
                "repair-method-unknown", method=method, methods=", ".join(get_args(RepairMethod))
            )
        return self._fix(RepairWishMessage(method=method, search=search, base=base), data)

    @property
    def id(self) -> str:
        return self.message.id

    @property
    def state(self) -> str:
        return self.message.state

    @property
    def findings(self) -> tuple[tuple[str, FindingMessage], ...]:
        """(file name, finding), gravest first."""
        all_found = [(file.name, finding) for file in self.message.files for finding in file.findings]
        return tuple(sorted(all_found, key=lambda entry: _GRAVITY[entry[1].severity]))

    @property
    def blocking(self) -> tuple[tuple[str, FindingMessage], ...]:
        """Without those that an exception is asked for."""
        asked = {(one.file, one.finding) for one in self.message.exceptions}
        return tuple(
            (name, finding)
            for name, finding in self.findings
            if finding.severity == "block" and (name, finding.key) not in asked
        )

    @property
    def ok(self) -> bool:
        """Every file was checked and nothing blocks; a person still decides."""
        return bool(self.message.files) and all(f.findings for f in self.message.files) and not self.blocking

    def to_frame(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                (name, f.severity, f.rule, place(f), seen(f), advice(f), self._sources(f))
                for name, f in self.findings
            ],
            columns=["file", "severity", "rule", "where", "explanation", "to_do", "sources"],
        )

    def _sources(self, finding: FindingMessage) -> str:
        known = [self.message.sources[key] for key in finding.sources if key in self.message.sources]
        return "; ".join(words.in_words(one.title, one.link) for one in known)

    def _rows(self) -> list[tuple[str, str, str, str, str]]:
        """What passed is told once per file, not check by check."""
        rows = [
            (
                f"{_SIGNS[f.severity]} {words.say(f'severity-{f.severity}')}",
                name,
                place(f),
                explain(f),
                self._sources(f),
            )
            for name, f in self.findings
            if f.severity != "pass"
        ]
        for file in self.message.files:
            if file.findings and all(finding.severity == "pass" for finding in file.findings):
                told = words.say("checks-passed", count=len(file.findings))
                rows.append((f"{_SIGNS['pass']} {words.say('severity-pass')}", file.name, "", told, ""))
            elif not file.findings:
                rows.append(("–", file.name, "", words.say("not-checked-yet"), ""))
        return rows

    def _headings(self) -> tuple[str, ...]:
        return tuple(
            words.say(f"label-{name}") for name in ("severity", "file", "where", "finding", "sources")
        )

    def _summary(self) -> str:
        return f"« {self.message.title} » — {words.say(f'state-{self.state}')}"

    def _replay(self) -> list[str]:
        """How far the replay is; of one that ended, what is not reproduced."""
        replay = self.message.replay
        if replay is None:
            return []
        known = words.knows(replay.reason)
        reason = words.say(replay.reason, **replay.params) if known else ""
        told = words.say(
            f"replay-{replay.state}",
            same=sum(one.verdict == "same" for one in replay.files),
            files=len(replay.files),
            reason=reason or words.say("replay-reason-unknown", code=replay.reason),
        )
        others = [one for one in replay.files if one.verdict != "same"]
        return [
            told,
            *(
                words.say(f"replay-verdict-{one.verdict}", file=one.name, count=one.differences)
                for one in others
            ),
        ]

    def _next(self) -> str:
        if self.state in ("DRAFT", "RETURNED", "BLOCKED") and self.ok:
            return words.say("next-submit")
        return words.say(f"next-{self.state}", page=self.message.page)

    def __repr__(self) -> str:
        parts = [self._summary(), *self.message.comments]
        if self.message.files:
            parts.append(text_table(self._headings(), self._rows(), width=60))
        return "\n".join([*parts, *self._replay(), "→ " + self._next()])

    def _repr_html_(self) -> str:
        comments = "".join(f"<blockquote>{escape(comment)}</blockquote>" for comment in self.message.comments)
        tone = "bad" if self.blocking else _TONES.get(self.state, "plain")
        table = html_table(self._summary(), self._headings(), self._rows())
        replay = "".join(html_note(line) for line in self._replay())
        return table + comments + replay + html_note("→ " + self._next(), tone)


class RequestList:
    """The project's requests that this person may see, latest first."""

    def __init__(self, messages: tuple[ReleaseRequestMessage, ...]) -> None:
        self.requests = tuple(RequestReport(message) for message in reversed(messages))

    def __len__(self) -> int:
        return len(self.requests)

    def __getitem__(self, position: int) -> RequestReport:
        return self.requests[position]

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (
                r.message.title,
                words.say(f"state-{r.state}"),
                str(r.message.turn),
                str(len(r.message.files)),
                r.id,
            )
            for r in self.requests
        ]

    def _headings(self) -> tuple[str, ...]:
        return tuple(words.say(f"label-{name}") for name in ("title", "state", "turn", "files", "request"))

    def __repr__(self) -> str:
        rows = self._rows()
        return text_table(self._headings(), rows) if rows else words.say("no-request")

    def _repr_html_(self) -> str:
        rows = self._rows()
        note = "" if rows else words.say("no-request")
        return html_table(words.say("requests-title"), self._headings(), rows, note)
