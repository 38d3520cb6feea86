"""`golddust customers` as it is typed."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from cli.commands import customers
from cli.options import program_of
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Conflict, GoldDustError, Malformed, NotFound
from golddust.events import Address
from sinks.store.store import Store
from tests.complaints.made import MONDAY
from tests.complaints.made_people import ANN_MAILS, ANN_TEXTS, BEN_MAILS, codes
from tests.sinks.made import records, said, tagged

app = program_of(customers)

LIST = "id,name,email,phone,segment,value,language\n4711,Ann Example,ann@example.com,(202) 555-0142,gold,1234.50,en\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    return path


@pytest.fixture
def database(data: Path) -> Iterator[Engine]:
    """Where Ann wrote by mail and text, and Ben by mail."""
    with closing(Installation(load(None, {"data_dir": data}).settings)) as installation:
        keys = installation.keys
        for number, address in enumerate((ANN_MAILS, ANN_TEXTS, BEN_MAILS)):
            one = said(
                str(number),
                address=address,
                customer=keys.pseudonym_of(address, ""),
                received_at=MONDAY + timedelta(minutes=number),
            )
            Store(installation.engine).write(records([one, tagged(one)]))
        yield installation.engine


def run(data: Path, *words: str) -> Result:
    done = CliRunner().invoke(app, ["customers", *words, "--data", str(data)], env={"COLUMNS": "200"})
    if isinstance(done.exception, GoldDustError):
        raise done.exception
    return done


def lines(data: Path, *words: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run(data, *words, "--json").stdout.splitlines()]


def customer(data: Path, address: Address) -> str:
    with closing(Installation(load(None, {"data_dir": data}).settings)) as installation:
        return installation.keys.pseudonym_of(address, "")


@pytest.mark.usefixtures("database")
def test_a_list_comes_in_and_its_customers_are_known(data: Path, path: Path) -> None:
    done = run(data, "import", str(path), "--region", "US", "--as", "sam")
    assert done.exit_code == 0
    assert "1 rows: 1 added." in done.stderr
    shown = run(data, "show", "4711").stdout
    for words in (
        "Ann Example",
        "gold",
        "1,234.50",
        "Ann@Example.com",
        "+12025550142",
        "your list (4711)",
        "by sam",
        "The parcel was late",
    ):
        assert words in shown
    (person,) = lines(data, "show", "+1 202 555 0142")
    assert person["standing"] == {"segment": "gold", "value": 1234.5, "language": "en", "ids": ["4711"]}
    assert [entry["channel"] for entry in person["timeline"]] == ["sms", "email"]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("database")
def test_bad_rows_are_told_and_fail_only_where_that_is_asked_for(data: Path, path: Path) -> None:
    path.write_text(LIST + "4712,Ben Example,nonsense,,,,\n4713,Cat Example,cat@example.com,12,,,\n4714,,cat@example.com,,,,\n")
    done = run(data, "import", str(path), "--region", "US")
    assert done.exit_code == 0
    assert "line 3 (4712): not taken; email 'nonsense' is no mail address" in done.stderr
    assert "line 4 (4713): taken; phone '12' is no telephone number" in done.stderr
    assert "line 5 (4714): taken; cat@example.com belongs to 4713, too" in done.stderr
    with pytest.raises(Conflict, match="--strict"):
        run(data, "import", str(path), "--region", "US", "--strict")


@pytest.mark.usefixtures("database")
def test_each_row_is_a_line_of_json(data: Path, path: Path) -> None:
    path.write_text(LIST + "4712,Ben Example,nonsense,,,,\n")
    added, refused = lines(data, "import", str(path), "--region", "US")
    assert added == {"line": 2, "id": "4711", "outcome": "added", "problems": [], "shared": []}
    assert (refused["line"], refused["outcome"]) == (3, "refused")


@pytest.mark.usefixtures("database")
def test_a_trial_changes_nothing(data: Path, path: Path) -> None:
    assert "nothing was changed" in run(data, "import", str(path), "--region", "US", "--dry-run").stderr
    with pytest.raises(Malformed, match="nor has a customer of your list that id"):
        run(data, "show", "4711")


def test_looking_at_nothing_makes_no_files_and_an_import_makes_what_it_needs(data: Path, path: Path) -> None:
    for words in (("show", "4711"), ("import", str(path), "--dry-run")):
        with pytest.raises(NotFound, match="golddust run"):
            run(data, *words)
    assert not data.exists()
    assert run(data, "import", str(path), "--region", "us").exit_code == 0
    assert lines(data, "find", "ANN@example.com")[0]["kind"] in ("email", "phone")


@pytest.mark.usefixtures("database")
def test_a_list_without_region_says_how_to_give_one(data: Path, path: Path) -> None:
    done = run(data, "import", str(path))
    assert "has no country code" in done.stderr
    with pytest.raises(Malformed, match="two letters"):
        run(data, "import", str(path), "--region", "Britain")


def test_addresses_are_joined_by_codes_and_split_again(data: Path, database: Engine) -> None:
    ann, phone = customer(data, ANN_MAILS), customer(data, ANN_TEXTS)
    done = run(data, "join", "ann@example.com", "+1 (202) 555-0142", "--as", "sam")
    assert "Codes are on the way to Ann@Example.com and +12025550142." in done.stderr
    sent = codes(database)
    first = run(data, "confirm", sent[ann], "--from", "ann@example.com", "--as", "kim")
    assert "Still to come: the one sent to +12025550142." in first.stderr
    assert "one person now" in run(data, "confirm", sent[phone].lower(), "--from", phone, "--as", "kim").stderr
    assert {one["address"] for one in lines(data, "find", "ann@example.com")} == {"Ann@Example.com", "+12025550142"}
    (join,) = lines(data, "split", "ann@example.com", "--as", "kim")
    assert (join["proof"], join["split_by"]) == ("codes", "kim")
    assert len(lines(data, "find", "ann@example.com")) == 1
    (again,) = lines(data, "split", str(join["id"]), "--undo")
    assert len(lines(data, "find", "ann@example.com")) == 2
    assert "are joined no longer" in run(data, "split", str(again["id"])).stderr
    assert "taken back" in run(data, "show", ann).stdout


def test_a_wrong_code_is_told(data: Path, database: Engine) -> None:
    run(data, "join", "ann@example.com", "ben@example.com")
    assert len(codes(database)) == 2
    with pytest.raises(Conflict, match="4 times more"):
        run(data, "confirm", "2222-2222", "--from", "ann@example.com")
    with pytest.raises(Malformed, match="such as"):
        run(data, "confirm", "yes", "--from", "ann@example.com")


@pytest.mark.usefixtures("database")
def test_likeness_is_offered(data: Path) -> None:
    assert "Nobody else" in run(data, "suggest", "ann@example.com").stderr
    with closing(Installation(load(None, {"data_dir": data}).settings)) as installation:
        one = said(
            "words", address=ANN_TEXTS, customer=installation.keys.pseudonym_of(ANN_TEXTS, ""), text="I am ben@example.com, too"
        )
        Store(installation.engine).write(records([one, tagged(one)]))
    assert "they name this address themselves" in run(data, "suggest", "+12025550142").stdout
    (found,) = lines(data, "suggest", "+12025550142")
    assert (found["customer"], found["feedback"]) == (customer(data, BEN_MAILS), one.id)
    proposal = lines(data, "join", "+12025550142", "ben@example.com", "--words", one.id)[0]
    assert (proposal["proof"], proposal["asked"]) == ("words", [customer(data, BEN_MAILS)])
