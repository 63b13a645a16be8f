"""Where the airlock keeps requests (a database) and bytes (a content-addressed store)."""
