"""The official JSON Schema of AsyncAPI 3.0 documents. Fixture: `asyncapi_schema`. It needs Node with npm."""

import json
from typing import Any

import pytest

from tests.services.npm import installed_packages

PACKAGE = "@asyncapi/specs@6.11.1"


def installed_schema() -> dict[str, Any]:
    """The schema, draft 7, with all references inside it."""
    folder = installed_packages("the schema of AsyncAPI", PACKAGE)
    return json.loads((folder / "@asyncapi" / "specs" / "schemas" / "3.0.0-without-$id.json").read_text())


@pytest.fixture(scope="session")
def asyncapi_schema() -> dict[str, Any]:
    """What an AsyncAPI 3.0 document must keep to."""
    return installed_schema()
