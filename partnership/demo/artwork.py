"""Pictures that stand in for photos which the demo does not have."""

from __future__ import annotations

import io
import random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageOps

from donors.models import Palette, Pattern, PriorityArea
from library.models import Photo, PhotoConsent
from partnership.artwork import COLOURS, pattern_mask
from partnership.demo.shelf import Shelf, Texts, filled, read

SIZE = WIDTH, HEIGHT = 1600, 1000


def make_photo(shelf: Shelf, slug: str, area: PriorityArea, subject: Texts) -> Photo:
    """A picture that stands for a thing: the area says how it looks, the slug which one it is."""
    sentences = read("sentences")
    slug = f"artwork-{slug}"[:200]
    if there := shelf.known(Photo).get(slug):
        return there
    texts = filled(
        sentences["alternative_text"], subject=subject, pattern=sentences["pattern"][area.pattern]
    )
    row = {
        "slug": slug,
        "image": ContentFile(_draw(area, slug), name=f"{slug}.jpg"),
        "alternative_text": texts,
        "caption": sentences["caption"],
        "credit": "Partnership Portal (generated artwork)",
        "consent": PhotoConsent.NOT_NEEDED,
        "is_demo": True,
    }
    shelf.add(Photo, [row])
    return shelf.find(Photo, slug)


def _draw(area: PriorityArea, seed: str) -> bytes:
    """The same picture for the same area and seed, whenever and wherever it is drawn."""
    chance = random.Random(seed)  # noqa: S311  the same picture each time, nothing secret
    light, dark = COLOURS[Palette(area.palette)]
    slope = Image.linear_gradient("L").rotate(chance.choice([0, 90, 180, 270])).resize(SIZE)
    picture = ImageOps.colorize(slope, light, dark)
    lines = pattern_mask(
        Pattern(area.pattern), SIZE, unit=chance.randrange(70, 150), line=5, strength=110
    )
    x, y, r = chance.randrange(300, 1300), chance.randrange(250, 750), chance.randrange(150, 260)
    ImageDraw.Draw(lines).ellipse((x - r, y - r, x + r, y + r), fill=185)
    picture.paste(Image.new("RGB", SIZE, "#faf8f3"), mask=lines)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=60, optimize=True)
    return file.getvalue()
