"""What the doctor says of the schema registry: whether it has the schemas of this golddust."""

from collections.abc import Iterator

from config.log import RegistryOptions
from golddust.errors import Refused, Unauthentic, Unavailable
from golddust.findings import Finding

PART = "schema registry"
WITHOUT = "; messages are taken in and carried on without it"


def registry_findings(options: RegistryOptions) -> Iterator[Finding]:
    """Nothing where none is configured."""
    if not options.url:
        return
    from cli.wiring.registry import Registry, as_registered  # noqa: PLC0415 - only where there is one
    from golddust.schemas import schemas  # noqa: PLC0415 - as above

    registry = Registry(options)
    try:
        lacks = [kind for kind, schema in schemas().items() if registry.standing(kind, as_registered(schema)) != "same"]
    except Unavailable as away:
        yield Finding(PART, "bad", away.reason, f"start it, or mend [log.registry] url{WITHOUT}")
        return
    except Unauthentic as refused:
        yield Finding(PART, "bad", refused.reason, f"mend [log.registry] username and password{WITHOUT}")
        return
    except Refused as refused:
        yield Finding(PART, "bad", refused.reason, f"is that a registry with Confluent's API? see [log.registry] url{WITHOUT}")
        return
    if lacks:
        yield Finding(PART, "note", f"lacks, or has another version of, {', '.join(lacks)}", "golddust topics register")
    else:
        yield Finding(PART, "good", f"{options.url} has the schemas of this version")
