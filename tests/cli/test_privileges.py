"""The scripts of privileges leave out nothing that there is, and allow nothing that nobody needs."""

import re
import subprocess
import sys
from pathlib import Path

from cli.privileges.database import ALL, GRANTS, ROOMS, SINGLE_COLUMNS, as_sql, tables_of
from cli.privileges.kafka import DROPPERS, STAGES, Cluster, acls, as_script
from cli.privileges.topics import needed
from cli.processes.roles import ROLES
from golddust import topics, wire
from golddust.database.schema import METADATA
from sinks.subscriptions.wishes import offered_of

ROOT = Path(__file__).parents[2]
WITHOUT_DATABASE = {"forward", "tag"}


def test_every_table_is_in_one_room() -> None:
    named = [table for room in ROOMS.values() for table in room]
    assert sorted(named) == sorted(METADATA.tables)


def test_every_role_is_told_what_it_may() -> None:
    assert GRANTS.keys() == (ROLES.keys() - WITHOUT_DATABASE) | {"http", "console"}
    assert {room for granted in GRANTS.values() for room in granted} == ROOMS.keys()


def test_only_the_console_knows_accounts_and_nobody_changes_what_was_audited() -> None:
    for role in GRANTS:
        tables = tables_of(role)
        assert (role == "console") == bool(ROOMS["accounts"] & tables.keys()), role
        assert (role in ("console", "privacy")) == ("audit_log" in tables), role  # those who act for people: one erases
        assert tables.get("audit_log", ()) in ((), ("SELECT", "INSERT"))
    assert SINGLE_COLUMNS == {"replies": {"users": ("name", "teams", "language", "active")}}
    assert all(set(operations) <= set(ALL) for granted in GRANTS.values() for operations in granted.values())


def test_no_room_but_the_console_touches_accounts() -> None:
    pattern = re.compile(r"\b(?:users|sessions|tokens|invitations|second_factors|identities|audit_log)\b")
    rooms = ("ingest", "sinks", "complaints", "processors")
    imports = re.compile(r"from golddust\.database\.schema(?:\.access)? import (\([^)]*\)|[^\n]*)")
    found = [
        str(file)
        for room in rooms
        for file in (ROOT / room).rglob("*.py")
        for names in imports.findall(file.read_text())
        if pattern.search(names)
    ]
    assert found == []


def test_every_stage_runs_in_a_role_that_has_its_privileges() -> None:
    assert sorted(stage for stages in STAGES.values() for stage in stages) == sorted(topics.READ_BY)


def test_every_topic_that_an_event_lies_on_is_written_by_somebody() -> None:
    written = {topic for topics_ in topics.WRITTEN_BY.values() for topic in topics_} | {topics.DEADLETTERS}
    assert {form.topic for form in wire.FORMS.values()} <= written


def test_raw_words_are_read_by_those_alone_who_need_them() -> None:
    raw = (topics.RECEIVED, topics.PARKED, topics.again("tag"))
    readers = {(acl.user, acl.name) for acl in acls(Cluster(users="")) if acl.operation == "Read" and acl.kind == "topic"}
    assert {user for user, name in readers if name == topics.RECEIVED} == {"tag", "store", "forward", "console", "operator"}
    assert {user for user, name in readers if name == topics.PARKED} == {"console", "operator", *DROPPERS}
    assert {user for user, name in readers if name in raw} <= {"tag", "store", "forward", "console", "operator", *DROPPERS}


def test_who_posts_to_others_reads_what_they_may_subscribe_to_and_writes_nothing() -> None:
    its = [acl for acl in acls(Cluster(users="")) if acl.user == "subscriptions"]
    read = {acl.name for acl in its if acl.operation == "Read"}
    assert read == {*offered_of(()), topics.BY_TOPIC}
    assert {acl.operation for acl in its} == {"Read", "Describe"}


def test_doors_know_kafka_only_where_what_comes_in_goes_straight_to_it() -> None:
    assert not [acl for acl in acls(Cluster(users="")) if acl.user in ("http", "smtp")]
    straight = [acl for acl in acls(Cluster(straight=True, users="")) if acl.user in ("http", "smtp")]
    assert {(acl.name, acl.operation) for acl in straight} == {(topics.INTAKE, "Write"), (topics.INTAKE, "Describe")}


def test_nobody_may_make_or_delete_anything_at_kafka() -> None:
    assert {acl.operation for acl in acls(Cluster())} == {"Read", "Write", "Describe", "DescribeConfigs"}


def test_all_that_is_ours_is_named_with_the_prefix() -> None:
    assert all(acl.name.startswith("north.") for acl in acls(Cluster(prefix="north.")))


def test_the_script_says_all_of_it_as_kafka_acls_takes_it(tmp_path: Path) -> None:
    script, asked = tmp_path / "allow.sh", tmp_path / "asked"
    script.write_text(as_script(acls(Cluster())))
    recorder = tmp_path / "kafka-acls"
    recorder.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {asked}\n')
    recorder.chmod(0o755)
    subprocess.run(["sh", str(script)], env={"KAFKA_ACLS": str(recorder), "PATH": "/usr/bin:/bin"}, check=True)
    said = set()
    for line in asked.read_text().splitlines():
        user = re.search(r"--allow-principal User:(\S+)", line)
        assert user
        for kind, name in re.findall(r"--(topic|group|transactional-id) (\S+)", line):
            said |= {(user[1], kind, "prefixed" in line, op, name) for op in re.findall(r"--operation (\S+)", line)}
    assert said == {(a.user, a.kind, a.prefixed, a.operation, a.name) for a in acls(Cluster())}


def test_every_topic_that_somebody_may_use_is_made() -> None:
    for straight in (False, True):
        names = needed(["delivery"], straight=straight)
        used = {a.name for a in acls(Cluster(straight=straight)) if a.kind == "topic" and not a.prefixed}
        assert used <= set(names)
        assert topics.of_topic("delivery") in names


def test_the_commands_print_them() -> None:
    for command, made in (("kafka", as_script(acls(Cluster()))), ("sql", as_sql())):
        words = [sys.executable, "-m", "cli.main", "privileges", command]
        assert subprocess.run(words, capture_output=True, text=True, check=True).stdout == made


def test_the_scripts_beside_the_manifests_are_those_of_this_version() -> None:
    folder = ROOT / "deploy" / "privileges"
    assert (folder / "kafka-acls.sh").read_text() == as_script(acls(Cluster())), "golddust privileges kafka > kafka-acls.sh"
    assert (folder / "grants.sql").read_text() == as_sql(), "golddust privileges sql > grants.sql"
