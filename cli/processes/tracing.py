"""Who is told of what goes on: Prometheus, when it asks; a receiver of traces, where the settings name one.

What they need is loaded only where they are wanted: most commands tell nobody.
"""

from collections.abc import Callable

from config.settings import ObserveOptions
from golddust.ports import Clock, Metrics
from golddust.traces import NoTraces, Traces


def prometheus() -> Metrics:
    """The metrics of this process, to be asked for."""
    from prometheus_client import REGISTRY  # noqa: PLC0415 - see above

    from golddust.metrics import PrometheusMetrics  # noqa: PLC0415 - as above

    return PrometheusMetrics(REGISTRY)


def traces_of(options: ObserveOptions, clock: Clock, metrics: Metrics, closing: list[Callable[[], None]]) -> Traces:
    """The traces; `closing` gets what ends them, after telling what was not told yet."""
    if not options.otlp_endpoint:
        return NoTraces()
    from cli.processes.telling import told_by_otlp  # noqa: PLC0415 - as above

    traces, end = told_by_otlp(options, clock, metrics)
    closing.append(end)
    return traces
