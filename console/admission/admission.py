"""All that decides who comes in at the inner door, and what is written down of it, in one hand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.admission.accounts import Accounts
from console.admission.members import Members
from console.admission.second_factor import SecondFactor
from console.audit.chain import Audit
from console.digest.readers import Readers
from golddust.identity import Keys

if TYPE_CHECKING:
    from console.admission.provider import Provider


@dataclass(frozen=True, slots=True)
class Admission:
    """`readers`: who gets the weekly digest. `provider`: another house's sign-in, where one is set.

    `secure`: cookies go over HTTPS only, whatever a request says.
    """

    accounts: Accounts
    members: Members
    codes: SecondFactor
    audit: Audit
    keys: Keys
    readers: Readers
    provider: "Provider | None" = None
    secure: bool = False
