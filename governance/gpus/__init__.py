"""Graphics processors: which there are, who holds each, and who waits for one."""
