"""The server runs no code of its own accord: kernels and terminals start in the researcher's container."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - Jupyter puts it there

c.ServerApp.root_dir = "/home/researcher/work"
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = 8888
c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash"]}
c.TerminalsExtensionApp.terminal_manager_class = "d2h_server.terminals.ResearcherTerminals"
# A kernel's description names the program that starts it: those of the image alone are read.
c.KernelSpecManager.kernel_dirs = ["/opt/venv/share/jupyter/kernels"]
c.KernelSpecManager.ensure_native_kernel = False
c.KernelProvisionerFactory.default_provisioner_name = "researcher-provisioner"
c.NotebookNotary.data_dir = "/tmp/jupyter"  # noqa: S108 - the container's own
c.LabApp.news_url = None
c.LabApp.extension_manager = "readonly"
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LanguageServerManager.autodetect = False
