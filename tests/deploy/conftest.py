"""The image, built once a run, and containers of it."""

import secrets
from collections.abc import Iterator

import pytest

from tests.services.image import Built, Containers, built_image, containers


@pytest.fixture(scope="session")
def image() -> Built:
    """The image of this tree."""
    return built_image()


@pytest.fixture
def started(image: Built) -> Iterator[Containers]:  # noqa: ARG001 - it must be there
    """Containers of this test's own, which share one /data."""
    with containers(f"golddust-test-{secrets.token_hex(4)}") as made:
        yield made
