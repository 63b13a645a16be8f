"""The airlock: what leaves a workspace leaves only through here, after checks and independent review."""

# Here and not in package metadata: an installation reads the code from its folder and has none.
__version__ = "0.1.0"
