"""What people may be: each role may do what the ones before it may."""

from collections.abc import Sequence

from console.wording.saying import marked
from golddust.errors import Malformed

ROLES = ("viewer", "agent", "manager", "admin")
WHAT = {
    "viewer": marked("looks at feedback, cases and figures"),
    "agent": marked("works on cases, too"),
    "manager": marked("says who is in which team, too"),
    "admin": marked("invites people, gives roles, reads the audit log and the settings, too"),
}
MAY = {
    "viewer": marked("In this role one looks at feedback, cases and figures."),
    "agent": marked("In this role one works on cases."),
    "manager": marked("In this role one says who is in which team."),
    "admin": marked("In this role one invites people, gives roles, reads the audit log and the settings."),
}
"""The same, said to whoever has the role."""
LEAST_FOR_SCOPE = {"read:feedback": "viewer", "read:cases": "viewer", "write:cases": "agent"} | {
    "read:subscriptions": "manager",
    "write:subscriptions": "admin",
}
"""The least role whose tokens may have a scope."""


def at_least(role: str, needed: str) -> bool:
    """Whether the role may do what the needed one may."""
    return ROLES.index(role) >= ROLES.index(needed)


def checked_role(role: str) -> str:
    """The role. Raises Malformed when there is none of that name."""
    if role not in ROLES:
        raise Malformed(f"no such role: {role}; there are {', '.join(ROLES)}")
    return role


def scopes_of(role: str) -> tuple[str, ...]:
    """What tokens of somebody in this role may be good for."""
    return tuple(scope for scope, least in LEAST_FOR_SCOPE.items() if at_least(role, least))


def checked_teams(teams: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The teams, all of which there are. Raises Malformed."""
    unknown = sorted(set(teams) - set(known))
    if unknown:
        raise Malformed(f"no such team: {', '.join(unknown)}; there are {', '.join(known)}")
    return tuple(teams)
