"""What runs a checked query over the policy views, and streams its answer."""
