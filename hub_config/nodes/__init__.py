"""The machines on which workspaces run, the hub's own first of all."""
