"""Packages of AI-SDC/ACRO: read and judged anew, and written beside ours so that SACRO-Viewer opens them."""
