"""What may be asked, checked against a permit and written as an engine's query."""
