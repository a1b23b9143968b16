"""Saved searches: kept once, followed by those who confirmed, silent about everybody else."""

import datetime as dt
import re
from html import unescape

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from pytest_django.asserts import assertContains

from projects.models import SavedSearch, Subscription
from projects.saved.mail import CONFIRM, LEAVE, token
from publishing.figures import long_day
from search.index import catch_up_fully
from tests.factories import (
    BudgetFactory,
    ProjectFactory,
    RecipientCountryFactory,
    SavedSearchFactory,
    SubscriptionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried():
    cache.clear()


def test_the_same_selection_is_kept_once(client):
    first = client.post("/projects/saved/new", {"query": "status=2&page=7&sort="})
    second = client.post("/projects/saved/new", {"query": "page=1&status=2"})

    assert first.url == second.url
    assert SavedSearch.objects.get().query == "status=2"
    assert client.get(first.url).status_code == 200


def test_a_selection_that_cannot_be_is_not_kept(client):
    response = client.post("/projects/saved/new", {"query": "status=2&status=banana"})

    assertContains(response, 'href="/projects/?status=2"', 1, 400)
    assert not SavedSearch.objects.exists()


def test_a_selection_is_kept_by_a_button_of_a_page_of_its_own(client):
    ProjectFactory(status=2)
    html = client.get("/projects/?status=2&q=").content.decode()
    assert "csrf" not in html
    link = re.search(r'href="(/projects/saved/new[^"]*)"', html)[1]

    page = client.get(link)
    assert not SavedSearch.objects.exists()
    query = re.search(r'name="query" value="([^"]*)"', page.content.decode())[1]

    assert client.post(link, {"query": query}).status_code == 302
    assert SavedSearch.objects.get().query == "status=2"


def test_the_page_of_a_saved_search_shows_what_changed_last(client):
    search = SavedSearchFactory(query="status=2")
    ProjectFactory(title="Bridges", status=2, is_demo=True)
    ProjectFactory(title="Wells", status=4)

    html = client.get(search.get_absolute_url()).content.decode()

    assert re.search(r'<a href="/projects/[^"]*">Bridges</a>\s*<small class="sample">Demo<', html)
    assert "Wells" not in html


def test_feed_tells_of_public_projects_of_the_selection(client):
    search = SavedSearchFactory(query="status=2")
    ProjectFactory(title="Bridges", status=2)
    ProjectFactory(title="Wells", status=4)
    ProjectFactory(title="Kept back", status=2, draft=True)

    text = client.get(f"/projects/saved/{search.key}/feed.atom").content.decode()

    assert "Bridges" in text
    assert "Wells" not in text
    assert "Kept back" not in text


def test_messages_begin_with_a_confirmation_and_end_with_a_click(client):
    search = SavedSearchFactory()
    address = f"/projects/saved/{search.key}/"
    client.post(address, {"email": "reader@example.org"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]

    client.get(link)
    assert not Subscription.objects.exists()
    client.post(link)
    assert Subscription.objects.get().email == "reader@example.org"

    ProjectFactory(title="Bridges", status=2)
    call_command("send_digests")
    assert "Bridges" in mail.outbox[1].body
    call_command("send_digests")
    assert len(mail.outbox) == 2

    leave = re.search(r"http://testserver(/projects/saved/leave/\S+)", mail.outbox[1].body)[1]
    client.get(leave)
    assert Subscription.objects.exists()
    client.post(leave)
    assert not Subscription.objects.exists()


def test_nobody_learns_who_is_subscribed(client):
    known = SubscriptionFactory(email="known@example.org")
    address = f"/projects/saved/{known.search.key}/"

    def answer(email):
        html = client.post(address, {"email": email}).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|value="[^"]*@[^"]*"', "", html)

    assert answer("known@example.org") == answer("stranger@example.org")


def test_confirmations_grow_old_and_cannot_be_made_up(client):
    search = SavedSearchFactory()
    good = token(CONFIRM, key=search.key, email="a@example.org", language="en")

    assert client.get(f"/projects/saved/confirm/{good}/").status_code == 200
    assert client.get(f"/projects/saved/confirm/{good}x/").status_code == 404
    assert client.get(f"/projects/saved/leave/{good}/").status_code == 404


def test_haste_is_slowed_down(client):
    search = SavedSearchFactory()
    answers = {
        client.post(f"/projects/saved/{search.key}/", {"email": f"a{n}@example.org"}).status_code
        for n in range(22)
    }

    assert answers == {200, 429}


def test_haste_in_saving_is_slowed_down(client):
    answers = {
        client.post("/projects/saved/new", {"query": f"status={1 + n % 5}"}).status_code
        for n in range(22)
    }

    assert answers == {302, 429}


def test_what_becomes_public_by_its_date_is_told(client):
    now = timezone.now()
    project = ProjectFactory(title="Scheduled", publish_at=now - dt.timedelta(minutes=1))
    type(project).objects.update(updated_at=now - dt.timedelta(days=3), first_published_at=None)
    changed = ProjectFactory(title="Long there")
    type(changed).objects.filter(pk=changed.pk).update(updated_at=now - dt.timedelta(days=3))
    subscription = SubscriptionFactory(told_until=now - dt.timedelta(days=2))
    catch_up_fully()

    call_command("send_digests")

    (message,) = mail.outbox
    assert "New:" in message.body
    assert "Scheduled" in message.body
    assert "Long there" not in message.body
    feed = client.get(f"/projects/saved/{subscription.search.key}/feed.atom").content.decode()
    assert feed.index("Scheduled") < feed.index("Long there")
    assert f"<updated>{project.publish_at:%Y-%m-%dT%H:%M}" in feed
    page = client.get(f"/projects/saved/{subscription.search.key}/").content.decode()
    assert f'datetime="{project.publish_at:%Y-%m-%d}' in page


def test_hidden_projects_are_not_in_messages():
    SubscriptionFactory()
    ProjectFactory(title="Kept back", status=2, draft=True)
    call_command("send_digests")

    assert mail.outbox == []


def test_a_message_says_which_search_what_is_new_and_what_is_left_out(monkeypatch):
    monkeypatch.setattr("projects.saved.mail.MOST_TOLD", 2)
    search = SavedSearchFactory(query="q=valley&status=2")
    SubscriptionFactory(search=search)
    long_ago = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
    for title in ("Wells", "Schools", "Roads"):
        ProjectFactory(title=f"{title} of the valley", status=2, first_published_at=long_ago)
    now = timezone.now()
    ProjectFactory(title="Bridges of the valley", status=2, first_published_at=now)

    call_command("send_digests")

    body = mail.outbox[0].body
    today = long_day(timezone.localdate())
    assert "Search: valley, Status: " in body
    assert f"http://testserver/projects/saved/{search.key}/" in body
    new, changed = body.index("New:"), body.index("Changed:")
    assert new < body.index(f"Bridges of the valley ({today})") < changed
    assert changed < body.index(f"Roads of the valley ({today})")
    assert "Wells" not in body
    assert "2 more projects are new or have changed." in body


def test_a_message_says_what_is_made_up_in_the_language_of_its_reader():
    SubscriptionFactory(language="fr")
    ProjectFactory(title="Bridges", status=2, is_demo=True)
    ProjectFactory(title="Wells", status=2)

    call_command("send_digests")

    with translation.override("fr"):
        demo = translation.gettext("Demo")
    assert f"Bridges ({demo}) (" in mail.outbox[0].body
    assert "Wells (" in mail.outbox[0].body
    assert f"Wells ({demo})" not in mail.outbox[0].body


KENYA = "q=school&country=KE&budget_min=1000"


@pytest.fixture
def kenya():
    """A saved search of which one project is found, and who is told of it in French."""
    project = ProjectFactory(title="School of masons", status=2)
    RecipientCountryFactory(project=project, country="KE")
    BudgetFactory(project=project, amount=5000, currency="USD")
    return SubscriptionFactory(search=SavedSearchFactory(query=KENYA), language="fr")


def shown(response):
    """What a page or a feed says, with plain spaces."""
    return " ".join(unescape(response.content.decode()).split())


def heads(response):
    """The title and the heading of a page."""
    return [
        re.search(rf"<{tag}>(.*?)</{tag}>", shown(response))[1].strip() for tag in ("title", "h1")
    ]


def test_a_saved_search_is_called_by_what_it_looks_for(client, kenya):
    name = "Projects: school, Kenya, Budget from USD 1,000"
    address = f"/projects/saved/{kenya.search.key}/"

    title, heading = heads(client.get(address))
    assert title.startswith(f"{name} · ")
    assert heading == name
    assert f'title="{name}"' in shown(client.get(address))
    assert f"<title>{name}</title>" in shown(client.get(f"{address}feed.atom"))
    french = shown(client.get(f"/fr{address}feed.atom"))
    assert re.search("<title>Projets.?: school, Kenya, ", french)
    confirm = token(CONFIRM, key=kenya.search.key, email="a@example.org", language="en")
    for way in (f"confirm/{confirm}", f"leave/{token(LEAVE, id=kenya.pk)}"):
        title, heading = heads(client.get(f"/projects/saved/{way}/"))
        assert title.startswith(f"Messages about “{name}” · ")
        assert heading == f"Messages about “{name}”"


def test_a_message_is_called_by_what_is_looked_for_in_the_language_of_its_reader(client, kenya):
    kenya.told_until = timezone.now() - dt.timedelta(days=1)
    kenya.save()
    call_command("send_digests")
    client.post(f"/projects/saved/{kenya.search.key}/", {"email": "stranger@example.org"})

    digest, confirmation = mail.outbox
    assert re.search("Projets.?: school, Kenya, ", digest.subject)
    # Nobody is sent words that somebody else has chosen.
    assert "Projects: Kenya, Budget from" in confirmation.subject
    assert "Projects: Kenya, Budget from" in confirmation.body
    assert "school" not in confirmation.subject + confirmation.body


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "All projects"),
        ("q=wells", "Projects: wells"),
        ("area=gone&q=wells", "Saved search"),
        ("q=" + "w" * 190, f"Projects: {'w' * 109}…"),
    ],
)
def test_names_of_searches_are_short_and_tell_nothing_that_is_gone(client, query, name):
    ProjectFactory()
    search = SavedSearchFactory(query=query)

    assert heads(client.get(search.get_absolute_url()))[1] == name


def test_a_mail_program_ends_the_messages_with_one_click(kenya):
    kenya.told_until = timezone.now() - dt.timedelta(days=1)
    kenya.save()
    call_command("send_digests")
    headers = mail.outbox[0].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<http://testserver(/\S+)>", headers["List-Unsubscribe"])[1]
    program = Client(enforce_csrf_checks=True)

    assert program.get(address).status_code == 200
    assert Subscription.objects.exists()
    # Twice, as it may not have heard the first answer.
    for _ in range(2):
        answer = program.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not Subscription.objects.exists()
    assert program.get(address).status_code == 200
    assert not program.cookies
    assert program.post(address.rstrip("/") + "x/").status_code == 404
    assert "no-store" in program.get(address)["Cache-Control"]


def test_a_confirmation_needs_its_button(kenya):
    text = token(CONFIRM, key=kenya.search.key, email="a@example.org", language="en")

    answer = Client(enforce_csrf_checks=True).post(f"/projects/saved/confirm/{text}/")

    assert answer.status_code == 403
    assert Subscription.objects.count() == 1
