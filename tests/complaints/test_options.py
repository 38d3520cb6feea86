import pytest
from pydantic import ValidationError

from complaints.options import Options


def test_an_empty_table_is_a_valid_one() -> None:
    assert Options() == Options(standards="", mirrors=())


def test_a_mirror_that_is_named_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="each system once"):
        Options(mirrors=("rt", "rt"))
