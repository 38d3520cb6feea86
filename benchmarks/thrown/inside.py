"""What is thrown at the API, the console and the streams by somebody who is let in; and at the pages that anybody may ask for."""

import json
import random
from typing import Any

from benchmarks.fuzz import damaged
from benchmarks.thrown import odd, web
from benchmarks.thrown.ground import Ground, Routes
from benchmarks.thrown.throw import Throw
from console.admission.access import STREAMS

ROUTES = Routes()
JSON = "application/json"
_ENDS_SESSIONS = ("/console/sign-out", "/console/people/<name>/", "/console/me/password", "/console/me/code")
"""What would leave the thrower outside; the tests of accounts hammer at these."""
_SHOWS_INSIDES = ("/console/settings", "/console/streams", "/metrics", "/console/people/audit")
"""Staff's pages that name folders, stages and kinds of faults on purpose."""


def api(_: int, dice: random.Random, ground: Ground) -> Throw:
    """A route of the API with odd parts of its address, odd parameters, an odd body."""
    path, method, operation = dice.choice(ROUTES.api)
    route = f"{method} {path}"
    path = "/api/v1" + _filled(path.replace("{", "<").replace("}", ">"), dice, ground)
    given = {one["name"]: odd.text(dice) for one in operation.get("parameters", []) if dice.randrange(2)}
    if not dice.randrange(4):
        given[dice.choice(("limit", "cursor", "before", "state", odd.text(dice)))] = odd.text(dice)
    path += "?" + web.pairs(given).decode() if given else ""
    body = b""
    if method == "POST":
        taken = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
        named = taken.get("$ref", "").rpartition("/")[2]
        body = odd.as_json(odd.changed(_example(ROUTES.shapes.get(named, {}), dice), dice), dice)
    token = ground.token if dice.randrange(20) else odd.text(dice)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": JSON}
    return web.to("api", "console", web.asked(dice, method, path, headers, body), route=route)


def _example(schema: Any, dice: random.Random) -> Any:
    """Something that the schema would take."""
    if "$ref" in schema:
        return _example(ROUTES.shapes[schema["$ref"].rpartition("/")[2]], dice)
    if "anyOf" in schema:
        return _example(dice.choice(schema["anyOf"]), dice)
    if "enum" in schema:
        return dice.choice(schema["enum"])
    kind = schema.get("type", "object")
    if kind == "object":
        return {name: _example(one, dice) for name, one in schema.get("properties", {}).items() if dice.randrange(4)}
    if kind == "array":
        return [_example(schema.get("items", {}), dice)]
    plain = {"string": "2027-01-01T00:00:00Z" if "date" in schema.get("format", "") else "words", "integer": 1, "number": 1.5}
    return plain.get(kind, None if kind == "null" else True)


def _filled(rule: str, dice: random.Random, ground: Ground) -> str:
    """The rule's address, its gaps filled with what is there, or what could not be."""
    made = []
    for part in rule.split("/"):
        if not part.startswith("<"):
            made.append(part)
        elif not dice.randrange(3):
            made.append(web.escaped(odd.text(dice)))
        else:
            made.append(web.escaped(dice.choice((*ground.ids, *ground.cases, *ground.tokens_of_cases, "1", "en"))))
    return "/".join(made)


def page(_: int, dice: random.Random, ground: Ground) -> Throw:
    """A page or an action of the console, signed in, with the token that its forms need; or one of the public door's."""
    rules = [one for one in ROUTES.pages if not one[0].startswith(_ENDS_SESSIONS)]
    rule, method = dice.choice(rules)
    outside = rule.startswith(("/case/", "/tell-us", "/standards")) or (rule in ("/healthz", "/readyz") and dice.randrange(2))
    fields = [(dice.choice(ROUTES.fields), _entry(dice, ground)) for _ in range(dice.randrange(6))]
    path, body = _filled(rule, dice, ground), b""
    if method == "POST":
        body = web.pairs([("csrf", ground.csrf if dice.randrange(12) else odd.text(dice)), *fields])
        body = damaged(body, dice) if not dice.randrange(12) else body
    elif fields:
        path += "?" + web.pairs(fields).decode()
    headers = {
        "Cookie": f"golddust_session={ground.cookie}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "text/html",
    }
    if not dice.randrange(20):
        headers["Cookie"] = dice.choice((odd.text(dice), f"golddust_session={odd.text(dice)}", "golddust_session=" + "x" * 5000))
    made = web.asked(dice, method, path, headers, body)
    insides = rule.startswith(_SHOWS_INSIDES)
    return web.to("page", "http" if outside else "console", made, route=f"{method} {rule}", shows_insides=insides)


def _entry(dice: random.Random, ground: Ground) -> str:
    return dice.choice((*ground.ids, *ground.cases)) if not dice.randrange(4) else odd.text(dice)


def stream(_: int, dice: random.Random, ground: Ground) -> Throw:
    """A stream, begun at a place that never was."""
    topic = dice.choice((*STREAMS, "feedback.received", "golddust.intake", "feedback.topic.delivery", odd.text(dice)))
    path = f"/api/v1/streams/{web.escaped(topic)}" if dice.randrange(6) else "/console/feedback/stream"
    if not dice.randrange(3):
        names = ("from", "since", "last", "Last-Event-ID", odd.text(dice))
        path += "?" + web.pairs([(dice.choice(names), dice.choice((odd.text(dice), _place(dice)))) for _ in range(3)]).decode()
    headers = {
        "Authorization": f"Bearer {ground.token}",
        "Cookie": f"golddust_session={ground.cookie}",
        "Accept": "text/event-stream",
    }
    if dice.randrange(4):
        headers["Last-Event-ID"] = dice.choice((odd.text(dice), _place(dice)))
    pieces, whole = web.asked(dice, "GET", path, headers, wild=not dice.randrange(3))
    return Throw("sse", "console", pieces, whole=whole, stream=True, route=topic if topic in STREAMS else "elsewhere")


def _place(dice: random.Random) -> str:
    """Nearly what an id of a stream looks like."""
    moment = dice.choice(("2026-11-30T19:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1764529200.5", "1e400", "-1"))
    return dice.choice(
        (moment, f"{moment}/0/5", json.dumps({"0": 10**30}), "0:5,1:6", "0/" + "9" * 30, "-1/-1", f"{dice.randrange(10**18)}")
    )
