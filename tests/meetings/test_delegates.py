"""Circulated minutes: read, commented and signed by delegates at their links."""

import datetime as dt
import re
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from meetings import actions
from meetings.models import (
    DelegateLink,
    LinkOpening,
    Minutes,
    MinutesComment,
)
from meetings.paragraphs import paragraphs
from partnership.accounts.roles import OFFICER, make_groups
from publishing.figures import moment
from tests.factories import (
    DelegateLinkFactory,
    MinutesFactory,
)
from tests.meetings.delegates import link_of, page_of

pytestmark = pytest.mark.django_db


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


def test_a_link_was_opened_on_the_clock_of_the_meeting(admin_page, circulated):
    type(circulated.meeting).objects.update(time_zone="Asia/Tokyo")
    Client().get(page_of(link_of("donor")))
    LinkOpening.objects.update(opened_at=dt.datetime(2026, 3, 8, 20, tzinfo=dt.UTC))

    shown = admin_page.get(f"/admin/meetings/minutes/{circulated.pk}/change/").text

    assert f"1 × · {moment(LinkOpening.objects.get().opened_at, 'Asia/Tokyo')}" in shown


def test_paragraphs_are_the_blocks_of_the_text():
    text = "<h2>A</h2>\n<p>B <strong>c</strong></p><ul><li>D</li></ul>"

    assert [one.plain for one in paragraphs(text, "en")] == [
        "<h2>A</h2>",
        "<p>B <strong>c</strong></p>",
        "<ul><li>D</li></ul>",
    ]
    assert paragraphs("", "en") == []
