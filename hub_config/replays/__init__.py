"""Replays: a notebook runs again in a clean sealed container when the airlock asks for it."""
