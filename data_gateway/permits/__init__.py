"""What the site's data owner signs, keeps and withdraws, and who may call with it."""
