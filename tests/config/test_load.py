"""Settings: gathered from file, environment and secret files, and wrong ones named all at once."""

from pathlib import Path

import pytest

from config.keys import load_keys
from config.load import load
from config.reference import as_markdown, as_rows
from config.settings import Settings
from config.tables import STANDARDS, TAXONOMY, read_table
from golddust.errors import Misconfigured


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_empty_file_is_a_valid_one(empty_folder: Path) -> None:
    (empty_folder / "golddust.toml").write_text("")
    settings = load().settings
    assert settings == load(empty_folder / "golddust.toml").settings
    assert (settings.http.host, settings.http.port, settings.http.public_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert (settings.smtp.port, settings.console.port, settings.smtp.domains) == (2525, 8081, ("localhost",))
    assert settings.store_url == "sqlite:///data/store.sqlite3"


def test_the_environment_stands_over_the_file_and_the_command_line_over_both(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_folder / "golddust.toml").write_text("[http]\nport = 1000\n[console]\nport = 1001\n[smtp]\nport = 1002\n")
    monkeypatch.setenv("GOLDDUST_CONSOLE__PORT", "2001")
    monkeypatch.setenv("GOLDDUST_SMTP__PORT", "2002")
    loaded = load(overrides={"smtp.port": 3002, "data_dir": None})
    settings = loaded.settings
    assert (settings.http.port, settings.console.port, settings.smtp.port) == (1000, 2001, 3002)
    assert loaded.origins == {
        "http.port": "golddust.toml",
        "console.port": "environment",
        "smtp.port": "command line",
    }


def test_the_public_url_follows_the_port_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(overrides={"http.port": 9000}).settings.http.public_url == "http://127.0.0.1:9000"
    monkeypatch.setenv("GOLDDUST_HTTP__PUBLIC_URL", "https://feedback.example.com")
    assert load(overrides={"http.port": 9000}).settings.http.public_url == "https://feedback.example.com"


def test_lists_and_tables_come_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDDUST_SMTP__DOMAINS", '["example.com", "example.org"]')
    monkeypatch.setenv("GOLDDUST_HOOKS__SHOP__VERIFY", '{"scheme": "standard", "secrets": ["whsec_bWFkZS11cC1zZWNyZXQ="]}')
    monkeypatch.setenv("GOLDDUST_HOOKS__SHOP__MAP", '{"text": "message"}')
    settings = load().settings
    assert settings.smtp.domains == ("example.com", "example.org")
    assert settings.hooks["shop"].map.text == "message"


def test_what_is_wrong_is_said_in_words_for_people(empty_folder: Path) -> None:
    (empty_folder / "golddust.toml").write_text(
        """
        [http]
        port = "x"
        [smtp]
        domains = "example.com"
        trusted = ["10.0.0.0/33"]
        [smtp.authentication]
        resolvers = ["dns.example.com"]
        [replies]
        caps = ["ten in 5 min"]
        """
    )
    with pytest.raises(Misconfigured) as wrong:
        load()
    problems = {problem.path: str(problem) for problem in wrong.value.problems}
    assert problems.keys() == {"http.port", "smtp.domains", "smtp.trusted.0", "smtp.authentication.resolvers.0", "replies.caps.0"}
    assert problems["http.port"] == "http.port: a whole number (seen: x)"
    assert problems["smtp.domains"].startswith("smtp.domains: a list, such as ")
    assert 'such as "10.0.0.0/8"' in problems["smtp.trusted.0"]
    assert "seen: dns.example.com" in problems["smtp.authentication.resolvers.0"]
    assert 'each as "10 in 10 min"' in problems["replies.caps.0"]


def test_a_recipient_at_a_domain_that_is_not_taken_is_named(empty_folder: Path) -> None:
    (empty_folder / "golddust.toml").write_text('[smtp]\ndomains = ["example.com"]\nrecipients = ["a@other.example", "b@c@d"]\n')
    with pytest.raises(
        Misconfigured, match=r"'a@other.example': other.example is not among the domains.*'b@c@d': it must hold one @"
    ):
        load()


def test_a_setting_that_names_a_file_is_not_read_out_of_one(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDDUST_REPLIES__SMTP__DKIM__KEY_FILE", "/run/secrets/dkim.pem")
    monkeypatch.setenv("GOLDDUST_LOG__CA_FILE", str(empty_folder / "ca.pem"))
    settings = load().settings
    assert settings.replies.smtp.dkim.key_file == Path("/run/secrets/dkim.pem")
    assert settings.log.ca_file == empty_folder / "ca.pem"


def test_a_secret_may_lie_in_a_file(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "token").write_text("secret-token\n")
    monkeypatch.setenv("GOLDDUST_SMS__TWILIO__AUTH_TOKEN_FILE", str(empty_folder / "token"))
    assert [token.get_secret_value() for token in load().settings.sms.twilio.auth_token] == ["secret-token"]


def test_every_problem_is_named_at_once(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "golddust.toml").write_text(
        '[http]\nport = "eighty"\nprot = 1\n[nonsense]\na = 1\n'
        '[hooks.shop]\nverify = { secrets = ["x"] }\nmap = { text = "a[" }\n'
    )
    monkeypatch.setenv("GOLDDUST_SMTP__PORTT", "25")
    monkeypatch.setenv("GOLDDUST_KEYS__LINKS_FILE", "/does/not/exist")
    with pytest.raises(Misconfigured) as caught:
        load()
    paths = {problem.path for problem in caught.value.problems}
    assert {"http.port", "http.prot", "nonsense", "smtp.portt", "GOLDDUST_KEYS__LINKS_FILE", "hooks.shop.map.text"} <= paths
    assert any(path.startswith("hooks.shop.verify.secrets") for path in paths)


def test_secrets_are_in_no_problem_and_no_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDDUST_SMS__TWILIO__AUTH_TOKEN", "very-secret-token")
    monkeypatch.setenv("GOLDDUST_REPLIES__SMTP__PASSWORD", "very-secret-password")
    monkeypatch.setenv("GOLDDUST_STORE__URL", "postgresql+psycopg://golddust:very-secret@db.example.com/golddust")
    monkeypatch.setenv(
        "GOLDDUST_CONSOLE__OIDC",
        '{"issuer": "https://sso.example.com", "client_id": "golddust", '
        '"client_secret": "very-secret", "default_role": "viewer"}',
    )
    shown = " ".join(row.value for row in as_rows(load()))
    assert "very-secret" not in shown
    assert "golddust:(not shown)@db.example.com" in shown
    monkeypatch.setenv("GOLDDUST_SMS__TWILIO__AUTH_TOKEN", '[{"very-secret": 1}]')
    with pytest.raises(Misconfigured) as caught:
        load()
    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["= broken", "\xff\xfe", "[http\nport=1"])
def test_a_file_that_cannot_be_read_is_a_problem_and_no_trace(empty_folder: Path, text: str) -> None:
    (empty_folder / "golddust.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(Misconfigured, match=r"golddust\.toml"):
        load()


def test_a_file_that_was_named_must_exist() -> None:
    with pytest.raises(Misconfigured, match="no such file"):
        load(Path("missing.toml"))


def test_keys_are_made_once_and_kept_for_their_owner_alone(empty_folder: Path) -> None:
    settings = Settings(data_dir=empty_folder / "data")
    first = load_keys(settings)
    assert load_keys(settings) == first
    assert len({first.pseudonym, first.links, first.originals}) == 3
    for path in (empty_folder / "data" / "keys").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_is_named(empty_folder: Path) -> None:
    settings = Settings(data_dir=empty_folder / "data")
    load_keys(settings)
    (empty_folder / "data" / "keys" / "links.key").write_text("abc")
    with pytest.raises(Misconfigured, match=r"keys\.links.*64 hexadecimal digits"):
        load_keys(settings)


def test_our_own_tables_can_be_read() -> None:
    assert read_table("tag.taxonomy", TAXONOMY)["topics"]
    assert read_table("complaints.standards", STANDARDS)


def test_the_reference_names_every_setting_with_its_variable() -> None:
    page = as_markdown()
    for name in (
        "GOLDDUST_HTTP__PORT",
        "GOLDDUST_SMS__TWILIO__AUTH_TOKEN",
        "GOLDDUST_HOOKS__<SOURCE>__VERIFY",
        "GOLDDUST_DATA_DIR",
    ):
        assert name in page


def test_a_table_that_is_wrong_as_a_whole_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDDUST_INGEST__DURABILITY", "broker")
    with pytest.raises(Misconfigured) as caught:
        load()
    (problem,) = caught.value.problems
    assert str(problem) == 'settings: [ingest] durability = "broker" needs [log] backend = "kafka"'
    monkeypatch.setenv("GOLDDUST_LOG__SECURITY", "sasl_tls")
    monkeypatch.setenv("GOLDDUST_LOG__PASSWORD", "hunter2")
    with pytest.raises(Misconfigured) as caught:
        load()
    assert [problem.path for problem in caught.value.problems] == ["log"]
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("path", ["/sms/twilio", "/sms/twilio/", "/tell-us"])
def test_a_public_address_with_a_path_of_ours_in_it_is_refused(path: str) -> None:
    with pytest.raises(Misconfigured, match=f"without {path.rstrip('/')}: every path of ours is put behind it"):
        load(None, {"http.public_url": f"https://feedback.example.com{path}"})
    assert load(None, {"http.public_url": "https://example.com/feedback"}).settings.http.public_url
