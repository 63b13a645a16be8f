"""What the sites offer: each publishes a card of itself, never data."""
