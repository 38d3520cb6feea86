"""What the doctor says of the door for mail: its certificate, the scanner and the resolvers it asks."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from cli.wiring.installation import Installation
from golddust.errors import Misconfigured
from golddust.findings import Finding, checked

SOON = timedelta(days=14)
PAGE = "docs/howto/mail.md"


def door_findings(installation: Installation) -> Iterator[Finding]:
    """How it stands, where something is set that can go wrong."""
    options = installation.settings.smtp
    if options.tls_certificate is not None:
        yield from _certificate(installation, options.tls_certificate)
    if options.scan.clamd:
        from ingest.email.smtp.scanning import Clamd  # noqa: PLC0415 - only where there is one

        yield from checked("mail's scanner", Clamd(options.scan).check, "clamd answers", f"does clamd run? See {PAGE}")
    if options.authentication.is_set:
        yield from _senders(installation)


def _senders(installation: Installation) -> Iterator[Finding]:
    from golddust.metrics import NoMetrics  # noqa: PLC0415 - as above
    from ingest.email.authentic.checking import Authenticity  # noqa: PLC0415 - as above

    options = installation.settings.smtp
    asked = " and ".join(options.authentication.resolvers)
    if not asked:
        words = f"believed as {' and '.join(options.authentication.authserv_ids)} found them; nothing is checked here"
        yield Finding("mail's senders", "good", words)
        return
    check = Authenticity(options, installation.clock, NoMetrics()).check
    mend = f"[smtp.authentication] resolvers; until then nothing is held against anybody. See {PAGE}"
    yield from checked("mail's senders", check, f"checked; {asked} answers", mend)


def _certificate(installation: Installation, chain: Path) -> Iterator[Finding]:
    from cryptography import x509  # noqa: PLC0415 - only where there is one

    from golddust.metrics import NoMetrics  # noqa: PLC0415 - as above
    from ingest.email.smtp.certificate import certificate_of  # noqa: PLC0415 - as above

    part, mend = "mail's certificate", f"renew {chain}; a new one is used without a restart"
    try:
        certificate_of(installation.settings.smtp, NoMetrics())
        ends = x509.load_pem_x509_certificate(chain.read_bytes()).not_valid_after_utc
    except (Misconfigured, ValueError) as error:
        yield Finding(part, "bad", str(error), f"mend it: the one in use goes on only until the next start; see {PAGE}")
        return
    left = ends - installation.clock.now()
    words = f"{'ends' if left > timedelta(0) else 'ended'} on {ends:%Y-%m-%d}"
    yield Finding(part, "bad" if left < SOON else "good", words, mend if left < SOON else "")
