"""What a token may be good for."""

from console.roles import LEAST_FOR_SCOPE

SCOPES = tuple(LEAST_FOR_SCOPE)
