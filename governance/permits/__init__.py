"""What a project may read at one site, as the site's data owner signs it."""
