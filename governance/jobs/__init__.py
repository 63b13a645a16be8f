"""Batch jobs: notebooks that run without their members; who waits, who is next, how each ended."""
