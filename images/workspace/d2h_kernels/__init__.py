"""The researcher's side: her kernels and terminals, in a container without a secret. Trusted by nobody."""
