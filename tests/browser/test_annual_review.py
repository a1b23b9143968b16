"""An annual review, from cloning last year's to the agenda of the next, in a real browser."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from meetings.models import (
    AgreedAction,
    Decision,
    Meeting,
    Minutes,
    MinutesComment,
    Participant,
    Statement,
)
from partnership.accounts.roles import OFFICER, make_groups
from tests.browser.test_accessibility import TOO_WIDE, violations
from tests.browser.test_review import sign_in
from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    AppointmentFactory,
    DelegationFactory,
    MeetingFactory,
    OrganisationFactory,
    ParticipantFactory,
    PersonFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PASSWORD = "correct horse battery"


def officer(name):
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=OFFICER))
    return user


@pytest.fixture
def last():
    """Last year's review, with an action that is still open."""
    meeting = MeetingFactory(
        title="Annual review 2025", slug="annual-review-2025", state="published", stage="closed",
        starts_at=dt.datetime(2025, 11, 25, 8, tzinfo=dt.UTC),
        ends_at=dt.datetime(2025, 11, 25, 16, tzinfo=dt.UTC),
    )  # fmt: skip
    for side, name, person in (("donor", "Japan", "Ms Sato"), ("agency", "UNESCO", "Mr Diop")):
        organisation = OrganisationFactory(name=name, state="published")
        head = PersonFactory(name=person, email=f"{side}@example.org")
        AppointmentFactory(person=head, organisation=organisation, title="Ambassador")
        delegation = DelegationFactory(meeting=meeting, organisation=organisation, side=side)
        ParticipantFactory(delegation=delegation, person=head, is_head=True, capacity="Counsellor")
    AgendaItemFactory(meeting=meeting, number="1", order=0, title="Opening")
    AgendaItemFactory(meeting=meeting, number="2", order=1, title="Culture")
    AgreedActionFactory(meeting=meeting, title="Send the list of masons", owner=organisation)
    return meeting


def clone(page: Page, meeting: Meeting, day: str) -> Meeting:
    page.goto(reverse("admin:meetings_meeting_change", args=[meeting.pk]))
    page.get_by_role("link", name="Make the next review").click()
    page.get_by_label("First day").fill(day)
    page.get_by_role("button", name="Make the next review").click()
    expect(page.locator(".messagelist .success")).to_contain_text("is made, as a draft")
    return Meeting.objects.get(previous=meeting)


def note(page: Page, text: str, **chosen: str) -> None:
    for label, option in chosen.items():
        page.get_by_label(label.replace("_", " ").capitalize(), exact=True).select_option(option)
    page.locator("#note-form textarea").fill(text)
    page.keyboard.press("Control+Enter")


def test_a_review_from_cloning_to_the_next_agenda(page: Page, last, live_server):  # noqa: PLR0915  one story
    make_groups()
    for name in ("ada", "grace"):
        officer(name)

    # Ada clones last year's review; what is open becomes item 2.
    sign_in(page, "ada")
    meeting = clone(page, last, "2026-11-24")
    assert [str(one) for one in meeting.agenda_items.all()] == [
        "1 Opening",
        "2 Follow-up of agreed actions",
        "3 Culture",
    ]
    people = Participant.objects.filter(delegation__meeting=meeting)
    assert {one.capacity for one in people} == {"Ambassador"}
    page.locator("[name=_publish]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    # On the day Ada and Grace take notes together.
    day = reverse("admin:meetings_meeting_day", args=[meeting.pk])
    page.goto(day)
    other = page.context.browser.new_context(base_url=live_server.url).new_page()
    sign_in(other, "grace")
    other.goto(f"{day}?kind=decision")
    page.keyboard.press("Alt+Shift+N")
    expect(page.locator(".is-running")).to_contain_text("1 Opening")
    page.keyboard.press("Alt+Shift+N")
    expect(page.locator(".is-running")).to_contain_text("2 Follow-up")
    expect(other.locator(".is-running")).to_contain_text("2 Follow-up", timeout=10_000)
    page.get_by_label("Ms Sato").select_option("in_person")
    expect(page.locator("#attendance-status")).to_have_text(re.compile(r"Saved at \d\d:\d\d\.$"))
    page.get_by_label("Mr Diop").select_option("online")
    expect(other.locator(".day__counts")).to_contain_text("Online: 1", timeout=10_000)
    expect(other.get_by_label("Ms Sato")).to_have_value("in_person")

    speaker = str(people.get(person__translations__name="Ms Sato").pk)
    note(page, "Ms Sato thanked the masons.", Speaker=speaker, Visibility="public")
    expect(other.locator("#records")).to_contain_text("thanked the masons", timeout=10_000)
    note(other, "Both sides go on.", Visibility="public")
    expect(page.locator("#records")).to_contain_text("Both sides go on.", timeout=10_000)
    decision = Decision.objects.get()
    assert decision.agenda_item.number == "2"
    assert violations(page) == []

    # It saves by itself, before anybody presses anything.
    other.locator("#note-form textarea").fill("A second decision")
    expect(other.locator("#note-status")).to_contain_text("Saved at", timeout=10_000)
    assert Decision.objects.count() == 2
    other.locator("#note-form textarea").fill("A second decision, in full.")
    other.keyboard.press("Control+Enter")
    expect(other.locator("#records")).to_contain_text("in full", timeout=10_000)
    assert Decision.objects.count() == 2

    # Grace's network is gone for a while: nothing is lost, and nothing comes twice.
    other.keyboard.press("Alt+Shift+A")
    expect(other.get_by_role("heading", name="Agreed action", exact=True)).to_be_visible()
    other.context.set_offline(True)
    owner = str(meeting.delegations.get(side="agency").organisation_id)
    other.get_by_label("Due on").fill("2027-03-31")
    note(other, "Train twenty masons", Who_does_it=owner, Visibility="public")
    expect(other.locator("#outbox")).to_contain_text("Train twenty masons")
    other.wait_for_timeout(500)
    assert not AgreedAction.objects.filter(meeting=meeting).exists()
    other.context.set_offline(False)
    expect(other.locator("#outbox")).to_be_empty(timeout=10_000)
    expect(page.locator("#records")).to_contain_text("Train twenty masons", timeout=10_000)
    assert AgreedAction.objects.filter(meeting=meeting).count() == 1

    # Both change the same record: the second sees both versions.
    for one in (page, other):
        one.goto(f"{day}?edit={decision.note.key}")
    page.locator("#note-form textarea").fill("Both sides go on until 2030.")
    expect(page.locator("#note-status")).to_contain_text("Saved at", timeout=10_000)
    other.locator("#note-form textarea").fill("Both sides go on together.")
    expect(other.locator("#note-status")).to_contain_text("Somebody else", timeout=10_000)
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.locator("#theirs")).to_contain_text("until 2030", timeout=20_000)
    expect(other.locator("#note-form textarea")).to_have_value("Both sides go on together.")
    other.locator("#note-form textarea").fill("Both sides go on together until 2030.")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.locator(".messagelist .success")).to_be_visible()
    decision.refresh_from_db()
    assert decision.text == "Both sides go on together until 2030."
    other.context.close()

    # Minutes: drafted, circulated.
    page.goto(reverse("admin:meetings_meeting_draft_minutes", args=[meeting.pk]))
    page.get_by_role("button", name="Draft the minutes").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Version 1 is drafted")
    minutes = Minutes.objects.get()
    for said in ("Ms Sato", "thanked the masons", "together until 2030", "Train twenty masons"):
        assert said in minutes.text, said
        assert said in minutes.public_text, said
    page.get_by_role("link", name="Circulate, sign, publish").click()
    with override_settings(SITE_URL=live_server.url):
        page.get_by_role("button", name="Circulate").click()
        expect(page.locator(".messagelist .success")).to_contain_text("Sent to:")
    letters = {one.to[0]: re.findall(r"http\S+", one.body)[0] for one in mail.outbox}
    assert set(letters) == {"donor@example.org", "agency@example.org"}

    # Ms Sato comments on a paragraph, without an account.
    delegate = page.context.browser.new_context(base_url=live_server.url).new_page()
    delegate.goto(urlsplit(letters["donor@example.org"]).path)
    assert violations(delegate) == []
    delegate.set_viewport_size({"width": 320, "height": 800})
    assert delegate.evaluate(TOO_WIDE) == []
    delegate.get_by_text("Comment on paragraph 3").click()
    delegate.get_by_label("Your comment").locator("visible=true").fill("Name the region.")
    delegate.get_by_role("button", name="Send the comment").locator("visible=true").click()
    expect(delegate.locator("main")).to_contain_text("Name the region.")
    expect(delegate.get_by_role("button", name="Sign")).to_have_count(0)

    # Ada settles it; both sign.
    page.goto(reverse("admin:meetings_minutes_change", args=[minutes.pk]))
    page.locator("[name=comments-0-resolved]").check()
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert MinutesComment.objects.get().resolved
    for address in letters.values():
        delegate.goto(urlsplit(address).path)
        delegate.get_by_label("My side").check()
        delegate.get_by_role("button", name="Sign").click()
        expect(delegate.locator("main")).to_contain_text("Signed. Thank you.")
    minutes.refresh_from_db()
    assert minutes.state == "agreed"

    # Nothing of it is public until it is published.
    public = meeting.get_absolute_url()
    delegate.goto(public)
    expect(delegate.locator("#h-minutes")).to_have_count(0)
    page.goto(reverse("admin:meetings_minutes_procedure", args=[minutes.pk]))
    page.get_by_role("button", name="Publish the public version").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    delegate.goto(public)
    delegate.get_by_text("Read the minutes").click()
    expect(delegate.locator("main")).to_contain_text("together until 2030")
    delegate.context.close()

    # The year after begins with what is open: both years' actions are item 2.
    after = clone(page, meeting, "2027-11-23")
    item = after.agenda_items.get(number="2")
    assert {one.title for one in item.follows_up.all()} == {
        "Send the list of masons",
        "Train twenty masons",
    }
    assert Statement.objects.count() == 1


def test_the_day_works_without_script(browser, last, live_server):
    make_groups()
    officer("ada")
    Meeting.objects.filter(pk=last.pk).update(stage="convened")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Login").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(reverse("admin:meetings_meeting_day", args=[last.pk]))

    page.locator("#records button[name=item]").nth(1).click()
    expect(page.locator(".is-running")).to_contain_text("2 Culture")
    page.get_by_label("Ms Sato").select_option("online")
    page.get_by_role("button", name="Save the attendance").click()
    expect(page.locator(".messagelist .success")).to_contain_text("attendance is noted")
    page.get_by_role("link", name="Decision", exact=True).click()
    page.get_by_label("What was decided").fill("To go on.")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("#records")).to_contain_text("To go on.")

    decision = Decision.objects.get()
    assert decision.agenda_item.number == "2"
    assert Participant.objects.get(person__translations__name="Ms Sato").attendance == "online"
    context.close()
