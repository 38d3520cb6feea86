"""All that can be tried from the console: ways in, ways out, and what they stand on; each as `golddust doctor` looks at it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from cli.doctor.door import door_findings
from cli.doctor.examination import spool_findings
from cli.doctor.hooks import hook_findings
from cli.doctor.log import log_findings
from cli.doctor.mail import sender_findings
from cli.doctor.media import media_findings
from cli.doctor.mirrors import carried, one_mirror
from cli.doctor.open import mail_door, public_door
from cli.doctor.people import provider_findings
from cli.doctor.sms import sms_findings
from cli.doctor.staff import staff_findings
from cli.doctor.texts import text_findings
from cli.doctor.traces import trace_findings
from cli.doctor.web import web_findings
from cli.wiring.installation import Installation
from golddust.errors import Misconfigured
from golddust.findings import Connection, Finding, checked
from golddust.mirroring import ComplaintMirror
from golddust.ports import Sender

DATABASE = "see [store] url, and whether the server runs"


def connections_of(installation: Installation) -> list[Connection]:
    """Every one that there is or could be, in the order of one message's way."""
    return [*_ways_in(installation), *_ways_out(installation), *_beneath(installation)]


def _ways_in(one: Installation) -> Iterator[Connection]:
    settings = one.settings
    mail, http, twilio = settings.smtp, f"{settings.http.host}:{settings.http.port}", settings.sms.twilio
    known = any(account.tokens for account in twilio.every_account) or bool(twilio.shared_keys)
    words = f"SMTP at {mail.host}:{mail.port}, for {', '.join(mail.domains)}"
    yield Connection("email", "way in", "Mail", words, lambda: chain(mail_door(one), door_findings(one)))
    words = f"web hooks of Twilio at {http}" if known else "no Twilio token is set: [sms.twilio] auth_token"
    yield Connection("sms", "way in", "Text messages", words, partial(_texts_in, one), is_set=known)
    yield Connection("form", "way in", "The form", f"/tell-us at {http}", partial(public_door, one))
    for source, options in settings.hooks.items():
        how = "unsigned" if options.verify.scheme == "unsigned" else f"proven by {options.verify.scheme}"
        words = f"/hooks/{source} at {http}, {how}"
        yield Connection(f"hook-{source}", "way in", f"Web hooks of {source}", words, partial(_hook, one, {source: options}))
    if not settings.hooks:
        words = "no source is set: [hooks.<source>] verify and map"
        yield Connection("hook", "way in", "Web hooks", words, partial(hook_findings, {}), is_set=False)


def _ways_out(one: Installation) -> Iterator[Connection]:
    try:
        mail, texts, mirrors = one.senders[0], one.senders[1], one.casework.mirrors
    except Misconfigured as wrong:
        words = str(wrong)
        yield Connection("answers", "way out", "Answers", words, partial(_settings, one, words), is_set=False)
        return
    relay = one.settings.replies.smtp
    words = mail.waiting_for() or f"the relay {relay.host}:{relay.port}"
    yield Connection(
        "relay", "way out", "Answers by mail", words, partial(sender_findings, one, mail), is_set=not mail.waiting_for()
    )
    words = texts.waiting_for() or "Twilio"
    yield Connection(
        "texts", "way out", "Answers by text", words, partial(_texts_out, one, texts), is_set=not texts.waiting_for()
    )
    yield Connection("staff", "way out", "Notices to the staff", "mail, texts and hooks", partial(staff_findings, one))
    for mirror in mirrors:
        words = f"cases are kept there, too: [mirrors.{mirror.name}]"
        yield Connection(f"mirror-{mirror.name}", "way out", f"Mirror {mirror.name}", words, partial(_mirror, one, mirror))
    if not mirrors:
        words = "cases are kept nowhere else: [complaints] mirrors"
        yield Connection("mirror", "way out", "Complaint systems elsewhere", words, tuple, is_set=False)


def _beneath(one: Installation) -> Iterator[Connection]:
    settings = one.settings
    brokers = ", ".join(settings.log.bootstrap_servers)
    title, words = ("Kafka", brokers) if one.on_kafka else ("The log", f"a file of this machine, {settings.log_path}")
    yield Connection("log", "beneath", title, words, lambda: chain(spool_findings(one), log_findings(one)))
    engine = settings.store_url.partition(":")[0].partition("+")[0]
    check = partial(checked, "database", one.check_store, "answers", DATABASE)
    yield Connection("store", "beneath", "The store", engine, check)
    if settings.console.oidc.issuer:
        words = settings.console.oidc.issuer
        yield Connection("sign-in", "beneath", "Sign-in elsewhere", words, partial(provider_findings, one))
    if settings.observe.otlp_endpoint:
        words = settings.observe.otlp_endpoint
        yield Connection("traces", "beneath", "Traces", words, partial(trace_findings, settings.observe))


def _texts_in(one: Installation) -> Iterable[Finding]:
    return chain(public_door(one), web_findings(one.settings), sms_findings(one), media_findings(one))


def _hook(one: Installation, source: Mapping[str, Any]) -> Iterable[Finding]:
    return chain(public_door(one), hook_findings(source))


def _settings(one: Installation, mend: str) -> Iterable[Finding]:
    return checked("settings", one.check_tables, "all can be read", mend)


def _texts_out(one: Installation, texts: Sender) -> Iterator[Finding]:
    if not texts.waiting_for():
        yield from checked(
            "Twilio", one.texts.check, "answers, and takes our token", "see [sms.twilio] and docs/howto/texts-out.md"
        )
    yield from chain(sender_findings(one, texts), text_findings(one))


def _mirror(one: Installation, mirror: ComplaintMirror) -> Iterator[Finding]:
    yield from one_mirror(mirror)
    yield from (found for found in carried(one) if found.part == f"mirror {mirror.name}")
