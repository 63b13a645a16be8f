"""The data owner's page: permits to sign, refuse and stop, and the site's own audit, at the site alone."""
