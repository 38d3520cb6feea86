"""Sizes as people write them."""

import pytest
from pydantic import ValidationError

from ingest.email.options import Options, bytes_of


@pytest.mark.parametrize(
    ("written", "size"), [("25 MiB", 26_214_400), ("10kB", 10_000), ("1 gib", 2**30), (4096, 4096), ("4096", 4096), ("5 b", 5)]
)
def test_a_size_is_read_with_or_without_its_unit(written: object, size: int) -> None:
    assert bytes_of(written) == size


@pytest.mark.parametrize("written", ["", "MiB", "-1", "1.5 MiB", "1 parsec", True, None, 1.5])
def test_what_is_no_size_is_refused(written: object) -> None:
    with pytest.raises(ValidationError, match="a size such as"):
        Options.model_validate({"size_limit": written})


def test_an_empty_section_is_a_valid_one() -> None:
    options = Options()
    assert (options.host, options.port, options.domains, options.size_limit) == ("127.0.0.1", 2525, ("localhost",), 25 * 2**20)
