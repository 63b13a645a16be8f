"""Short-lived proof that a person works in a project now."""
