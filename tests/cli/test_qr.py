"""`golddust qr` makes codes that a camera reads back as the form's address."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from cli.commands.all import app
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Malformed, NotFound
from ingest.form.places import Places

URL = "https://feedback.example.com"
SETTINGS = f"""
[http]
public_url = "{URL}"
[form.places]
munich = {{ store = "munich" }}
paris = {{ store = "paris", language = "fr" }}
"""
Qr = Callable[..., Result]


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the settings of a shop, in which commands run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "golddust.toml").write_text(SETTINGS)
    return tmp_path


@pytest.fixture
def qr() -> Qr:
    return lambda *words: CliRunner().invoke(app, ["qr", *words])


def read_back(picture: Image.Image) -> str:
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def test_a_place_is_printed_as_address_and_code(qr: Qr) -> None:
    done = qr("munich")
    assert (done.exit_code, done.stdout) == (0, f"{URL}/tell-us/munich\n")
    assert read_back(drawn(done.stderr)) == f"{URL}/tell-us/munich"


def drawn(blocks: str) -> Image.Image:
    """The picture that these half blocks draw on a dark terminal."""
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    lines = [line for line in blocks.splitlines() if line and set(line) <= set(halves)]
    rows = [[halves[one][half] for one in line] for line in lines for half in (0, 1)]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([255 * one for row in rows for one in row])
    return picture.resize((picture.width * 8, picture.height * 8))


def test_without_a_place_it_is_the_form_itself(qr: Qr) -> None:
    assert qr().stdout == f"{URL}/tell-us\n"


def test_labels_of_a_place_are_its_address(qr: Qr) -> None:
    assert qr("--label", "language=fr", "--label", "store=paris").stdout == f"{URL}/tell-us/paris\n"


def test_a_picture_is_read_back_even_when_it_is_soiled(qr: Qr, shop: Path) -> None:
    assert qr("munich", "--out", "code.PNG").exit_code == 0
    picture = Image.open(shop / "code.PNG").convert("L")
    assert read_back(picture) == f"{URL}/tell-us/munich"
    stain = picture.width // 6
    picture.paste(255, (picture.width // 2, picture.height // 2, picture.width // 2 + stain, picture.height // 2 + stain))
    assert read_back(picture) == f"{URL}/tell-us/munich"


def test_other_labels_are_signed_and_the_form_believes_them(qr: Qr, shop: Path) -> None:
    keys = Installation(load(None, {"data_dir": shop / "data"}).settings).keys
    done = qr("--label", "product=Kettle 2.0", "--out", "code.png")
    address = read_back(Image.open(shop / "code.png"))
    assert done.stdout == f"{address}\n"
    (token,) = parse_qs(urlsplit(address).query)["labels"]
    assert Places({}, keys).at("", token).labels == {"product": "Kettle 2.0"}


def test_nothing_is_signed_with_keys_made_up_on_the_spot(qr: Qr, shop: Path) -> None:
    done = qr("--label", "product=kettle")
    assert isinstance(done.exception, NotFound)
    assert not (shop / "data").exists()


def test_all_places_at_once_are_one_picture_each(qr: Qr, shop: Path) -> None:
    done = qr("--all", "--out", "codes")
    assert done.stdout == f"munich\t{URL}/tell-us/munich\nparis\t{URL}/tell-us/paris\n"
    pictures = sorted((shop / "codes").iterdir())
    assert [picture.name for picture in pictures] == ["munich.svg", "paris.svg"]
    assert f"<title>{URL}/tell-us/munich</title>" in pictures[0].read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rome"], "there are: munich, paris"),
        (["munich", "--label", "a=b"], "a place or labels"),
        (["--label", "store"], "NAME=VALUE"),
        (["--label", "a=b", "--label", "a=c"], "each label once"),
        (["munich", "--out", "code.gif"], "ends in .svg"),
        (["munich", "--out", "no/such/folder/code.svg"], "No such file"),
        (["--all"], "--out FOLDER"),
        (["munich", "--all", "--out", "codes"], "neither a place"),
    ],
)
def test_wrong_use_is_said_in_words(qr: Qr, words: list[str], said: str) -> None:
    done = qr(*words)
    assert isinstance(done.exception, Malformed)
    assert said in done.exception.reason
