"""The other way in: code, small tables and models that a project asks to have in its workspace."""
