"""Dates of birth, by the words before them; other dates are no personal data."""

from processors.private.rules import cued

_MONTH = r"[^\W\d_]{3,12}\.?"
_BORN = (
    "born on|born in|born|date of birth|birth date|birthdate|dob|d.o.b.|d.o.b|birthday is|birthday was|birthday|bday|"
    "geboren am|geboren|"
    "geb.|geb. am|geburtsdatum|geburtstag|né le|née le|né|née|né(e) le|date de naissance|naissance|nacido el|nacida el|nací el|"
    "fecha de nacimiento|fecha nacimiento|nacimiento|nato il|nata il|sono nato il|data di nascita|nascita|nascido em|nascida em|"
    "nascido a|nascida a|nasci em|nasci a|data de nascimento|nascimento|geboren op|geboortedatum|urodzony|urodzona|urodziłem się|"
    "urodziłam się|data urodzenia|urodzenia|ur.|född|född den|födelsedatum|födelsedag|d. naissance"
)
_BETWEEN = r"[ ]?(?:[:=]|(?<= )(?:is|was|the|on|am|der|den|ist|est|le|el|il|es|è|é|em|op|den|är|to|dnia|w|war)(?= )|[ ]){0,5}[ ]?"
_OF = r"(?:of |de |d['\u2019])?"
_DATE = (
    rf"\d{{1,4}}[-./] ?\d{{1,2}}[-./] ?\d{{2,4}}|\d{{1,2}} \d{{1,2}} \d{{2,4}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th|er|\.|º|°)?[ -]{_OF}{_MONTH},?[ -](?:de |del )?['\u2019]?\d{{2,4}}|"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ['\u2019]?\d{{2,4}}|\d{{1,2}}(?-i:[A-Z]){{3}}\d{{2,4}}|\d{{8}}"
)

RULES = (*cued("birth date", _BORN, rf"{_BETWEEN}(?P<it>{_DATE})(?![\w]|[-./]\d)", digits=3),)
