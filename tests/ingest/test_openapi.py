"""The description of the public door is true: what Schemathesis makes of it is answered as it says, never with a fault."""

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

import pytest
import schemathesis
from flask import Flask
from schemathesis import engine
from schemathesis.engine.events import NonFatalError, ScenarioFinished
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from cli.doors import public_door
from cli.wiring.installation import Installation
from config.load import load
from ingest import openapi
from ingest.hooks.ready import ready_sources
from tests.ingest.hooks.speaking import SECRET, STANDARD_SECRET, mac

CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"),
    *("response_headers_conformance", "unsupported_method"),
)
EXAMPLES = 60
URL = "http://localhost"
TWILIO_TOKEN = "0123456789abcdef0123456789abcdef"
UNSIGNED = {"verify": {"scheme": "unsigned"}}
"""Sources that believe everybody, so that what is made up comes as far as the mapping."""
OWN: dict[str, Any] = {
    **{f"open-{kind}": {**UNSIGNED, "map": {"text": "to_string(@)", "customer": "*|[0]", "rating": "*|[1]"}, "payload": kind}
       for kind in ("auto", "json", "form", "cloudevents")},
    "open-many": {**UNSIGNED, "map": {"text": "to_string(@)"}, "each": "*", "when": "@"},
    "hmac": {"verify": {"scheme": "hmac", "secrets": [SECRET], "header": "X-Sign"}, "map": {"text": "to_string(@)"}},
    "shop": {"verify": {"secrets": [STANDARD_SECRET]}, "map": {"text": "message"}},
}  # fmt: skip
SOURCES = {**OWN, **{key: {"source": key, **UNSIGNED} for key in ready_sources()}}


class Signing:
    """Signs every other request as Twilio, or as the source `hmac`, would, so that what is made up gets past the signature."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.turn = 0
        self.twilio = RequestValidator(TWILIO_TOKEN)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.turn += 1
        if self.turn % 2:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(body)
            query = environ.get("QUERY_STRING", "")
            address = f"{URL}{environ['PATH_INFO']}{'?' if query else ''}{query}"
            fields = MultiDict(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True))
            environ["HTTP_X_TWILIO_SIGNATURE"] = self.twilio.compute_signature(address, fields)
            environ["HTTP_X_SIGN"] = mac(body)
        return self.application(environ, start_response)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    over = {"hooks": SOURCES, "sms.twilio.auth_token": TWILIO_TOKEN, "http.public_url": URL}
    installation = Installation(load(None, {**over, "data_dir": tmp_path_factory.mktemp("door")}).settings)
    installation.prepare()
    app = public_door(installation)
    app.wsgi_app = Signing(app.wsgi_app)  # type: ignore[method-assign] # as Flask's own documentation does
    yield app
    installation.close()


def described() -> Any:
    """The description, with the sources that there are here."""
    told = copy.deepcopy(openapi.document())
    told["paths"]["/hooks/{source}"]["parameters"][0]["schema"]["enum"] = [*SOURCES, "nobody"]
    schema = schemathesis.openapi.from_dict(told)
    schema.config.checks.update(included_check_names=list(CHECKS))
    schema.config.generation.update(max_examples=EXAMPLES, deterministic=True, database="none")
    return schema


@pytest.mark.slow
def test_what_is_made_up_after_the_description_is_answered_as_it_says(door: Flask) -> None:
    schema = described()
    schema.app = door
    statuses: Counter[tuple[str, int]] = Counter()
    failures = []
    for event in engine.from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            failures.append(str(event))
        if isinstance(event, ScenarioFinished):
            for interaction in event.recorder.interactions.values():
                route = "/".join(interaction.request.uri.removeprefix(URL).split("/")[:2])
                statuses[route, interaction.response.status_code if interaction.response else 0] += 1
            checks = [check for found in event.recorder.checks.values() for check in found]
            failures += [f"{event.recorder.label}: {check.failure_info.failure}" for check in checks if check.failure_info]
    assert failures == []
    assert {status for route, status in statuses if route == "/hooks"} >= {200, 202, 204, 400, 401, 404, 405, 422}
    assert {status for route, status in statuses if route == "/sms"} >= {200, 204, 403}


def test_every_route_that_takes_something_in_is_described(door: Flask) -> None:
    rules = [rule.rule for rule in door.url_map.iter_rules() if "POST" in (rule.methods or ()) and "/case/" not in rule.rule]
    described_paths = {path for path, item in openapi.document()["paths"].items() if "post" in item}
    assert set(openapi.paths_of(rules)) == described_paths
