"""The gateway itself: decides, audits, answers over Arrow Flight."""
