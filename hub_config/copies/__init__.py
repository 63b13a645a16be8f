"""Copies of notebooks, kept for 30 days where no code of a researcher reaches them."""
