"""Where the Kafka client's errors become ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from kafka.errors import (
    AuthorizationError,
    KafkaConfigurationError,
    KafkaError,
    KafkaTimeoutError,
    SaslAuthenticationFailedError,
)

from golddust.errors import Unavailable

RETRY_AFTER = 5.0


@contextmanager
def translated() -> Iterator[None]:
    """Raise Unavailable where Kafka or the network fails; the words name no data."""
    try:
        yield
    except (AuthorizationError, SaslAuthenticationFailedError) as refused:
        name = type(refused).__name__
        raise Unavailable(f"Kafka refuses us ({name}): see [log] username and password, and the cluster's ACLs") from refused
    except KafkaConfigurationError:
        raise  # a bug of ours, which waiting does not mend
    except (KafkaError, OSError) as away:
        raise Unavailable(f"Kafka is away: {_words(away)}", RETRY_AFTER) from away


def _words(error: Exception) -> str:
    """The kind of error, with the client's own words where they are about connections and not about records."""
    name = type(error).__name__
    if isinstance(error, KafkaTimeoutError):  # which is all that the client says of a wrong password, too
        return "no broker answered, or none let us in (see [log] bootstrap_servers, username, password)"
    return f"{name}: {str(error)[:120]}" if isinstance(error, OSError) else name
