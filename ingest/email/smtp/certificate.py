"""The certificate under which the door speaks TLS; a renewed one is used by the next connection, without a restart."""

import ssl
from pathlib import Path

import structlog

from golddust.errors import Misconfigured, Problem
from golddust.ports import Metrics
from ingest.email.options import Options

log = structlog.get_logger()

Look = tuple[tuple[int, int, int], ...]


class Certificate:
    """A context for new connections that follows its files. A new pair that cannot be used leaves the old one in use."""

    def __init__(self, chain: Path, key: Path | None, metrics: Metrics) -> None:
        """Raises Misconfigured when the pair cannot be used."""
        self._chain = chain
        self._key = key
        self._metrics = metrics
        try:
            self._seen = self._look()
            self._context = _context(chain, key)
        except (OSError, ssl.SSLError) as error:
            problem = Problem("smtp.tls_certificate", str(chain), f"a certificate with its key: {error}")
            raise Misconfigured((problem,)) from None

    def context(self) -> ssl.SSLContext:
        """The context of the newest pair that could be used."""
        try:
            look = self._look()
        except OSError:  # it is just being replaced
            return self._context
        if look != self._seen:
            self._seen = look
            self._renew()
        return self._context

    def _renew(self) -> None:
        """Where chain and key are replaced one after the other, the first look finds a pair that does not fit."""
        try:
            self._context = _context(self._chain, self._key)
        except (OSError, ssl.SSLError) as error:
            log.error("the new certificate cannot be used; the old one stays", file=str(self._chain), error=str(error))
            self._metrics.count("golddust_certificates_total", result="failed")
        else:
            log.info("a new certificate is in use", file=str(self._chain))
            self._metrics.count("golddust_certificates_total", result="loaded")

    def _look(self) -> Look:
        """What changes when a file does, also when a link is turned to another."""
        found = [path.stat() for path in (self._chain, self._key) if path is not None]
        return tuple((one.st_mtime_ns, one.st_ino, one.st_size) for one in found)


def certificate_of(options: Options, metrics: Metrics) -> Certificate | None:
    """The configured one. Raises Misconfigured when it cannot be used."""
    if options.tls_certificate is None:
        return None
    return Certificate(options.tls_certificate, options.tls_key, metrics)


def _context(chain: Path, key: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 8996
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.load_cert_chain(chain, key)
    return context
