"""Puts together what sends texts."""
# ruff: noqa: PLC0415 - a role loads only what it uses

from typing import TYPE_CHECKING

from config.settings import Settings

if TYPE_CHECKING:
    from cli.wiring.installation import Installation
    from sinks.replies.policy import Policy
    from sinks.replies.sms.policy import TextPolicy
    from sinks.replies.sms.registry import TextSender


def new_texts(settings: Settings) -> "TextSender":
    """What sends texts; each thread that does needs one of its own."""
    from sinks.replies.sms.registry import text_sender

    provider = settings.sms.sending.provider
    return text_sender(provider, getattr(settings.sms, provider), settings.http.public_url)


def reply_policy(installation: "Installation") -> "Policy":
    """When a reply may go out; after a restore, some only once their carrier was asked."""
    from cli.backup.note import is_held, read_note
    from sinks.replies.restored import AfterRestore

    note, policy = read_note(installation.settings), text_policy(installation)
    if note is None:
        return policy
    return AfterRestore(policy, note.of, note.at, lambda: note.held and is_held(installation.settings))


def text_policy(installation: "Installation") -> "TextPolicy":
    """When a text may go out."""
    from sinks.replies.sms.policy import TextPolicy

    one, texts = installation, installation.texts
    sending, metrics = one.settings.sms.sending, one.metrics
    return TextPolicy(sending, one.engine, lambda: one.standards.hours.zone, texts.numbers, texts.goes_from, metrics)
