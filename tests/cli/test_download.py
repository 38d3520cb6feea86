"""`golddust download` as it is typed."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from cli.commands import download, text
from cli.options import program_of
from cli.wiring.installation import Installation
from config.load import load
from console.audit.chain import Looked
from golddust.errors import Malformed, NotFound
from sinks.store.store import Store
from tests.sinks.made import records, said, tagged

app = program_of(download, text)


@dataclass
class Office:
    """An installation with five messages, a day apart, and what is typed in its terminal."""

    folder: Path
    installation: Installation

    def type(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["download", *words, "--data", str(self.folder)], env={"COLUMNS": "200"})

    def lines(self, *words: str) -> list[dict[str, str]]:
        done = self.type(*words)
        assert done.exit_code == 0, done.output
        return list(csv.DictReader(io.StringIO(done.stdout, newline="")))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    installation = Installation(load(None, {"data_dir": tmp_path}).settings)
    now = installation.clock.now()
    for number in range(5):
        one = said(str(number), text=f"=My parcel {number}", received_at=now - timedelta(days=number, hours=1))
        Store(installation.engine).write(records([one, tagged(one)]))
    yield Office(tmp_path, installation)
    installation.close()


def test_messages_go_to_standard_output_and_what_was_done_beside_it(office: Office) -> None:
    done = office.type("messages")
    found = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    assert [row["id"] for row in found] == [row["id"] for row in office.installation.archive.feedback(10)]
    assert {"words", "address"} & set(found[0]) == set()
    assert "5 messages written." in done.stderr
    assert office.lines("messages", "--format", "spreadsheet")[0]["text"].startswith("'=My parcel")


def test_times_narrow_it(office: Office) -> None:
    assert len(office.lines("messages", "--from", "2d")) == 2
    assert len(office.lines("messages", "--to", "2d")) == 3
    assert len(office.lines("messages", "--from", "4d", "--to", "1d")) == 3
    assert office.lines("messages", "--to", "9999-01-01") == office.lines("messages")  # today ends with tomorrow's beginning
    assert office.lines("cases") == office.lines("promises") == office.lines("answers") == []


def test_a_file_has_its_name_when_it_is_whole(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "messages.parquet"
    done = office.type("messages", "--format", "parquet", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert f"5 messages written to {out}" in " ".join(done.stderr.split())
    assert pq.read_table(out).num_rows == 5
    assert not list(tmp_path.glob("*.part"))
    before = out.read_bytes()
    assert office.type("messages", "--format", "xlsx", "--out", str(out)).exception
    assert out.read_bytes() == before


def test_words_are_written_down_before_they_are_read(office: Office) -> None:
    found = office.lines("messages", "--words", "--as", "kim")
    assert found[0]["words"] == "=My parcel 0"
    assert found[0]["address"] == "ann@example.com"
    (entry,) = office.installation.admission.audit.entries(Looked(), 10)
    assert (entry.kind, entry.actor, entry.action, entry.subject) == ("command", "kim", "saw.download_words", "messages")


def test_what_there_is_not_is_told_in_words(office: Office) -> None:
    assert isinstance(office.type("customers").exception, NotFound)
    assert isinstance(office.type("messages", "--format", "xlsx").exception, Malformed)
    assert office.type("messages", "--from", "someday").exit_code == 2
