"""What can be set, in one tree. Each adapter's options are declared beside the adapter; here they get their place."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from complaints.options import Options as ComplaintOptions
from ingest.email.options import Options as SmtpOptions
from ingest.hooks.options import Options as HookOptions
from ingest.sms.options import Options as TwilioOptions
from processors.options import Options as TagOptions
from sinks.replies.smtp.options import Options as ReplyMailOptions
from sinks.store.options import Options as StoreOptions


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

    @model_validator(mode="before")
    @classmethod
    def _public_url_of_the_port(cls, given: Any) -> Any:
        if not isinstance(given, dict) or given.get("public_url"):
            return given
        return {**given, "public_url": f"http://{given.get('host', '127.0.0.1')}:{given.get('port', 8080)}"}


class ConsoleOptions(Section):
    """The inner door: console, API and metrics."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8081, ge=0, le=65535, description="port to listen on")
    threads: int = Field(8, ge=1, le=512, description="requests worked on at once")


class LogOptions(Section):
    """The log that all stages share."""

    backend: Literal["sqlite"] = Field("sqlite", description="what the log is made of")
    bootstrap_servers: tuple[str, ...] = Field(("127.0.0.1:9092",), description="brokers, for the Kafka backend")
    keep_days: int = Field(30, ge=1, description="how long records stay on the log; what a stage has still to read stays longer")
    keep_intake_days: int = Field(2, ge=1, description="how long raw deliveries stay on the log once they were read")


class KeyOptions(Section):
    """Secrets of the installation, 64 hexadecimal digits each; where empty, they are made and kept under data_dir/keys."""

    pseudonym: SecretStr = Field(SecretStr(""), description="names customers in the streams; never change it")
    links: SecretStr = Field(SecretStr(""), description="signs the links in messages")
    originals: SecretStr = Field(SecretStr(""), description="encrypts what came in")


class SmsOptions(Section):
    """Text messages, by provider."""

    twilio: TwilioOptions = Field(TwilioOptions(), description="Twilio")


class ReplyOptions(Section):
    """How answers leave the house."""

    smtp: ReplyMailOptions = Field(ReplyMailOptions(), description="the relay that carries mail")


class Settings(Section):
    """All settings. An empty file is a valid one."""

    data_dir: Path = Field(Path("data"), description="where everything is kept that golddust keeps itself")
    http: HttpOptions = Field(HttpOptions.model_validate({}), description="the public door")
    smtp: SmtpOptions = Field(SmtpOptions(), description="the door for mail")
    console: ConsoleOptions = Field(ConsoleOptions(), description="the inner door")
    log: LogOptions = Field(LogOptions(), description="the log")
    store: StoreOptions = Field(StoreOptions(), description="the database")
    keys: KeyOptions = Field(KeyOptions(), description="secrets of the installation")
    sms: SmsOptions = Field(SmsOptions(), description="text messages")
    replies: ReplyOptions = Field(ReplyOptions(), description="answers to customers")
    hooks: dict[str, HookOptions] = Field(default_factory=dict, description="one table per source of signed web hooks")
    tag: TagOptions = Field(TagOptions(), description="how texts are tagged")
    complaints: ComplaintOptions = Field(ComplaintOptions(), description="the complaint register")

    @property
    def log_path(self) -> Path:
        """The embedded log's file."""
        return self.data_dir / "log.sqlite3"

    @property
    def store_url(self) -> str:
        """The database's URL; SQLite under data_dir unless set."""
        return self.store.url or f"sqlite:///{self.data_dir / 'store.sqlite3'}"
