"""`./d2h verify-isolation`: the walls of a workspace, tried from inside, and a signed report of it."""
