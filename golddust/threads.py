"""Tokens that tie a mail to a reply of ours: who answers it or returns it brings one along, and nobody can make one up.

A token is the reply's id and 80 bits of a keyed digest of it, 42 small letters and digits: local parts hold 64 octets (RFC 5321
§4.5.3.1.1), and carriers fold their case. Tokens of answers, of Message-IDs and of returned mail are told apart, so that who saw
one of them, such as a reader of a list's archive, cannot make the others of it. One more ties the end of news to a customer.
"""

import re
from typing import Literal

from golddust.identity import ID_LENGTH, Keys

PROOF_LENGTH = 16
LONGEST_LOCAL_PART = 64
_LOOKED_AT = 2_000
_ANSWER, _MESSAGE, _BOUNCE, _NEWS = "answer to a reply", "Message-ID of a reply", "bounce of a reply", "news to a customer"
_TOKENS = re.compile(rf"[a-z2-7]{{{ID_LENGTH + PROOF_LENGTH},}}")
_ADDED = re.compile(rf"(.+)[^a-z0-9][a-z2-7]{{{ID_LENGTH + PROOF_LENGTH}}}")
_UNSUBSCRIBE = "unsubscribe"
_COMMAND = re.compile(rf"({_UNSUBSCRIBE}|subscribe)-([a-z2-7]{{{PROOF_LENGTH}}})")
_MESSAGE_ID = re.compile(rf"<?([a-z2-7]{{{ID_LENGTH}}})\.([a-z2-7]{{{PROOF_LENGTH}}})\.reply@", re.IGNORECASE)


def thread_token(keys: Keys, reply_id: str) -> str:
    """The token that an answer to this reply brings along in the address it is sent to."""
    return reply_id + _proof(keys, _ANSWER, reply_id)


def reply_of(keys: Keys, local_part: str) -> str | None:
    """The id of the reply whose token is in this local part, or in this whole address; None where there is none made here.

    In any case of letters, after any separator, and inside what forwarders write around it (SRS, BATV, VERP of lists).
    """
    return _proven(keys, _ANSWER, local_part)


def answer_address(keys: Keys, reply_id: str, address: str, separator: str = "+") -> str:
    """Where an answer to this reply is to be sent: `feedback@example.com` becomes `feedback+<token>@example.com`.

    An address whose local part has no room for a token stays as it is; the Message-ID alone ties the answer then.
    """
    local, _, domain = address.rpartition("@")
    tied = f"{local}{separator}{thread_token(keys, reply_id)}"
    return f"{tied}@{domain}" if local and len(tied.encode()) <= LONGEST_LOCAL_PART else address


def without_token(address: str) -> str:
    """The address of ours that a token was added to, in small letters; any other address as it is."""
    local, at, domain = address.rpartition("@")
    match = _ADDED.fullmatch(local.lower())
    return f"{match[1]}{at}{domain}" if match else address


def message_id(keys: Keys, reply_id: str, domain: str) -> str:
    """The Message-ID of the mail that carries this reply, with its brackets."""
    return f"<{reply_id}.{_proof(keys, _MESSAGE, reply_id)}.reply@{domain}>"


def reply_of_message_id(keys: Keys, message_id: str) -> str | None:
    """The id of the reply that went out under this Message-ID, whatever the domain; None when it was not made here."""
    match = _MESSAGE_ID.match(message_id.strip())
    return _checked(keys, _MESSAGE, match[1].lower(), match[2].lower()) if match else None


def bounce_address(keys: Keys, reply_id: str, domain: str, local: str = "bounces") -> str:
    """The envelope sender of the mail that carries this reply (VERP): reports that it reached nobody come back there."""
    return f"{local}+{reply_id}{_proof(keys, _BOUNCE, reply_id)}@{domain}"


def bounced_reply(keys: Keys, address: str) -> str | None:
    """The id of the reply that is returned to this address, read as `reply_of` reads; None when it was not made here."""
    return _proven(keys, _BOUNCE, address)


def unsubscribing_subject(keys: Keys, customer: str) -> str:
    """The subject of the mail by which this customer ends the news from us. It is told to nobody else."""
    return f"{_UNSUBSCRIBE}-{_proof(keys, _NEWS, customer)}"


def command_in(keys: Keys, customer: str, subject: str) -> Literal["stop", "start"] | None:
    """What such a subject, or the same with `subscribe`, has us do for this customer; None where the token is not theirs.

    A token of the reply would not do: whoever has one of their own could stop the news to anybody whose name they write under.
    """
    match = _COMMAND.fullmatch(subject.strip().lower())
    if match is None or not keys.proves(_NEWS, customer, match[2], PROOF_LENGTH):
        return None
    return "stop" if match[1] == _UNSUBSCRIBE else "start"


def _proven(keys: Keys, purpose: str, address: str) -> str | None:
    local, _, domain = address[:_LOOKED_AT].rpartition("@")
    for run in _TOKENS.findall((local or domain).lower()):
        token = run[-(ID_LENGTH + PROOF_LENGTH) :]  # a "+" may have come as "%2B"
        found = _checked(keys, purpose, token[:ID_LENGTH], token[ID_LENGTH:])
        if found is not None:
            return found
    return None


def _checked(keys: Keys, purpose: str, reply_id: str, proof: str) -> str | None:
    return reply_id if keys.proves(purpose, reply_id, proof, PROOF_LENGTH) else None


def _proof(keys: Keys, purpose: str, reply_id: str) -> str:
    return keys.proof(purpose, reply_id)[:PROOF_LENGTH]
