"""The words of our answers: every one gets its enhanced status code (RFC 2034, RFC 3463), also those that aiosmtpd words."""

import re

_WORDED = {
    "250 OK": "250 2.0.0 OK",
    "221 Bye": "221 2.0.0 Bye",
    "220 Ready to start TLS": "220 2.0.0 Ready to start TLS",
}
_PLAIN = re.compile(r"([45]\d\d) (?![245]\.\d{1,3}\.\d{1,3} )(?:Error: )?")
_CODES = {
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "454": "4.7.0",
    "530": "5.7.0",
    "552": "5.3.4",
    "553": "5.1.3",
    "555": "5.5.4",
}
_WRONG_USE = ("500", "501", "502", "503", "555")


def enhanced(reply: str) -> str:
    """The reply with its enhanced code. The greeting and the answer to HELO and EHLO have none (RFC 2034 §4)."""
    if reply[:1] == "2":
        return _WORDED.get(reply, reply)
    plain = _PLAIN.match(reply)
    if plain is None:
        return reply
    code = plain[1]
    return f"{code} {_CODES.get(code, f'{code[0]}.0.0')} {reply[plain.end() :]}"


def is_wrong_use(reply: str) -> bool:
    """Whether it answers a command that was no good, rather than a mail that was not."""
    return reply.startswith(_WRONG_USE)
