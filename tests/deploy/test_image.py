"""The image as operators run it: no root, no capability, a file system that cannot be written to."""

import http.client
import json
import smtplib
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from benchmarks import requests
from benchmarks.processes import HOOK_SECRET, free_port
from cli.processes.roles import ROLES
from tests.services.image import Built, Container, Containers, podman, run_once

pytestmark = [pytest.mark.service, pytest.mark.slow]

WITHIN = 180.0
STOPS_WITHIN = 60.0
MOST_MEGABYTES = (
    540  # over the base; nine tenths are other people's packages: ONNX Runtime first, then Babel with all languages' days
)
WORDS = "My parcel is two weeks late and nobody answers the phone. I am very angry."
HOOK = {
    "GOLDDUST_HOOKS__SHOP__VERIFY": json.dumps({"scheme": "standard", "secrets": [HOOK_SECRET]}),
    "GOLDDUST_HOOKS__SHOP__MAP": json.dumps({"text": "message", "customer": "email", "subject": "title"}),
}
FOLDERS_THAT_CAN_BE_WRITTEN_TO = """
import json, os
found = []
for top, folders, _ in os.walk("/"):
    if top in ("/proc", "/sys", "/dev"):
        folders.clear()  # the kernel's own, /dev/shm among them
    if os.access(top, os.W_OK):
        found.append(top)
print(json.dumps(found))
"""
FILES_THAT_ARE_NOT_COMPILED = """
import importlib.util, json, pathlib, sys
files = [str(file) for file in pathlib.Path(sys.prefix, "lib").rglob("*.py")]
print(json.dumps([file for file in files if not pathlib.Path(importlib.util.cache_from_source(file)).exists()]))
"""
TOOLS_THAT_CAN_BE_IMPORTED = """
import importlib.util, json
print(json.dumps([name for name in ("pip", "setuptools", "hatchling", "pytest") if importlib.util.find_spec(name)]))
"""

PACKAGES = """
import json, re
from importlib.metadata import distributions
print(json.dumps([(re.sub("[-_.]+", "-", one.metadata["Name"]).lower(), one.version) for one in distributions()]))
"""


def eventually(ask: Callable[[], Any], within: float = WITHIN) -> Any:
    """The first answer that is not empty; the last one when time is up. A door that is not open yet is an empty answer."""
    deadline = time.monotonic() + within
    while True:
        try:
            answer = ask()
        except (OSError, http.client.HTTPException, smtplib.SMTPException):
            answer = None
        if answer or time.monotonic() > deadline:
            return answer
        time.sleep(0.2)


def ask(container: Container, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", container.http, timeout=20)) as connection:
        connection.request(method, path, body, headers or {})
        return connection.getresponse().status


def tell_by_hook(container: Container, number: int) -> int:
    head, _, body = requests.hook(number, WORDS).partition(b"\r\n\r\n")
    return ask(container, "POST", "/hooks/shop", body, dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:]))


def tell_by_mail(container: Container) -> bool:
    mail = f"From: Ann <ann@example.com>\r\nTo: feedback@localhost\r\nSubject: Late again\r\n\r\n{WORDS}\r\n"
    with smtplib.SMTP("127.0.0.1", container.smtp, timeout=20) as door:
        return door.sendmail("ann@example.com", "feedback@localhost", mail) == {}


def cases(container: Container) -> list[str]:
    return container.do("golddust", "case", "list", "--json").splitlines()


def stops_in_time(container: Container) -> bool:
    code, seconds = container.stop()
    return code == 0 and seconds < STOPS_WITHIN


def test_the_image_is_small(image: Built, record_testsuite_property: Callable[[str, object], None]) -> None:
    for name in ("megabytes", "own_megabytes", "seconds", "base_seconds"):
        record_testsuite_property(f"image_{name}", getattr(image, name))
    sizes = f"{image.megabytes} MB, {image.own_megabytes} of them over its base"
    print(f"\nimage: {sizes}; built in {image.seconds:.0f} s, its base in {image.base_seconds:.0f} s")  # noqa: T201 - figures to look at
    assert image.own_megabytes < MOST_MEGABYTES


@pytest.mark.usefixtures("image")
def test_its_settings_are_fine_as_they_come() -> None:
    run_once("settings", "check")


@pytest.mark.usefixtures("image")
def test_it_is_nobody_and_can_write_to_nothing_but_its_data() -> None:
    assert run_once("-c", "import os; print(os.getuid(), os.getgid())", entrypoint="python").split() == ["1000", "1000"]
    writable = json.loads(run_once("-c", FOLDERS_THAT_CAN_BE_WRITTEN_TO, entrypoint="python"))
    assert sorted(writable) == ["/data", "/data/originals", "/tmp"]  # noqa: S108 - the container's own


@pytest.mark.usefixtures("image")
def test_what_built_it_is_not_in_it_and_nothing_is_left_to_compile() -> None:
    assert json.loads(run_once("-c", TOOLS_THAT_CAN_BE_IMPORTED, entrypoint="python")) == []
    assert json.loads(run_once("-c", FILES_THAT_ARE_NOT_COMPILED, entrypoint="python")) == []
    listed = "ls -A /opt /src /wheels /own /run/secrets /etc/pip.conf 2>/dev/null; true"
    assert run_once("-c", listed, entrypoint="sh").split() == ["/opt:", "golddust"]


def test_it_says_what_it_is(image: Built) -> None:
    config = json.loads(podman("image", "inspect", image.name))[0]["Config"]
    assert config["Labels"]["org.opencontainers.image.title"] == "golddust"
    assert (config["User"], config["StopSignal"], config["Entrypoint"]) == ("1000:1000", "SIGTERM", ["golddust"])


def test_its_list_of_parts_names_what_is_in_it(image: Built) -> None:
    labels = json.loads(podman("image", "inspect", image.name))[0]["Config"]["Labels"]
    listed = json.loads(run_once(labels["golddust.sbom"], entrypoint="cat"))["components"]
    named = {(part["name"], part["version"]) for part in listed if part["scope"] == "required"}
    there = {(name, version) for name, version in json.loads(run_once("-c", PACKAGES, entrypoint="python")) if name != "golddust"}
    assert named == there
    assert len(there) > 80


def test_everything_in_one_container(started: Containers) -> None:
    container = started.start("run", ports=[(free_port(), 8080), (free_port(), 2525)], **HOOK)
    assert eventually(lambda: ask(container, "GET", "/readyz") == 200), container.log()
    assert tell_by_hook(container, 1) == 202
    assert eventually(lambda: tell_by_mail(container)), container.log()
    assert eventually(lambda: len(cases(container)) == 2), container.log()
    assert container.is_healthy()
    assert stops_in_time(container), container.log()


def test_each_role_in_a_container_of_its_own(started: Containers) -> None:
    door = started.start("serve", "http", ports=[(free_port(), 8080)], **HOOK)
    mail = started.start("serve", "smtp", ports=[(free_port(), 2525)], **HOOK)
    rest = [started.start("serve", "console", **HOOK), started.start("work", *ROLES, **HOOK)]
    assert eventually(lambda: ask(door, "GET", "/readyz") == 200), door.log()
    assert tell_by_hook(door, 1) == 202
    assert eventually(lambda: tell_by_mail(mail)), mail.log()
    assert eventually(lambda: len(cases(rest[1])) == 2), rest[1].log()
    for container in (door, mail, *rest):
        assert eventually(container.is_healthy), container.log()
        assert stops_in_time(container), container.log()


def test_a_door_that_is_shut_is_not_healthy(started: Containers) -> None:
    container = started.start("serve", "http", GOLDDUST_HTTP__PORT="8090")
    assert eventually(container.is_healthy), container.log()
    assert container.faults() == ""
    assert "smtp does not answer" in container.faults("serve", "smtp")
