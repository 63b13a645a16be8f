"""The airlock: what leaves a workspace leaves only through here, after checks and independent review."""
