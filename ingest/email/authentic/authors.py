"""In whose name a mail is written, as far as anybody who reads it could think."""

from dataclasses import dataclass

from ingest.email.authentic.canonical import Signed
from ingest.email.authentic.domains import domain_of
from ingest.email.author import author_of
from ingest.email.heading import heading_of
from ingest.email.mime.addresses import mailboxes
from ingest.email.mime.headers import Fields
from ingest.email.mime.structure import tree

MOST = 5
"""Domains in one From; a mail in the name of more is in nobody's."""


@dataclass(frozen=True, slots=True)
class Authors:
    """The domains named in From, and that of the person whom the mail is taken to be from.

    The last is another one where From takes no answers and Reply-To names a person; "" where there is none. `contradict`: there
    are several From fields, and they do not name the same (RFC 7489 §6.6.1).
    """

    named: tuple[str, ...]
    person: str
    contradict: bool

    @property
    def domains(self) -> tuple[str, ...]:
        """All of them, each once, the person's first: nobody else's DNS must use up the time for that one."""
        return tuple(dict.fromkeys((*((self.person,) if self.person else ()), *self.named)))


def authors_of(content: bytes, mail: Signed, envelope_sender: str) -> Authors:
    """Who is named: in the fields as our reader sees them, and as those do who sign, so that nothing is hidden from either."""
    fields = tree(content).root.fields
    heading = heading_of(fields)
    fields_named = {_addresses(value, fields.charset) for value in (*fields.all("from"), *_signed(mail))} - {()}
    named = tuple(sorted({domain_of(address) for addresses in fields_named for address in addresses} - {""}))
    person = domain_of(author_of(heading.sender, heading.reply_to, envelope_sender).value)
    return Authors(named[:MOST], person, contradict=len(fields_named) > 1 or len(named) > MOST)


def _addresses(value: str, charset: str) -> tuple[str, ...]:
    return tuple(sorted({box.address.casefold() for box in mailboxes(value, charset)}))


def _signed(mail: Signed) -> tuple[str, ...]:
    """From, in the form that our reader has it in."""
    raw = [field.value.decode("ascii", "surrogateescape").split("\n") for field in mail.fields if field.name == "from"]
    return Fields.of(("from", lines) for lines in raw).all("from")
