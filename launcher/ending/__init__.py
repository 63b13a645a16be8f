"""The end of a project in an installation: archived into one encrypted file, destroyed with a certificate."""
