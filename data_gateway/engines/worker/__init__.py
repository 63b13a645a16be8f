"""The process in which one permit's queries run: fed and ended by the gateway, trusted with nothing."""
