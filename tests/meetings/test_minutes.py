"""Minutes: drafted, circulated, versioned, published."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings import actions
from meetings.actions.drafting import minutes_text
from meetings.models import (
    ActionUpdate,
    Decision,
    DelegateLink,
    Minutes,
    Proceedings,
)
from partnership.accounts.roles import EDITOR, make_groups
from tests.admin.forms import filled, url
from tests.connections import looking_at
from tests.factories import (
    ActionUpdateFactory,
    AgendaItemFactory,
    AgreedActionFactory,
    DecisionFactory,
    DelegateLinkFactory,
    LessonFactory,
    MeetingFactory,
    MeetingNoteFactory,
    MinutesCommentFactory,
    MinutesFactory,
    ParticipantFactory,
    PartnershipMemberFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db

NEXT_YEAR = timezone.now() + dt.timedelta(days=365)


def test_minutes_are_drafted_from_what_was_noted(meeting, heads, editor):
    item = AgendaItemFactory(meeting=meeting, number="1", title="Culture")
    said = StatementFactory(participant=heads["donor"], agenda_item=item, text="Thanks & <more>.")
    said.translations.model.objects.create(master=said, language_code="ja", text="感謝した。")
    DecisionFactory(meeting=meeting, agenda_item=item, number="2023/D1", text="To go on.")
    DecisionFactory(meeting=meeting, visibility="partnership", text="Between us.")
    DecisionFactory(meeting=meeting, visibility="internal", text="For the office.")
    hidden = AgendaItemFactory(meeting=meeting, number="2", title="Staff", visibility="internal")
    DecisionFactory(meeting=meeting, agenda_item=hidden, text="Under a hidden item.")
    AgreedActionFactory(
        meeting=meeting,
        agenda_item=item,
        title="Send the list",
        owner=heads["agency"].delegation.organisation,
    )

    minutes = actions.draft_minutes(meeting=meeting, user=editor)

    texts = {one.language_code: one for one in minutes.translations.all()}
    assert set(texts) == {"en", "ja"}
    text, public = texts["en"].text, texts["en"].public_text
    order = ["Head of donor", "1 Culture", "Thanks &amp; &lt;more&gt;.", "To go on.", "Send the"]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert "Between us." in text
    assert "For the office." not in text
    assert "To go on." in public
    for kept_back in ("Between us.", "For the office.", "Staff", "Under a hidden item."):
        assert kept_back not in public
    assert "感謝した。" in texts["ja"].text
    # What has no text in Japanese is told in English, and marked as such.
    assert re.search(r'lang="en"[^>]*>To go on\.', texts["ja"].text)
    meeting.refresh_from_db()
    assert (minutes.version, meeting.stage) == (1, "minutes_draft")
    assert actions.draft_minutes(meeting=meeting, user=editor).version == 2


def test_who_spoke_took_part_though_nobody_noted_it(meeting, heads, editor):
    delegation = heads["donor"].delegation
    expected = {"attendance": "invited", "delegation": delegation}
    spoke = ParticipantFactory(person__name="Spoke", **expected)
    closed = ParticipantFactory(person__name="Spoke behind closed doors", **expected)
    ParticipantFactory(person__name="Stayed away", **expected)
    StatementFactory(participant=spoke)
    StatementFactory(participant=closed, visibility="partnership")

    texts = actions.draft_minutes(meeting=meeting, user=editor).translations.get()

    present = texts.text[texts.text.index("<ul>") : texts.text.index("</ul>")]
    assert "Head of donor" in present
    assert "; Spoke" in present
    assert "Spoke behind closed doors" in present
    assert "Stayed away" not in present
    assert "closed doors" not in texts.public_text


def test_a_lesson_is_told_in_full(meeting, editor):
    item = AgendaItemFactory(meeting=meeting, number="1")
    lesson = LessonFactory(title="Masons first", text="<p>Begin with <strong>masons</strong>.</p>")
    item.lessons.add(lesson)
    StatementFactory(
        participant__delegation__meeting=meeting, agenda_item=item
    ).translations.model.objects.update(language_code="fr")

    texts = actions.draft_minutes(meeting=meeting, user=editor).translations.get()

    assert texts.language_code == "fr"
    assert '<p><span lang="en" dir="ltr">Begin with masons.</span></p>' in texts.text
    in_english = minutes_text(meeting, "en", public=True)
    assert "Masons first</p><p>Begin with <strong>masons</strong>.</p>" in in_english


def test_there_are_no_minutes_before_the_meeting(admin_page):
    meeting = MeetingFactory(stage="planned", starts_at=NEXT_YEAR, ends_at=NEXT_YEAR)

    page = f"/admin/meetings/meeting/{meeting.pk}/draft-minutes/"
    told = admin_page.post(page, follow=True).text

    assert "The meeting has not begun." in told
    assert not Minutes.objects.exists()
    begun = MeetingFactory(stage="convened")
    for one, is_offered in ((meeting, False), (begun, True)):
        shown = admin_page.get(f"/admin/meetings/meeting/{one.pk}/change/").text
        assert (f"/{one.pk}/draft-minutes/" in shown) == is_offered


def test_minutes_tell_what_became_of_earlier_actions_and_where_nothing_was_said(meeting, editor):
    item = AgendaItemFactory(meeting=meeting, number="1", title="Follow-up")
    part = AgendaItemFactory(meeting=meeting, number="1.1", title="The rest", parent=item)
    AgendaItemFactory(meeting=meeting, number="2", title="Culture")
    part.follows_up.add(
        AgreedActionFactory(
            number="2022/A1", title="Send it", status="done", closed_on=dt.date(2022, 9, 1)
        ),
        AgreedActionFactory(number="2022/A2", title="Between us", visibility="partnership"),
        AgreedActionFactory(
            number="2022/A3", title="Of a meeting at work", meeting__stage="agreed"
        ),
    )

    texts = actions.draft_minutes(meeting=meeting, user=editor).translations.get()

    told = re.sub("<[^>]+>|\\s+", " ", texts.text)
    assert re.search(r"2022/A1\W+Send it .* Done on 1 September 2022", told)
    assert "2022/A2" in texts.text
    assert "2022/A1" in texts.public_text
    assert "2022/A2" not in texts.public_text
    assert "2022/A3" not in texts.public_text
    assert texts.text.count("Nothing was recorded under this item.") == 1
    assert "Nothing was recorded" not in texts.public_text


def test_the_public_reads_the_public_version_once_agreed_and_published(
    client, circulated, heads, editor
):
    public = circulated.meeting.get_absolute_url()

    def shows():
        told = client.get(public).text
        assert "Two." not in told
        return "For all." in told

    assert not shows()
    with pytest.raises(ValidationError, match="Both sides sign first"):
        actions.publish_minutes(minutes=circulated, user=editor)
    for side, head in heads.items():
        actions.sign_for(
            minutes=circulated, side=side, person=head.person, capacity="Ambassador", user=editor
        )
    assert not shows()
    actions.publish_minutes(minutes=circulated, user=editor)
    assert shows()
    circulated.meeting.refresh_from_db()
    assert circulated.meeting.stage == "closed"
    actions.withdraw_minutes(minutes=circulated, user=editor)
    assert not shows()
    with pytest.raises(ValidationError, match="not on the page"):
        actions.withdraw_minutes(minutes=circulated, user=editor)


STAGES = ["planned", "convened", "minutes_draft", "circulated", "agreed", "closed", "cancelled"]


@pytest.mark.parametrize("stage", STAGES)
def test_what_was_said_and_agreed_is_public_once_the_minutes_are(client, stage):
    meeting = MeetingFactory(stage=stage)
    DecisionFactory(meeting=meeting, text="Decided so.")
    action = AgreedActionFactory(meeting=meeting, title="To be done so.")
    ActionUpdateFactory(action=action, visibility="public", note="Done so.")
    StatementFactory(participant__delegation__meeting=meeting, text="Said so.")

    told = "".join(
        client.get(address).text
        for address in (meeting.get_absolute_url(), "/actions/", "/statements/", "/search/?q=so")
    )

    words = [word for word in ("Decided so", "be done so", "Said so") if word in told]
    assert words == (["Decided so", "be done so", "Said so"] if stage == "closed" else [])
    assert ActionUpdate.objects.public().exists() == (stage == "closed")


def test_a_later_version_takes_back_nothing_of_what_is_published(circulated, heads, editor):
    decision = DecisionFactory(meeting=circulated.meeting)
    for side, head in heads.items():
        actions.sign_for(
            minutes=circulated, side=side, person=head.person, capacity="", user=editor
        )
    actions.publish_minutes(minutes=circulated, user=editor)

    actions.next_version(minutes=circulated, user=editor)

    assert list(Decision.objects.public()) == [decision]


def test_minutes_that_lack_what_was_noted_since_are_not_circulated_unseen(meeting, heads, editor):
    minutes = actions.draft_minutes(meeting=meeting, user=editor)
    decision = DecisionFactory(meeting=meeting, text="Late idea.")
    MeetingNoteFactory(meeting=meeting, decision=decision)
    to = [actions.Recipient(heads["donor"], "d@example.org", may_sign=True)]

    with pytest.raises(ValidationError, match="noted or deleted after this version"):
        actions.circulate(minutes=minutes, recipients=to, days=21, user=editor)
    later = actions.next_version(minutes=minutes, user=editor)
    with pytest.raises(ValidationError, match="noted or deleted after this version"):
        actions.circulate(minutes=later, recipients=to, days=21, user=editor)

    actions.circulate(minutes=later, recipients=to, days=21, user=editor, leaves_out=True)
    assert later.links.count() == 1
    anew = actions.draft_minutes(meeting=meeting, user=editor)
    actions.circulate(minutes=anew, recipients=to, days=21, user=editor)
    assert anew.links.count() == 1


def test_the_procedure_leads_to_comments_that_are_not_settled(admin_page):
    comment = MinutesCommentFactory(minutes__state="circulated", resolved=False)
    minutes = f"/admin/meetings/minutes/{comment.minutes.pk}"

    page = admin_page.get(f"{minutes}/procedure/").text

    assert re.search(f'href="{minutes}/change/#comments-group"\\s*>1 comment not settled</a>', page)
    assert 'id="comments-group"' in admin_page.get(f"{minutes}/change/").text


def test_the_procedure_shows_what_the_text_lacks(admin_page, meeting, heads, editor):
    minutes = actions.draft_minutes(meeting=meeting, user=editor)
    decision = DecisionFactory(meeting=meeting, text="Late idea.")
    MeetingNoteFactory(meeting=meeting, decision=decision)
    page = reverse("admin:meetings_minutes_procedure", args=[minutes.pk])

    assert "Late idea." in admin_page.get(page).text
    sent = {"step": "circulate", "days": "21", "seat": heads["donor"].pk}
    sent[f"email-{heads['donor'].pk}"] = "d@example.org"
    admin_page.post(page, sent)
    assert not minutes.links.exists()
    admin_page.post(page, sent | {"leaves_out": "on"})
    assert minutes.links.count() == 1


@pytest.mark.parametrize("is_newer", [True, False])
def test_a_new_version_says_what_it_lacks(admin_page, meeting, is_newer):
    then = timezone.now() + dt.timedelta(minutes=-1 if is_newer else 1)
    minutes = MinutesFactory(meeting=meeting, records_as_of=then)
    MeetingNoteFactory(meeting=meeting)
    page = f"/admin/meetings/minutes/{minutes.pk}/procedure/"

    told = admin_page.post(page, {"step": "next"}, follow=True).text

    assert ("Draft the minutes anew to have that, too." in told) == is_newer


@pytest.mark.parametrize(
    ("changed", "is_told"),
    [
        ({"text": "<p>Two.</p>"}, True),
        ({"text": "<p>Two.</p>", "public_text": "<p>More for all.</p>"}, False),
        ({}, False),
    ],
    ids=["text", "both", "nothing"],
)
def test_who_changes_the_text_alone_is_reminded_of_the_public_version(
    admin_page, meeting, changed, is_told
):
    minutes = MinutesFactory(meeting=meeting, text="<p>One.</p>", public_text="<p>For all.</p>")
    sent = filled(admin_page.get(url(minutes)), "_save") | changed

    told = admin_page.post(url(minutes), sent, follow=True).text

    assert ("The public version stayed as it was." in told) == is_told


def test_taking_back_a_version_does_not_bring_an_earlier_one_back(circulated, heads, editor):
    def agreed(minutes):
        for side, head in heads.items():
            actions.sign_for(
                minutes=minutes, side=side, person=head.person, capacity="", user=editor
            )
        actions.publish_minutes(minutes=minutes, user=editor)

    agreed(circulated)
    second = actions.next_version(minutes=circulated, user=editor)
    Minutes.objects.filter(pk=second.pk).update(state="circulated", circulated_at=timezone.now())
    agreed(second)
    assert list(Minutes.objects.public()) == [second]

    actions.withdraw_minutes(minutes=second, user=editor)

    assert list(Minutes.objects.public()) == []


def test_only_who_publishes_circulates_and_signs(meeting, heads):
    make_groups()
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITOR))
    PartnershipMemberFactory(user=user, partnership=meeting.partnership)
    minutes = actions.draft_minutes(meeting=meeting, user=user)

    with pytest.raises(PermissionDenied):
        actions.circulate(
            minutes=minutes,
            recipients=[actions.Recipient(heads["donor"], "a@example.org", may_sign=True)],
            days=1,
            user=user,
        )
    with pytest.raises(PermissionDenied):
        actions.publish_minutes(minutes=minutes, user=user)
    link = DelegateLinkFactory(minutes=minutes)
    with pytest.raises(PermissionDenied):
        actions.revoke_link(minutes=minutes, key=str(link.pk), user=user)
    Minutes.objects.update(state="circulated")
    with pytest.raises(PermissionDenied):
        actions.sign_for(
            minutes=minutes,
            side="donor",
            person=heads["donor"].person,
            capacity="",
            user=user,
        )


def test_the_whole_way_through_the_admin(admin_page, meeting, heads):
    start = f"/admin/meetings/meeting/{meeting.pk}/draft-minutes/"
    assert admin_page.get(start).status_code == 200
    assert admin_page.post(start).status_code == 302
    minutes = Minutes.objects.get()
    address = f"/admin/meetings/minutes/{minutes.pk}/procedure/"
    donor, agency = heads["donor"], heads["agency"]
    assert "procedure" in admin_page.get(f"/admin/meetings/minutes/{minutes.pk}/change/").text

    def send(**values):
        return admin_page.post(address, values, follow=True).text

    assert "Choose at least one person" in send(step="circulate", days="21")
    assert "give an e-mail address" in send(step="circulate", days="21", seat=donor.pk)
    assert "between 1 and" in send(step="circulate", days="0", seat=donor.pk)
    assert not DelegateLink.objects.exists()
    sent = send(
        step="circulate",
        days="21",
        seat=donor.pk,
        **{f"email-{donor.pk}": "a@example.org", f"sign-{donor.pk}": "on"},
    )
    assert "Sent to: Head of donor" in sent
    # Whoever has a link is not suggested again; the address that was last used is.
    fields = admin_page.get(address).context["seats"]
    assert {seat.pk: (email, likely) for seat, email, likely in fields} == {
        donor.pk: ("a@example.org", False),
        agency.pk: ("agency@example.org", True),
    }
    again = {f"email-{donor.pk}": "a@example.org"}
    assert "have a valid link" in send(step="circulate", days="21", seat=donor.pk, **again)
    assert DelegateLink.objects.count() == 1
    assert "not opened yet" in sent
    # Its texts are shown, and no longer entered.
    assert 'name="text"' not in admin_page.get(f"/admin/meetings/minutes/{minutes.pk}/change/").text
    assert "Choose who has signed" in send(step="sign", seat="")
    send(step="sign", seat=donor.pk)
    send(step="sign", seat=agency.pk)
    minutes.refresh_from_db()
    assert minutes.state == "agreed"
    send(step="publish")
    minutes.refresh_from_db()
    assert minutes.published_at is not None
    response = admin_page.post(address, {"step": "next"})
    assert response.url == f"/admin/meetings/minutes/{Minutes.objects.first().pk}/change/"


@pytest.mark.django_db(transaction=True)
def test_who_is_noting_something_finishes_before_minutes_are_drafted(meeting, editor):
    course = Proceedings.objects.create(meeting=meeting)

    with looking_at('INSERT INTO "meetings_minutes" ', course, meeting) as held:
        actions.draft_minutes(meeting=meeting, user=editor)

    assert held == [[True, True]]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_noted_or_signed_while_minutes_are_circulated(meeting, heads, editor):
    course = Proceedings.objects.create(meeting=meeting)
    minutes = MinutesFactory(meeting=meeting, records_as_of=timezone.now())
    to = [actions.Recipient(heads["donor"], "sato@example.org", may_sign=True)]

    with looking_at('INSERT INTO "meetings_delegatelink" ', course, minutes) as held:
        actions.circulate(minutes=minutes, recipients=to, days=21, user=editor)

    assert held == [[True, True]]
