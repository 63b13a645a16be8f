"""How often each sort of audit record was kept by this process."""

from __future__ import annotations

from prometheus_client import Counter

KEPT = Counter("d2h_audit_records", "Audit records kept by this process, by what they tell", ["event"])
