"""What a test's Kafka broker is told: settings for a quick start and short waits, a certificate, made-up users."""

import base64
import datetime as dt
import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.services.ports import ADDRESS

LISTENERS = ("PLAINTEXT", "CONTROLLER", "SASL_SSL", "SASL_PLAINTEXT")
SCRAM = ("SCRAM-SHA-256", "SCRAM-SHA-512")
USER = "golddust"
PASSWORD = "made-up-password"
SECURITY = "org.apache.kafka.common.security"

QUICK = {
    "auto.create.topics.enable": "false",
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "3000",  # a killed broker cannot come back before that
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "group.consumer.min.session.timeout.ms": "1000",
    "group.consumer.min.heartbeat.interval.ms": "500",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.num.partitions": "1",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    "log.retention.check.interval.ms": "1000",
    "log.initial.task.delay.ms": "1000",
    "log.segment.delete.delay.ms": "1000",
    "log.cleaner.dedupe.buffer.size": str(32 * 1024 * 1024),  # a quarter of the usual: it is taken from the heap at once
}
COPIES = ("default", "offsets.topic", "transaction.state.log", "share.coordinator.state.topic")
ENOUGH_COPIES = ("min.insync.replicas", "transaction.state.log.min.isr", "share.coordinator.state.topic.min.isr")


def new_cluster() -> str:
    """A cluster's name that no other has: 16 bytes in base64, never with a leading hyphen, which would read as an option."""
    return base64.urlsafe_b64encode(b"golddust" + secrets.token_bytes(8)).decode().rstrip("=")


def broker_settings(folder: Path, node: int, ports: Mapping[str, int], peers: Mapping[int, int]) -> dict[str, str]:
    """The settings of one node of a cluster of those peers (node number and controller's port), or of one on its own."""
    listeners = ",".join(f"{name}://{ADDRESS}:{port}" for name, port in ports.items())
    voters = peers or {node: ports["CONTROLLER"]}
    return {
        "process.roles": "broker,controller",
        "node.id": str(node),
        "controller.quorum.voters": ",".join(f"{number}@{ADDRESS}:{port}" for number, port in voters.items()),
        "controller.listener.names": "CONTROLLER",
        "listeners": listeners,
        "listener.security.protocol.map": ",".join(f"{name}:{name.replace('CONTROLLER', 'PLAINTEXT')}" for name in ports),
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": str(folder / "data"),
        **QUICK,
        **{f"{topic}.replication.factor": str(len(voters)) for topic in COPIES},
        **dict.fromkeys(ENOUGH_COPIES, str(len(voters) // 2 + 1)),
    }


def security_settings(keys: Path) -> dict[str, str]:
    """The settings that let users in with a password, over TLS with those keys or without."""
    plain = f'{SECURITY}.plain.PlainLoginModule required user_{USER}="{PASSWORD}" user_admin="{PASSWORD}";'
    logins = {"plain": plain} | {name.lower(): f"{SECURITY}.scram.ScramLoginModule required;" for name in SCRAM}
    return {
        "sasl.enabled.mechanisms": ",".join(("PLAIN", *SCRAM)),
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(keys),
        **{
            f"listener.name.{listener}.{mechanism}.sasl.jaas.config": login
            for listener in ("sasl_ssl", "sasl_plaintext")
            for mechanism, login in logins.items()
        },
    }


ACLS = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS;User:admin",
}


def scram_users(others: Sequence[str] = ()) -> list[str]:
    """What the formatting program is told, so that the users are there from the start."""
    names = (USER, "admin", *others)
    users = [f"{mechanism}=[name={user},password={PASSWORD}]" for mechanism in SCRAM for user in names]
    return [word for user in users for word in ("--add-scram", user)]


def certify(keys: Path, certificate_file: Path) -> None:
    """Write a key with a certificate for loopback, and the certificate alone, which clients trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key).public_bytes(Encoding.PEM)
    keys.touch(mode=0o600)
    keys.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate)
    certificate_file.write_bytes(certificate)


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """Signed by its own key, and with all that Python's strict check (the default from 3.13 on) asks for."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "golddust's test broker")])
    names = [x509.IPAddress(ipaddress.ip_address(ADDRESS)), x509.DNSName("localhost")]
    now = dt.datetime.now(dt.UTC)
    usage = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False)
    usage |= dict.fromkeys(("crl_sign", "encipher_only", "decipher_only"), False)
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
