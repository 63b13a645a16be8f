"""How the shipped lists and weights are made: run when they change, never at a site."""
