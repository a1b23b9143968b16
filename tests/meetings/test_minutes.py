"""Minutes: drafted, circulated, commented, signed, published."""

import datetime as dt
import re
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings import actions
from meetings.actions.drafting import minutes_text
from meetings.models import (
    ActionUpdate,
    Decision,
    DelegateLink,
    LinkOpening,
    Minutes,
    MinutesComment,
    Proceedings,
)
from meetings.paragraphs import paragraphs
from partnership.accounts.roles import EDITOR, OFFICER, make_groups
from publishing.figures import moment
from tests.admin.forms import filled, url
from tests.connections import looking_at
from tests.factories import (
    ActionUpdateFactory,
    AgendaItemFactory,
    AgreedActionFactory,
    DecisionFactory,
    DelegateLinkFactory,
    DelegationFactory,
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


@pytest.fixture
def meeting():
    return MeetingFactory(state="published", stage="convened", title="Annual review 2023")


@pytest.fixture
def heads(meeting):
    return {
        side: ParticipantFactory(
            delegation=DelegationFactory(meeting=meeting, side=side),
            person__name=f"Head of {side}",
            person__email=f"{side}@example.org",
            capacity="Ambassador",
            is_head=True,
            attendance="in_person",
        )
        for side in ("donor", "agency")
    }


@pytest.fixture
def circulated(meeting, heads, editor, django_capture_on_commit_callbacks):
    minutes = MinutesFactory(
        meeting=meeting, text="<p>One.</p><p>Two.</p>", public_text="<p>For all.</p>"
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.circulate(
            minutes=minutes,
            recipients=[
                actions.Recipient(one, one.person.email, may_sign=True) for one in heads.values()
            ],
            days=21,
            user=editor,
        )
    minutes.refresh_from_db()
    return minutes


def link_of(side):
    return DelegateLink.objects.get(side=side)


def page_of(link):
    return f"/delegates/minutes/{link.token}/"


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


def test_each_delegate_gets_a_link_of_their_own_by_mail(circulated):
    assert {one.to[0] for one in mail.outbox} == {"donor@example.org", "agency@example.org"}
    for one in mail.outbox:
        link = link_of(one.to[0].partition("@")[0])
        assert f"http://testserver{page_of(link)}" in one.body
    assert circulated.state == "circulated"
    circulated.meeting.refresh_from_db()
    assert circulated.meeting.stage == "circulated"


def test_a_delegate_reads_paragraph_by_paragraph_and_comments(client, circulated):
    link = link_of("donor")
    shown = client.get(page_of(link))

    assert [str(block.plain) for _n, block, _said in shown.context["blocks"]] == [
        "<p>One.</p>",
        "<p>Two.</p>",
    ]
    assert "no-store" in shown["Cache-Control"]
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert "For all." in shown.text
    client.post(page_of(link), {"step": "comment", "paragraph": "2", "text": "Name <them>."})

    said = MinutesComment.objects.get()
    assert (said.paragraph, said.side, said.author_name, said.text) == (
        2,
        "donor",
        "Head of donor",
        "Name <them>.",
    )
    other = client.get(page_of(link_of("agency"))).text
    assert other.index("Two.") < other.index("Name &lt;them&gt;.")
    assert LinkOpening.objects.filter(link=link).count() == 1


def test_a_comment_reaches_who_sent_the_link_and_its_answer_all_who_have_one(
    client, circulated, editor, django_capture_on_commit_callbacks
):
    type(editor).objects.filter(pk=editor.pk).update(email="officer@example.org", is_staff=True)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        sent = {"step": "comment", "paragraph": "2", "text": "Name <them>."}
        client.post(page_of(link_of("donor")), sent)
        client.post(page_of(link_of("donor")), sent)

    [told] = mail.outbox
    assert MinutesComment.objects.count() == 1
    assert told.to == ["officer@example.org"]
    assert "Author: Head of donor" in told.body
    assert "Name <them>." in told.body
    assert f"/admin/meetings/minutes/{circulated.pk}/change/#comments-group" in told.body
    MinutesComment.objects.update(answer="They are <named> now.")
    assert "They are &lt;named&gt; now." in client.get(page_of(link_of("agency"))).text


@pytest.mark.parametrize("left", [{"is_active": False}, {"is_staff": False}, {"email": ""}])
def test_officers_hear_of_a_comment_when_who_sent_the_link_has_left(
    client, circulated, editor, django_capture_on_commit_callbacks, left
):
    make_groups()
    officer = User.objects.create_user("o", email="present@example.org", is_staff=True)
    officer.groups.add(Group.objects.get(name=OFFICER))
    type(editor).objects.filter(pk=editor.pk).update(**{"email": "gone@example.org"} | left)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(link_of("donor")), {"step": "comment", "text": "Say who."})

    assert [one.to for one in mail.outbox] == [["present@example.org"]]


def test_a_comment_stays_with_the_language_whose_paragraph_it_is_about(client, meeting, heads):
    minutes = MinutesFactory(meeting=meeting, text="<p>One.</p><p>Two.</p>")
    minutes.create_translation("fr", text="<p>Un et deux.</p>", public_text="")
    Minutes.objects.filter(pk=minutes.pk).update(state="circulated")
    page = page_of(DelegateLinkFactory(minutes=minutes, side="donor"))
    client.post(page, {"step": "comment", "paragraph": "1", "text": "Of the first."})

    english, french = client.get(page).context, client.get(f"/fr{page}").context

    assert [len(said) for _n, _block, said in english["blocks"]] == [1, 0]
    assert [len(said) for _n, _block, said in french["blocks"]] == [0]
    assert [one.text for one in french["general"]] == ["Of the first."]
    assert "Paragraphe 1" in client.get(f"/fr{page}").text


def test_links_to_minutes_are_revoked_also_once_these_are_agreed(admin_page, circulated):
    link = link_of("donor")
    Minutes.objects.filter(pk=circulated.pk).update(state="agreed", agreed_at=timezone.now())
    address = f"/admin/meetings/minutes/{circulated.pk}/procedure/"

    told = admin_page.post(address, {"step": "revoke", "link": link.pk}, follow=True).text

    assert "opens nothing any more" in told
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert admin_page.get(page_of(link)).status_code != HTTPStatus.OK
    assert (
        "Choose the link"
        in admin_page.post(address, {"step": "revoke", "link": "x"}, follow=True).text
    )


def test_an_address_whose_link_was_revoked_is_not_suggested_again(admin_page, circulated, heads):
    DelegateLink.objects.filter(side="donor").update(
        email="mistyped@example.org", revoked_at=timezone.now()
    )

    page = admin_page.get(f"/admin/meetings/minutes/{circulated.pk}/procedure/")

    assert {seat: (email, likely) for seat, email, likely in page.context["seats"]} == {
        heads["donor"]: ("donor@example.org", True),
        heads["agency"]: ("agency@example.org", False),
    }


def test_a_link_to_other_minutes_is_not_revoked_from_here(circulated, editor):
    other = DelegateLinkFactory()

    with pytest.raises(ValidationError, match="Choose the link"):
        actions.revoke_link(minutes=circulated, key=str(other.pk), user=editor)

    other.refresh_from_db()
    assert other.revoked_at is None


def test_a_link_that_is_revoked_again_keeps_the_moment_from_which_it_opened_nothing(
    circulated, editor
):
    link = link_of("donor")
    then = timezone.now() - dt.timedelta(days=1)
    DelegateLink.objects.filter(pk=link.pk).update(revoked_at=then)

    actions.revoke_link(minutes=circulated, key=str(link.pk), user=editor)

    link.refresh_from_db()
    assert link.revoked_at == then


def test_what_is_being_read_and_signed_is_not_deleted(admin_page, circulated):
    circulated.create_translation("fr", text="<p>Un.</p>", public_text="")
    page = f"/admin/meetings/minutes/{circulated.pk}"

    for address in (f"{page}/delete/", f"{page}/change/delete-translation/fr/"):
        told = admin_page.post(address, {"post": "yes"}, follow=True).text
        assert "These minutes are being read and signed" in told, address
    for thing in (circulated, circulated.translations.get(language_code="fr")):
        with pytest.raises(IntegrityError, match="are not deleted"), transaction.atomic():
            thing.delete()

    assert Minutes.objects.get().translations.count() == 1 + 1


def test_who_comments_stays_at_the_paragraph(client, circulated):
    page = page_of(link_of("donor"))

    on_one = client.post(page, {"step": "comment", "paragraph": "2", "text": "Say who."})
    on_all = client.post(page, {"step": "comment", "text": "Thanks."})

    assert (on_one.url, on_all.url) == (f"{page}#p2", page)


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "comment", "text": "  "},
        {"step": "comment", "text": "x" * 4001},
        {"step": "sign"},
        {"step": "other"},
        {},
    ],
)
def test_what_a_delegate_may_not_send_changes_nothing(client, circulated, sent):
    response = client.post(page_of(link_of("donor")), sent, follow=True)

    assert response.status_code == 200
    assert response.context["messages"]
    assert not MinutesComment.objects.exists()
    assert not circulated.sign_offs.exists()


def test_both_sides_sign_and_then_nothing_changes(client, circulated):
    for side in ("donor", "agency"):
        client.post(page_of(link_of(side)), {"step": "sign", "agreed": "on"})

    circulated.refresh_from_db()
    signed = {one.side: (str(one.person), one.capacity) for one in circulated.sign_offs.all()}
    assert signed == {side: (f"Head of {side}", "Ambassador") for side in ("donor", "agency")}
    assert (circulated.state, circulated.meeting.stage) == ("agreed", "agreed")
    assert circulated.agreed_at is not None
    with pytest.raises(IntegrityError, match="Agreed minutes"), transaction.atomic():
        circulated.translations.update(text="<p>Other.</p>")
    client.post(page_of(link_of("donor")), {"step": "comment", "text": "Too late."})
    assert not MinutesComment.objects.exists()


def test_one_side_alone_agrees_nothing(client, circulated):
    for _time in range(2):
        client.post(page_of(link_of("donor")), {"step": "sign", "agreed": "on"})

    circulated.refresh_from_db()
    assert circulated.state == "circulated"
    assert circulated.sign_offs.count() == 1


def test_nobody_signs_over_an_open_comment(client, circulated):
    client.post(page_of(link_of("agency")), {"step": "comment", "text": "Not so."})

    client.post(page_of(link_of("donor")), {"step": "sign", "agreed": "on"})
    assert not circulated.sign_offs.exists()
    circulated.comments.update(resolved=True)
    client.post(page_of(link_of("donor")), {"step": "sign", "agreed": "on"})
    assert circulated.sign_offs.count() == 1


def test_a_link_for_reading_does_not_sign(circulated, heads, editor):
    DelegateLink.objects.update(revoked_at=timezone.now())
    (link,) = actions.circulate(
        minutes=circulated,
        recipients=[actions.Recipient(heads["donor"], "second@example.org", may_sign=False)],
        days=1,
        user=editor,
    )

    with pytest.raises(ValidationError, match="Others sign"):
        actions.sign_by_link(link=link, capacity="")


def test_circulated_texts_stay_as_they_are(circulated):
    with pytest.raises(IntegrityError, match="stay as they are"), transaction.atomic():
        circulated.translations.update(text="<p>Other.</p>")


def test_a_new_version_carries_on_and_the_old_one_is_no_longer_signed(client, circulated, editor):
    new = actions.next_version(minutes=circulated, user=editor)

    assert (new.version, new.state, new.text) == (2, "draft", circulated.text)
    response = client.post(page_of(link_of("donor")), {"step": "sign", "agreed": "on"}, follow=True)
    assert "There is a later version" in response.text
    assert not circulated.sign_offs.exists()
    with pytest.raises(ValidationError, match="later version"):
        actions.circulate(minutes=circulated, recipients=[], days=1, user=editor)


@pytest.mark.parametrize(
    "given",
    [
        {"expires_at": timezone.now() - dt.timedelta(days=1)},
        {"revoked_at": timezone.now()},
        {"minutes__state": "draft"},
    ],
    ids=["expired", "revoked", "draft"],
)
def test_a_link_that_is_not_valid_opens_nothing(client, given):
    link = DelegateLinkFactory(**{"minutes__state": "circulated", **given})

    assert client.get(page_of(link)).status_code == 404
    assert client.post(page_of(link), {"step": "comment", "text": "x"}).status_code == 404
    assert client.get(page_of(link)[:-2] + "x/").status_code == 404
    assert not LinkOpening.objects.exists()


def test_what_was_written_to_a_link_that_has_expired_is_given_back_to_copy(client):
    """On the same page whether or not there ever was such a link."""
    expired = DelegateLinkFactory(
        minutes__state="circulated", expires_at=timezone.now() - dt.timedelta(days=1)
    )
    sent = {"step": "comment", "paragraph": "1", "text": "Name </textarea> & “them”."}

    answers = [client.post(page, sent) for page in (page_of(expired), "/delegates/minutes/x/")]

    first, second = (
        re.sub(r'nonce="[^"]+"|/delegates/minutes/[^"]+', "", one.text) for one in answers
    )
    assert first == second
    assert "Name &lt;/textarea&gt; &amp; “them”." in first
    assert {one.status_code for one in answers} == {404}
    assert not MinutesComment.objects.exists()
    assert "<textarea" not in client.get(page_of(expired)).text
    long = client.post(page_of(expired), sent | {"text": "x" * 5000}).text
    assert "x" * 4000 in long
    assert "x" * 4001 not in long


def test_the_log_tells_of_delegates_only(client, circulated, editor):
    page = page_of(link_of("donor"))
    client.head(page)
    client.force_login(editor)
    assert "One." in client.get(page).text
    assert not LinkOpening.objects.exists()

    client.logout()
    client.get(page)
    assert LinkOpening.objects.count() == 1


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


def test_a_link_was_opened_on_the_clock_of_the_meeting(admin_page, circulated):
    type(circulated.meeting).objects.update(time_zone="Asia/Tokyo")
    Client().get(page_of(link_of("donor")))
    LinkOpening.objects.update(opened_at=dt.datetime(2026, 3, 8, 20, tzinfo=dt.UTC))

    shown = admin_page.get(f"/admin/meetings/minutes/{circulated.pk}/change/").text

    assert f"1 × · {moment(LinkOpening.objects.get().opened_at, 'Asia/Tokyo')}" in shown


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


def test_paragraphs_are_the_blocks_of_the_text():
    text = "<h2>A</h2>\n<p>B <strong>c</strong></p><ul><li>D</li></ul>"

    assert [one.plain for one in paragraphs(text, "en")] == [
        "<h2>A</h2>",
        "<p>B <strong>c</strong></p>",
        "<ul><li>D</li></ul>",
    ]
    assert paragraphs("", "en") == []


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
