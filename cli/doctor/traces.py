"""What the doctor says of the receiver of traces: whether it answers, and takes what it is told."""

from collections.abc import Iterator
from http import HTTPStatus

from config.settings import ObserveOptions
from golddust.findings import Finding

PART = "traces"
ANSWERS_WITHIN = 3.0
"""Seconds."""
WITHOUT = "; messages are taken in and answered without it"
_MEND: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "[observe] otlp_headers: what the receiver wants to see, such as Authorization",
    HTTPStatus.FORBIDDEN: "[observe] otlp_headers: what the receiver wants to see, such as Authorization",
    HTTPStatus.NOT_FOUND: "[observe] otlp_endpoint: where OTLP over HTTP is taken, usually port 4318, without /v1/traces",
}


def trace_findings(options: ObserveOptions) -> Iterator[Finding]:
    """Nothing where nobody is told; else what came of telling it no spans at all."""
    if not options.otlp_endpoint:
        return
    import requests  # noqa: PLC0415 - only where there is a receiver

    headers = {"Content-Type": "application/x-protobuf", **{n: v.get_secret_value() for n, v in options.otlp_headers.items()}}
    try:
        answer = requests.post(options.traces_url, b"", headers=headers, timeout=ANSWERS_WITHIN, allow_redirects=False)
    except requests.RequestException as error:
        mend = f"start the receiver (a collector, Jaeger, Tempo), or mend [observe] otlp_endpoint{WITHOUT}"
        yield Finding(PART, "bad", f"nobody answers at {options.traces_url} ({type(error).__name__})", mend)
        return
    status = answer.status_code
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        yield Finding(PART, "good", f"{options.traces_url} takes them")
    else:
        mend = _MEND.get(status, "see the receiver's own log") + WITHOUT
        yield Finding(PART, "bad", f"{options.traces_url} answers {status} {answer.reason}".rstrip(), mend)
