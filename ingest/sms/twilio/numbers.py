"""What the number that was reached says of a message: the brand, the store, the campaign, the language it stands for."""

import json

from golddust.identity import WHATSAPP
from ingest.labels import Aliases
from ingest.sms.twilio.message import Message
from ingest.sms.twilio.options import Options

ACCOUNT = "account"
"""What a number's line also says: whose it is, which concerns the sending and nobody else."""


class Numbers:
    """The table `[sms.twilio] numbers`, looked up by Messaging Service, by number, and by number with its channel in front."""

    def __init__(self, options: Options) -> None:
        self._aliases = Aliases(options.numbers)

    def facts_of(self, message: Message) -> dict[str, str]:
        """The fact `labels` of a delivery, or none. What is nearer to the number counts more."""
        labels = self.labels_of(message.recipient, message.service)
        return {"labels": json.dumps(labels, sort_keys=True)} if labels else {}

    def labels_of(self, recipient: str, service: str) -> dict[str, str]:
        """The labels of a number that was reached through that Messaging Service, "" for none."""
        spellings = (service, recipient.removeprefix(WHATSAPP), recipient)
        labels = self._aliases.labels_of([one.lower() for one in dict.fromkeys(spellings) if one])
        return {name: value for name, value in labels.items() if name != ACCOUNT}
