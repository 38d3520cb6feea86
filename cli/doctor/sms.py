"""What the doctor says of the door for text messages: whether it believes anybody, and whom it had to turn away."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cli.wiring.installation import Installation
from golddust.findings import Finding
from ingest.sms.twilio.by_itself import accounts_of, catches_up
from ingest.sms.twilio.options import Options
from ingest.sms.twilio.refused import Refusals, file_of, refusals_in
from ingest.sms.twilio.remembered import Remembered

PART = "text messages"
PAGE = "docs/howto/sms.md"
LATELY = timedelta(days=3)
"""For so long the doctor speaks of what was refused, unless a proven message came since."""
LONG_AGO = timedelta(hours=6)
_MISTAKES = {
    "scheme": "https is not http",
    "host": "another host",
    "port": "another port",
    "prefix": "another path in front",
    "slash": "a slash at its end",
    "query": "another query string: something in front adds or takes away",
}


def sms_findings(installation: Installation) -> Iterator[Finding]:
    """How it stands, the worst that can happen to a message first."""
    options = installation.settings.sms.twilio
    if not (any(account.tokens for account in options.every_account) or options.shared_keys):
        yield Finding(PART, "note", "not taken in: no Twilio token is set", "[sms.twilio] auth_token")
        return
    found = [
        *_parked(options),
        *_turned_away(refusals_in(file_of(installation.settings.data_dir)), options, installation.clock.now()),
        *_missed(installation, options),
    ]
    yield from found or [Finding(PART, "good", "taken in when Twilio signs them, and missed ones are looked for")]


def _parked(options: Options) -> Iterator[Finding]:
    if options.unverified == "park":
        words = "messages that nothing proves are taken in, marked: anybody may write in anybody's name"
        yield Finding(PART, "note", words, '[sms.twilio] unverified = "refuse", once the address is right')


def _turned_away(noted: Refusals, options: Options, now: datetime) -> Iterator[Finding]:
    done = "marked as suspect" if options.unverified == "park" else "refused"
    if noted.mismatch and not noted.settled:
        because = _MISTAKES.get(noted.would_match, "it differs in several ways")
        words = f"{noted.mismatches:,} that Twilio signed were {done}, last on {noted.mismatch:%Y-%m-%d %H:%M}: {because}"
        where = "let [http] public_url begin like it, or add it to [sms.twilio] urls, without the route"
        mend = f"Twilio signs {noted.address}: {where}"
        then = "those taken in stay suspect" if options.unverified == "park" else "then `golddust sms catch-up`"
        yield Finding(PART, "bad", words, f"{mend}; {then}")
    if noted.foreign_account and now - noted.foreign_account < LATELY:
        words = (
            f"some were {done} that name a Twilio account which is not among ours, last on {noted.foreign_account:%Y-%m-%d %H:%M}"
        )
        yield Finding(PART, "note", words, "[sms.twilio.accounts.<name>] account_sid and auth_token, if it is yours")
    if noted.last and now - noted.last < LATELY and _is_unexplained(noted):
        words = (
            f"{noted.count - noted.mismatches:,} were {done} so far that nothing explains, last on {noted.last:%Y-%m-%d %H:%M}"
        )
        yield Finding(PART, "note", words, f"if real ones are missing, is auth_token that of the account? See {PAGE}")


def _is_unexplained(noted: Refusals) -> bool:
    """Whether the last one is no wrong address of ours."""
    if noted.mismatch is None or noted.last is None:
        return True
    return noted.settled and noted.last > noted.mismatch


def _missed(installation: Installation, options: Options) -> Iterator[Finding]:
    """Whether somebody looks for what never reached the door."""
    if not catches_up(options):
        words = "what Twilio cannot deliver is lost to us: nobody looks for it by itself"
        yield Finding(PART, "note", words, "[sms.twilio] account_sid and catch_up_hours; or `golddust sms catch-up` now and then")
        return
    remembered, now = Remembered(installation.settings.data_dir), installation.clock.now()
    for account in accounts_of(options):
        last = remembered.of(account.account_sid)
        if options.catch_up_minutes and last and now - last > LONG_AGO:
            words = f"{account.account_sid}: nobody has looked for missed ones since {last:%Y-%m-%d %H:%M}"
            yield Finding(
                PART, "note", words, "is `serve http` running, and does Twilio answer it? `golddust sms catch-up` tells"
            )
