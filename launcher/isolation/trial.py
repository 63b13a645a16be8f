"""A probe, what must come of it, and what did: a missing or unclear answer is never a wall that holds."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

# Ways in which the kernel or a wall says no.
FORBIDDEN = ("EPERM", "EACCES", "ENOSYS")
UNREACHABLE = ("ENETUNREACH", "EADDRNOTAVAIL")


class Verdict(StrEnum):
    HOLDS = "holds"
    OPEN = "open"
    UNKNOWN = "unknown"


class Expectation(Protocol):
    """What a holding wall makes of the attack. `said` is the sentence's key, `params` its variables."""

    @property
    def said(self) -> str: ...
    @property
    def params(self) -> Mapping[str, str]: ...
    def holds(self, found: Any) -> bool: ...


@dataclass(frozen=True)
class Refused:
    """The attempt fails with one of these errors."""

    errors: tuple[str, ...] = FORBIDDEN
    said: str = "expected-refused"

    @property
    def params(self) -> Mapping[str, str]:
        return {"errors": ", ".join(self.errors)}

    def holds(self, found: Any) -> bool:
        return type(found) is int and errno.errorcode.get(found) in self.errors


@dataclass(frozen=True)
class Exactly:
    value: Any
    said: str = "expected-exactly"

    @property
    def params(self) -> Mapping[str, str]:
        return {"value": shown(self.value)}

    def holds(self, found: Any) -> bool:
        return type(found) is type(self.value) and bool(found == self.value)


@dataclass(frozen=True)
class Nothing:
    """The attack finds nothing at all."""

    said: str = "expected-nothing"
    params: Mapping[str, str] = field(default_factory=dict)

    def holds(self, found: Any) -> bool:
        return isinstance(found, list) and not found


@dataclass(frozen=True)
class NothingBut:
    """What is found is a part of `values`."""

    values: tuple[str, ...]
    said: str = "expected-nothing-but"

    @property
    def params(self) -> Mapping[str, str]:
        return {"value": ", ".join(self.values)}

    def holds(self, found: Any) -> bool:
        return isinstance(found, list) and set(found) <= set(self.values)


@dataclass(frozen=True)
class Judged:
    """A condition of its own, said in its own sentence."""

    said: str
    condition: Callable[[Any], bool]
    params: Mapping[str, str] = field(default_factory=dict)

    def holds(self, found: Any) -> bool:
        return self.condition(found)


class Killed:
    """Whoever tries is ended by the kernel."""

    said = "expected-killed"
    params: Mapping[str, str] = {}

    def holds(self, found: Any) -> bool:
        return False  # it came back


@dataclass(frozen=True)
class Probe:
    """`function` with `arguments` is run inside; `attack` is the key of the sentence that says what for.

    A control must succeed where an attack must fail: without it a broken probe would look like a wall.
    """

    id: str
    attack: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    expected: Expectation = field(default_factory=Refused)
    params: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 120.0
    control: bool = False


@dataclass(frozen=True)
class Outcome:
    """What an attempt came to: the function's value, or why there is none."""

    found: Any = None
    fault: str | None = None
    killed: bool = False


@dataclass(frozen=True)
class Finding:
    id: str
    wall: str
    attack: tuple[str, Mapping[str, str]]
    expected: tuple[str, Mapping[str, str]]
    found: str
    verdict: Verdict


def judge(wall: str, probe: Probe, outcome: Outcome) -> Finding:
    return Finding(
        id=probe.id,
        wall=wall,
        attack=(probe.attack, probe.params),
        expected=(probe.expected.said, probe.expected.params),
        found=_told(probe, outcome),
        verdict=_verdict(probe, outcome),
    )


def _verdict(probe: Probe, outcome: Outcome) -> Verdict:
    if outcome.killed:
        return Verdict.HOLDS if isinstance(probe.expected, Killed) else Verdict.UNKNOWN
    if outcome.fault is not None:
        return Verdict.UNKNOWN
    if probe.expected.holds(outcome.found):
        return Verdict.HOLDS
    return Verdict.UNKNOWN if probe.control else Verdict.OPEN


def _told(probe: Probe, outcome: Outcome) -> str:
    if outcome.killed:
        return "killed"
    if outcome.fault is not None:
        return outcome.fault[:500]
    if isinstance(probe.expected, Refused) and type(outcome.found) is int:
        return errno.errorcode.get(outcome.found, "succeeded" if outcome.found == 0 else str(outcome.found))
    return shown(outcome.found)


def shown(value: Any) -> str:
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 500 else text[:500] + "…"
