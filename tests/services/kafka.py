"""Apache Kafka for tests: a broker or a cluster of the tests' own, on free loopback ports, with data in a temporary folder.

Fixtures: `kafka` (an address; TEST_KAFKA=host:port names a broker to use instead, which need not be empty), `kafka_broker` (the
same broker, to kill and start again), `secure_kafka` (TLS and passwords). Programs without pytest use `running_broker` and
`running_cluster`. It needs Java 17, and Maven for the first time.
"""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kafka.errors import KafkaError
from kafka.protocol.admin import DescribeClusterRequest, DescribeClusterResponse
from kafka.protocol.parser import KafkaProtocol

from tests.services.kafka_jars import LOGGING, installed_kafka, java
from tests.services.kafka_settings import (
    ACLS,
    LISTENERS,
    PASSWORD,
    USER,
    broker_settings,
    certify,
    new_cluster,
    scram_users,
    security_settings,
)
from tests.services.ports import ADDRESS, free_ports

FOREIGN = "TEST_KAFKA"
QUICK_JAVA = ("-XX:TieredStopAtLevel=1",)  # the first compiler only: starts a third sooner
RECORD_END, FIELD_END, HEADER_END = "\x1e", "\x1f", "\x1d"


def _command(jars: Path, program: str, *arguments: str, flags: Sequence[str] = QUICK_JAVA) -> list[str]:
    return [java(), *flags, f"-Dlog4j2.configurationFile={LOGGING}", "-cp", f"{jars}/*", program, *arguments]


def _ask(port: int) -> DescribeClusterResponse:
    """What the node there, and no other that a client would rather ask, says about its cluster: who is at work, none fenced.

    Raises OSError and KafkaError.
    """
    protocol = KafkaProtocol()
    protocol.send_request(DescribeClusterRequest(version=1))
    with socket.create_connection((ADDRESS, port), timeout=1) as connection:
        connection.sendall(protocol.send_bytes())
        while data := connection.recv(65536):
            for _, answer in protocol.receive_bytes(data):
                return answer
    raise ConnectionError("closed without an answer")


@dataclass(slots=True)
class Broker:
    """A Kafka node, broker and controller in one process; `folder` holds its settings, data and log.

    What is written outlives `stop` and `kill`: `start` goes on with it, on the same ports. `peers` are the controllers' ports by
    node number where it is one of a cluster. With `secure`, it lets `user` in with `password` at two more doors, by PLAIN,
    SCRAM-SHA-256 or SCRAM-SHA-512; with `acls`, that user may do nothing until it is allowed, while the user `admin` with the
    same password, and whoever comes to `bootstrap`, may do all.
    """

    folder: Path
    jars: Path
    ports: Mapping[str, int]
    cluster: str = field(default_factory=new_cluster)
    node: int = 1
    peers: Mapping[int, int] = field(default_factory=dict)
    secure: bool = False
    acls: bool = False
    heap: str = "512m"
    flags: Sequence[str] = QUICK_JAVA
    user: str = USER
    password: str = PASSWORD
    others: Sequence[str] = ()
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def bootstrap(self) -> str:
        """The door without TLS and passwords."""
        return f"{ADDRESS}:{self.ports['PLAINTEXT']}"

    @property
    def sasl_ssl(self) -> str:
        """The door with TLS, as `ca_file` certifies, and passwords."""
        return f"{ADDRESS}:{self.ports['SASL_SSL']}"

    @property
    def sasl_plaintext(self) -> str:
        """The door with passwords, without TLS."""
        return f"{ADDRESS}:{self.ports['SASL_PLAINTEXT']}"

    @property
    def ca_file(self) -> Path:
        """The certificate to trust, for 127.0.0.1 and localhost."""
        return self.folder / "ca.pem"

    @property
    def log(self) -> Path:
        """Warnings, errors, and what Java said."""
        return self.folder / "kafka.log"

    def format(self) -> None:
        """Make it a new, empty one, which `start` then starts."""
        self.folder.mkdir(exist_ok=True)
        if self.secure:
            certify(self.folder / "keys.pem", self.ca_file)
        settings = self.folder / "server.properties"
        settings.write_text("".join(f"{name}={value}\n" for name, value in self._settings().items()))
        users = scram_users(self.others) if self.secure else []
        command = _command(self.jars, "kafka.tools.StorageTool", "format", "-t", self.cluster, "-c", str(settings), *users)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"Kafka could not format its folder: {done.stdout[-500:]}{done.stderr[-500:]}")

    def _settings(self) -> dict[str, str]:
        ports = {name: port for name, port in self.ports.items() if self.secure or not name.startswith("SASL")}
        settings = broker_settings(self.folder, self.node, ports, self.peers)
        if self.secure:
            settings |= security_settings(self.folder / "keys.pem")
        return settings | ACLS if self.acls else settings

    def start(self, within: float = 180.0) -> float:
        """Start it and return when it answers: the seconds that took. Raises RuntimeError with its last words.

        In a cluster it may take longer until it has caught up with the others.
        """
        started = time.monotonic()
        command = _command(
            self.jars, "kafka.Kafka", str(self.folder / "server.properties"), flags=(f"-Xmx{self.heap}", *self.flags)
        )
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > started + within:
                self.kill()
                raise RuntimeError(f"Kafka did not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.05)
        return time.monotonic() - started

    def answers(self) -> bool:
        """Whether a client that asks this node, and not a stranger on its port, is told that it is at work."""
        try:
            told = _ask(self.ports["PLAINTEXT"])
        except (OSError, KafkaError):
            return False
        return told.cluster_id == self.cluster and self.node in {broker.broker_id for broker in told.brokers}

    def stop(self, within: float = 30.0) -> float:
        """SIGTERM, and wait until it has gone cleanly: the seconds that took. Raises subprocess.TimeoutExpired."""
        started = time.monotonic()
        if self.process is not None:
            self.resume()
            self.process.terminate()
            self.process.wait(within)
        return time.monotonic() - started

    def kill(self) -> None:
        """SIGKILL: gone at once, as by a power cut."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def restart(self) -> float:
        """Stop it and start it again: the seconds until it answers."""
        return self.stop() + self.start()

    def pause(self) -> None:
        """SIGSTOP: connections stay open, and nothing is answered."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT: it goes on as if no time had passed."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)


def _new_ports(nodes: int) -> list[dict[str, int]]:
    """Each node's, by listener; all chosen at once, so that no two are the same."""
    ports = iter(free_ports(nodes * len(LISTENERS)))
    return [{listener: next(ports) for listener in LISTENERS} for _ in range(nodes)]


@contextmanager
def _running(brokers: Sequence[Broker]) -> Iterator[None]:
    """All at once, as no node of a cluster answers alone; killed at the end, as their data goes, too."""
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(Broker.format, brokers))
            list(pool.map(Broker.start, brokers))
        yield
    finally:
        for broker in brokers:
            broker.kill()


@contextmanager
def running_broker(
    *, secure: bool = False, acls: bool = False, flags: Sequence[str] = QUICK_JAVA, others: Sequence[str] = ()
) -> Iterator[Broker]:
    """A broker of one's own, gone with all its data at the end. With `flags=()`, Java compiles as in production.

    `others`: further users with the same password, let in by SCRAM.
    """
    jars = installed_kafka()
    with tempfile.TemporaryDirectory(prefix="golddust-kafka-") as folder:
        (ports,) = _new_ports(1)
        broker = Broker(Path(folder), jars, ports, secure=secure or acls, acls=acls, flags=flags, others=others)
        with _running([broker]):
            yield broker


@contextmanager
def running_cluster(count: int = 3) -> Iterator[list[Broker]]:
    """A cluster of one's own, every record on `count` nodes; it goes on while more than half of them do."""
    jars = installed_kafka()
    with tempfile.TemporaryDirectory(prefix="golddust-kafka-") as folder:
        ports = dict(enumerate(_new_ports(count), start=1))
        peers = {node: own["CONTROLLER"] for node, own in ports.items()}
        name = new_cluster()
        brokers = [Broker(Path(folder) / str(node), jars, own, name, node, peers, heap="320m") for node, own in ports.items()]
        with _running(brokers):
            yield brokers


@contextmanager
def running_brokers(count: int, flags: Sequence[str] = QUICK_JAVA) -> Iterator[list[Broker]]:
    """One alone, with these flags of Java; or so many as a cluster."""
    if count > 1:
        with running_cluster(count) as brokers:
            yield brokers
    else:
        with running_broker(flags=flags) as broker:
            yield [broker]


def java_console_consumer(
    bootstrap: str, topic: str, count: int | None = None, timeout: float = 10.0
) -> list[tuple[dict[str, str], str, str]]:
    """Headers, key and value of each committed record of a topic, from its beginning, as Kafka's own console consumer reads them.

    It returns after `count` records, or when none has come for `timeout` seconds. A key or value that is not there reads "null".
    Headers' names must be without colons. Raises RuntimeError with the consumer's last words.
    """
    words = ["--bootstrap-server", bootstrap, "--topic", topic, "--from-beginning", "--isolation-level", "read_committed"]
    words += ["--timeout-ms", str(round(timeout * 1000)), *(["--max-messages", str(count)] if count else [])]
    separators = (f"key.separator={FIELD_END}", f"headers.separator={HEADER_END}", f"line.separator={RECORD_END}")
    for shown in ("print.headers=true", "print.key=true", *separators):
        words += ["--property", shown]
    command = _command(installed_kafka(), "org.apache.kafka.tools.consumer.ConsoleConsumer", *words)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Kafka's console consumer failed: {done.stderr[-1000:].decode(errors='replace')}")
    return [_shown(record) for record in done.stdout.decode().split(RECORD_END)[:-1]]


def _shown(record: str) -> tuple[dict[str, str], str, str]:
    headers, key, value = record.split(FIELD_END, 2)
    pairs = [] if headers == "NO_HEADERS" else headers.split(HEADER_END)
    return {name: content for name, _, content in (pair.partition(":") for pair in pairs)}, key, value


@pytest.fixture(scope="session")
def kafka_broker() -> Iterator[Broker]:
    """The broker of this run; a test that stops it starts it again."""
    if FOREIGN in os.environ:
        pytest.skip(f"{FOREIGN} names a broker that is not ours to stop")
    with running_broker() as broker:
        yield broker


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest) -> str:
    """The address of a broker where tests make topics of their own; it need not be empty."""
    if FOREIGN in os.environ:
        return os.environ[FOREIGN]
    broker: Broker = request.getfixturevalue("kafka_broker")
    return broker.bootstrap


@pytest.fixture(scope="session")
def secure_kafka() -> Iterator[Broker]:
    """A broker with TLS and passwords."""
    with running_broker(secure=True) as broker:
        yield broker
