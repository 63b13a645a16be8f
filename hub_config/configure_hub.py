"""Where the hub and its proxy listen and keep their files; nothing listens beyond 127.0.0.1."""

from __future__ import annotations

from traitlets.config import Config

from hub_config.settings import HubSettings


def configure_hub(c: Config, settings: HubSettings) -> None:
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    c.JupyterHub.bind_url = f"http://127.0.0.1:{settings.proxy_port}"
    c.JupyterHub.public_url = settings.public + "/"
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{settings.api_port}"
    c.JupyterHub.hub_connect_url = f"http://127.0.0.1:{settings.api_port}"
    c.JupyterHub.db_url = settings.database
    c.JupyterHub.cookie_secret_file = str(settings.data / "cookie_secret")
    # Workspaces outlive a restart of the hub and are found again.
    c.JupyterHub.cleanup_servers = False
    c.JupyterHub.allow_named_servers = True
    c.JupyterHub.default_url = "/hub/home"
    c.JupyterHub.token_expires_in_max_seconds = settings.token_seconds
    c.JupyterHub.oauth_token_expires_in = settings.token_seconds
    c.JupyterHub.cookie_max_age_days = settings.token_seconds / 86_400
    # Its figures name nobody; neither the front nor a door leads to them.
    c.JupyterHub.authenticate_prometheus = False
    c.JupyterHub.shutdown_on_logout = False
    if settings.public.startswith("https:"):
        c.JupyterHub.tornado_settings = {"cookie_options": {"secure": True}}
    c.ConfigurableHTTPProxy.command = settings.proxy
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_api_port}"
    c.ConfigurableHTTPProxy.pid_file = str(settings.data / "proxy.pid")
