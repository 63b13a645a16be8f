"""What workspaces show: how many bytes, in what time, and which code made them."""
