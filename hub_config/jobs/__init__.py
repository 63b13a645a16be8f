"""Batch jobs: the door at which workspaces hand in notebooks, and the worker that runs them."""
