"""Every table and column is declared: personal, with what becomes of it, or nobody's. What is new and not declared fails."""

import pytest
from sqlalchemy import Engine, inspect, text

from golddust.database.erasing.rules import BESIDE_THE_SCHEMA, RULES, Emptied, Free, Gone, Own
from golddust.database.schema import METADATA


def test_every_table_of_the_schema_is_declared_and_no_other() -> None:
    assert set(RULES) == set(METADATA.tables)


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_every_column_of_a_table_that_stays_is_declared(name: str) -> None:
    rule, columns = RULES[name], {column.name for column in METADATA.tables[name].columns}
    if isinstance(rule, Gone):
        assert set(rule.by) <= columns
    elif isinstance(rule, Emptied):
        assert set(rule.empty) | set(rule.kept) == columns
        assert rule.by in columns
    else:
        assert isinstance(rule, Free | Own)
        assert (set(rule.columns), len(rule.columns)) == (columns, len(columns))
        assert rule.why if isinstance(rule, Free) else rule.how


def test_every_table_that_is_really_there_is_declared(database: Engine) -> None:
    names = set(inspect(database).get_table_names())
    if database.dialect.name == "sqlite":
        with database.connect() as connection:
            names = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    assert names - set(RULES) <= set(BESIDE_THE_SCHEMA)


def test_no_column_that_is_emptied_may_be_null_by_mistake() -> None:
    for name, rule in RULES.items():
        if isinstance(rule, Emptied):
            assert all(value is not None for value in rule.empty.values()), name
