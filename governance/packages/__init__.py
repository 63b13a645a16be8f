"""Which packages from outside workspaces may install, who asked for others, and who took what."""
