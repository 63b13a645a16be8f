"""Where the journey is played: the running installation, its people, a fault when something differs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import httpx

from governance.words import Words, preferred_language
from launcher.client import AirlockSession, ClientError, HubSession
from launcher.installation import REPOSITORY, Installation
from launcher.kernel import KernelError
from launcher.logins import read_logins
from launcher.settings import read_settings

LOCALES = Path(__file__).parents[1] / "locales"
COMMAND_DEADLINE = 300.0  # seconds
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a notebook's tracebacks


class JourneyFault(Exception):  # noqa: N818 - the name of what the installation did
    """The installation did not do what `step` tells; `what` says how it differed."""

    def __init__(self, step: str, what: str) -> None:
        super().__init__(f"{step}\n{what}")
        self.step = step
        self.what = what


@dataclass(frozen=True)
class Answer:
    """What a command printed on both channels, and its exit code."""

    code: int
    text: str


class Stage:
    """Opens what each person needs once, and closes all of it at the end.

    `elsewhere`: sites that stand on machines of their own, with the words before which `site …` runs there.
    """

    def __init__(
        self,
        installation: Installation,
        report: Callable[[str], None],
        elsewhere: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.installation = installation
        self.elsewhere = elsewhere or {}
        self._report = report
        self._words = Words(LOCALES, preferred_language())
        self._step = ""
        self._logins = read_logins(installation)
        self._hubs: dict[str, HubSession] = {}
        self._airlocks: dict[str, AirlockSession] = {}
        self._stack = ExitStack()

    @contextmanager
    def step(self, number: int, code: str, **params: str | int) -> Iterator[dict[str, str | int]]:
        """Tells the line of `code` once the block has ended well; the block may add to its params.

        Whatever the installation's clients raise inside becomes a JourneyFault of this step.
        """
        self._step = f"{number}. {code}"
        try:
            yield params
        except (ClientError, KernelError, httpx.HTTPError, subprocess.TimeoutExpired, KeyError) as fault:
            told = _COLOURS.sub("", f"{type(fault).__name__}: {fault}")
            raise JourneyFault(self._step, told) from fault
        self._report(f" ✓ {number}. {self._words.say(code, **params)}")

    def expect(self, truth: object, what: str) -> None:
        """Raises JourneyFault with `what` unless `truth` holds."""
        if not truth:
            raise JourneyFault(self._step, what)

    @property
    def sites(self) -> list[str]:
        """Identifiers of every site, sorted: those of this machine and those elsewhere."""
        return sorted({*self.installation.sites(), *self.elsewhere})

    def site(self, command: str, site: str, *options: str) -> Answer:
        """`./d2h site COMMAND SITE OPTIONS`, typed where the site stands; raises as `d2h` does."""
        there = self.elsewhere.get(site, (str(REPOSITORY / "d2h"),))
        return self._typed([*there, "site", command, site, *options])

    def d2h(self, *arguments: str, codes: tuple[int, ...] = (0,), actor: str | None = None) -> Answer:
        """`./d2h ARGUMENTS`, in English, as `actor`; raises JourneyFault for an exit code not in `codes`."""
        return self._typed([str(REPOSITORY / "d2h"), *arguments], codes, actor)

    def _typed(self, words: list[str], codes: tuple[int, ...] = (0,), actor: str | None = None) -> Answer:
        acting = {"D2H_ACTOR": actor} if actor else {}
        finished = subprocess.run(  # noqa: S603 - our own launcher
            words,
            cwd=REPOSITORY,
            env={
                **os.environ,
                **read_settings(self.installation),  # as they are now that the sites are known
                "D2H_VENV": sys.prefix,
                "D2H_LANGUAGE": "en",
                **acting,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_DEADLINE,
            check=False,
        )
        answer = Answer(finished.returncode, finished.stdout + finished.stderr)
        told = f"{' '.join(words)} ended with {answer.code}:\n{answer.text.strip()[-2000:]}"
        self.expect(answer.code in codes, told)
        return answer

    def hub(self, user: str) -> HubSession:
        """The person's session, logged in with the password of this installation."""
        if user not in self._hubs:
            session = HubSession(self.installation.hub_url, user, self._logins[user])
            self._hubs[user] = self._stack.enter_context(session)
        return self._hubs[user]

    def airlock(self, user: str) -> AirlockSession:
        if user not in self._airlocks:
            self._airlocks[user] = AirlockSession(self.hub(user), self.installation.airlock_url)
        return self._airlocks[user]

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
