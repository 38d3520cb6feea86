"""Options of the `[tag.private]` section."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kept = Literal[
    "account_number", "address", "birth_date", "coordinates", "handle", "ip_address", "name", "number_plate", "order_number",
    "phone",
    "postcode", "url",
]  # fmt: skip
"""Cards, bank accounts, ids, secrets and mail addresses are always masked."""


class Options(BaseModel):
    """What is masked in texts that leave for the streams, and by what."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep: tuple[Kept, ...] = Field(
        (), description='kinds of personal data that stay readable, as in ["order_number"]: other services may need them'
    )
    masks: Literal["kind", "one_way", "reversible"] = Field(
        "kind",
        description="what stands in place of personal data: `kind`: [phone]; `one_way`: [phone:…], the same for the "
        "same number, which nobody "
        "can turn back; `reversible`: [phone:…], which the keys of this installation can turn back",
    )
