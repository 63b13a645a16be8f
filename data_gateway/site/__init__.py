"""What makes a site: its folder, settings, keys, certificate, audit, and what it tells governance."""
