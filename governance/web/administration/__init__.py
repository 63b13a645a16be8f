"""The pages of those who run the workspace, in the catalogue's process and under its address.

Who may open which stands in access.py. A subject is one module with a `router`, named in pages.py.
"""
