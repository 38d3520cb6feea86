"""Every metric: its name, its kind, what it says, and what its labels hold. docs/reference/metrics.md is made of it.

Names are as Prometheus wants them: a counter ends with `_total`, a unit is a base unit in the plural, and the sum over a label
means something. A label holds one of a few known words, never what a customer wrote, who they are, or an id.
Source: https://prometheus.io/docs/practices/naming/.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric; `labels` are by name, with the words that each may hold."""

    name: str
    kind: Kind
    says: str
    labels: Mapping[str, str]


def _counter(name: str, says: str, **labels: str) -> Metric:
    return Metric(name, "counter", says, labels)


def _gauge(name: str, says: str, **labels: str) -> Metric:
    return Metric(name, "gauge", says, labels)


def _timing(name: str, says: str, **labels: str) -> Metric:
    return Metric(name, "histogram", says, labels)


CHANNEL = "sms, email, hook, form"
STAGE = "the stage's name"

CAPTURE = (
    _counter("golddust_deliveries_total", "Deliveries that a door took in.", channel=CHANNEL, duplicate="yes, no"),
    _counter(
        "golddust_refusals_total",
        "Deliveries that a door refused.",
        channel=CHANNEL,
        reason="malformed, too_large, unauthentic, unknown, full, unavailable, busy, rate, infected, unwanted ...",
    ),
    _counter("golddust_certificates_total", "Certificates of the door for mail after the first.", result="loaded, failed"),
    _counter(
        "golddust_automatic_total",
        "Messages that machines wrote, as far as a rule told.",
        channel=CHANNEL,
        rule="the rule: docs/howto/mail.md lists them",
    ),
    _counter(
        "golddust_authentication_total",
        "What was found out about who really sent a mail.",
        method="dmarc, dkim, spf, arc, auth",
        result="as in RFC 8601",
    ),
    _counter(
        "golddust_suspects_total",
        "Mails marked as not sent by whom they say.",
        why="policy, relay, own_domain, several_authors",
    ),
    _counter(
        "golddust_returned_total",
        "Delivery reports about replies of ours, each proven by its token.",
        kind="hard, soft, policy, delayed",
    ),
    _counter(
        "golddust_sms_unverified_total",
        "Text messages whose signature did not match.",
        reason="missing, account, address, wrong",
        would_match="the wrong setting that explains it: scheme, host, port, prefix, slash, query, several; nothing; unasked",
    ),
    _counter("golddust_sms_status_total", "Delivery reports from the carrier of text messages.", status="as the carrier has it"),
    _counter("golddust_sms_caught_up_total", "Text messages that the account's list held.", result="new, known"),
    _counter(
        "golddust_media_total",
        "Tries to fetch files of text messages.",
        result="stored, refused, given_up; missing, not_let_in, throttled, away",
    ),
    _gauge("golddust_media_waiting", "Files that text messages came with and that are still to be fetched."),
    _gauge("golddust_spool_records", "Deliveries that wait on this machine's disk to be forwarded to Kafka."),
    _gauge("golddust_spool_bytes", "About how many bytes these deliveries take."),
    _gauge("golddust_spool_age_seconds", "How long the oldest of these deliveries has waited."),
)
"""What comes in."""

STAGES = (
    _counter("golddust_records_read_total", "Records that a stage read.", stage=STAGE),
    _counter("golddust_records_done_total", "Records that a stage was done with.", stage=STAGE),
    _counter("golddust_records_written_total", "Records that a stage wrote.", stage=STAGE, topic="the topic's name"),
    _counter("golddust_records_parked_total", "Records that a stage put to the dead letters.", stage=STAGE),
    _counter("golddust_retries_total", "Tries that ended with a retry.", stage=STAGE),
    _timing("golddust_batch_seconds", "From a batch read to its commit.", stage=STAGE),
    _counter("golddust_texts_tagged_total", "Texts that were tagged, by what read them last.", read_by="words, fast, encoder"),
    _gauge("golddust_stage_up", "1 while a stage or round is at work, 0 when it ended.", stage=STAGE),
    _gauge("golddust_stage_seen_timestamp_seconds", "When a stage or round last came round, in Unix time.", stage=STAGE),
    _gauge("golddust_lag_records", "Records that a stage has still to read.", stage=STAGE),
    _gauge("golddust_lag_seconds", "How long ago the oldest record that a stage has still to read was written.", stage=STAGE),
    _gauge(
        "golddust_stage_written_records",
        "Records written to a topic that a stage reads, since the log was made.",
        stage=STAGE,
        topic="the topic's name",
    ),
    _gauge("golddust_stage_read_records", "Of these, how many the stage has read.", stage=STAGE, topic="the topic's name"),
    _gauge("golddust_stage_waiting_records", "Of these, how many wait for the stage.", stage=STAGE, topic="the topic's name"),
    _gauge(
        "golddust_stage_ended_records",
        "What became of all records that a stage has read.",
        stage=STAGE,
        how="done, repeated, parked",
    ),
    _gauge(
        "golddust_conservation_gap_records",
        "Records that a stage cannot account for: 0 while what was written is done, repeated, parked or waits.",
        stage=STAGE,
    ),
    _gauge(
        "golddust_dead_letters",
        "Records that a stage could not deal with and that wait for a decision.",
        stage=STAGE,
        reason="malformed, unknown_type, too_large, given_up, refused",
    ),
)
"""What goes on: each stage, and whether what goes in comes out."""

PROMISES = (
    _gauge("golddust_open_cases", "Cases that are not resolved.", state="received, acknowledged, in_work, waiting, reopened"),
    _gauge(
        "golddust_promises",
        "Promises that are still to be kept, in cases that are not resolved.",
        standard="acknowledge, answer, resolve, update, pledge",
        state="open, due (within the hour), broken",
    ),
    _gauge("golddust_promise_overdue_seconds", "For how long the promise that was broken first has been broken."),
    _gauge(
        "golddust_mirror_waiting", "Cases with something still to be carried to a complaint system elsewhere.", mirror="its name"
    ),
    _gauge(
        "golddust_mirror_parked",
        "Cases that a complaint system elsewhere refused, until a person tries again.",
        mirror="its name",
    ),
    _counter(
        "golddust_mirror_requests_total",
        "Requests to complaint systems elsewhere.",
        mirror="its name",
        result="ok, refused, away, throttled",
    ),
    _counter(
        "golddust_staff_notices_total",
        "Notices to the staff, and weekly digests, that ended.",
        way="mail, sms, hook, console, digest",
        state="sent, failed, uncertain, shown",
    ),
)
"""What is promised to customers."""

REPLIES = (
    _counter(
        "golddust_replies_total",
        "Replies that reached a final state.",
        channel=CHANNEL,
        state="sent, suppressed, failed, uncertain",
    ),
    _counter("golddust_replies_capped_total", "Automatic replies not sent, because their address had enough.", channel=CHANNEL),
    _counter(
        "golddust_replies_asked_total",
        "Times that a carrier was asked about a reply in doubt.",
        answer="has, has_not, open, lost",
    ),
    _counter(
        "golddust_reply_statuses_total",
        "Final statuses of replies from their carriers.",
        result="delivered, read, undelivered, repeated, unknown",
    ),
    _gauge("golddust_replies_waiting", "Replies that wait to be sent.", channel=CHANNEL),
    _gauge("golddust_replies_age_seconds", "How long ago the oldest reply that waits was asked for.", channel=CHANNEL),
    _gauge("golddust_replies_in_doubt", "Replies of which nobody knows whether they were sent.", channel=CHANNEL),
    _gauge("golddust_replies_failed_last_day", "Replies of the last 24 hours that reached nobody.", channel=CHANNEL),
    _gauge(
        "golddust_carrier_open",
        "1 while a carrier that does not work is left alone, 0.5 while one reply tries it, 0 while it works.",
        carrier="mail, or the account for text messages",
    ),
    _counter(
        "golddust_subscription_tries_total",
        "Tries to hand an event to a subscription's receiver.",
        subscription="its name",
        result="accepted, failed, given_up, gone",
    ),
    _gauge(
        "golddust_subscription_behind_records",
        "Records that a subscription has not read yet, and events that wait to be tried again.",
        subscription="its name",
    ),
    _gauge(
        "golddust_subscription_behind_seconds",
        "How long the oldest of these has waited, 0 when there are none.",
        subscription="its name",
    ),
    _gauge(
        "golddust_subscription_disabled",
        "1 while a subscription is disabled because its receiver was gone, or away for days; 0 otherwise.",
        subscription="its name",
    ),
    _gauge(
        "golddust_subscription_stuck",
        "1 while nothing of an active subscription can be sent: its secret or filter cannot be read, or its work fails.",
        subscription="its name",
    ),
    _counter("golddust_texts_held_total", "Text messages held back.", rule="quiet_hours, ceiling, rate, countries"),
    _gauge("golddust_texts_last_hour", "Text messages handed over within the last hour, when one was last to be sent."),
    _gauge("golddust_texts_last_hour_cost", "What they may cost, by [sms.sending] prices."),
)
"""What goes out."""

MACHINE = (
    _gauge("golddust_dependency_up", "1 while what golddust stands on answers.", dependency="log, database"),
    _gauge("golddust_disk_free_bytes", "Room that is left for data_dir."),
    _gauge("golddust_disk_size_bytes", "The size of the disk that holds data_dir."),
    _counter("golddust_spans_total", "Steps of messages that the receiver of traces was told of.", result="told, lost"),
    _counter(
        "golddust_expired_total",
        "Records, rows and files that went because of their age.",
        what="a topic, or a kind of row of [keep]",
    ),
    _gauge(
        "golddust_backup_age_seconds",
        "How long ago the newest backup was begun: +Inf where there is none, 0 where [backup] to is not set.",
    ),
    _gauge("golddust_log_bytes", "What the file of the embedded log, or of the spool, takes on the disk."),
)
"""What it stands on."""

GROUPS: Mapping[str, tuple[Metric, ...]] = {
    "What comes in": CAPTURE,
    "What goes on": STAGES,
    "What is promised": PROMISES,
    "What goes out": REPLIES,
    "What it stands on": MACHINE,
}
CATALOGUE: Mapping[str, Metric] = {metric.name: metric for group in GROUPS.values() for metric in group}
