"""What a token may be good for."""

from console.admission.roles import LEAST_FOR_SCOPE

SCOPES = tuple(LEAST_FOR_SCOPE)
