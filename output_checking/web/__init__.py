"""The airlock over HTTP: the API that workspaces call, and the pages of authors and reviewers."""
