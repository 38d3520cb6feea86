"""What a test does when the real server it needs is not there."""

import os
from typing import NoReturn

import pytest


def without(service: str, how: str) -> NoReturn:
    """Skip with words on a laptop, fail where `CI` is set: there every service must be."""
    words = f"{service} is not here: {how}"
    if os.environ.get("CI"):
        pytest.fail(words, pytrace=False)
    pytest.skip(words)
