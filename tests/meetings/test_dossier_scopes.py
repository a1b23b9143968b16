"""Dossiers about a ministry or a country: what of the whole they hold, and what they say is not."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from meetings.dossier.blocks import Heading
from meetings.dossier.compile import compile_dossier
from meetings.dossier.outline import all_words, outline
from meetings.dossier.scope import Scope
from meetings.models import Meeting
from publishing.models import Visibility
from tests.factories import PriorityAreaFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

WHOLE = "Key messages on the whole partnership"


def drawn(year, language="en", **asked):
    review = Meeting.objects.get(slug=f"annual-review-{year}")
    entries = compile_dossier(Scope.asked(review, asked), Visibility.PUBLIC)
    with translation.override(language):
        return outline(entries)


def chapter(made, name):
    """The words of a chapter, by the parts of it that have a heading."""
    words = all_words(made).split(f"\n{name}\n", 1)[1]
    names = [str(one.text) for one in made.body if isinstance(one, Heading) and one.level == 1]
    after = names.index(name) + 1
    return words.split(f"\n{names[after]}\n", 1)[0] if after < len(names) else words


def chapters(made):
    return {str(one.text) for one in made.body if isinstance(one, Heading) and one.level == 1}


def test_a_ministry_has_its_science_projects_with_their_messages():
    made = drawn(2020, organisation="mext")

    sheet = chapter(made, "Projects by priority area")
    assert "Twelve science projects of UNESCO Jakarta" in sheet
    assert "Paid for by: Ministry of Education, Culture, Sports, Science and Technology" in sheet
    own, whole = chapter(made, "Key messages").split(WHOLE)
    assert "over 40 years of support by MEXT for the natural sciences" in own
    assert "12 science projects under the funds-in-trust" in own
    assert "58 million" not in own
    assert "above USD 58 million in active projects funded by Japan" in whole


def test_what_is_claimed_of_the_partnership_is_not_told_as_the_ministrys():
    own, whole = chapter(drawn(2020, organisation="mofa"), "Key messages").split(WHOLE)

    assert own.strip() == "None is about the projects of this dossier."
    assert "above USD 58 million" in whole
    assert "MEXT" not in whole, "what is claimed of another's projects"
    assert WHOLE not in chapter(drawn(2020), "Key messages")


def test_a_new_message_of_the_partnership_hides_no_older_one_of_the_ministry():
    own, whole = chapter(drawn(2021, organisation="mext"), "Key messages").split(WHOLE)

    assert "over 40 years" in own
    assert "above USD 38 million" in whole
    assert "58 million" not in whole, "what is claimed since stands for it"


def test_a_dossier_says_which_chapters_it_has_not():
    made = drawn(2020, organisation="mofa")

    assert (
        "Nothing is on record for the scope and the readers of this dossier under: Projects by "
        "priority area, Lessons on the agenda, Decisions and agreed actions, Statements."
    ) in chapter(made, "Cover note"), "nothing is compared at a first review"
    assert not chapters(made) & {"Projects by priority area", "Statements"}
    later = drawn(2021, organisation="mofa")
    assert "under: What has changed since the last review, Projects" in chapter(later, "Cover note")
    assert "Nothing is on record" not in chapter(drawn(2023), "Cover note")


def areas(made):
    return [number for number, name in made.holds if name == "Priority areas"]


def test_only_areas_with_projects_of_the_country_are_counted():
    without, one = drawn(2025, country="UA"), drawn(2023, country="HT")

    assert areas(without) == []
    assert without.palettes == []
    assert "Priority areas in force" not in all_words(without)
    assert areas(one) == ["1"]
    assert "\nDisaster risk reduction | 1 | " in chapter(one, "The portfolio at a glance")
    assert "ResiliArt" not in chapter(one, "The portfolio at a glance")


def test_the_whole_partnership_has_all_its_areas():
    review = Meeting.objects.get(slug="annual-review-2025")
    PriorityAreaFactory(partnership=review.partnership, name="No project yet", slug="empty")

    assert areas(drawn(2025)) == ["6"]
    assert areas(drawn(2025, area="empty")) == ["1"]
    assert areas(drawn(2025, organisation="mofa")) == ["4"]


@pytest.mark.parametrize(
    ("language", "asked", "name"),
    [
        ("ja", {"country": "UA"}, "ウクライナ"),
        ("fr", {"organisation": "mext"}, "Ministère de l’Éducation"),
    ],
)
def test_the_title_on_the_cover_names_what_the_dossier_is_about(language, asked, name):
    made = drawn(2025, language, **asked)
    with translation.override(language):
        page = render_to_string("meetings/dossier/print.html", {"outline": made, "as_of": ""})

    (title,) = re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert name in title
    assert name in made.title
