"""What the Kafka log must be told."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from golddust.bus.keeping import TopicsKept
from golddust.bus.partitions import DEFAULT_PARTITIONS

Driver = Literal["kafka-python", "librdkafka"]
Security = Literal["plaintext", "tls", "sasl_plaintext", "sasl_tls"]
Compression = Literal["none", "gzip", "lz4"]
PROTOCOLS = {"plaintext": "PLAINTEXT", "tls": "SSL", "sasl_plaintext": "SASL_PLAINTEXT", "sasl_tls": "SASL_SSL"}

ANSWER_WITHIN = 10.0
"""Seconds in which a broker must answer one request; what takes longer is tried again."""
FETCH_WAIT = 200
"""Milliseconds that a broker holds a request open for records; it answers at once when some come."""
WIRE_ROOM = 1 << 16
"""Bytes that a request or a batch needs beside its largest record."""


@dataclass(frozen=True, slots=True)
class KafkaOptions:
    """How to reach the brokers, and what topics are made like. Files are in PEM format.

    `prefix` stands before the names of topics, groups and transactional ids, where several installations share a cluster.
    `record_limit` is in bytes; an entry above it is refused as TooLarge. `session` is how long a group waits for a silent member.
    """

    bootstrap_servers: tuple[str, ...]
    driver: Driver = "kafka-python"
    prefix: str = ""
    partitions: int = DEFAULT_PARTITIONS
    replication: int = 1
    create_topics: bool = True
    compression: Compression = "lz4"
    record_limit: int = 4 << 20
    intake_limit: int = 66 << 20
    kept: TopicsKept = field(default_factory=TopicsKept)
    session: timedelta = timedelta(seconds=10)
    transaction: timedelta = timedelta(seconds=15)
    security: Security = "plaintext"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None

    @property
    def connection(self) -> dict[str, Any]:
        """The settings of a kafka-python client that say whom to connect to, and how."""
        settings: dict[str, Any] = {
            "bootstrap_servers": list(self.bootstrap_servers),
            "security_protocol": PROTOCOLS[self.security],
            "request_timeout_ms": int(ANSWER_WITHIN * 1000),
            "bootstrap_timeout_ms": int(ANSWER_WITHIN * 500),
            "reconnect_backoff_max_ms": 1000,
        }
        if self.security.startswith("sasl"):
            settings |= {
                "sasl_mechanism": self.sasl_mechanism,
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        files = {"ssl_cafile": self.ca_file, "ssl_certfile": self.certificate_file, "ssl_keyfile": self.key_file}
        return settings | {name: str(path) for name, path in files.items() if path is not None}

    def physical(self, topic: str) -> str:
        """The topic's name on the cluster."""
        return self.prefix + topic

    def group_id(self, group: str) -> str:
        """The consumer group's name on the cluster."""
        return f"{self.prefix}golddust.{group}"
