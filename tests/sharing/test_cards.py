"""The picture that goes with a shared link."""

import io

import pytest
from PIL import Image, ImageChops

from donors.models import Palette
from partnership.sharing import cards, fonts
from partnership.sharing.cards import Card, draw
from tests.factories import (
    AgendaItemFactory,
    MeasurementFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
)

CARD = Card("Wells", "", "Portal", right_to_left=False)


def picture(card):
    return Image.open(io.BytesIO(draw(card))).convert("RGB")


def inked(image, box):
    """Whether anything is drawn there on the paper."""
    part = image.crop(box)
    paper = Image.new("RGB", part.size, part.getpixel((0, 0)))
    return ImageChops.difference(part, paper).getbbox() is not None


TITLE = (72, cards.TITLE_TOP, 800, cards.TITLE_FLOOR)


@pytest.mark.django_db
def test_pictures_are_of_public_things_only(client):
    ProjectFactory(slug="draft", draft=True)
    ProjectFactory(slug="wells")

    response = client.get("/cards/project/wells.png")

    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    assert len(response.content) < 100_000
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    figure = MeasurementFactory(period__indicator__result__project__draft=True).period.indicator
    item = AgendaItemFactory(visibility="internal")
    RecipientCountryFactory(country="KE", project__draft=True)
    for missing in [
        "project/draft",
        "project/none",
        "page/none",
        "user/wells",
        f"result/{figure.pk}",
        "result/99999999999999999999",
        "result/x",
        f"agenda-item/{item.pk}",
        "country/KE",
        "country/XX",
    ]:
        assert client.get(f"/cards/{missing}.png").status_code == 404


@pytest.mark.django_db
def test_no_cache_keeps_what_is_no_longer_public(client):
    project = ProjectFactory(slug="wells")
    first = client.get("/cards/project/wells.png")

    again = client.get("/cards/project/wells.png", headers={"if-none-match": first["ETag"]})
    project.state = "archived"
    project.save()
    gone = client.get("/cards/project/wells.png", headers={"if-none-match": first["ETag"]})

    assert "no-cache" in first["Cache-Control"]
    assert again.status_code == 304
    assert gone.status_code == 404


@pytest.mark.django_db
def test_the_picture_changes_with_what_it_shows(client):
    link = ProjectPriorityAreaFactory(project__slug="wells", area__palette=Palette.OCEAN)
    tags = {client.get("/cards/project/wells.png")["ETag"]}
    link.area.palette = Palette.ESD
    link.area.save()
    tags.add(client.get("/cards/project/wells.png")["ETag"])
    PartnershipFactory(name="Japan and UNESCO")
    tags.add(client.get("/cards/project/wells.png")["ETag"])

    assert len(tags) == 3


def test_the_pattern_stands_where_the_line_ends():
    left, right = (0, 30, 60, 600), (1140, 30, 1200, 600)
    english = picture(CARD)
    arabic = picture(Card("آبار", "", "Portal", right_to_left=True))

    assert inked(english, right)
    assert not inked(english, left)
    assert inked(arabic, left)
    assert not inked(arabic, right)


@pytest.mark.parametrize("title", ["Wells", "Puits à Nairobi", "آبار"])
def test_titles_are_set_with_packaged_fonts(title, monkeypatch):
    monkeypatch.setattr(fonts, "_files", lambda: fonts._PACKAGED)

    assert inked(picture(Card(title, "", "packaged", right_to_left=False)), TITLE)


def test_a_title_no_font_can_set_is_left_out(monkeypatch):
    monkeypatch.setattr(fonts, "_files", lambda: fonts._PACKAGED)
    image = picture(Card("井戸", "", "left out", right_to_left=False))

    assert not inked(image, TITLE)
    assert inked(image, (150, 540, 700, 600))


def test_arabic_is_not_set_letter_by_letter(monkeypatch):
    monkeypatch.setattr(fonts.features, "check", lambda name: False)

    assert fonts.font_for("آبار", 40) is None
    assert fonts.font_for("Wells", 40) is not None


def test_long_titles_fit():
    image = picture(Card("Rehabilitation " * 40, "", "Portal", right_to_left=False))

    assert not inked(image, (72, cards.TITLE_FLOOR + 20, 840, 540))


def test_japanese_lines_do_not_begin_with_a_full_stop():
    lines = cards._wrap("あ" * 9 + "。" + "い", fonts.font_for("a", 40), 9 * 40)

    assert not any(line.startswith("。") for line in lines)
