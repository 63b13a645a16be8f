"""Attacks. Each function travels into the workspace as its source text, so it needs nothing but itself.

What it returns is JSON: an error's number, `open` or `written`, or what was found.
"""
