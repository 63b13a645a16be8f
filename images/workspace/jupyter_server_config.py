"""Comfort only: what may leave a workspace is decided by the proxy outside, where this file has no say."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - Jupyter puts it there

c.ServerApp.root_dir = "/home/researcher/work"
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = 8888
c.LabApp.news_url = None
c.LabApp.extension_manager = "readonly"
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LanguageServerManager.autodetect = False
