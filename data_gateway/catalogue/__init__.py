"""What a site holds: data sets, their columns' roles, and how files become data sets."""
