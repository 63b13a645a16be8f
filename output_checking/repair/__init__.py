"""Repairs offered for tables that block: what would change, why, its cost, and the proof that it holds."""
