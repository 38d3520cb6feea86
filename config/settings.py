"""What can be set, in one tree. Each adapter's options are declared beside the adapter; here they get their place."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from complaints.options import Options as ComplaintOptions
from config.log import LogOptions
from config.section import Section
from console.digest.options import Options as DigestOptions
from console.options import Options as ConsoleOptions
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
