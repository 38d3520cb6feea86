"""A company's list of customers comes in: every dialect, bad rows told and passed over, the same list again changes nothing."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select

from complaints.people import joins
from complaints.people.directory import People
from complaints.people.importing import RowOutcome
from complaints.people.reading import ListRow, open_list
from complaints.people.standing import Standing, segment_of
from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.database.schema import METADATA
from golddust.database.schema.people import imported_addresses, imported_customers, person_addresses
from golddust.errors import Conflict, Malformed
from tests.complaints.made_people import (
    ANN,
    ANN_MAILS,
    ANN_PHONE,
    ANN_TEXTS,
    ANN_WORK,
    BEN,
    customers_of,
    groups,
    joined,
    people_on,
    write,
)

HEADER = "id,name,email,phone,segment,value,language\n"
ANN_ROW = "1,Ann Example,Ann@Example.com,(202) 555-0142,gold,1234.50,en-GB\n"
BEN_ROW = "2,Ben Example,ben@example.com,,basic,,\n"
NAMES = "abcdef"


@pytest.fixture
def people(database: Engine, clock: MovableClock) -> People:
    return people_on(database, clock)


def rows_of(path: Path, text: str | bytes, region: str = "US") -> list[ListRow]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_list(path, region) as listed:
        return list(listed.rows)


def bring(
    people: People, path: Path, text: str, *, dry_run: bool = False, replace: bool = False
) -> tuple[list[RowOutcome], Counter[str]]:
    importing = people.importing("sam", dry_run=dry_run)
    outcomes = importing.take(rows_of(path, text))
    if replace:
        importing.remove_gone()
    return outcomes, importing.counts


def state(engine: Engine) -> list[object]:
    """Every row of every table, but for the counter that is the lock."""
    with reading(engine) as connection:
        return [
            tuple(row)
            for table in METADATA.sorted_tables
            for row in connection.execute(table.select())
            if table.name != "counters"
        ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


# --- reading


def test_a_row_says_who_it_is_and_how_they_are_reached(path: Path) -> None:
    (row,) = rows_of(path, HEADER + ANN_ROW)
    assert (row.line, row.id, row.problems) == (2, "1", ())
    assert row.customer is not None
    assert (row.customer.name, row.customer.segment, row.customer.value, row.customer.language) == (
        "Ann Example",
        "gold",
        1234.5,
        "en",
    )
    assert [one.value for one in row.customer.addresses] == ["ann@example.com", "+12025550142"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_dialect_is_read_alike(path: Path, encoding: str, delimiter: str, newline: str) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator=newline)
    writer.writerows(
        [
            ["Phone", " ID ", "Name", "E-Mail", "EMAIL"],
            ["+1 202 555 0142", "7", "Zoë; Müller, jun.", "x", "z@example.com ; y@example.com"],
        ]
    )
    (row,) = rows_of(path, written.getvalue().encode(encoding))
    assert row.customer is not None
    assert row.customer.name == "Zoë; Müller, jun."
    assert [one.value for one in row.customer.addresses] == ["z@example.com", "y@example.com", "+12025550142"]


def test_the_euro_sign_of_windows_is_read(path: Path) -> None:
    (row,) = rows_of(path, (HEADER + "1,Zoë €,z@example.com,,,,\n").encode("cp1252"))
    assert row.customer is not None
    assert row.customer.name == "Zoë €"


def test_columns_that_mean_nothing_to_us_are_named(path: Path) -> None:
    path.write_text("id,email,Fax,Shoe Size\n1,a@example.com,1,2\n")
    with open_list(path) as listed:
        assert listed.ignored == ("fax", "shoe size")
        assert listed.lines == 2


@pytest.mark.parametrize(
    "text", ["", "\n", "name,email\nAnn,a@example.com\n", "id,name\n1,Ann\n", "id,email,email\n1,a@example.com,\n"]
)
def test_a_file_without_the_columns_is_refused(path: Path, text: str) -> None:
    with pytest.raises(Malformed, match="first line"):
        rows_of(path, text)


def test_a_file_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(Malformed, match="cannot be read"), open_list(path):
        pass


BAD = {
    ",Ann,a@example.com,,,,": "it has no id",
    "1,Ann,,,,,": "no address",
    "1,Ann,nonsense,,,,": "'nonsense' is no mail address",
    "1,Ann,,12,,,": "'12' is no telephone number",
    "1,Ann,a@example.com,,,,,surplus": "more cells than there are columns",
    f"{'1' * 121},Ann,a@example.com,,,,": "id: at most 120",
    "1,Ann," + ";".join(f"a{n}@example.com" for n in range(11)) + ",,,,": "more than 10 addresses",
    '1,"Ann"x,a@example.com,,,,': "cannot be read",
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_row_is_told_with_its_line_and_does_not_stop_the_rest(path: Path, bad: str) -> None:
    first, second, third = rows_of(path, f'{HEADER}8,"two\nlines",b@example.com,,,,\n{bad}\n\n9,Cat,c@example.com,,,,\n')
    assert (first.line, second.line, third.line) == (2, 4, 6)
    assert second.customer is None
    assert BAD[bad] in "; ".join(second.problems)
    assert first.customer is not None
    assert third.customer is not None


REMARKS = {
    "1,,a@example.com,12,,,": "'12' is no telephone number",
    "1,,a@example.com;no,,,,": "'no' is no mail address",
    '1,,a@example.com,,,"1,234.50",': "no plain number",
    "1,,a@example.com,,,1.234,": "no plain number",
    "1,,a@example.com,,,-5,": "no plain number",
    "1,,a@example.com,,,nan,": "no plain number",
    "1,,a@example.com,,,,German (Austria)": "no code such as de",
    f"1,,a@example.com,,{'s' * 81},,": "segment: at most 80",
}


@pytest.mark.parametrize("row", REMARKS)
def test_a_row_is_taken_without_what_is_wrong_in_it(path: Path, row: str) -> None:
    (found,) = rows_of(path, HEADER + row)
    assert found.customer is not None
    assert [one.value for one in found.customer.addresses] == ["a@example.com"]
    assert (found.customer.value, found.customer.language, found.customer.segment) == (None, "", "")
    assert len(found.problems) == 1
    assert REMARKS[row] in found.problems[0]


def test_a_comma_before_the_decimals_is_read_where_commas_do_not_separate(path: Path) -> None:
    (row,) = rows_of(path, "id;email;value\n1;a@example.com;1234,50\n")
    assert row.customer is not None
    assert row.customer.value == 1234.5


def test_a_spreadsheets_mark_before_a_number_is_no_part_of_it(path: Path) -> None:
    (row,) = rows_of(path, "id,phone\n1,'+12025550142\n")
    assert row.customer is not None
    assert row.customer.addresses[0].value == "+12025550142"


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_behind_the_first_line_are_rows_or_told(path: Path, junk: bytes) -> None:
    for row in rows_of(path, HEADER.encode() + junk):
        assert (row.customer is not None) or row.problems


# --- bringing


def test_who_is_on_the_list_is_known_by_every_address(people: People, path: Path, database: Engine) -> None:
    outcomes, counts = bring(people, path, HEADER + ANN_ROW + BEN_ROW)
    assert [one.outcome for one in outcomes] == ["added", "added"]
    assert (counts["added"], counts["joined"]) == (2, 1)
    gold = Standing("gold", 1234.5, "en", ("1",))
    assert segment_of(database, [ANN, ANN_PHONE, BEN, "nobody"]) == {
        ANN: gold,
        ANN_PHONE: gold,
        BEN: Standing("basic", None, "", ("2",)),
    }
    assert people.find("202-555-0142") == ANN_PHONE
    assert people.find("1") in (ANN, ANN_PHONE)
    (join,) = people.person(ANN).joins
    assert (join.proof, join.about, join.joined_by) == ("import", "1", "sam")


def test_the_standing_goes_with_the_person_to_addresses_that_no_list_has(people: People, path: Path, database: Engine) -> None:
    bring(people, path, HEADER + ANN_ROW)
    write(database, "a", ANN_MAILS)
    work = "cust_" + "a" * 26
    assert segment_of(database, [work]) == {}
    _join(database, people, ANN_PHONE, work)
    assert segment_of(database, [work])[work].segment == "gold"


def test_many_standings_are_one_query_on_the_callers_own_connection(people: People, path: Path, database: Engine) -> None:
    text = HEADER + "".join(f"{n},,c{n}@example.com,+1202556{n:04},basic,{n},\n" for n in range(700))
    bring(people, path, text)
    asked: list[str] = []
    event.listen(database, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with database.connect() as connection:
        customers = list(connection.execute(select(imported_addresses.c.customer)).scalars())
        asked.clear()
        found = segment_of(connection, customers)
        assert len(asked) == 1
        assert len(found) == 1400
        assert segment_of(connection, []) == {}


def _join(database: Engine, people: People, one: str, other: str) -> joins.Join:
    new = joins.made(one, other, "words", "x", people._clock.now(), "sam")
    with writing(database) as connection:
        joins.lock(connection)
        joins.add(connection, [new])
    return new


def test_the_list_again_changes_nothing(people: People, path: Path, database: Engine, clock: MovableClock) -> None:
    text = HEADER + ANN_ROW + BEN_ROW + "3,,ben@example.com;cat@example.com,,,,\n4,,nonsense,,,,\n"
    bring(people, path, text)
    before = state(database)
    clock.move(timedelta(days=1))
    outcomes, counts = bring(people, path, text)
    assert [one.outcome for one in outcomes] == ["unchanged", "unchanged", "unchanged", "refused"]
    assert (counts["joined"], counts["split"]) == (0, 0)
    assert state(database) == before


def test_a_later_list_changes_what_it_says_and_keeps_the_rest(people: People, path: Path, database: Engine) -> None:
    bring(people, path, HEADER + ANN_ROW + BEN_ROW)
    outcomes, counts = bring(people, path, HEADER + "1,Ann Example,a.example@work.example.com,+1 202 555 0142,platinum,,en\n")
    assert [one.outcome for one in outcomes] == ["changed"]
    assert (counts["joined"], counts["split"]) == (1, 1)
    assert customers_of(people, ANN_PHONE) == sorted([ANN_PHONE, ANN_WORK])
    assert customers_of(people, ANN) == [ANN]
    assert set(segment_of(database, [ANN, ANN_PHONE, BEN])) == {ANN_PHONE, BEN}


def test_who_is_gone_from_a_list_that_replaces_is_forgotten_but_for_what_they_said(
    people: People, path: Path, database: Engine
) -> None:
    write(database, "a", ANN_TEXTS)
    bring(people, path, HEADER + ANN_ROW + BEN_ROW)
    _, counts = bring(people, path, HEADER + BEN_ROW, replace=True)
    assert counts["removed"] == 1
    assert set(segment_of(database, [ANN, ANN_PHONE, BEN])) == {BEN}
    assert groups(database) == {}
    assert people.person(ANN_PHONE).addresses[0].messages == 1


@pytest.mark.parametrize("text", ["", ",Ann,a@example.com,,,,\n" + BEN_ROW])
def test_nobody_is_forgotten_when_the_list_could_not_be_read_whole(
    people: People, path: Path, database: Engine, text: str
) -> None:
    bring(people, path, HEADER + ANN_ROW + BEN_ROW)
    before = state(database)
    with pytest.raises(Conflict, match="nobody was removed"):
        bring(people, path, HEADER + text, replace=True)
    assert state(database) == before


def test_a_row_that_was_refused_is_not_gone(people: People, path: Path, database: Engine) -> None:
    bring(people, path, HEADER + ANN_ROW + BEN_ROW)
    bring(people, path, HEADER + "1,Ann,nonsense,,,,\n" + BEN_ROW, replace=True)
    assert set(segment_of(database, [ANN, BEN])) == {ANN, BEN}


def test_a_trial_run_tells_all_and_changes_nothing(people: People, path: Path, database: Engine) -> None:
    bring(people, path, HEADER + ANN_ROW)
    with reading(database) as connection:
        whole = [connection.execute(table.select()).all() for table in METADATA.sorted_tables]
    text = HEADER + "1,Ann,new@example.com,,,,\n" + "3,Cat,new@example.com,,,,\n" + "4,,x,,,,\n"
    outcomes, counts = bring(people, path, text, dry_run=True, replace=True)
    assert [one.outcome for one in outcomes] == ["changed", "added", "refused"]
    assert "belongs to 1, too" in outcomes[1].shared[0]
    assert counts["removed"] == 0
    with reading(database) as connection:
        assert [connection.execute(table.select()).all() for table in METADATA.sorted_tables] == whole


def test_an_id_counts_once_in_a_list(people: People, path: Path) -> None:
    outcomes, _ = bring(people, path, HEADER + ANN_ROW + BEN_ROW + "1,Other,other@example.com,,,,\n")
    assert outcomes[2] == RowOutcome(4, "1", "refused", ("its id stands on line 2 already",))


def test_an_address_of_two_customers_joins_nobody(people: People, path: Path, database: Engine) -> None:
    """A family's telephone: who shares it is not the same person for that."""
    couple = "1,Ann,ann@example.com,+12025550142,gold,500,\n2,Ben,ben@example.com,+12025550142,basic,20,de\n"
    outcomes, counts = bring(people, path, HEADER + couple)
    assert outcomes[1].shared == ("+12025550142 belongs to 1, too, so it joins nobody",)
    assert counts["problems"] == 0
    assert counts["joined"] == 0
    assert groups(database) == {}
    assert segment_of(database, [ANN_PHONE])[ANN_PHONE] == Standing("gold", 500, "de", ("1", "2"))


def test_who_comes_to_share_an_address_later_loses_the_join_and_regains_it(people: People, path: Path, database: Engine) -> None:
    bring(people, path, HEADER + ANN_ROW)
    assert len(groups(database)) == 2
    bring(people, path, HEADER + "2,Ben,ben@example.com,+12025550142,,,\n")
    assert groups(database) == {}
    bring(people, path, HEADER + BEN_ROW)
    assert set(groups(database)) == {ANN, ANN_PHONE}


def test_what_a_person_split_no_list_joins_again(people: People, path: Path, database: Engine) -> None:
    bring(people, path, HEADER + ANN_ROW)
    people.take_out(ANN_PHONE, "kim")
    bring(people, path, HEADER + ANN_ROW)
    bring(people, path, HEADER + ANN_ROW.replace("gold", "silver"))
    bring(people, path, HEADER + BEN_ROW, replace=True)
    bring(people, path, HEADER + ANN_ROW)
    assert groups(database) == {}
    (join,) = people.person(ANN).joins
    people.join_again(join.id, "kim")
    assert set(groups(database)) == {ANN, ANN_PHONE}


def test_what_codes_joined_no_list_splits(people: People, path: Path, database: Engine) -> None:
    write(database, "a", ANN_MAILS)
    write(database, "b", ANN_TEXTS)
    joined(database, people, ANN, ANN_PHONE)
    bring(people, path, HEADER + ANN_ROW)
    bring(people, path, HEADER + BEN_ROW, replace=True)
    assert set(groups(database)) == {ANN, ANN_PHONE}


ROWS = st.lists(
    st.tuples(st.integers(1, 5), st.sets(st.sampled_from(NAMES), min_size=1, max_size=4)),
    max_size=8,
    unique_by=lambda row: row[0],
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.lists(ROWS, min_size=1, max_size=4), st.integers(1, 3), st.booleans())
def test_after_any_lists_all_is_as_if_only_what_they_say_now_had_ever_been_said(
    database: Engine, clock: MovableClock, path: Path, lists: list[list[tuple[int, set[str]]]], batch: int, replace: bool
) -> None:
    with writing(database) as connection:
        for table in (imported_addresses, imported_customers, joins.joins, person_addresses):
            connection.execute(table.delete())
    people = people_on(database, clock)
    now: dict[int, set[str]] = {}
    for rows in lists:
        importing = people.importing("sam")
        text = "id,email\n" + "".join(f"{one},{';'.join(f'{n}@example.com' for n in sorted(names))}\n" for one, names in rows)
        listed = rows_of(path, text)
        for start in range(0, len(listed), batch):
            importing.take(listed[start : start + batch])
        if replace and rows:
            importing.remove_gone()
            now = {}
        now |= dict(rows)
        assert _of_names(database, people) == _expected(list(now.values()))


def _of_names(database: Engine, people: People) -> set[frozenset[str]]:
    with reading(database) as connection:
        names = {row.customer: row.address[0] for row in connection.execute(select(imported_addresses))}
    return {frozenset(names[c] for c in customers_of(people, customer)) for customer in names}


def _expected(rows: Sequence[set[str]]) -> set[frozenset[str]]:
    """Each customer's addresses that nobody else has, together; shared ones alone."""
    times = Counter(name for names in rows for name in names)
    own = [frozenset(name for name in names if times[name] == 1) for names in rows]
    return {group for group in own if group} | {frozenset(name) for name, number in times.items() if number > 1}
