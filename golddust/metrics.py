"""Every metric's name, and the two ways of keeping them. A label never holds personal data."""

from typing import Literal, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

CounterName = Literal[
    # deliveries that a door took in; labels: channel, duplicate (yes, no)
    "golddust_deliveries_total",
    # what a door refused; labels: channel, reason (one word: malformed, too_large, unknown, full, busy, rate, infected ...)
    "golddust_refusals_total",
    # certificates of the door for mail that came after the first; label: result (loaded, failed)
    "golddust_certificates_total",
    # records that a stage read; label: stage
    "golddust_records_read_total",
    # records that a stage was done with; label: stage
    "golddust_records_done_total",
    # records that a stage wrote; labels: stage, topic
    "golddust_records_written_total",
    # records that a stage put to the dead letters; label: stage
    "golddust_records_parked_total",
    # tries that ended with a retry; label: stage
    "golddust_retries_total",
    # messages that machines wrote, as far as a rule told; labels: channel, rule (docs/howto/mail.md lists them)
    "golddust_automatic_total",
    # what was found out about who really sent a mail; labels: method (dmarc, dkim, spf, arc, auth), result (as in RFC 8601)
    "golddust_authentication_total",
    # mails marked as not sent by whom they say; label: why (policy, relay, own_domain, several_authors)
    "golddust_suspects_total",
    # delivery reports about replies of ours, each proven by its token; label: kind (hard, soft, policy, delayed)
    "golddust_returned_total",
    # replies that reached a final state; labels: channel, state (sent, suppressed, failed, uncertain)
    "golddust_replies_total",
    # automatic replies that were not sent because their address had enough of them; label: channel
    "golddust_replies_capped_total",
    # times that a carrier was asked about a reply in doubt; label: answer (has, has_not, open, lost)
    "golddust_replies_asked_total",
    # text messages held back; label: rule (quiet_hours, ceiling, rate, countries)
    "golddust_texts_held_total",
    # final statuses of replies from their carriers; label: result (delivered, read, undelivered, repeated, unknown)
    "golddust_reply_statuses_total",
    # notices to the staff that ended; labels: way (mail, sms, hook, console), state (sent, failed, uncertain, shown)
    "golddust_staff_notices_total",
    # requests to complaint systems elsewhere; labels: mirror, result (ok, refused, away, throttled)
    "golddust_mirror_requests_total",
    # tries to fetch files of text messages; label: result (stored, refused, given_up; missing, not_let_in, throttled, away)
    "golddust_media_total",
    # delivery reports from the carrier of text messages; label: status
    "golddust_sms_status_total",
    # text messages whose signature did not match; labels: reason (missing, account, address, wrong), would_match (the mistake in
    # the settings that explains it: scheme, host, port, prefix, slash, query, several; nothing; unasked)
    "golddust_sms_unverified_total",
    # text messages that the account's list held; labels: result (new, known)
    "golddust_sms_caught_up_total",
]
GaugeName = Literal[
    # records that a stage has still to read; label: stage
    "golddust_lag_records",
    # records of each topic that a stage reads, since the log was made; labels: stage, topic, count (written, read, waiting)
    "golddust_stage_records",
    # what became of all records that a stage has read; labels: stage, how (done, repeated, parked)
    "golddust_stage_ended",
    # records that a stage cannot account for: 0 while in equals out plus parked; label: stage
    "golddust_conservation_gap",
    # deliveries that wait on this machine's disk to be forwarded to Kafka
    "golddust_spool_records",
    # about how many bytes they take
    "golddust_spool_bytes",
    # how long the oldest of them has waited, in seconds
    "golddust_spool_age_seconds",
    # replies that wait to be sent; label: channel
    "golddust_replies_waiting",
    # 1 while a carrier that does not work is left alone, 0.5 while one reply tries it, 0 while it works; label: carrier
    "golddust_carrier_open",
    # text messages handed over within the last hour, as seen when one was last to be sent
    "golddust_texts_last_hour",
    # what they may cost, by [sms.sending] prices
    "golddust_texts_last_hour_cost",
    # cases with something still to be carried to a complaint system elsewhere; label: mirror
    "golddust_mirror_waiting",
    # cases that a complaint system elsewhere refused, until a person tries again; label: mirror
    "golddust_mirror_parked",
    # files that text messages came with and that are still to be fetched
    "golddust_media_waiting",
    # 1 while a stage is at work, 0 when it stopped itself; label: stage
    "golddust_stage_up",
]
TimingName = Literal[
    # from a batch read to its commit; label: stage
    "golddust_batch_seconds",
]

_KINDS = {"counter": CounterName, "gauge": GaugeName, "timing": TimingName}
LABELS: dict[str, tuple[str, ...]] = {
    "golddust_deliveries_total": ("channel", "duplicate"),
    "golddust_refusals_total": ("channel", "reason"),
    "golddust_certificates_total": ("result",),
    "golddust_records_read_total": ("stage",),
    "golddust_records_done_total": ("stage",),
    "golddust_records_written_total": ("stage", "topic"),
    "golddust_records_parked_total": ("stage",),
    "golddust_retries_total": ("stage",),
    "golddust_automatic_total": ("channel", "rule"),
    "golddust_authentication_total": ("method", "result"),
    "golddust_suspects_total": ("why",),
    "golddust_returned_total": ("kind",),
    "golddust_replies_total": ("channel", "state"),
    "golddust_replies_capped_total": ("channel",),
    "golddust_replies_asked_total": ("answer",),
    "golddust_texts_held_total": ("rule",),
    "golddust_reply_statuses_total": ("result",),
    "golddust_staff_notices_total": ("way", "state"),
    "golddust_mirror_requests_total": ("mirror", "result"),
    "golddust_media_total": ("result",),
    "golddust_sms_status_total": ("status",),
    "golddust_sms_unverified_total": ("reason", "would_match"),
    "golddust_sms_caught_up_total": ("result",),
    "golddust_lag_records": ("stage",),
    "golddust_stage_records": ("stage", "topic", "count"),
    "golddust_stage_ended": ("stage", "how"),
    "golddust_conservation_gap": ("stage",),
    "golddust_spool_records": (),
    "golddust_spool_bytes": (),
    "golddust_spool_age_seconds": (),
    "golddust_replies_waiting": ("channel",),
    "golddust_carrier_open": ("carrier",),
    "golddust_texts_last_hour": (),
    "golddust_texts_last_hour_cost": (),
    "golddust_mirror_waiting": ("mirror",),
    "golddust_mirror_parked": ("mirror",),
    "golddust_media_waiting": (),
    "golddust_stage_up": ("stage",),
    "golddust_batch_seconds": ("stage",),
}


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
    installation can add them up.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        names = {kind: get_args(literal) for kind, literal in _KINDS.items()}
        self._counters = {n: Counter(n, n, LABELS[n], registry=registry) for n in names["counter"]}
        self._gauges = {n: _latest_gauge(n, registry) for n in names["gauge"]}
        self._timings = {n: Histogram(n, n, LABELS[n], registry=registry) for n in names["timing"]}

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Add to a counter."""
        self._counters[name].labels(**labels).inc(by)

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Set a gauge; of several processes the latest to set it wins."""
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(value)

    def time(self, name: str, seconds: float, **labels: str) -> None:
        """Add one observation to a histogram."""
        self._timings[name].labels(**labels).observe(seconds)


def _latest_gauge(name: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(name, name, LABELS[name], registry=registry, multiprocess_mode="mostrecent")
