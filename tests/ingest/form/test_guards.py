"""What the pages let in and whom they let show them."""

import re
from typing import Any

from flask.testing import FlaskClient

from tests.ingest.form.conftest import OpenForm, Send

SHOP = "https://shop.example.com"


def policy(answer: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def test_every_page_loads_what_is_ours_and_nothing_else(form: FlaskClient, send: Send) -> None:
    for answer in (form.get("/tell-us"), send(form, text=""), form.get(send(form).location)):
        assert policy(answer) == {
            "default-src": "'none'",
            "style-src": "'self'",
            "script-src": "'self'",
            "img-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
        links = re.findall(r'(?:src|href|action)="([^"]*)"', answer.text)
        assert all(link.startswith(("/tell-us", "/case/", "#")) for link in links)
        assert "Set-Cookie" not in answer.headers
        assert "private" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_only_sites_of_the_list_may_show_the_form(open_form: OpenForm) -> None:
    form = open_form(embed_on=[SHOP, "https://*.example.org:8443"])
    assert policy(form.get("/tell-us?embed=1"))["frame-ancestors"] == f"{SHOP} https://*.example.org:8443"


def test_the_script_for_other_sites_does_nothing_while_none_may_show_it(open_form: OpenForm) -> None:
    shut, open_ = open_form().get("/tell-us/embed.js"), open_form(embed_on=[SHOP]).get("/tell-us/embed.js")
    assert (shut.text, "iframe" in open_.text) == ("", True)
    for script in (shut, open_):
        assert script.mimetype == "text/javascript"
        assert script.headers["Cache-Control"] == "public, max-age=3600"
        assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        script.close()


def test_in_a_frame_the_customers_page_opens_outside_of_it(open_form: OpenForm, send: Send) -> None:
    form = open_form(embed_on=[SHOP], privacy_url="https://example.com/privacy")
    thanks = form.get(send(form, "/tell-us?embed=1&scheme=light").location).text
    assert re.search(r'<a class="button" href="/case/[^"]*" target="_blank" rel="noopener">', thanks)
    assert 'data-scheme="light"' in thanks
    assert "opens in a new tab" in thanks
    alone = form.get(send(form).location).text
    assert "_blank" not in alone
    assert "https://example.com/privacy" in alone


def test_the_name_and_the_notice_are_the_companys(open_form: OpenForm) -> None:
    page = open_form(name="Kettles & Sons", privacy_url="https://example.com/privacy?a=1&b=2").get("/tell-us").text
    assert "<title>Tell us · Kettles &amp; Sons</title>" in page
    assert 'href="https://example.com/privacy?a=1&amp;b=2"' in page


def test_what_stands_in_the_address_is_carried_on_and_not_believed(form: FlaskClient) -> None:
    page = form.get("/tell-us", query_string={"embed": '"><script>', "scheme": "x y", "labels": "junk", "other": "1"}).text
    assert "<script>" not in page
    assert "junk" not in page
    assert "other=" not in page
