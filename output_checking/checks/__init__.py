"""Automatic checks. One file per subject; each check is registered under a dotted name (see registry.py)."""
