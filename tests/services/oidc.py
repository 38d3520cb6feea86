"""A real OpenID provider, npm's oidc-provider, with its own pages for people to sign in. Fixture: `oidc_provider`."""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.services.alone import CACHE, alone
from tests.services.missing import without
from tests.services.ports import free_port

FOLDER = CACHE / "oidc-provider"
PACKAGE = "oidc-provider@9"
PROGRAM = Path(__file__).parent / "oidc-provider" / "provider.mjs"
READY = "the provider listens"
SECRET = "a made-up secret of the client"
BACK = "http://127.0.0.1:8081/console/provider/back"


@dataclass(frozen=True, slots=True)
class RealProvider:
    """Where it is, and a way through its pages."""

    issuer: str

    def signs_in(self, address: str, login: str) -> str:
        """What somebody does in a browser who was sent to this address: the address that they are sent back to."""
        browser = requests.Session()
        answer = browser.get(address, timeout=10, allow_redirects=False)
        for _ in range(12):
            while answer.is_redirect:
                target = requests.compat.urljoin(answer.url, answer.headers["Location"])
                if target.startswith(BACK):
                    return str(target)
                answer = browser.get(target, timeout=10, allow_redirects=False)
            form = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert form, answer.text[:500]
            assert prompt, answer.text[:500]
            fields = {"prompt": prompt.group(1), "login": login, "password": "anything"}
            answer = browser.post(form.group(1), data=fields, timeout=10, allow_redirects=False)
        raise AssertionError("the provider leads nowhere")


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        without("an OpenID provider", "install Node with npm")
    FOLDER.mkdir(parents=True, exist_ok=True)
    install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER), PACKAGE]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        without("an OpenID provider", f"npm could not install it: {done.stderr[-300:]}")


@pytest.fixture(scope="session")
def oidc_provider() -> Iterator[RealProvider]:
    """One that knows ann, of the group feedback-agents, and eve, of another."""
    with alone("oidc-provider"):
        if not (FOLDER / "node_modules" / "oidc-provider").exists():
            _install()
    port = free_port()
    command = ["node", str(PROGRAM), str(port), BACK, str(FOLDER)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        try:
            _wait(program)
            threading.Thread(target=program.communicate, daemon=True).start()  # a full pipe would stop it
            yield RealProvider(f"http://127.0.0.1:{port}")
        finally:
            program.terminate()


def _wait(program: subprocess.Popen[str]) -> None:
    said: list[str] = []
    for line in program.stdout or ():
        said.append(line)
        if READY in line:
            return
    raise RuntimeError(f"the provider did not start: {''.join(said)[-500:]}")
