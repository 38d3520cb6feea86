"""What can be set, in one tree. Each adapter's options are declared beside the adapter; here they get their place."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from complaints.options import Options as ComplaintOptions
from config.keeping import LONGEST, TopicKeep, kept_apart
from console.digest.options import Options as DigestOptions
from console.options import Options as ConsoleOptions
from golddust.bus.keeping import TopicsKept
from ingest.email.options import Options as SmtpOptions
from ingest.email.options import Size
from ingest.form.options import Options as FormOptions
from ingest.hooks.options import Options as HookOptions
from ingest.sms.options import Options as WordOptions
from ingest.sms.twilio.options import Options as TwilioOptions
from processors.options import Options as TagOptions
from sinks.complaints.options import Options as MirrorOptions
from sinks.keeping.options import Options as KeepOptions
from sinks.media.options import Options as MediaOptions
from sinks.replies.caps import USUAL, WRITTEN
from sinks.replies.sms.options import Options as SendingOptions
from sinks.replies.sms.registry import PROVIDERS
from sinks.replies.smtp.options import Options as ReplyMailOptions
from sinks.store.options import Options as StoreOptions
from sinks.subscriptions.options import Options as SubscriptionOptions

OUR_PATHS = ("/sms/twilio", "/sms/twilio/status", "/hooks", "/tell-us")
"""What a person may copy along with the address of the public door."""


class Section(BaseModel):
    """A table of settings that refuses names it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HttpOptions(Section):
    """The public door."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="port to listen on")
    public_url: str = Field(
        "", description="what Twilio signs and what links in messages begin with; empty: http:// with this host and port"
    )
    threads: int = Field(24, ge=1, le=512, description="requests worked on at once; waiting ones share one write to the disk")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=9,
        description="proxies of yours in front, one behind the other: so many entries of X-Forwarded-For are believed",
    )

    @field_validator("public_url")
    @classmethod
    def _without_a_path_of_ours(cls, given: str) -> str:
        """It is what stands before our paths; with one of them in it, every link and every signature would be wrong."""
        for path in OUR_PATHS:
            if given.rstrip("/").endswith(path):
                raise ValueError(f"without {path}: every path of ours is put behind it")
        return given

    @model_validator(mode="before")
    @classmethod
    def _public_url_of_the_port(cls, given: Any) -> Any:
        if not isinstance(given, dict) or given.get("public_url"):
            return given
        return {**given, "public_url": f"http://{given.get('host', '127.0.0.1')}:{given.get('port', 8080)}"}


class WatchOptions(Section):
    """`/healthz` and `/metrics` of a role that runs as a process of its own; `golddust run` has them on the console's door."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(0, ge=0, le=65535, description="port to listen on; 0: none")


class ObserveOptions(Section):
    """Who is told of each message's way, with OpenTelemetry."""

    otlp_endpoint: str = Field(
        "", pattern=r"^(https?://.+)?$", description="where traces go, by OTLP over HTTP: http://127.0.0.1:4318; empty: nowhere"
    )
    otlp_headers: dict[str, SecretStr] = Field(
        default_factory=dict, description='what the receiver wants to see of us: {"Authorization": "Bearer ..."}'
    )

    @property
    def traces_url(self) -> str:
        """Where exactly; `otlp_endpoint` is what stands before it, as OTEL_EXPORTER_OTLP_ENDPOINT has it elsewhere."""
        return self.otlp_endpoint.rstrip("/") + "/v1/traces"


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


class IngestOptions(Section):
    """How deliveries become durable before anybody is told that they arrived."""

    durability: Literal["disk", "broker"] = Field(
        "disk",
        description="disk: on this machine's disk first, and forwarded to Kafka from there; "
        "broker: with all in-sync replicas, for machines without a disk of their own",
    )
    spool_limit: Size = Field(
        10 << 30, description="how much may wait on the disk to be forwarded to Kafka before senders are asked to try later"
    )
    spool_age_hours: float = Field(
        0, ge=0, description="for how long the oldest may wait before senders are asked to try later; 0: as long as there is room"
    )


class KeyOptions(Section):
    """Secrets of the installation, 64 hexadecimal digits each; where empty, they are made and kept under data_dir/keys."""

    pseudonym: SecretStr = Field(SecretStr(""), description="names customers in the streams; never change it")
    links: SecretStr = Field(SecretStr(""), description="signs the links in messages")
    originals: SecretStr = Field(SecretStr(""), description="encrypts what came in")
    links_before: SecretStr = Field(SecretStr(""), description="the key of links before this one, whose links are still good")
    originals_before: SecretStr = Field(
        SecretStr(""), description="the key before this one, until `golddust keys rewrap` is through"
    )


class BackupOptions(Section):
    """Backups."""

    to: Path | None = Field(None, description="the folder where `golddust backup` puts backups, best on another machine's disk")
    keep_days: int = Field(
        30, ge=1, le=3650, description="older backups are taken away by the next one: what was erased lives on in them until then"
    )


class SmsOptions(Section):
    """Text messages, by provider."""

    sending: SendingOptions = Field(SendingOptions.model_validate({}), description="what is sent, when, and how much of it")
    twilio: TwilioOptions = Field(TwilioOptions(), description="Twilio")
    words: WordOptions = Field(WordOptions.model_validate({}), description="whole messages that are instructions")
    join_seconds: float = Field(
        5.0,
        ge=0,
        le=30,
        description="seconds in which a text that ends where a segment does may go on in the next message, so that the two are "
        "read together; 0: each by itself",
    )

    @model_validator(mode="after")
    def _has_an_account_for_each_number(self) -> "SmsOptions":
        """An answer by the wrong account would come from nobody the customer knows."""
        named = {number: said["account"] for number, said in self.twilio.numbers.items() if "account" in said}
        if missing := sorted(set(named.values()) - set(self.twilio.accounts)):
            raise ValueError(f"[sms.twilio] numbers names accounts that are none of [sms.twilio.accounts]: {', '.join(missing)}")
        if unfit := sorted(number for number in named if "*" in number or number.strip().upper().startswith("MG")):
            raise ValueError(
                f"[sms.twilio] numbers gives an account to {', '.join(unfit)}: only a single number can have one; name each "
                "number, or set a Messaging Service as its account's messaging_service_sid"
            )
        return self

    @model_validator(mode="after")
    def _has_the_provider(self) -> "SmsOptions":
        if self.sending.provider not in PROVIDERS:
            raise ValueError(f"[sms.sending] provider: there is no {self.sending.provider!r}, but {', '.join(PROVIDERS)}")
        return self


class ReplyOptions(Section):
    """How answers leave the house."""

    caps: tuple[Annotated[str, Field(pattern=WRITTEN)], ...] = Field(
        USUAL, description='how many automatic replies one address gets, each as "10 in 10 min"; what people write always goes'
    )
    smtp: ReplyMailOptions = Field(ReplyMailOptions.model_validate({}), description="the relay that carries mail")


class Settings(Section):
    """All settings. An empty file is a valid one."""

    data_dir: Path = Field(Path("data"), description="where everything is kept that golddust keeps itself")
    brand: str = Field(
        "",
        pattern=r"^[a-z0-9-]{0,39}$",
        description="its name, where several run on one machine: in log lines, and in the names of cookies",
    )
    http: HttpOptions = Field(HttpOptions.model_validate({}), description="the public door")
    smtp: SmtpOptions = Field(SmtpOptions(), description="the door for mail")
    console: ConsoleOptions = Field(ConsoleOptions.model_validate({}), description="the inner door")
    watch: WatchOptions = Field(WatchOptions(), description="how a role is watched that runs by itself")
    observe: ObserveOptions = Field(ObserveOptions(), description="traces of messages")
    log: LogOptions = Field(LogOptions(), description="the log")
    ingest: IngestOptions = Field(IngestOptions(), description="how what comes in is kept")
    store: StoreOptions = Field(StoreOptions(), description="the database")
    keep: KeepOptions = Field(KeepOptions.model_validate({}), description="how long what is stored is kept")
    keys: KeyOptions = Field(KeyOptions(), description="secrets of the installation")
    backup: BackupOptions = Field(BackupOptions.model_validate({}), description="backups")
    sms: SmsOptions = Field(SmsOptions(), description="text messages")
    media: MediaOptions = Field(MediaOptions.model_validate({}), description="files that text messages came with")
    replies: ReplyOptions = Field(ReplyOptions(), description="answers to customers")
    digest: DigestOptions = Field(DigestOptions.model_validate({}), description="the weekly digest by mail")
    form: FormOptions = Field(FormOptions.model_validate({}), description="the form /tell-us")
    hooks: dict[str, HookOptions] = Field(default_factory=dict, description="one table per source of web hooks")
    tag: TagOptions = Field(TagOptions(), description="how texts are tagged")
    complaints: ComplaintOptions = Field(ComplaintOptions(), description="the complaint register")
    subscriptions: SubscriptionOptions = Field(SubscriptionOptions.model_validate({}), description="web hooks out")
    mirrors: MirrorOptions = Field(
        MirrorOptions.model_validate({}), description="complaint systems elsewhere that cases are carried to"
    )

    @model_validator(mode="after")
    def _has_brokers_where_they_are_needed(self) -> "Settings":
        if self.ingest.durability == "broker" and self.log.backend != "kafka":
            raise ValueError('[ingest] durability = "broker" needs [log] backend = "kafka"')
        return self

    @model_validator(mode="after")
    def _has_a_table_for_each_mirror(self) -> "Settings":
        """All that are missing at once, with the names that there are."""
        missing = [name for name in self.complaints.mirrors if getattr(self.mirrors, name, None) is None]
        if missing:
            tables = ", ".join(f"[mirrors.{name}]" for name in missing)
            known = ", ".join(MirrorOptions.model_fields)
            raise ValueError(f"[complaints] mirrors names what has no table {tables}; there can be {known}")
        return self

    @property
    def log_path(self) -> Path:
        """The embedded log's file."""
        return self.data_dir / "log.sqlite3"

    @property
    def spool_path(self) -> Path:
        """The file of what is on its way to Kafka."""
        return self.data_dir / "spool.sqlite3"

    @property
    def store_url(self) -> str:
        """The database's URL; SQLite under data_dir unless set."""
        return self.store.url or f"sqlite:///{self.data_dir / 'store.sqlite3'}"
