"""Which languages a customer is likely to write in, before their words are read: a word or two alone tell too little."""

from golddust.events import Address, Feedback

LONGEST_CODE = 3
_BY_CALLING_CODE = """
1 en  20 ar  27 en  30 el  31 nl  32 nl fr de  33 fr  34 es  351 pt  352 fr de  353 en  356 en  357 el  358 fi sv  36 hu  39 it
40 ro  41 de fr it  420 cs  423 de  43 de  44 en  45 da  46 sv  47 no  48 pl  49 de  51 es  52 es  53 es  54 es  55 pt  56 es
57 es  58 es  593 es  595 es  598 es  61 en  64 en  65 en zh  7 ru  81 ja  82 ko  852 zh  86 zh  886 zh  90 tr  91 en hi
961 ar fr  962 ar  966 ar  971 ar en  972 he  974 ar  380 uk  212 ar fr  213 ar fr  216 ar fr
"""
"""Calling codes (ITU-T E.164) and the languages that most people there write in, of those that we tell apart."""


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    code = ""
    for word in _BY_CALLING_CODE.split():
        if word.isdecimal():
            code = word
            table[code] = ()
        else:
            table[code] += (word,)
    return table


CALLING_CODES = _table()


def likely_languages(feedback: Feedback) -> tuple[str, ...]:
    """Codes of languages: what the sender said, what the address that they wrote to is for, what their country speaks."""
    said = (feedback.language, feedback.labels.get("language", ""))
    return tuple(dict.fromkeys(code for code in (*said, *_of_number(feedback.address)) if code))


def _of_number(address: Address) -> tuple[str, ...]:
    digits = address.value.removeprefix("+") if address.kind in ("phone", "whatsapp") and address.value.startswith("+") else ""
    return next((CALLING_CODES[digits[:size]] for size in range(LONGEST_CODE, 0, -1) if digits[:size] in CALLING_CODES), ())
