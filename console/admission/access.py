"""Who may do what: one line for each page, action, API route and stream. What stands in no line is done for nobody.

The doors look here before anything else is done; a test tries every line with every role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from golddust import topics

SAW: Literal["saw"] = "saw"
DID: Literal["did"] = "did"


@dataclass(frozen=True, slots=True)
class Rule:
    """The least role that may, and what the audit log says of it beforehand.

    `about`: the field of its form that names what it is about, where its address does not; `ids`: those that hold ids of it;
    `host`: the one that holds a web address, of which the host is kept.
    `saw`: raw words of customers are shown; `did`: something is changed; "": nothing, or whoever changes it writes it down.
    """

    role: str
    audited: Literal["saw", "did", ""] = ""
    about: str = ""
    ids: tuple[str, ...] = ()
    host: str = ""


OPEN = frozenset(
    {
        *("console.sign_in", "console.take_sign_in", "console.link", "console.take_link", "console.leave_for_provider"),
        *("console.back_from_provider", "people.invitation", "people.take_invitation"),
        *("people.leave_digest", "people.take_leave"),
    }
)
"""What may be asked for without a session."""

HALFWAY = frozenset({"console.code", "console.take_code", "console.set_up_code", "console.take_set_up_code", "console.sign_out"})
"""What, beside that, somebody may ask for whose password was right and who must still show a code."""

PAGES: Mapping[str, Rule] = {
    # what customers said, and what was promised to them
    "console.overview": Rule("viewer", SAW),
    "console.feedback": Rule("viewer", SAW),
    "console.rows": Rule("viewer"),  # new rows of an inbox whose opening was written down
    "console.one_feedback": Rule("viewer", SAW),
    "console.source": Rule("viewer", SAW),
    "console.original": Rule("viewer", SAW),
    "console.file": Rule("viewer", SAW),
    "console.save_view": Rule("viewer"),
    "console.forget_view": Rule("viewer"),
    "console.correct": Rule("agent", DID, ids=("put", "pick")),
    "console.undo": Rule("agent", DID, ids=("corrections",)),
    "console.cases": Rule("viewer", SAW),
    "console.case": Rule("viewer", SAW),
    "console.download": Rule("viewer", SAW),
    "console.download_words": Rule("manager", SAW),  # as every viewer may see, but all of it at once, and away from here
    # what it comes to
    "console.insight": Rule("viewer"),
    "console.insight_topics": Rule("viewer"),
    "console.insight_audit": Rule("viewer"),
    "console.insight_promises": Rule("viewer"),
    "console.insight_expectations": Rule("viewer", SAW),
    "console.insight_bottlenecks": Rule("viewer"),
    "console.insight_causes": Rule("viewer"),
    "console.insight_digest": Rule("viewer", SAW),
    "console.insight_messages": Rule("viewer", SAW),
    "console.insight_cases": Rule("viewer", SAW),
    "console.insight_note": Rule("agent", DID, about="day"),
    "console.insight_forget": Rule("agent", DID),
    "console.insight_freeze": Rule("manager", DID, about="name"),
    # work on a case; who looks at one is seen by who looks at it too, and forgotten within a minute
    "console.here": Rule("viewer"),
    "console.preview": Rule("agent", SAW),
    "console.acknowledge": Rule("agent", DID),
    "console.start": Rule("agent", DID),
    "console.assign": Rule("agent", DID),
    "console.ask": Rule("agent", DID),
    "console.tell": Rule("agent", DID),
    "console.note": Rule("agent", DID),
    "console.set": Rule("agent", DID),
    "console.share": Rule("agent", DID),
    "console.escalate": Rule("agent", DID),
    "console.accept": Rule("agent", DID),
    "console.resolve": Rule("agent", DID),
    "console.keep": Rule("agent", DID),
    "console.close": Rule("agent", DID),
    "console.not-solved": Rule("agent", DID),
    "console.merge": Rule("agent", DID),
    "console.same": Rule("agent", DID),
    "console.apart": Rule("agent", DID),
    "console.split": Rule("agent", DID),
    # what goes on at the log
    "streams.state": Rule("viewer"),
    "streams.letters": Rule("viewer"),  # where a record lies and why it was parked, never what it says
    "streams.letter": Rule("manager", SAW),
    "streams.retry_letter": Rule("manager", DID),
    "streams.drop_letter": Rule("manager", DID),
    "streams.retry_letters": Rule("manager", DID),
    "streams.dropping": Rule("manager"),
    "streams.drop_letters": Rule("manager", DID),
    "streams.connections": Rule("viewer"),
    "streams.try_one": Rule("manager"),
    # to whom events go: a person of another house may get what goes there
    "subscriptions.all": Rule("manager"),
    "subscriptions.one": Rule("manager"),
    "subscriptions.pause": Rule("manager", DID),
    "subscriptions.resume": Rule("manager", DID),
    "subscriptions.replay": Rule("manager", DID),
    "subscriptions.test": Rule("manager", DID),
    "subscriptions.adding": Rule("admin"),
    "subscriptions.add": Rule("admin", DID, about="name", host="url"),
    "subscriptions.changing": Rule("admin"),
    "subscriptions.change": Rule("admin", DID, host="url"),
    "subscriptions.rotate": Rule("admin", DID),
    "subscriptions.removing": Rule("admin"),
    "subscriptions.remove": Rule("admin", DID),
    # one's own account
    "console.sign_out": Rule("viewer"),
    "console.code": Rule("viewer"),
    "console.take_code": Rule("viewer"),
    "console.set_up_code": Rule("viewer"),
    "console.take_set_up_code": Rule("viewer"),
    "people.me": Rule("viewer"),
    "people.choose": Rule("viewer"),
    "people.change_password": Rule("viewer"),
    "people.remove_code": Rule("viewer"),
    "people.choose_digest": Rule("viewer"),
    "people.make_token": Rule("viewer"),
    "people.withdraw_token": Rule("viewer"),
    # people and teams
    "people.all": Rule("manager"),
    "people.one": Rule("manager"),
    "people.put_in_teams": Rule("manager"),
    "people.invite": Rule("admin"),
    "people.give_role": Rule("admin"),
    "people.switch": Rule("admin"),
    "people.send_away": Rule("admin"),
    "people.forget_code": Rule("admin"),
    # the installation
    "people.audit": Rule("admin"),
    "people.settings": Rule("admin"),
    # people's rights to their data; whom it is about is written down by them, as a keyed hash: the log cannot be erased
    "people.privacy": Rule("admin"),
    "people.privacy_find": Rule("admin"),
    "people.privacy_person": Rule("admin"),
    "people.privacy_export": Rule("admin"),
    "people.privacy_erasing": Rule("admin"),
    "people.privacy_erase": Rule("admin"),
    "people.privacy_hold": Rule("admin"),
    "people.privacy_release": Rule("admin"),
    "people.privacy_erasure": Rule("admin"),
}

ROUTES: Mapping[str, str] = {
    "api.figures": "read:feedback",
    "api.feedback": "read:feedback",
    "api.one_feedback": "read:feedback",
    "api.issues": "read:cases",
    "api.customers": "read:cases",
    "api.customer": "read:cases",
    "api.cases": "read:cases",
    "api.offered": "read:cases",
    "api.case": "read:cases",
    "api.drafts": "read:cases",
    "api.export_messages": "read:feedback",
    "api.export_cases": "read:cases",
    "api.export_promises": "read:cases",
    "api.export_answers": "read:cases",
    "api.acknowledge": "write:cases",
    "api.start": "write:cases",
    "api.assign": "write:cases",
    "api.ask": "write:cases",
    "api.tell": "write:cases",
    "api.note": "write:cases",
    "api.set": "write:cases",
    "api.escalate": "write:cases",
    "api.accept": "write:cases",
    "api.resolve": "write:cases",
    "api.keep": "write:cases",
    "api.close": "write:cases",
    "api.not-solved": "write:cases",
    "api.merge": "write:cases",
    "api.same": "write:cases",
    "api.apart": "write:cases",
    "api.split": "write:cases",
    "api.subscriptions": "read:subscriptions",
    "api.subscription": "read:subscriptions",
    "api.subscription_tries": "read:subscriptions",
    "api.add_subscription": "write:subscriptions",
    "api.change_subscription": "write:subscriptions",
    "api.remove_subscription": "write:subscriptions",
    "api.pause_subscription": "write:subscriptions",
    "api.resume_subscription": "write:subscriptions",
    "api.rotate_subscription": "write:subscriptions",
    "api.replay_subscription": "write:subscriptions",
    "api.test_subscription": "write:subscriptions",
}
"""The scope that the token of each route of the API must have."""

STREAMS: Mapping[str, str] = {
    topics.TAGGED: "read:feedback",
    topics.CORRECTED: "read:feedback",
    topics.ISSUES: "read:feedback",
    topics.COMPLAINTS: "read:cases",
    topics.CONSENTS: "read:feedback",
    topics.DEADLETTERS: "read:feedback",
}
"""The topics that may be followed by programs: those without raw text, each with the scope that it takes.

The inbox's own stream is for whoever is signed in: it holds ids and labels, and rows are asked for as `console.rows`.
"""

OPEN_ROUTES = frozenset({"api.openapi"})
