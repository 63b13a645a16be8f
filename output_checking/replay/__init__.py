"""Replays: the request's notebook runs again in a clean container, and what it makes is compared."""
