"""The people of an installation and what each may do in it."""
