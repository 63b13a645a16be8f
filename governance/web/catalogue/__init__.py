"""The catalogue's pages: what the sites publish of their data, for everyone who is logged in at the hub."""
