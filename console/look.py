"""What every page of golddust shares: style sheet, mark, page frame."""

from flask import Blueprint


def look_blueprint() -> Blueprint:
    """The route `/look/…` for style sheet and mark, and the templates `look/…` that pages are built on."""
    return Blueprint("look", __name__, template_folder="templates", static_folder="static", static_url_path="/look")
