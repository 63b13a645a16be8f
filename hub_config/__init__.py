"""JupyterHub's configuration: who logs in, which sealed workspace starts, which routes pass."""
