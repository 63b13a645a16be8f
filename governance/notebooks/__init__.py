"""Notebooks that a member gets back after they were deleted."""
