"""The scheme `ed25519`: a signature with a private key (RFC 8032), of which we hold the public one."""

from ingest.hooks.verify.options import Verify
from ingest.hooks.verify.request import Verifier
from ingest.hooks.verify.signed import public_keys, signed_verifier


def verifier(options: Verify) -> Verifier:
    """One that tries every public key."""
    return signed_verifier(options, public_keys(options.public_keys).signed)
