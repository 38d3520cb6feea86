"""Cases as signed web hooks to any system: `case.opened`, `case.note`, `case.state`.

Nothing can be asked of the receiver, so an id decides: the same `webhook-id` always means the same hook, and a receiver that
has seen it does nothing. The ticket's id is the case's own. Any 2xx is taken as received.
Source: Standard Webhooks, github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from standardwebhooks.webhooks import Webhook

from golddust.errors import Refused
from golddust.identity import derived_id
from golddust.mirroring import Changed, MirroredCase, MirrorNote, MirrorState, MirrorStatus
from golddust.ports import Clock
from sinks.complaints.hook.options import Options
from sinks.complaints.web import Web, bearing


class HookMirror:
    """A `ComplaintMirror` on whatever listens at the address. Nothing comes back."""

    name = "hook"
    brings_back = False
    settles_within = 0.0

    def __init__(self, options: Options, clock: Clock) -> None:
        self._clock = clock
        secret = options.secret.get_secret_value()
        self._signer = Webhook(secret)
        self._web = Web(self.name, options.url, bearing("Content-Type", "application/json"), options.timeout, (secret,))

    def check(self) -> None:
        """Whether somebody answers there; to HEAD, any answer will do."""
        self._web.send("HEAD", "")

    def find(self, case: MirroredCase) -> str | None:
        """None: the receiver itself knows what it has seen."""
        _ = case
        return None

    def open(self, case: MirroredCase) -> str:
        """`case.opened`; the ticket's id is the case's."""
        self._send(derived_id("hook", "opened", case.id), "case.opened", case.opened_at, msgspec.to_builtins(case))
        return case.id

    def link(self, ticket: str) -> str:
        """Unknown."""
        _ = ticket
        return ""

    def notes(self, ticket: str) -> frozenset[str]:
        """None that we could see."""
        _ = ticket
        return frozenset()

    def add(self, ticket: str, note: MirrorNote) -> None:
        """`case.note`."""
        self._send(note.id, "case.note", note.at, {"case": ticket, **msgspec.to_builtins(note)})

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """`case.state`; sent twice, it says the same."""
        now = self._clock.now()
        self._send(derived_id("hook", ticket, state, now.isoformat()), "case.state", now, {"case": ticket, "state": state})

    def status(self, ticket: str) -> MirrorStatus:
        """Refused: nothing comes back."""
        raise Refused(f"a web hook brings nothing back about {ticket}")

    def erase(self, ticket: str) -> str:
        """`case.erased`: the receiver is to delete all that it has of the case."""
        now = self._clock.now()
        self._send(derived_id("hook", "erased", ticket), "case.erased", now, {"case": ticket})
        return ""

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """Nothing."""
        _ = when
        return ()

    def _send(self, hook: str, kind: str, at: datetime, about: Mapping[str, object]) -> None:
        body = msgspec.json.encode({"type": kind, "timestamp": at, "data": about})
        now = self._clock.now()
        headers = {
            "webhook-id": hook,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(hook, now, body.decode()),
        }
        self._web.accepted("POST", "", data=body, headers=headers)
