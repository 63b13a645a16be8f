"""A backup of a whole installation in one encrypted file, taken while it runs, and its restoration."""
