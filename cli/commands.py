"""All commands of the program."""

from cli import (
    commands_cases,
    commands_causes,
    commands_customers,
    commands_form,
    commands_hooks,
    commands_letters,
    commands_media,
    commands_mirrors,
    commands_models,
    commands_people,
    commands_replay,
    commands_run,
    commands_settings,
    commands_sms,
    commands_staff,
    commands_text,
    commands_topics,
    commands_train,
)
from cli.options import program_of

app = program_of(
    commands_run,
    commands_text,
    commands_topics,
    commands_models,
    commands_train,
    commands_sms,
    commands_hooks,
    commands_letters,
    commands_replay,
    commands_cases,
    commands_causes,
    commands_customers,
    commands_form,
    commands_people,
    commands_mirrors,
    commands_media,
    commands_staff,
    commands_settings,
)
