"""The channels, each with the reader of its deliveries. One line each."""

from collections.abc import Mapping
from functools import partial

from golddust.events import Channel
from golddust.identity import Keys
from golddust.ports import ChannelReader
from ingest.email.read import read as read_email
from ingest.form.read import read as read_form
from ingest.hooks.options import Options as HookOptions
from ingest.hooks.read import hook_reader
from ingest.sms.read import read as read_sms
from ingest.sms.words import USUAL, Words


def readers(hooks: Mapping[str, HookOptions], keys: Keys, words: Words = USUAL) -> dict[Channel, ChannelReader]:
    """The reader of each channel; hooks are read by the mapping of their source, answers by mail proven by the keys.

    `words` are the instructions to us that text messages can be.
    """
    return {
        "email": partial(read_email, keys=keys),
        "sms": partial(read_sms, words=words),
        "hook": hook_reader(hooks),
        "form": read_form,
    }
