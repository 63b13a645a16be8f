"""`site.toml`: what a site calls itself, where its gateway listens, and how much one read may take."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from governance.permits.document import Slug
from governance.refusal import Refusal


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GatewaySettings(_Section):
    listen: str = "127.0.0.1"
    host: str = "127.0.0.1"  # where others reach it, as published in the site card
    port: int = Field(ge=0, le=65535)


class GovernanceAddress(_Section):
    """`audit_seconds`: how often what is new of the site's audit is sent there."""

    url: str = "http://127.0.0.1:8020"
    audit_seconds: float = Field(default=10, ge=0.1, le=3_600)


class Metrics(_Section):
    """Where Prometheus finds the gateway's figures. `port` 0: nowhere."""

    listen: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=0, le=65535)  # by default 40 after the gateway's


class OwnerPage(_Section):
    """Where the data owner's page listens once it has a passphrase; `url` is what browsers type.

    `certificate` and `key`: PEM files in the site's folder, needed on any address but the loopback.
    """

    listen: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=0, le=65535)  # by default 20 after the gateway's
    url: str = Field(default="", pattern=r"^(https?://[A-Za-z0-9.\[\]:-]+)?$")
    certificate: str = ""
    key: str = ""


_SIZE = r"^[0-9]+ ?(MB|GB|MiB|GiB)$"


class Limits(_Section):
    """Limits of one gateway. Memory is per open permit; seconds are engine time for one batch, and in all."""

    memory: str = Field(default="1GB", pattern=_SIZE)
    spill: str = Field(default="10GB", pattern=_SIZE)
    # Of long answers, encrypted on disk, to be sent again when the same is asked.
    kept_answers: str = Field(default="2GB", pattern=_SIZE)
    # Serve even where the kernel gives a permit's process no wall of its own: no Landlock, or no namespaces.
    workers_without_walls: bool = False
    threads: int = Field(default=2, ge=1, le=256)
    batch_rows: int = Field(default=100_000, ge=1_000, le=1_000_000)
    batch_seconds: float = Field(default=120, gt=0)
    read_seconds: float = Field(default=900, gt=0)
    client_seconds: float = Field(default=120, gt=0)  # that a client may take no batch
    reads_at_once: int = Field(default=16, ge=1)
    reads_at_once_per_project: int = Field(default=6, ge=1)
    reads_waiting: int = Field(default=100, ge=0)
    wait_seconds: float = Field(default=120, ge=0)
    open_permits: int = Field(default=8, ge=1)
    sql_rows: int = Field(default=20_000_000, ge=1)  # of one answer to SQL
    read_rows: int = Field(default=200_000_000, ge=1)  # of one read of a table
    aggregate_groups: int = Field(default=1_000, ge=1)
    aggregate_levels: int = Field(default=500, ge=2)
    # Of the door, before anybody is asked who calls.
    connections: int = Field(default=500, ge=1)
    calls_per_connection: int = Field(default=100, ge=1)
    header_bytes: int = Field(default=16_384, ge=4_096)
    handshake_seconds: float = Field(default=10, gt=0)
    request_seconds: float = Field(default=10, gt=0)  # in which a call's request must be there
    idle_seconds: float = Field(default=300, gt=0)  # of a connection without a call


class ProjectLimits(_Section):
    """What one project may take where that is not what `Limits` gives to every project."""

    memory: str | None = Field(default=None, pattern=_SIZE)
    threads: int | None = Field(default=None, ge=1, le=256)
    batch_seconds: float | None = Field(default=None, gt=0)
    read_seconds: float | None = Field(default=None, gt=0)
    reads_at_once_per_project: int | None = Field(default=None, ge=1)
    sql_rows: int | None = Field(default=None, ge=1)
    read_rows: int | None = Field(default=None, ge=1)


def in_bytes(size: str) -> int:
    """Bytes of a size as `Limits` writes it: "500MB", "2 GiB"."""
    number, unit = re.fullmatch(r"([0-9]+) ?([MG]i?B)", size).groups()  # type: ignore[union-attr]
    return int(number) * {"MB": 10**6, "GB": 10**9, "MiB": 2**20, "GiB": 2**30}[unit]


class Disclosure(_Section):
    """What an aggregate's cell must satisfy beyond the permit's smallest group. Researchers never see it.

    `dominance_…`: the so many largest contributors of a sum stay below this share. `prior_percent`: the p of
    the p % rule. `whole_group_persons`: a group all of whose persons share one cell is withheld below it.
    `numbers_per_project`: independent numbers a project may be told in all; more need the data owner.

    Of models: `leverage_percent` is the most that one person may weigh in a coefficient; `degrees_of_freedom`
    the persons (of a Cox model, the events) that must be left beside the coefficients; `rounds_…` how often
    a fit may ask, of one model and of all that a project fits.
    """

    dominance_persons: int = Field(default=2, ge=1)
    dominance_percent: float = Field(default=90, gt=0, le=100)
    prior_percent: float = Field(default=10, ge=0, le=100)
    whole_group_persons: int = Field(default=30, ge=0)
    numbers_per_project: int = Field(default=500, ge=1, le=512)
    leverage_percent: float = Field(default=50, gt=0, le=100)
    degrees_of_freedom: int = Field(default=10, ge=1)
    rounds_per_model: int = Field(default=25, ge=1)
    rounds_per_project: int = Field(default=1_000, ge=1)


class Documents(_Section):
    """`bar`: the confidence below which a de-identified document waits for a person."""

    bar: float = Field(default=0.5, ge=0, le=1)


class SiteSettings(_Section):
    id: Slug
    title: dict[str, str]
    gateway: GatewaySettings
    governance: GovernanceAddress = GovernanceAddress()
    limits: Limits = Limits()
    disclosure: Disclosure = Disclosure()
    documents: Documents = Documents()
    owner_page: OwnerPage = OwnerPage()
    metrics: Metrics = Metrics()
    projects: dict[Slug, ProjectLimits] = {}

    def limits_of(self, project: str) -> Limits:
        """Those of the site, with what is said of this project in their place."""
        own = self.projects.get(project, ProjectLimits()).model_dump(exclude_none=True)
        return self.limits.model_copy(update=own)

    @property
    def server_name(self) -> str:
        """The name in the gateway's certificate, which a client checks whatever address it dialled."""
        return f"{self.id}.gateway.d2h"

    @property
    def owner_page_port(self) -> int:
        port = self.owner_page.port
        return self.gateway.port + 20 if port is None else port

    @property
    def metrics_address(self) -> str:
        """HOST:PORT, or nothing."""
        port = self.gateway.port + 40 if self.metrics.port is None else self.metrics.port
        return f"{self.metrics.listen}:{port}" if port else ""

    @property
    def owner_page_url(self) -> str:
        """A host name of its own: cookies know no ports, and must not reach another page of this machine."""
        scheme = "https" if self.owner_page.certificate else "http"
        return self.owner_page.url or f"{scheme}://{self.id}.localhost:{self.owner_page_port}"


def load_settings(path: Path) -> SiteSettings:
    """Raises Refusal `site-settings-wrong` naming the first key that is wrong."""
    try:
        return SiteSettings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise Refusal("site-settings-wrong", path=str(path), key=key, fault=first["msg"]) from fault
    except (OSError, ValueError) as fault:
        raise Refusal("site-settings-wrong", path=str(path), key="-", fault=str(fault)) from fault


def render_settings(settings: SiteSettings) -> str:
    """TOML text of a new site; a JSON string is also a TOML basic string."""
    title = "\n".join(f"{json.dumps(lang)} = {json.dumps(words)}" for lang, words in settings.title.items())
    return (
        f"id = {json.dumps(settings.id)}\n\n"
        f"[title]\n{title}\n\n"
        f"[gateway]\nlisten = {json.dumps(settings.gateway.listen)}\n"
        f"host = {json.dumps(settings.gateway.host)}\nport = {settings.gateway.port}\n\n"
        f"[governance]\nurl = {json.dumps(settings.governance.url)}\n\n"
        f"{_commented('limits', Limits())}\n{_commented('disclosure', Disclosure())}\n"
        f"{_commented('documents', Documents())}\n"
        f"{_commented('owner_page', OwnerPage())}\n"
        f"{_commented('metrics', Metrics())}\n"
        "# [projects.adverse-events]\n# read_rows = 1000000\n"
    )


def _commented(name: str, section: _Section) -> str:
    """The defaults of a section, to be changed by taking the signs away."""
    return f"# [{name}]\n" + "".join(
        f"# {key} = {json.dumps(value)}\n" for key, value in section.model_dump(exclude_none=True).items()
    )
