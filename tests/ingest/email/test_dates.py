"""Date fields of every shape give the moment that was meant, in UTC, or none and a problem."""

from datetime import UTC, datetime

import pytest

from ingest.email.mime.dates import date_of
from ingest.email.read import mail_of

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
AT_NOON = (
    *(
        "Tue, 24 Nov 2026 12:00:00 +0000",
        "Tue, 24 Nov 2026 13:00:00 +0100",
        "24 Nov 2026 12:00:00 +0000",
        "24 Nov 2026 12:00 +0000",
    ),
    *(
        "Tue, 24 Nov 2026 12:00:00",
        "Tue, 24 Nov 2026 12:00:00 GMT",
        "Tue, 24 Nov 2026 12:00:00 UT",
        "Tue, 24 Nov 2026 12:00:00 Z",
    ),
    *("Tue, 24 Nov 2026 07:00:00 EST", "Tue, 24 Nov 26 07:00 EST", "Tue, 24 Nov 2026 04:00:00 PST", "24 Nov 2026 13:00:00 CET"),
    *("Tue, 24 Nov 2026 13:00:00 +0100 (CET)", "Tue, 24 Nov 2026 13:00:00 (CET) +0100", "Tue, 24 Nov 2026 13:00:00 +01:00"),
    *("Tue, 24 Nov 2026 13:00:00 GMT+0100", "Tue, 24 Nov 2026 13:00:00 UTC+1", "Tue, 24 Nov 2026 13:00:00 GMT+01:00"),
    *("Tue, 24 Nov 2026 13:00:00 +0100 (Central (European) Time)", "Tue(day), 24 Nov(ember) 2026 12:00:00 +0000"),
    *(
        "Tue,24 Nov 2026 12:00:00 +0000",
        "Tue, 24-Nov-2026 12:00:00 GMT",
        "Tuesday, 24-Nov-26 12:00:00 GMT",
        "Mon, 24 Nov 2026 12:00:00 +0000",
    ),
    *("tue, 24 NOV 2026 12:00:00 +0000", "Tue, 24 Nov 2026  12:00:00 +0000", "Tue , 24 Nov 2026 12 : 00 : 00 +0000"),
    *(
        "Tue Nov 24 12:00:00 2026",
        "Tue Nov 24 12:00:00 GMT 2026",
        "Tue Nov 24 13:00:00 CET 2026",
        "Tue Nov 24 13:00:00 2026 +0100",
    ),
    *(
        "Tue, Nov 24, 2026 12:00:00 PM +0000",
        "November 24, 2026 12:00 PM",
        "Nov 24, 2026, 7:00 AM EST",
        "24 November 2026 12:00 UTC",
    ),
    *(
        "2026-11-24T12:00:00Z",
        "2026-11-24T13:00:00+01:00",
        "2026-11-24 12:00:00",
        "2026-11-24 13:00:00 +0100",
        "2026-11-24T12:00:00.123Z",
    ),
    *(
        "20261124T120000Z",
        "2026/11/24 12:00:00",
        "2026-11-24 12:00",
        "20261124120000",
        "2026年11月24日 12:00",
        "2026. 11. 24. 12:00",
    ),
    *(
        "11/24/2026 12:00:00 PM",
        "11/24/2026 12:00",
        "24/11/2026 12:00",
        "24.11.2026 12:00",
        "24.11.26, 12:00",
        "24-11-2026 12:00:00",
    ),
    *(
        "Di, 24 Nov 2026 12:00:00 +0000",
        "Dienstag, 24. November 2026 12:00",
        "mardi 24 novembre 2026 12:00",
        "mar., 24 nov. 2026 12:00:00",
    ),
    *(
        "martes, 24 de noviembre de 2026 12:00",
        "mar, 24 nov 2026 12:00:00 +0000",
        "martedì 24 novembre 2026 12:00",
        "dinsdag 24 november 2026 12:00",
    ),
    *(
        "terça-feira, 24 de novembro de 2026 12:00",
        "wtorek, 24 listopada 2026 12:00",
        "вторник, 24 ноября 2026 12:00",
        "24 Kas 2026 12:00",
    ),
    *(
        "Tue, 24 Nov 2026 12:00:00 -0000",
        "Tue, 24 Nov 2026 12:00:00 +0000 rubbish",
        "Tue, 24 Nov 2026 12.00.00 +0000",
        "\tTue, 24 Nov 2026 12:00:00 +0000",
        "Tue, 24 Nov 2026 12:0:0 +0000",
        "2026년 11월 24일 화요일 오후 12:00",
        "2026年11月24日 星期二 下午8:00 +0800",
        "2026年11月24日(火) 午後 9:00 +0900",
        "pe, 24 marras 2026 12:00:00 +0000",
        "út, 24 lis 2026 12:00:00 +0000",
        "K, 24 nov. 2026 12:00:00 +0000",
        "вт, 24 лист. 2026 12:00:00 +0000",
        "вт, 24 ное 2026 12:00:00 +0000",
        "antr., 24 lapkričio 2026 12:00:00 +0000",
        "الثلاثاء، ٢٤ نوفمبر ٢٠٢٦ 12:00:00 +0000",
        "24 נובמבר 2026 12:00",
        "Tue, 24 Nov 2026 13:0 +1",
    ),
    *("Tue, 24 Nov 2026 17:30:00 +0530", "Tue, 24 Nov 2026 08:30:00 -0330", "Tue, 24 Nov 126 12:00:00 +0000"),
)


@pytest.mark.parametrize("sent", AT_NOON)
def test_it_is_noon(sent: str) -> None:
    assert date_of(sent.strip()).moment == NOON


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("Tue, 24 Nov 2026 24:00:00 +0000", datetime(2026, 11, 25, tzinfo=UTC)),
        ("Tue, 31 Dec 2024 23:59:60 +0000", datetime(2025, 1, 1, tzinfo=UTC)),
        ("1 Jan 70 00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
        ("Mon, 2 Mar 1998 01:02:03 +0000", datetime(1998, 3, 2, 1, 2, 3, tzinfo=UTC)),
        ("2 Mar 98 01:02:03 GMT", datetime(1998, 3, 2, 1, 2, 3, tzinfo=UTC)),
        ("Tue, 3 Feb 2026", datetime(2026, 2, 3, tzinfo=UTC)),
        ("2026-02-03", datetime(2026, 2, 3, tzinfo=UTC)),
        ("03/02/2026 10:00", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("Tue 03/02/2026 10:00", datetime(2026, 2, 3, 10, tzinfo=UTC)),
        ("3/2/2026 1:05:06 PM", datetime(2026, 3, 2, 13, 5, 6, tzinfo=UTC)),
        ("3 mars 2026 12:05", datetime(2026, 3, 3, 12, 5, tzinfo=UTC)),
        ("mar., 3 mars 2026 12:05:00 +0100", datetime(2026, 3, 3, 11, 5, tzinfo=UTC)),
        ("12 mai 2026 at 9:05 AM", datetime(2026, 5, 12, 9, 5, tzinfo=UTC)),
    ],
)
def test_other_moments(sent: str, meant: datetime) -> None:
    assert date_of(sent) == type(date_of(sent))(meant)


@pytest.mark.parametrize("charset", ["utf-8", "koi8-r", "cp1251"])
def test_a_month_in_raw_bytes_is_read(charset: str) -> None:
    head = "Date: Вт, 24 ноября 2026 12:00:00 +0000\r\nSubject: Где мой заказ, который я ждал\r\n".encode(charset)
    said = f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode()
    assert mail_of(head + said + "Где мой заказ?".encode(charset)).date == NOON


def test_a_zone_that_is_none_is_taken_as_utc_and_named() -> None:
    read = date_of("Tue, 24 Nov 2026 12:00:00 +9999")
    assert read.moment == NOON
    assert "zone" in read.problem


@pytest.mark.parametrize(
    "sent",
    [
        *(
            "yesterday",
            "0",
            "Tue, 99 Nov 2026 12:00:00 +0000",
            "Tue, 24 Nov 2026 99:00:00",
            "24 Nov 9999999999 12:00",
            "Nov",
            "::::",
        ),
        *(
            "Tue, 31 Feb 2026 12:00:00 +0000",
            "1 Jan 0001 00:00:00 +2359",
            "$Date$",
            "%a, %d %b %Y",
            "=?utf-8?q?x?=",
            "-" * 500,
            "9" * 500,
        ),
    ],
)
def test_what_is_no_date_is_none_and_named(sent: str) -> None:
    mail = mail_of(f"From: a@example.com\r\nDate: {sent}\r\n\r\nHi".encode())
    assert mail.date is None
    assert "headers: a Date that is none" in mail.problems


def test_the_first_date_that_is_one_counts() -> None:
    mail = mail_of(b"Date: never\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nFrom: a@example.com\r\n\r\nHi")
    assert mail.date == NOON
    assert "headers: more than one Date" in mail.problems
