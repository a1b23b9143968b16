import functools
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe

from partnership.sharing.embeds import collected
from partnership.templatetags import kept as tag
from projects import key_messages
from projects.maps import world_map
from publishing.rows import Choice, Text
from tests.factories import KeyMessageFactory

MAST, FOOT = "includes/_mast.html", "includes/_foot.html"
FIGURES = "includes/_key_messages.html"


@pytest.fixture
def request_of_reader():
    return RequestFactory().get("/")


@pytest.fixture
def kept(request_of_reader):
    context = {"request": request_of_reader}
    return lambda name, **shown: tag.kept(context, name, **shown)


def made(monkeypatch):
    """The templates that are made from now on."""
    names = []
    real = tag.render_to_string
    monkeypatch.setattr(
        tag, "render_to_string", lambda *a, **k: names.append(a[0]) or real(*a, **k)
    )
    tag._keeping.cache_clear()
    return names


def test_a_part_is_made_once_for_all_who_see_the_same(kept, monkeypatch):
    names = made(monkeypatch)

    first, second = (kept(MAST, site_name="Basalt", section="news:list") for _ in range(2))

    assert first == second
    assert "Basalt" in first
    assert names == [MAST]


def test_a_part_is_made_for_each_value_language_and_time_zone(kept, monkeypatch):
    names = made(monkeypatch)

    assert "Basalt" in kept(MAST, site_name="Basalt", section="")
    assert "Granite" in kept(MAST, site_name="Granite", section="")
    with translation.override("fr"):
        assert "Projets" in kept(MAST, site_name="Basalt", section="")
    with timezone.override("Asia/Tokyo"):
        kept(MAST, site_name="Basalt", section="")

    assert len(names) == 4


def test_a_text_that_is_not_safe_is_not_taken_for_one_that_is(kept):
    safe = kept(MAST, site_name=mark_safe("<i>Basalt</i>"), section="")

    assert "<i>Basalt</i>" in safe
    assert "<i>" not in kept(MAST, site_name="<i>Basalt</i>", section="").replace("<i class", "")
    assert isinstance(safe, SafeString)


def test_what_is_kept_holds_no_request(kept, monkeypatch):
    shown = []
    real = tag.render_to_string
    monkeypatch.setattr(
        tag,
        "render_to_string",
        lambda name, values, **k: shown.append(values) or real(name, values, **k),
    )
    tag._keeping.cache_clear()

    kept(MAST, site_name=SimpleLazyObject(lambda: "Basalt"), section="")

    assert type(shown[0]["site_name"]) is str


def test_a_site_that_is_mounted_elsewhere_has_its_own(kept):
    kept(FOOT, site_name="", palettes=())
    set_script_prefix("/portal/")
    try:
        assert 'href="/portal/projects/"' in kept(FOOT, site_name="", palettes=())
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize("said", [Text("Basalt", "fr"), Choice("Basalt")])
def test_a_text_alone_is_refused_as_it_equals_another(kept, said):
    with pytest.raises(TypeError, match="Give the row"):
        kept(MAST, site_name=said, section="")


def test_who_changes_a_template_sees_it_changed(kept, monkeypatch, settings):
    settings.DEBUG = True
    names = made(monkeypatch)

    for _ in range(2):
        kept(MAST, site_name="Basalt", section="")

    assert names == [MAST, MAST]


@pytest.mark.django_db
def test_what_other_sites_may_show_is_there_however_often_the_part_was_made(monkeypatch):
    names = made(monkeypatch)
    message = KeyMessageFactory(on_home=True)

    for _ in range(2):
        request = SimpleNamespace()
        tag.kept({"request": request}, FIGURES, key_messages=key_messages.of_home_page.found())
        assert list(collected(request).parts) == [f"figure-{message.slug}"]

    assert names == [FIGURES]


@pytest.mark.django_db
def test_rows_that_say_something_else_are_made_anew(kept):
    message = KeyMessageFactory(text="Basalt", on_home=True)
    before = kept(FIGURES, key_messages=key_messages.of_home_page.found())
    message.text = "Granite"
    message.save()

    after = kept(FIGURES, key_messages=key_messages.of_home_page.found())

    assert "Basalt" in before
    assert "Granite" in after
    assert "Basalt" not in after


def test_what_readers_type_is_filled_in_and_not_kept(kept, monkeypatch, request_of_reader):
    names = made(monkeypatch)
    drawn = world_map({"KE": 3})
    where = functools.partial(kept, "projects/_where.html", map=drawn, fill_everywhere="q=x")

    first = where(fill_select='/projects/?q="<b>&country=')
    second = where(fill_select="/projects/?country=")
    bare = where(fill_select="")

    assert 'href="/projects/?q=&quot;&lt;b&gt;&amp;country=KE#map"' in first
    assert 'href="/projects/?country=KE#map"' in second
    assert 'href="/projects/?q=x#map"' in second
    assert "country=KE" not in bare
    assert names.count("projects/_where.html") == 2
    assert "\x00" not in first + second + collected(request_of_reader).parts["map"].content
