"""Each role works under a user of its own that may do what it needs, at Kafka and the database; beyond that it is refused."""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

import psycopg
import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
)
from kafka.errors import KafkaError

from benchmarks import requests
from benchmarks.processes import free_port
from benchmarks.torture.fleet import GOLDDUST, KEYS, Fleet
from cli.privileges.database import as_sql
from cli.privileges.kafka import DOORS, ERASER, FOLLOWER, OPERATORS, STAGES, Acl, Cluster, acls
from golddust import topics
from golddust.clock import SystemClock
from golddust.database.engine import open_database, upgrade_database
from golddust.subscribing import Wish
from sinks.subscriptions.keeping import StoredSubscriptions
from sinks.subscriptions.options import Options
from sinks.subscriptions.sealing import Seal
from tests.journeys.speaking import WITHIN, eventually, post
from tests.services.kafka import Broker, running_broker
from tests.services.postgres import PostgresServer
from tests.services.receiver import Receiver

pytestmark = [pytest.mark.slow, pytest.mark.service]
USERS = tuple(f"golddust-{role}" for role in (*STAGES, *OPERATORS, *DOORS, FOLLOWER, ERASER))
KINDS = {"topic": ResourceType.TOPIC, "group": ResourceType.GROUP, "transactional-id": ResourceType.TRANSACTIONAL_ID}
PREFIX = "north."
ROLES = ("tag", "store", "complaints", "replies", "mirrors", "promises", "privacy", "media", "subscriptions")


@dataclass(slots=True)
class House:
    """A broker that allows nothing unless told, a database whose owner is at work nowhere, and all roles on both."""

    broker: Broker
    postgres: PostgresServer
    database: str
    fleet: Fleet
    console: int

    def as_user(self, role: str) -> dict[str, object]:
        """How a Kafka client speaks for this role."""
        return {
            "bootstrap_servers": [self.broker.sasl_plaintext],
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": f"golddust-{role}",
            "sasl_plain_password": self.broker.password,
        }

    def store_url(self, role: str) -> str:
        """The database's address for the role; for those without a user there, an address that lets nobody in."""
        return self.postgres.url(self.database).replace("postgres@", f"golddust_{role}@")

    def connected(self, role: str) -> "psycopg.Connection":
        return psycopg.connect(host=str(self.postgres.folder), user=f"golddust_{role}", dbname=self.database, autocommit=True)

    def rows(self, question: str) -> list[tuple[object, ...]]:
        with closing(psycopg.connect(host=str(self.postgres.folder), user="postgres", dbname=self.database)) as connection:
            return connection.execute(question.encode()).fetchall()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer | None) -> Iterator[House]:
    assert postgres is not None
    folder, database = tmp_path_factory.mktemp("least"), postgres.create()
    with running_broker(acls=True, others=USERS) as broker:
        _allow(broker)
        engine = open_database(postgres.url(database))
        upgrade_database(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql(as_sql())
        engine.dispose()
        with Fleet(folder, _settings(broker)) as fleet:
            made = House(broker, postgres, database, fleet, free_port())
            _people(made)
            fleet.start()
            yield made
            assert fleet.loud() == []
    postgres.drop(database)


def _settings(broker: Broker) -> Mapping[str, str]:
    return {
        "GOLDDUST_LOG__BACKEND": "kafka",
        "GOLDDUST_LOG__BOOTSTRAP_SERVERS": json.dumps([broker.sasl_plaintext]),
        "GOLDDUST_LOG__SECURITY": "sasl_plaintext",
        "GOLDDUST_LOG__PASSWORD": broker.password,
        "GOLDDUST_LOG__PREFIX": PREFIX,
        "GOLDDUST_LOG__PARTITIONS": "2",
        "GOLDDUST_LOG__CREATE_TOPICS": "false",
        "GOLDDUST_TAG__TIER": "vader",
        "GOLDDUST_SUBSCRIPTIONS__HTTP": "true",
        "GOLDDUST_SUBSCRIPTIONS__PRIVATE_NETWORKS": '["127.0.0.0/8"]',
    }


def _people(house: House) -> None:
    """All roles, each told only its own user's names; the topics are made by somebody who may."""
    fleet = house.fleet
    fleet.add_ingest()
    for role in ROLES:
        fleet.add(role, "work", role)
    fleet.add("console", "serve", "console", "--console", str(house.console))
    for member in fleet.members:
        role = member.name.partition("-")[0]
        member.environment = {
            **member.environment,
            "GOLDDUST_LOG__USERNAME": f"golddust-{role}",
            "GOLDDUST_STORE__URL": house.store_url(role),
        }
    making = {**fleet.environment, "GOLDDUST_LOG__USERNAME": "admin", "GOLDDUST_LOG__CREATE_TOPICS": "true"}
    subprocess.run([*GOLDDUST, "privileges", "topics"], env=making, check=True, timeout=WITHIN)


def _allow(broker: Broker) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=[broker.bootstrap])) as admin:
        admin.create_acls([_as_theirs(acl) for acl in acls(Cluster(PREFIX))])


def _as_theirs(acl: Acl) -> ACL:
    pattern = ACLResourcePatternType.PREFIXED if acl.prefixed else ACLResourcePatternType.LITERAL
    return ACL(
        principal=f"User:{acl.user}",
        host="*",
        operation=ACLOperation[acl.operation.replace("eC", "e_C").upper()],
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(KINDS[acl.kind], acl.name, pattern),
    )


def test_what_customers_say_becomes_cases_while_every_role_may_only_what_it_needs(house: House) -> None:
    door = house.fleet.doors[0]
    running = type("Door", (), {"http": door.http})()
    assert post(running, requests.hook(1, "My parcel never came and nobody answers me. I want my money back!"))[0] == 202
    assert post(running, requests.text_message(2, door.url, "The delivery was late again, I am very angry"))[0] == 200
    assert eventually(lambda: len(house.rows("SELECT id FROM cases")) >= 2)
    assert eventually(lambda: len(house.rows("SELECT id FROM replies")) >= 2)
    assert eventually(lambda: not house.rows("SELECT number FROM outbox"))
    refused = [
        line
        for member in house.fleet.members
        if member.log.exists()
        for line in member.log.read_text().splitlines()
        if "permission denied" in line or "AuthorizationFailed" in line or "Kafka refuses us" in line
    ]
    assert refused == []


def test_web_hooks_get_their_events_from_a_role_that_may_read_those_alone(house: House, hook_receiver: Receiver) -> None:
    wanted = {"/all": (topics.TAGGED, topics.COMPLAINTS), "/some": (topics.ISSUES, topics.of_topic("delivery"))}
    engine = open_database(house.store_url("console"))
    try:
        seal, options = Seal(bytes.fromhex(KEYS["GOLDDUST_KEYS__LINKS"])), Options(http=True, private_networks=("127.0.0.0/8",))
        kept = StoredSubscriptions(engine, SystemClock(), seal, options, lambda: [one for row in wanted.values() for one in row])
        for path, names in wanted.items():
            kept.add(path.strip("/"), Wish(url=hook_receiver.url + path, topics=names))
        running = type("Door", (), {"http": house.fleet.doors[0].http})()
        words = "My delivery never came and nobody answers me. I want my money back!"
        assert post(running, requests.hook(3, words))[0] == 202
        assert eventually(lambda: all(hook_receiver.at(path) for path in wanted))
        assert eventually(lambda: {one.event["type"] for one in hook_receiver.at("/all")} >= {"golddust.feedback.tagged.v1"})
        kept.remove("all")
        kept.remove("some")
    finally:
        engine.dispose()


MUST_NOT_READ = [
    ("subscriptions", topics.RECEIVED),
    ("mirrors", topics.RECEIVED),
    ("replies", topics.RECEIVED),
    ("complaints", topics.RECEIVED),
    ("tag", topics.TAGGED),
]
MUST_NOT_WRITE = [("tag", topics.RECEIVED), ("store", topics.TAGGED), ("forward", topics.TAGGED), ("console", topics.RECEIVED)]


@pytest.mark.parametrize(("role", "topic"), MUST_NOT_READ)
def test_a_role_may_not_read_what_it_does_not_need(house: House, role: str, topic: str) -> None:
    with closing(KafkaConsumer(**house.as_user(role))) as reader, pytest.raises(KafkaError, match=r"Authorization"):
        reader.assign([TopicPartition(PREFIX + topic, 0)])
        reader.seek(TopicPartition(PREFIX + topic, 0), 0)
        deadline = time.monotonic() + WITHIN
        while time.monotonic() < deadline:
            assert not reader.poll(500)


@pytest.mark.parametrize(("role", "topic"), MUST_NOT_WRITE)
def test_a_role_may_not_write_what_is_not_its_own(house: House, role: str, topic: str) -> None:
    with closing(KafkaProducer(**house.as_user(role), enable_idempotence=False)) as writer, pytest.raises(KafkaError):
        writer.send(PREFIX + topic, b"forged", partition=0).get(WITHIN)


def test_a_role_may_not_join_another_ones_group(house: House) -> None:
    made = KafkaConsumer(PREFIX + topics.TAGGED, group_id=f"{PREFIX}golddust.store", **house.as_user("complaints"))
    with closing(made) as reader, pytest.raises(KafkaError):
        reader.poll(10_000)


def test_a_role_may_not_take_another_ones_name(house: House) -> None:
    made = KafkaProducer(**house.as_user("store"), transactional_id=f"{PREFIX}golddust.tag.stolen.0")
    with closing(made) as writer, pytest.raises(KafkaError):
        writer.init_transactions()


REFUSED = [
    ("subscriptions", "SELECT * FROM feedback"),
    ("subscriptions", "SELECT * FROM users"),
    ("subscriptions", "UPDATE cases SET state = 'closed'"),
    ("store", "SELECT * FROM subscriptions"),
    ("console", "DELETE FROM audit_log"),
    ("console", "UPDATE audit_log SET actor = 'nobody'"),
    ("console", "TRUNCATE audit_log"),
    ("console", "ALTER TABLE audit_log DISABLE TRIGGER ALL"),
    ("store", "SELECT * FROM users"),
    ("store", "SELECT * FROM tokens"),
    ("complaints", "SELECT * FROM sessions"),
    ("replies", "SELECT password FROM users"),
    ("http", "SELECT * FROM users"),
    ("http", "INSERT INTO users (name) VALUES ('me')"),
    ("http", "DELETE FROM feedback"),
    ("media", "SELECT * FROM cases"),
    ("mirrors", "INSERT INTO audit_log DEFAULT VALUES"),
    ("promises", "CREATE TABLE mine (x int)"),
    ("store", "DROP TABLE feedback"),
]


@pytest.mark.parametrize(("role", "statement"), REFUSED)
def test_the_database_refuses_a_role_what_it_does_not_need(house: House, role: str, statement: str) -> None:
    with closing(house.connected(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("role", ["smtp", "forward", "tag"])
def test_who_needs_no_database_has_no_user_there(house: House, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        house.connected(role)


def test_a_role_owns_no_table(house: House) -> None:
    owners = house.rows("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owners == [("postgres",)]
