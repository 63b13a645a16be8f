"""The Jupyter server's side: a container where no code of a researcher runs. It starts none here either."""
