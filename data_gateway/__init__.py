"""The site gateway: a hospital's data opens only with that hospital's own signature."""
