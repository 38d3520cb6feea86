"""What can be set of the log that all stages share, and of the registry of its schemas."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator

from config.keeping import LONGEST, TopicKeep, kept_apart
from config.section import Section
from golddust.bus.keeping import TopicsKept
from ingest.email.options import Size


class RegistryOptions(Section):
    """A schema registry with Confluent's API, for those who read the topics. Nothing that runs asks it."""

    url: str = Field(
        "",
        pattern=r"^(https?://.+)?$",
        description="where it is, such as http://127.0.0.1:8081; Apicurio's: with /apis/ccompat/v7; empty: none",
    )
    username: str = Field("", description="who we are there; empty: nobody asks")
    password: SecretStr = Field(SecretStr(""), description="our password there")
    ca_file: Path | None = Field(None, description="certificates to trust, in PEM; empty: those of the system")
    compatibility: Literal[
        "", "NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"
    ] = Field(
        "FORWARD_TRANSITIVE",
        description="what it is to demand of new versions; the usual one is what golddust promises; empty: as it is there",
    )


class LogOptions(Section):
    """The log that all stages share."""

    backend: Literal["sqlite", "kafka"] = Field("sqlite", description="what the log is made of")
    keep_days: int = Field(
        30, ge=1, le=LONGEST, description="how long records stay on the log; on SQLite, what is still to be read stays longer"
    )
    keep_intake_days: int = Field(2, ge=1, description="how long raw deliveries stay on the log once they were read")
    keep: TopicKeep = Field(TopicKeep.model_validate({}), description="topics that are kept for another time")
    bootstrap_servers: tuple[str, ...] = Field(("127.0.0.1:9092",), description="Kafka: brokers to ask for the others")
    driver: Literal["kafka-python", "librdkafka"] = Field(
        "kafka-python", description="Kafka: the client; librdkafka is quicker and needs the package confluent-kafka"
    )
    prefix: str = Field(
        "",
        pattern=r"^[A-Za-z0-9._-]{0,100}$",
        description="Kafka: stands before every topic, group and transactional id, where a cluster is shared",
    )
    create_topics: bool = Field(default=True, description="Kafka: make missing topics; when off, they are only checked")
    partitions: int = Field(
        16, ge=1, le=1000, description="Kafka: of each topic made; as many workers of a stage can share its work"
    )
    replication: int = Field(1, ge=1, le=9, description="Kafka: copies of each topic made; 3 survives the loss of a broker")
    compression: Literal["none", "gzip", "lz4"] = Field("lz4", description="Kafka: how batches are compressed")
    record_limit: Size = Field(4 << 20, description="Kafka: a record above it becomes a dead letter")
    session_seconds: int = Field(10, ge=1, le=600, description="Kafka: after which a silent worker's partitions go to others")
    security: Literal["plaintext", "tls", "sasl_plaintext", "sasl_tls"] = Field(
        "plaintext", description="Kafka: how brokers are spoken to"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="Kafka: how username and password are proved"
    )
    username: str = Field("", description="Kafka: who we are")
    password: SecretStr = Field(SecretStr(""), description="Kafka: our password")
    ca_file: Path | None = Field(None, description="Kafka: certificates to trust, in PEM; empty: those of the system")
    certificate_file: Path | None = Field(None, description="Kafka: our certificate, in PEM, where brokers ask for one")
    key_file: Path | None = Field(None, description="Kafka: its key, in PEM")
    registry: RegistryOptions = Field(RegistryOptions.model_validate({}), description="where the schemas of events are put")

    @property
    def kept(self) -> TopicsKept:
        """How long each topic keeps its records, on either log."""
        return TopicsKept(timedelta(days=self.keep_days), timedelta(days=self.keep_intake_days), kept_apart(self.keep))

    @model_validator(mode="after")
    def _can_prove_who_we_are(self) -> "LogOptions":
        if self.security.startswith("sasl") and not (self.username and self.password.get_secret_value()):
            raise ValueError("with SASL, username and password must be set")
        if bool(self.certificate_file) != bool(self.key_file):
            raise ValueError("certificate_file and key_file go together")
        return self
