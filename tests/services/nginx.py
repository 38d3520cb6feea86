"""A real nginx that ends TLS in front of a port, as a company's own would. Fixture: `nginx`.

It needs Debian's package nginx-light.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.services.missing import without
from tests.services.ports import free_port

HOST = "feedback.example.com"
STARTS_WITHIN = 180.0
SETTINGS = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    server_name {host};
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
    location {prefix}/ {{
      proxy_pass http://127.0.0.1:{behind}/;
      {headers}
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Front:
    """Its port, and the certificate to trust, which is made out to HOST."""

    port: int
    certificate: Path


StartNginx = Callable[[int, str, str], Front]
"""(the port behind it, a prefix that it takes off such as "/north" or "", directives for headers) -> what is in front."""


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[StartNginx]:
    """Starts nginxes, which end with the test."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        without("nginx", "apt-get install nginx-light")
    with ExitStack() as running:

        def start(behind: int, prefix: str = "", headers: str = "") -> Front:
            port = free_port()
            folder = tmp_path / f"nginx-{port}"
            folder.mkdir()
            _write_certificate(folder)
            told = SETTINGS.format(folder=folder, port=port, behind=behind, prefix=prefix, headers=headers, host=HOST)
            (folder / "nginx.conf").write_text(told)
            command = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            running.callback(process.wait, STARTS_WITHIN)
            running.callback(process.terminate)
            _wait_for(port, process, folder)
            return Front(port, folder / "certificate.pem")

        yield start


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, plain))


def _wait_for(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < ends:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    pytest.fail(f"nginx did not start: {(folder / 'error.log').read_text()[-300:]}", pytrace=False)
