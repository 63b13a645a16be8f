"""The HTTP API of governance: access tokens for workspaces, permits for the sites."""
