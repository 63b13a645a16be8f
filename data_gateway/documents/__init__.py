"""Documents in free text: their identifiers found and masked at the site, before anything leaves."""
