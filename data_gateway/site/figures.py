"""The gateway's own figure: when the certificate that it shows ends."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography import x509
from prometheus_client.core import GaugeMetricFamily, Metric

from data_gateway.site.folder import SiteFolder


def gateway_figures(folder: SiteFolder) -> Iterator[Metric]:
    shown = x509.load_pem_x509_certificates(folder.certificate_chain.read_bytes())
    end = min(one.not_valid_after_utc for one in shown)
    yield GaugeMetricFamily(
        "d2h_certificate_end_seconds", "When the certificate ends, seconds since 1970", value=end.timestamp()
    )
