"""Every public page of the demo opens, and no other."""

import pytest

from donors.models import Organisation, PriorityArea
from meetings.models import Meeting
from news.models import Article
from projects.models import Project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

KINDS = [Project, PriorityArea, Organisation, Meeting, Article]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_the_demo(client, kind):
    answers = {
        thing.slug: client.get(thing.get_absolute_url()).status_code for thing in kind.objects.all()
    }
    public = kind.objects.public().values_list("slug", flat=True)
    assert {slug for slug, status in answers.items() if status == 200} == set(public)
    assert set(answers.values()) <= {200, 404}


@pytest.mark.parametrize("language", ["", "/fr", "/ja", "/ar"])
@pytest.mark.parametrize("page", ["/", "/projects/", "/projects/kasubi-tombs-rehabilitation/"])
def test_pages_in_each_language(client, language, page):
    assert client.get(f"{language}{page}").status_code == 200
