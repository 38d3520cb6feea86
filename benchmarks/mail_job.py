"""Reads mails with other parsers, in an environment of their own; nothing of golddust is imported here.

python -m benchmarks.mail_job FOLDER     each file of each folder in FOLDER read by each parser; mails a second as JSON
"""

import email
import email.policy
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

Reader = Callable[[bytes], object]


def bare(raw: bytes) -> list[str]:
    """What Python's own package gives at the least: subject, sender, the texts decoded, the files undone."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    return [str(mail["subject"]), str(mail["from"]), *_texts(mail)]


def _texts(mail: EmailMessage) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            try:
                yield str(part.get_content())
            except (LookupError, ValueError):
                yield ""
        elif not part.is_multipart():
            part.get_payload(decode=True)


def _plain(raw: bytes) -> str:
    return (bare(raw)[2:] or [""])[0]


def _mail_parser() -> Reader:
    from mailparser import parse_from_bytes  # type: ignore[import-not-found] # noqa: PLC0415 - theirs alone

    def read(raw: bytes) -> object:
        found = parse_from_bytes(raw)
        return found.subject, found.from_, found.body, found.attachments

    return read


def _fast_mail_parser() -> Reader:
    from fast_mail_parser import parse_email  # type: ignore[import-not-found] # noqa: PLC0415 - theirs alone

    return cast("Reader", parse_email)


def _email_reply_parser() -> Reader:
    from email_reply_parser import EmailReplyParser  # type: ignore[import-not-found] # noqa: PLC0415 - theirs alone

    return lambda raw: EmailReplyParser.parse_reply(_plain(raw))


def _mail_parser_reply() -> Reader:
    from mailparser_reply import EmailReplyParser  # type: ignore[import-not-found] # noqa: PLC0415 - theirs alone

    parser: Any = EmailReplyParser(languages=["en", "de", "fr", "es", "it"])
    return lambda raw: parser.parse_reply(text=_plain(raw))


def _quotequail() -> Reader:
    import quotequail  # type: ignore[import-not-found] # noqa: PLC0415 - theirs alone

    return lambda raw: quotequail.quote(_plain(raw))


PEERS: dict[str, Callable[[], Reader]] = {
    "mail-parser": _mail_parser,
    "fast-mail-parser": _fast_mail_parser,
    "email + email-reply-parser": _email_reply_parser,
    "email + mail-parser-reply": _mail_parser_reply,
    "email + quotequail": _quotequail,
}


def rate(reader: Reader, mails: list[bytes]) -> float:
    """Mails a second in one lap; a mail that a reader raises for counts as read."""
    started = time.perf_counter()
    for mail in mails:
        with suppress(Exception):
            reader(mail)
    return len(mails) / (time.perf_counter() - started)


def main() -> None:
    """One lap of every peer over every kind of mail."""
    kinds = {
        folder.name: [path.read_bytes() for path in sorted(folder.iterdir())] for folder in sorted(Path(sys.argv[1]).iterdir())
    }
    rates = {}
    for name, make in PEERS.items():
        reader = make()
        rates[name] = {kind: rate(reader, mails) for kind, mails in kinds.items()}
    print(json.dumps(rates))


if __name__ == "__main__":
    main()
