"""The door for mail as several processes that share its ports."""

from pathlib import Path

from cli.processes.sharing import greets, smtp_doors, smtp_roles
from config.settings import Settings
from ingest.email.options import Options
from tests.services.mailbox import free_port
from tests.services.smtp_door import Kept, Serve


def test_each_process_is_a_role_of_its_own_with_the_same_words() -> None:
    settings = Settings.model_validate({"smtp": {"port": 2525, "processes": 3}})
    roles = smtp_roles(settings, ["--data", "data"])
    assert [role.name for role in roles] == ["smtp-1", "smtp-2", "smtp-3"]
    assert {tuple(role.words) for role in roles} == {("serve", "smtp", "--data", "data", "--smtp", "2525")}
    assert [role.name for role in smtp_roles(Settings(), [])] == ["smtp"]


def test_every_port_it_listens_on_must_be_free(tmp_path: Path) -> None:
    options = Options.model_validate({"tls_port": 2465, "tls_certificate": tmp_path / "x", "lmtp": {"port": 2424}})
    assert smtp_doors(options) == {
        "smtp": ("127.0.0.1", 2525),
        "smtp.tls_port": ("127.0.0.1", 2465),
        "smtp.lmtp": ("127.0.0.1", 2424),
    }
    assert smtp_doors(Options()) == {"smtp": ("127.0.0.1", 2525)}


def test_a_door_that_expects_a_proxy_is_greeted_as_by_one(serve: Serve) -> None:
    for given in ({}, {"proxy_from": ["127.0.0.0/8"]}):
        listener = serve(Kept(), **given)
        assert greets(Options.model_validate({"port": listener.port, **given}))
    assert not greets(Options(port=free_port()))
