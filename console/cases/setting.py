"""Sets what people may set about a case, its cause among it."""

from collections.abc import Mapping
from typing import Any

from golddust.ports import Case, Causes, Register


def set_values(register: Register, causes: Causes, case: str, actor: str, version: int | None, values: Mapping[str, Any]) -> Case:
    """Set the values that are not None; a `cause`, by its number or id, is counted, and "" takes it out of the one that it has.

    Raises what the register and the causes raise. Where it is the cause that is refused, the others are set.
    """
    given = {name: value for name, value in values.items() if value is not None}
    cause = given.pop("cause", None)
    if cause is None:
        return register.change(case, actor, version, **given)
    if given:
        version = register.change(case, actor, version, **given).version
    return causes.count(case, cause, actor, version)
