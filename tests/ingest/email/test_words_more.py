# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""Heads, marks and answers as rarer programs and languages have them; and words that look like them."""

import pytest

from ingest.email.mime.lines import of_plain
from ingest.email.words.quoting import newly_written

WORDS = "It never closed.\nPlease send another one."
ORIGINAL = "-----Original Message-----\nFrom: Shop <help@example.com>\nSent: Monday, May 4, 2026 9:12 AM\nTo: Ann\nSubject: Lid"


def new(text: str) -> str:
    return newly_written(of_plain(text))


@pytest.mark.parametrize(
    "head",
    [
        "Вы писали 4 мая 2026 г., 9:12:33:",
        "Monday, May 4, 2026, 9:12:33 AM, you wrote:",
        "Montag, 4. Mai 2026, 09:12:33, schrieben Sie:",
        "Shop(e)k igorleak hau idatzi zuen (2026/5/4 09:12):",
        "O 04/05/26 ás 09:12, Shop escribiu:",
        "Þann 4.5.2026 09:12, Shop skrifaði:",
        "Ar 04/05/2026 09:12, scríobh Shop:",
        "Ar 04/05/2026 09:12, ysgrifennodd Shop:",
        "D'an 04/05/2026 da 09:12, Shop en deus skrivet:",
        "Op 4/5/2026 om 09:12 het Shop geskryf:",
        "Xyzzy 04/05/2026 09:12, Shop plugh:",
    ],
)
def test_a_head_above_a_quote_is_left_out_in_languages_that_few_programs_speak(head: str) -> None:
    assert new(f"{head}\n\n> Does the lid close?\n\n{WORDS}") == WORDS
    assert new(f"{WORDS}\n\n{head}\n> Does the lid close?") == WORDS


@pytest.mark.parametrize(
    "sentence",
    [
        "On 4 May 2026 at 9:12 your driver wrote:",
        "On 4 May 2026 at 09:12 you wrote:",
        "Am 04.05.2026 um 09:12 schrieb Ihr Fahrer:",
        "Le 4 mai 2026 à 09:12 votre livreur a écrit :",
        "04.05.2026 в 09:12 ваш курьер написал:",
    ],
)
def test_what_somebody_of_the_house_wrote_is_told_in_the_customers_words(sentence: str) -> None:
    text = f'{sentence}\n\n"Nobody at home."\n\nI was at home the whole day.'
    assert new(text) == text


NOTES = '"Shop" <help@example.com>\n{date}\n\nTo\n"Ann" <ann@example.org>\ncc\n\nSubject\nLid\n\n\nDoes the lid close?'


@pytest.mark.parametrize("date", ["05/04/2026 09:12 AM", "04.05.2026 09:12", "04/05/2026 09:12:33 CEST"])
def test_the_head_of_notes_without_colons_begins_the_history(date: str) -> None:
    assert new(f"{WORDS}\n\n\n{NOTES.format(date=date)}") == WORDS


def test_the_head_of_notes_is_known_in_german_and_folded_to_a_line() -> None:
    german = NOTES.format(date="04.05.2026 09:12").replace("To\n", "An\n").replace("cc", "Kopie").replace("Subject", "Thema")
    assert new(f"{WORDS}\n\n{german}") == WORDS
    assert (
        new(f"{WORDS}\n\nShop ---04.05.2026 09:12:33---Does the lid close?\n\nFrom: Shop\nTo: Ann\nSubject: Lid\n\nHi") == WORDS
    )


def test_a_date_on_a_line_of_its_own_is_no_head_of_notes() -> None:
    text = "I called twice:\nAnn\n04.05.2026 09:12\n05.05.2026 10:00\n\nTo no avail."
    assert new(text) == text


@pytest.mark.parametrize(
    "says", ["Please see my answers below.", "Antworten siehe unten.", "Ответы ниже.", "Mes réponses ci-dessous"]
)
def test_answers_between_quotes_below_an_original_message_are_kept_where_they_are_announced(says: str) -> None:
    inline = "\n\n> Which shop?\nThe one at the station.\n> Who served you?\nA tall man."
    assert new(f"{says}\n\n{ORIGINAL}{inline}") == f"{says}\n\nThe one at the station.\n\nA tall man."
    assert new(f"No.\n\n{ORIGINAL}{inline}") == "No."


def test_the_names_that_supercite_puts_before_quoted_lines_mark_quotes() -> None:
    head = '>>>>> "Shop" == Shop <help@example.com> writes:'
    assert new(f"{head}\n\n    Shop> Does it close?\n    Shop> Or not?\n\n{WORDS}") == WORDS
    assert new("Options:\n\n  Menu> Save\n  Menu> Exit\n\nBoth crash.") == "Options:\n\n  Menu> Save\n  Menu> Exit\n\nBoth crash."


def test_what_was_typed_at_a_prompt_of_python_is_no_quote() -> None:
    text = "Your API is wrong:\n\n>>> import tea\n>>> tea.get(5)\n'1970-01-01'\n\nFix it."
    assert new(text) == text


@pytest.mark.parametrize("line", ["مُرسَل من الـ iPhone", "تم الإرسال من الـ iPhone"])
def test_lines_of_devices_are_known_with_the_vowels_of_arabic_or_without(line: str) -> None:
    assert new(f"أين طردي؟\n\n{line}") == "أين طردي؟"


@pytest.mark.parametrize(
    "line",
    [
        "Sent with Aqua Mail for Android\nhttps://www.example.com/aqua-mail",
        "Gesendet mit der Telekom Mail App",
        "Von unterwegs gesendet",
        "Gestuur vanaf my iPhone",
        "Ipinadala mula sa aking iPhone",
        "Dihantar daripada iPhone saya",
        "मेरे iPhone से भेजा गया",
    ],
)
def test_lines_of_devices_are_known_in_more_languages_and_with_a_link_below(line: str) -> None:
    assert new(f"{WORDS}\n\n{line}") == WORDS


@pytest.mark.parametrize(
    "names",
    [
        ("Kimdən", "Göndərilib", "Kimə", "Mövzu"),
        ("Oddi wrth", "Anfonwyd", "At", "Pwnc"),
        ("Nork", "Bidalia", "Nori", "Gaia"),
        ("प्रेषक", "भेजा गया", "प्रति", "विषय"),
        ("Frá", "Sent", "Til", "Efni"),
        ("გამგზავნი", "გაიგზავნა", "მიმღები", "თემა"),
        ("Daripada", "Dihantar", "Kepada", "Subjek"),
        ("Nga", "Dërguar", "Për", "Subjekti"),
        ("Mula kay", "Ipinadala", "Para kay", "Paksa"),
        ("প্রেরক", "প্রেরিত", "প্রাপক", "বিষয়"),
        ("Кімнен", "Жіберілген", "Кімге", "Тақырыбы"),
    ],
)
def test_blocks_of_outlook_are_known_in_more_languages(names: tuple[str, str, str, str]) -> None:
    values = ("Shop <help@example.com>", "04.05.2026 09:12", "Ann <ann@example.org>", "Lid")
    block = "\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))
    assert new(f"{WORDS}\n\n{block}\n\nDoes it close?") == WORDS


def test_a_head_without_its_colon_is_one_right_above_a_quote_only() -> None:
    head = "On 4 May 2026 at 09:12, Shop <help@example.com> wrote"
    assert new(f"{WORDS}\n\n{head}\n\n> Does it close?") == WORDS
    assert new(f"{head}\nnothing at all.") == f"{head}\nnothing at all."


def test_amounts_in_a_row_are_no_quotes_and_questions_in_a_row_are() -> None:
    table = "Your discounts:\n\n> 10 cups: 5 %\n> 20 cups: 10 %\n\nI got neither."
    assert new(table) == table
    assert new("> 1. Which cup?\nBlue.\n> 2. When?\nIn May.") == "Blue.\n\nIn May."


def test_prompts_of_programs_are_no_initials_of_who_is_quoted() -> None:
    text = "It fails:\n\nSQL> select 1;\nSQL> commit;\n\nWhy?"
    assert new(text) == text
    assert new("Hello,\n\nHT> Which cup?\nHT> When?\n\nBlue.") == "Hello,\n\nBlue."


@pytest.mark.parametrize(
    "words",
    [
        "The information you disclosed about me was confidential and intended solely for you. You must delete it.",
        "I received your message for Mr Hughes in error. It is confidential and intended for him, so I will delete it.",
        "Ich habe Ihre vertrauliche Nachricht an Herrn Hug irrtümlich erhalten und gelöscht, der Empfänger bin nicht ich.",
    ],
)
def test_a_customer_who_speaks_of_secrets_and_mistakes_of_ours_writes_no_notice(words: str) -> None:
    assert new(f"Dear Sirs,\n\n{words}\n\nAnn") == f"Dear Sirs,\n\n{words}\n\nAnn"


def test_a_notice_that_asks_to_tell_me_is_one() -> None:
    notice = "This e-mail is confidential and intended for the addressee. If you got it in error, please notify me and delete it."
    assert new(f"{WORDS}\n\n{notice}") == WORDS


@pytest.mark.parametrize(
    "head",
    ["2026/5/4 Shop <help@example.com>", "4.5.2026 Shop (help@example.com)", "Am 04.05.26 um 09:12 schrieb Shop"],
)
def test_a_head_that_begins_with_its_date_needs_no_colon_above_a_quote(head: str) -> None:
    assert new(f"{WORDS}\n\n{head}\n\n> Does it close?") == WORDS
    assert new(f"{WORDS}\n\n{head}\n> Does it close?") == WORDS


def test_lines_of_signs_that_nobody_sees_are_no_words() -> None:
    assert new(f"{WORDS}\n\u200b\n\u200b\nOn 4 May 2026 at 09:12, Shop <help@example.com> wrote:\n\n> Hi") == WORDS


def test_a_lone_greater_than_within_code_is_no_quote() -> None:
    text = 'Your widget breaks:\n\n<div class="tea">\n> next\n</div>'
    assert new(text) == text


LONG = "Shop Customer Care and Returns <help@example.com>"


@pytest.mark.parametrize(
    "head",
    [
        f"Am Montag, dem 04.05.2026\num 09:12 schrieb {LONG}:",
        f"4 мая 2026 г.,\n09:12, {LONG} написал:",
        f"2026. máj. 4.\n9:12 {LONG} ezt írta:",
        f"{LONG} schrieb am Mo.,\n4. Mai 2026, 09:12:",
        f"{LONG} hat am\n04.05.2026 09:12 CEST geschrieben:",
        "On Mon, 4 May 2026 at 9:12 AM Shop Customer\nCare and\nReturns <help@example.com> wrote:",
        f"2026년 5월 4일 (월) 오전\n9:12, {LONG}님이 작성:",
        "সোম, ৪ মে, ২০২৬ তারিখে ৯:১২ AM টায়\nShop <help@example.com> লিখেছেন:",
    ],
)
def test_a_head_is_whole_wherever_it_is_broken(head: str) -> None:
    assert new(f"{WORDS}\n\n{head}\n\n> Does it close?") == WORDS
    assert new(f"{head}\n> Does it close?\n\n{WORDS}") == WORDS


def test_the_name_below_the_words_is_kept_right_above_a_head_without_a_date() -> None:
    assert new(f"{WORDS}\nAnn\nShop <help@example.com> wrote:\n> Does it close?") == f"{WORDS}\nAnn"


def test_the_head_of_tutanota_is_one_without_quote_marks_too() -> None:
    assert new(f"{WORDS}\n\n4 May 2026, 09:12 by help@example.com:\n\nDoes it close?") == WORDS
    sent = "4 May 2026, 09:12 to help@example.com:\nno answer."
    assert new(sent) == sent
