"""The hub's configuration, told by its settings: `jupyterhub -f hub_config/jupyterhub_config.py`."""

from governance.settings import GovernanceSettings
from hub_config.configure_auth import configure_auth
from hub_config.configure_hub import configure_hub
from hub_config.configure_nodes import configured_nodes
from hub_config.configure_pages import configure_pages
from hub_config.configure_roles import configure_roles
from hub_config.configure_services import configure_services
from hub_config.configure_spawner import configure_spawner
from hub_config.copies.desk import CopyDesk
from hub_config.copies.taking import Copies
from hub_config.gate import Gate
from hub_config.offers import Offers
from hub_config.reconciling import reconcile
from hub_config.settings import HubSettings

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - JupyterHub puts it there

settings = HubSettings()
gate = Gate(GovernanceSettings())
nodes = configured_nodes(settings, gate.drained)
offers = Offers(settings.home, nodes, gate)
copies = CopyDesk(GovernanceSettings(), Copies(settings, nodes))

configure_hub(c, settings)
configure_auth(c, settings, gate)
configure_spawner(c, settings, gate, offers, nodes)
configure_services(c, settings)
configure_roles(c, settings)
configure_pages(c, settings, gate, offers, copies)
reconcile(settings, gate, offers, nodes)
