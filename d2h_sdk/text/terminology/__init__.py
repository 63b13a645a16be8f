"""The lists behind the marks, and how they are made."""
