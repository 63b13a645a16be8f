"""Workspaces are sealed containers of one image that is never pulled."""

from __future__ import annotations

from traitlets.config import Config

from hub_config import spawner
from hub_config.bill_of_materials import BillsOfMaterials
from hub_config.gate import Gate
from hub_config.nodes.placement import Nodes
from hub_config.offers import Offers
from hub_config.settings import HubSettings

_START_SECONDS = 120


def configure_spawner(c: Config, settings: HubSettings, gate: Gate, offers: Offers, nodes: Nodes) -> None:
    # A class of this installation: values set through `c` are copied, and an open database cannot be.
    class SealedDockerSpawner(spawner.SealedDockerSpawner):
        pass

    SealedDockerSpawner.gate = gate
    SealedDockerSpawner.offers = offers
    SealedDockerSpawner.gpu_image = settings.gpu_image
    SealedDockerSpawner.bills = BillsOfMaterials(settings.data / "images")
    SealedDockerSpawner.nodes = nodes
    SealedDockerSpawner.node_grace_seconds = settings.node_grace_seconds
    SealedDockerSpawner.installation = settings.installation
    SealedDockerSpawner.airlock_page = settings.airlock_page_url
    SealedDockerSpawner.image_files = settings.image_files
    SealedDockerSpawner.unused_seconds = settings.unused_seconds

    c.JupyterHub.spawner_class = SealedDockerSpawner
    c.DockerSpawner.image = settings.image
    c.DockerSpawner.pull_policy = "never"
    c.DockerSpawner.remove = True
    c.DockerSpawner.network_name = "none"
    c.DockerSpawner.use_internal_ip = True
    # Without the ending, it is the container of the researcher's own code.
    c.DockerSpawner.name_template = settings.installation + "-{raw_username}--{raw_servername}--server"
    c.DockerSpawner.format_volume_name = lambda template, spawner: template
    c.Spawner.cmd = ["python", "-I", "-m", "d2h_server"]
    # Nothing that a home says of Jupyter reaches the server: templates, extensions, settings that are code.
    c.Spawner.disable_user_config = True
    c.Spawner.poll_interval = settings.check_seconds
    c.Spawner.poll_jitter = 0
    c.Spawner.start_timeout = _START_SECONDS
    c.Spawner.http_timeout = _START_SECONDS
    c.Spawner.default_url = "/lab"
