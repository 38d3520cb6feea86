"""What Twilio's error codes say: of the customer, of this message, or of us. The one table for refusals and for later statuses.

Source: Twilio's error and warning dictionary (twilio.com/docs/api/errors), one page a code. Twilio warns that codes are split and
added, so one that is not here counts as a refusal of this one message and says nothing of its customer.

- stopped: the customer opted out at Twilio, which counts as a STOP to us
- gone: the number is none, or takes no text messages, and will not; nothing more is sent until its owner writes again
- away: the handset does not answer now; on three days in a row it counts as gone, as with mail (`sinks.store.returned`)
- refused: this message is not carried; the next one may be
- ours: something of ours must be mended (a setting, a registration, a balance); it waits, visibly, and is tried again each hour
- busy: Twilio or a network has too much of ours queued just now; it is tried again in a minute

WhatsApp's codes never mean `gone`: the customer with the same number may take text messages.
"""

from typing import Literal

from sinks.replies.addresses import Undelivered

Meaning = Literal["stopped", "gone", "away", "refused", "ours", "busy"]

CODES: dict[int, tuple[Meaning, str]] = {
    # what the request to send is answered with
    21211: ("gone", "it is no telephone number"),
    21214: ("refused", "the number cannot be reached"),  # documented for calls: it says nothing of texts
    21217: ("refused", "it does not look like a telephone number"),  # likewise
    21212: ("ours", "the number it goes from is none that can send"),
    21266: ("refused", "it would go to the number that it comes from"),
    21408: ("ours", "our account may not send to that region (Messaging, Settings, Geo permissions)"),
    21602: ("refused", "there are no words in it"),
    21603: ("ours", "no number to send from was given"),
    21606: ("ours", "the number it goes from cannot send to this one"),
    21608: ("ours", "a trial account sends to verified numbers only"),
    21610: ("stopped", "the customer opted out"),
    21611: ("busy", "too much is queued for the number it goes from"),
    21612: ("refused", "no carrier connects our number with this one"),
    21614: ("gone", "the number takes no text messages"),
    21617: ("refused", "it is too long"),
    21635: ("gone", "it is a landline"),
    21659: ("ours", "the number it goes from is none of Twilio's"),
    21660: ("ours", "the number it goes from belongs to another account"),
    21661: ("ours", "the number it goes from cannot send text messages"),
    21701: ("ours", "there is no such Messaging Service"),
    21703: ("ours", "the Messaging Service has no number to send from"),
    21704: ("ours", "the Messaging Service has no number that can send to this one"),
    21705: ("ours", "the Messaging Service's SID is none"),
    21712: ("ours", "the number it goes from is not in the Messaging Service"),
    # what comes later, as the status undelivered or failed
    30001: ("refused", "too much was queued, and it ran out of time"),
    30002: ("ours", "our account was suspended"),
    30003: ("away", "the handset does not answer: switched off, out of reach or roaming"),
    30004: ("refused", "the handset or its network blocks it"),  # a block by number, by content or by plan: not told apart
    30005: ("gone", "the number is unknown or no longer in service"),
    30006: ("gone", "it is a landline, or on a network that takes none of ours"),
    30007: ("refused", "a carrier filtered it as unwanted"),
    30008: ("refused", "the carrier does not say why"),
    30009: ("refused", "a part of it was lost on the way"),
    30010: ("refused", "it costs more than we allow"),
    30022: ("busy", "more was sent than our registration allows a day or a second"),
    30023: ("refused", "a carrier's limit for a day is used up"),
    30032: ("ours", "our toll-free number is not verified"),
    30034: ("ours", "our number is not registered for A2P 10DLC"),
    30035: ("ours", "our number's registration for A2P 10DLC is under way"),
    # channels beside text messages, such as WhatsApp
    63001: ("ours", "the channel does not accept our credentials"),
    63002: ("ours", "the channel does not know the number it goes from"),
    63003: ("refused", "the channel knows no such recipient"),
    63007: ("ours", "the number it goes from is no sender on this channel"),
    63008: ("ours", "the channel is not set up right at Twilio"),
    63013: ("refused", "it is against the channel's policy"),
    63015: ("refused", "the recipient has not joined the sandbox"),
    63016: ("refused", "on WhatsApp, more than 24 hours after the customer's last message only a template may be sent"),
    63018: ("busy", "the channel takes no more of ours just now"),
    63024: ("refused", "the channel says that the recipient is none it can reach"),
    63032: ("refused", "WhatsApp does not let us write to this customer just now"),
    63049: ("refused", "WhatsApp limits what businesses send to this customer"),
}
OF_THE_ACCOUNT = range(20000, 21000)
"""Codes that say something of our account (credentials, suspension, limits), and nothing of this message."""


def meaning_of(code: int | None) -> tuple[Meaning, str]:
    """What it says, and in words; for an unknown one that this message is refused."""
    return CODES.get(code or 0, ("refused", "it is not said why in terms that we know"))


def undelivered(code: str) -> Undelivered:
    """What the code of a message that was not delivered says; "" where Twilio gave none."""
    meaning, words = meaning_of(int(code) if code else None)
    said = f"{'for us to mend: ' if meaning == 'ours' else ''}{words}{f' (error {code})' if code else ''}"
    return Undelivered(said, _AGAINST.get(meaning, ""))


_AGAINST: dict[Meaning, Literal["stopped", "hard", "soft"]] = {"stopped": "stopped", "gone": "hard", "away": "soft"}
