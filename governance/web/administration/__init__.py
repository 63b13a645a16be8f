"""The pages of those who run the workspace, in a process of their own.

Who may open which stands in access.py. A subject is one module with a `router`, named in pages.py.
"""
