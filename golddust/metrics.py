"""The two ways of keeping the metrics of `golddust.catalogue`."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from golddust.catalogue import CATALOGUE, Kind


class NoMetrics:
    """Counts nothing: for programs that run and end."""

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Nothing."""

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Nothing."""

    def time(self, name: str, seconds: float, **labels: str) -> None:
        """Nothing."""


class PrometheusMetrics:
    """Keeps all metrics in a Prometheus registry.

    Where PROMETHEUS_MULTIPROC_DIR is set before the process starts, they are kept in files there, and any process of the
    installation can add them up; of a gauge that several set, the latest wins.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._counters = {name: Counter(name, says, labels, registry=registry) for name, says, labels in _of("counter")}
        self._gauges = {
            name: Gauge(name, says, labels, registry=registry, multiprocess_mode="mostrecent")
            for name, says, labels in _of("gauge")
        }
        self._timings = {name: Histogram(name, says, labels, registry=registry) for name, says, labels in _of("histogram")}

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Add to a counter."""
        self._counters[name].labels(**labels).inc(by)

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Set a gauge."""
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(value)

    def time(self, name: str, seconds: float, **labels: str) -> None:
        """Add one observation to a histogram."""
        self._timings[name].labels(**labels).observe(seconds)


def _of(kind: Kind) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(metric.name, metric.says, tuple(metric.labels)) for metric in CATALOGUE.values() if metric.kind == kind]
