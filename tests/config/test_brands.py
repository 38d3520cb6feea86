"""Several brands on one machine: each has a file, and no two share what would let one's customers turn up at the other's."""

from pathlib import Path
from typing import Any

import pytest

from config.brands import Brand, brands_in
from golddust.errors import Misconfigured, NotFound

OWN = """
data_dir = "{folder}/{name}"
http.port = 1{number}
smtp.port = 2{number}
console.port = 3{number}
smtp.domains = ["{name}.example.com"]
replies.smtp.sender = "feedback@{name}.example.com"
{more}
"""


def put(folder: Path, name: str, number: int, more: str = "", **other: Any) -> None:
    text = OWN.format(folder=folder, name=name, number=f"{number:03}", more=more)
    for path, value in other.items():
        key = path.replace("__", ".")
        text = "\n".join(line for line in text.splitlines() if not line.startswith(key)) + f"\n{key} = {value}\n"
    (folder / f"{name}.toml").write_text(text)


def problems(folder: Path, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(Misconfigured) as wrong:
        brands_in(folder, environment or {})
    return [problem.path for problem in wrong.value.problems]


def test_each_file_is_a_brand_with_its_own_variables(tmp_path: Path) -> None:
    put(tmp_path, "north", 1)
    put(tmp_path, "south", 2)
    (tmp_path / "south.env").write_text("# secrets\nGOLDDUST_SMS__TWILIO__AUTH_TOKEN=token\n\nGOLDDUST_LOG__KEEP_DAYS=3\n")
    north, south = brands_in(tmp_path, {"GOLDDUST_LOG__KEEP_DAYS": "7"})
    assert [(one.name, one.settings.brand, one.settings.log.keep_days) for one in (north, south)] == [
        ("north", "north", 7),
        ("south", "south", 3),
    ]
    assert isinstance(north, Brand)
    assert "GOLDDUST_SMS__TWILIO__AUTH_TOKEN" not in north.environment


KAFKA = 'log.backend = "kafka"\nlog.prefix = "{}"'
STORE = 'store.url = "postgresql+psycopg://{}@db.example.com{}/golddust"'


@pytest.mark.parametrize(
    ("path", "north", "south", "changed"),
    [
        ("data_dir", "", "", {"data_dir": '"{folder}/north/inside"'}),
        ("log.prefix", KAFKA.format("a."), KAFKA.format("a.b."), {}),
        ("log.prefix", KAFKA.format(""), KAFKA.format("b."), {}),
        ("store.url", STORE.format("north", ""), STORE.format("south", ":5432"), {}),
        ("ports", "", "", {"console__port": "1001"}),
        ("smtp.domains", "", "", {"smtp__domains": '["North.example.com"]'}),
        ("sms.twilio", 'sms.twilio.from_number = "+12025550100"', 'sms.twilio.from_number = "+12025550100"', {}),
        ("keys", f'keys.links = "{"ab" * 32}"', f'keys.links = "{"ab" * 32}"', {}),
        ("http.public_url", 'http.public_url = "https://a.example.com"', 'http.public_url = "https://a.example.com/"', {}),
        ("replies.smtp.sender", "", "", {"replies__smtp__sender": '"feedback@north.example.com"'}),
        ("backup.to", 'backup.to = "/tmp/backups"', 'backup.to = "/tmp/backups/south"', {}),
    ],
)
def test_what_two_brands_share_is_refused_by_name(
    tmp_path: Path, path: str, north: str, south: str, changed: dict[str, str]
) -> None:
    put(tmp_path, "north", 1, north)
    put(tmp_path, "south", 2, south, **{name: value.format(folder=tmp_path) for name, value in changed.items()})
    assert problems(tmp_path) == [f"north and south: {path}"]


def test_a_store_that_is_the_default_one_of_another_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "north", 1)
    put(tmp_path, "south", 2, f'store.url = "sqlite:///{tmp_path}/south/../north/store.sqlite3"')
    assert problems(tmp_path) == ["north and south: store.url"]


def test_prefixes_of_which_none_begins_with_the_other_share_a_cluster(tmp_path: Path) -> None:
    put(tmp_path, "north", 1, KAFKA.format("north."))
    put(tmp_path, "south", 2, KAFKA.format("south."))
    assert len(brands_in(tmp_path, {})) == 2


def test_what_the_environment_says_to_all_of_them_is_shared(tmp_path: Path) -> None:
    put(tmp_path, "north", 1)
    put(tmp_path, "south", 2)
    assert problems(tmp_path, {"GOLDDUST_DATA_DIR": str(tmp_path / "one")}) == ["north and south: data_dir"]


def test_every_mistake_is_named_with_its_brand(tmp_path: Path) -> None:
    put(tmp_path, "north", 1, "log.keep_days = 0")
    put(tmp_path, "South", 2)
    (tmp_path / "north.env").write_text("nonsense\n")
    assert problems(tmp_path) == [str(tmp_path / "South.toml"), f"{tmp_path / 'north.env'}, line 1", "north: log.keep_days"]


def test_a_folder_without_brands_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"name.*toml"):
        brands_in(tmp_path, {})
