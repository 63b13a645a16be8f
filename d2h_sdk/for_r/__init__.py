"""What R asks of the SDK. One Python runs beside each R; the functions of `d2h.R` send it orders."""
