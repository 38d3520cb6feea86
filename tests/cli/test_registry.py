"""Our schemas at a schema registry: a real one that speaks Confluent's API, and answers that no registry gives."""

import copy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
from typer.testing import CliRunner, Result

from cli.commands.all import app
from cli.doctor.registry import registry_findings
from cli.wiring.registry import Registry, as_registered
from config.log import RegistryOptions
from golddust.errors import Misconfigured, Refused, Unauthentic, Unavailable
from golddust.schemas import schemas
from golddust.specimens import SPECIMENS
from golddust.wire import entry
from tests.services.ports import ADDRESS, free_port
from tests.services.registry import running_registry

TAGGED = "golddust.feedback.tagged.v1"
OTHER = "golddust.made.up.v1"
"""A subject of which the registry never heard: it remembers what it demanded of one that was deleted."""
Schema = dict[str, Any]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_registry(tmp_path_factory.mktemp("registry")) as at:
        yield at


@pytest.fixture
def clean(address: str) -> str:
    for subject in requests.get(f"{address}/subjects", timeout=60).json():
        requests.delete(f"{address}/subjects/{subject}", timeout=60).raise_for_status()
        requests.delete(f"{address}/subjects/{subject}?permanent=true", timeout=60)  # else it still compares with what was there
    return address


def options(address: str, **more: Any) -> RegistryOptions:
    return RegistryOptions.model_validate({"url": address, **more})


def meant(kind: str = TAGGED) -> Schema:
    return as_registered(schemas()[kind])


def states(address: str) -> list[str]:
    return [f"{one.state}: {one.words}" for one in registry_findings(options(address))]


@pytest.fixture
def settings(tmp_path: Path, clean: str) -> Path:
    file = tmp_path / "golddust.toml"
    file.write_text(f'[log.registry]\nurl = "{clean}"\n')
    return file


def ask(settings: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["topics", "register", *words, "--config", str(settings)], env={"COLUMNS": "250"})


@pytest.mark.parametrize("kind", schemas())
def test_the_form_for_registries_says_the_same(kind: str) -> None:
    schema = meant(kind)
    jsonschema.Draft7Validator.check_schema(schema)
    (specimen,) = (entry(one).value for one in SPECIMENS if entry(one).headers["ce_type"] == kind)
    value = json.loads(specimen)
    jsonschema.Draft7Validator(schema).validate(value)
    for name in schema["required"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft7Validator(schema).validate({key: one for key, one in value.items() if key != name})


@pytest.mark.service
def test_every_type_is_put_there_once(settings: Path, clean: str) -> None:
    assert states(clean)[0].startswith("note: lacks")
    looked = [json.loads(line) for line in ask(settings, "--look", "--json").stdout.splitlines()]
    assert {one["subject"]: (one["before"], one["id"]) for one in looked} == dict.fromkeys(schemas(), ("new", None))
    assert f"{len(schemas())} of {len(schemas())} put to {clean}" in ask(settings).stderr
    assert set(requests.get(f"{clean}/subjects", timeout=60).json()) == set(schemas())
    assert {Registry(options(clean)).compatibility(kind) for kind in schemas()} == {"FORWARD_TRANSITIVE"}
    again = [json.loads(line) for line in ask(settings, "--json").stdout.splitlines()]
    assert {one["subject"]: (one["before"], one["id"]) for one in again} == dict.fromkeys(schemas(), ("same", None))
    versions = [requests.get(f"{clean}/subjects/{kind}/versions", timeout=60).json() for kind in schemas()]
    assert versions == [[1]] * len(schemas())
    assert states(clean) == [f"good: {clean} has the schemas of this version"]


@pytest.mark.service
def test_the_registry_refuses_what_our_own_gate_refuses_and_takes_what_it_takes(clean: str) -> None:
    registry, schema = Registry(options(clean)), meant()
    registry.put(TAGGED, schema)

    def changed(**fields: Any) -> Schema:
        new = copy.deepcopy(schema)
        new["properties"] |= fields
        return {**new, "properties": {name: field for name, field in new["properties"].items() if field is not None}}

    for broken in (changed(tagger=None), changed(tagger={"type": "integer"}), changed(text={"type": ["string", "null"]})):
        with pytest.raises(Refused, match="409"):
            registry.put(TAGGED, broken)
        assert registry.standing(TAGGED, broken) == "other"
    more = changed(brand={"type": "string", "default": ""})
    assert registry.put(TAGGED, more) != registry.put(TAGGED, schema)
    assert registry.standing(TAGGED, more) == "same"


@pytest.mark.service
def test_its_own_demand_is_left_alone_where_we_are_told_so(clean: str) -> None:
    registry = Registry(options(clean, compatibility=""))
    registry.put(OTHER, meant())
    assert registry.compatibility(OTHER) != "FORWARD_TRANSITIVE"
    registry.put(OTHER, meant())
    Registry(options(clean, compatibility="FULL")).put(OTHER, meant())
    assert registry.compatibility(OTHER) == "FULL"


def test_without_a_registry_nothing_is_said_or_done(tmp_path: Path) -> None:
    assert list(registry_findings(RegistryOptions.model_validate({}))) == []
    (tmp_path / "golddust.toml").write_text("")
    refused = ask(tmp_path / "golddust.toml").exception
    assert isinstance(refused, Misconfigured)
    assert refused.problems[0].path == "log.registry.url"


def test_one_that_is_away_is_told_with_what_goes_on_without_it() -> None:
    at = f"http://{ADDRESS}:{free_port()}"
    (finding,) = registry_findings(options(at))
    assert finding.state == "bad"
    assert at in finding.words
    assert "taken in and carried on without it" in finding.mend
    with pytest.raises(Unavailable):
        Registry(options(at)).put(TAGGED, meant())


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that always answers that, and what it was asked with."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(dict(self.headers))
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer((ADDRESS, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://{ADDRESS}:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "kind", "mend"),
    [
        (401, b'{"error_code": 401, "message": "Unauthorized"}', Unauthentic, "username and password"),
        (403, b"no", Unauthentic, "username and password"),
        (500, b'{"message": "boom"}', Unavailable, "start it"),
        (429, b"", Unavailable, "start it"),
        (302, b"", Refused, "is that a registry"),
        (200, b"<html>hello</html>", Refused, "is that a registry"),
        (200, b"[1, 2]", Refused, "is that a registry"),
        (200, b"{}", Refused, "is that a registry"),
        (422, b'{"error_code": 42201, "message": "Invalid schema"}', Refused, "is that a registry"),
    ],
)
def test_an_answer_that_is_no_good_is_told_in_words(status: int, body: bytes, kind: type[Exception], mend: str) -> None:
    with answering(status, body, Location="http://example.com/") as (at, asked):
        with pytest.raises(kind):
            Registry(options(at, username="us", password="made up")).put(TAGGED, meant())
        assert len(asked) == 1
        assert asked[0]["Authorization"].startswith("Basic ")
        (finding,) = registry_findings(options(at))
        assert finding.state == "bad"
        assert mend in finding.mend
        assert "Authorization" not in asked[-1]
