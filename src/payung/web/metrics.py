"""Figures for Prometheus: requests by route, jobs by state, the trail, the disk. Routes are names, never addresses: no person is in them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from payung.governance.queries.state import state

REGISTRY = CollectorRegistry()
REQUESTS = Counter("payung_requests", "Requests answered.", ["route", "method", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "payung_request_seconds", "Time to answer.", ["route"], buckets=(0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10), registry=REGISTRY
)


class StateCollector(Collector):
    """What the database tells, asked for at each reading."""

    def collect(self) -> Iterator[Metric]:
        """The gauges."""
        now = state()
        jobs = GaugeMetricFamily("payung_jobs", "Jobs by state.", labels=["state"])
        for name, count in now.jobs.items():
            jobs.add_metric([name], count)
        yield jobs
        for name, says, value in (
            ("payung_worker_up", "Whether the worker gave a sign of life.", int(now.worker)),
            ("payung_audit_events", "Events of the audit trail.", now.events),
            ("payung_audit_unsealed", "Events that are not sealed yet.", now.unsealed),
            ("payung_audit_seal_holds", "Whether the newest seal holds.", int(now.seal_holds)),
            (
                "payung_backup_timestamp_seconds",
                "When the last backup was made; 0: never.",
                now.last_backup_at.timestamp() if now.last_backup_at else 0,
            ),
            ("payung_database_bytes", "Size of the database.", now.database_bytes),
            ("payung_database_connections", "Connections to the database.", now.connections),
            ("payung_disk_free_bytes", "Space left on the disk of the data folder.", now.free_bytes),
        ):
            yield GaugeMetricFamily(name, says, value=value)


REGISTRY.register(StateCollector())


class MetricsMiddleware:
    """Counts and times every request under the name of its route."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note how long it took."""
        began = time.perf_counter()
        answer = self.get_response(request)
        route = (request.resolver_match.url_name if request.resolver_match else None) or "none"
        REQUESTS.labels(route, request.method if request.method in ("GET", "POST", "HEAD") else "other", answer.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - began)
        return answer
