"""Our schemas at a schema registry with Confluent's HTTP API (Confluent's own, Karapace, Apicurio's `/apis/ccompat/v7`).

Each type of event is a subject of its own name (ADR 31), in draft-07 of JSON Schema, which every registry reads.
Nothing that runs asks a registry: `golddust topics register` puts the schemas there, `golddust doctor` compares.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import quote

import requests

from config.log import RegistryOptions
from golddust.errors import Refused, Unauthentic, Unavailable

ANSWERS_WITHIN = 10.0
"""Seconds."""
MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
LONGEST_SHOWN = 300
NO_SUBJECT = 40401
Standing = Literal["same", "new", "other"]
"""Whether the registry has this very schema under the subject, nothing under it yet, or only others."""
_OFTEN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)


@dataclass(frozen=True, slots=True)
class Registry:
    """One registry. Raises Unavailable when it is away, Unauthentic when we may not, Refused for what it does not want."""

    options: RegistryOptions

    def standing(self, subject: str, schema: Mapping[str, Any]) -> Standing:
        """How the schema stands there. Nothing is changed."""
        status, answer = self._ask("POST", f"subjects/{quote(subject, safe='')}", _body(schema))
        if status == HTTPStatus.NOT_FOUND:
            return "new" if answer.get("error_code") == NO_SUBJECT else "other"
        _demand(status, answer)
        return "same"

    def put(self, subject: str, schema: Mapping[str, Any]) -> int:
        """Put it there as the newest version, unless that is there already, under the compatibility that the settings name.

        Returns the schema's id at the registry. Raises Refused when it would break those who read by the versions before.
        """
        new = self.standing(subject, schema) == "new"
        if not new:
            self._demand_compatibility(subject)
        status, answer = self._ask("POST", f"subjects/{quote(subject, safe='')}/versions", _body(schema))
        _demand(status, answer)
        if new:  # some registries let nothing be said of a subject that there is not
            self._demand_compatibility(subject)
        return int(answer["id"])

    def compatibility(self, subject: str) -> str:
        """What the registry demands of new versions of the subject; "" where it has no demand of its own."""
        status, answer = self._ask("GET", f"config/{quote(subject, safe='')}")
        if status == HTTPStatus.NOT_FOUND:
            return ""
        _demand(status, answer)
        return str(answer.get("compatibilityLevel", ""))

    def _demand_compatibility(self, subject: str) -> None:
        wanted = self.options.compatibility
        if wanted and self.compatibility(subject) != wanted:
            _demand(*self._ask("PUT", f"config/{quote(subject, safe='')}", {"compatibility": wanted}))

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, Mapping[str, Any]]:
        """The status, and the answer as far as it is one. Redirects are not followed: the password goes where it was meant to."""
        given = self.options
        who = (given.username, given.password.get_secret_value())
        try:
            answer = _session().request(
                method,
                f"{given.url.rstrip('/')}/{path}",
                data=None if body is None else json.dumps(body),
                headers={"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE},
                auth=who if given.username else None,
                timeout=ANSWERS_WITHIN,
                allow_redirects=False,
                verify=str(given.ca_file) if given.ca_file else True,
            )
        except (requests.RequestException, OSError) as error:
            raise Unavailable(f"nobody answers at {given.url} ({type(error).__name__})") from error
        return answer.status_code, _read(answer)


def _session() -> requests.Session:
    """One that takes nothing from the environment: no proxy that would see the password, no password of somebody else's."""
    session = requests.Session()
    session.trust_env = False
    return session


def as_registered(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same schema in draft-07: with `definitions`, and the event itself on top, as nothing may stand beside a reference."""
    moved = json.loads(json.dumps(schema).replace('"#/$defs/', '"#/definitions/'))
    inner = moved.pop("$defs", {})
    top = inner.pop(moved.pop("$ref").rpartition("/")[2]) if "$ref" in moved else {}
    head = {name: value for name, value in moved.items() if name not in ("$schema", "$id")}
    whole = {"$schema": "http://json-schema.org/draft-07/schema#", **top, **head}
    return {**whole, "definitions": inner} if inner else whole


def _body(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"schemaType": "JSON", "schema": json.dumps(schema, separators=(",", ":"))}


def _read(answer: requests.Response) -> Mapping[str, Any]:
    """What is no JSON object is told as it is: an error page of something that is no registry."""
    try:
        read = answer.json()
    except ValueError:
        read = None
    return read if isinstance(read, Mapping) else {"message": answer.text[:LONGEST_SHOWN]}


def _demand(status: int, answer: Mapping[str, Any]) -> None:
    words = " ".join(str(answer.get("message") or "no words").split())[:LONGEST_SHOWN]
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise Unauthentic(f"the registry answers {status}: {words}", status=status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _OFTEN:
        raise Unavailable(f"the registry answers {status}: {words}")
    if status != HTTPStatus.OK or not answer.keys() & {"id", "compatibility", "compatibilityLevel"}:
        raise Refused(f"the registry answers {status}: {words}")
