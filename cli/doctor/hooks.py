"""What the doctor says of the sources of web hooks: whom anybody could imitate, and what is nearly as good as nothing."""

from collections.abc import Iterator, Mapping

from golddust.findings import Finding
from ingest.hooks.options import Options

PAGE = "docs/howto/hooks.md"


def hook_findings(sources: Mapping[str, Options]) -> Iterator[Finding]:
    """Each source that proves nothing is bad news: that it was asked for does not make it safe."""
    if not sources:
        yield Finding("web hooks", "note", "no source is configured", "[hooks.<source>] verify and map, or a ready source")
    for name, options in sources.items():
        verify = options.verify
        if verify.scheme == "unsigned":
            where = "from the networks named" if verify.networks else "from anywhere"
            words = f"[hooks.{name}] is unsigned: whoever knows its address can speak for any customer, {where}"
            yield Finding("web hooks", "bad", words, f"let it sign, or set verify.networks and a scheme; see {PAGE}")
        elif verify.scheme in ("hmac", "ed25519") and "{body}" not in verify.signed:
            words = f"[hooks.{name}] signs no body: it is only as safe as the way to here, and one seen can be used once more"
            yield Finding("web hooks", "note", words, "take its requests under TLS only")
