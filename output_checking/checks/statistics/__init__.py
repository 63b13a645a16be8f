"""Rules by kind of statistic, after the field's statbarns: analysis, risk, check, mitigation."""
