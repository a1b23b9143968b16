"""Mail about comments on circulated minutes: made, answered, settled."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone, translation

from meetings import actions
from tests.admin.forms import errors, filled
from tests.factories import (
    DelegateLinkFactory,
    DelegationFactory,
    MeetingFactory,
    MinutesCommentFactory,
    MinutesFactory,
    ParticipantFactory,
    SignOffFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def minutes():
    minutes = MinutesFactory(
        meeting=MeetingFactory(state="published", title="Annual review"),
        text="<p>One.</p><p>The <b>second</b> &amp; last.</p>",
    )
    minutes.create_translation("ja", text="<p>一。</p><p>二。</p>", public_text="")
    type(minutes).objects.filter(pk=minutes.pk).update(state="circulated")
    minutes.refresh_from_db()
    return minutes


def link_for(minutes, side, **values):
    """The link of a delegate whose name is noted in Japanese, too."""
    seat = ParticipantFactory(
        delegation=DelegationFactory(meeting=minutes.meeting, side=side),
        person__name=f"Kano of {side}",
        person__language="ja",
    )
    seat.person.create_translation("ja", name="加納雄大")
    values = {"email": f"{side}@example.org", "may_sign": True, **values}
    return DelegateLinkFactory(
        minutes=minutes, side=side, name=seat.person.name, participant=seat, **values
    )


@pytest.fixture
def links(minutes):
    return {side: link_for(minutes, side) for side in ("donor", "agency")}


def comment_of(link, **values):
    return MinutesCommentFactory(
        minutes=link.minutes, side=link.side, author_name=link.name, **values
    )


@pytest.fixture
def save(admin_page, minutes, django_capture_on_commit_callbacks):
    """Saves the page of the minutes with what is given for their comments; who is told."""

    def saved(**given):
        address = f"/admin/meetings/minutes/{minutes.pk}/change/"
        with django_capture_on_commit_callbacks(execute=True):
            answer = admin_page.post(address, filled(admin_page.get(address), "_save") | given)
        assert answer.status_code == 302, errors(answer)
        told = [(one.to[0], one) for one in mail.outbox]
        mail.outbox.clear()
        return told

    return saved


def test_who_has_commented_is_told_of_an_answer_and_of_a_changed_one_once_each(save, links):
    comment_of(links["donor"], text="Name <them>.", paragraph=2, language="ja")

    [(to, told)] = save(**{"comments-0-answer": "They are <named> now."})
    assert to == "donor@example.org"
    assert told.reply_to == [links["donor"].created_by.email]
    assert "加納雄大" in told.body
    assert "> Name <them>." in told.body
    assert "They are <named> now." in told.body
    assert f"http://testserver/ja/delegates/minutes/{links['donor'].token}/#p2" in told.body

    assert save() == []
    assert [to for to, _told in save(**{"comments-0-answer": "By name."})] == ["donor@example.org"]


def test_an_answer_is_mailed_to_no_link_that_opens_nothing(save, links):
    comment_of(links["donor"])
    links["donor"].expires_at = timezone.now() - dt.timedelta(days=1)
    links["donor"].save()

    assert save(**{"comments-0-answer": "Done."}) == []


def test_an_answer_reaches_its_author_by_the_link_made_in_place_of_the_first(save, links):
    comment_of(links["donor"])
    links["donor"].revoked_at = timezone.now()
    links["donor"].save()
    DelegateLinkFactory(
        minutes=links["donor"].minutes,
        side="donor",
        name="加納雄大",
        participant=links["donor"].participant,
        email="new@example.org",
    )

    assert [to for to, _told in save(**{"comments-0-answer": "Done."})] == ["new@example.org"]


def test_signatories_are_told_once_when_the_last_open_comment_is_settled(save, minutes, links):
    link_for(minutes, "observer", may_sign=False)
    comment_of(links["donor"])
    comment_of(links["agency"])

    assert save(**{"comments-0-resolved": "on"}) == []
    told = dict(save(**{"comments-1-resolved": "on"}))
    assert set(told) == {"donor@example.org", "agency@example.org"}
    assert f"/ja/delegates/minutes/{links['agency'].token}/" in told["agency@example.org"].body
    assert save() == []


def test_who_has_signed_is_not_asked_to_sign(save, minutes, links):
    comment_of(links["agency"])
    SignOffFactory(minutes=minutes, side="donor", person=links["donor"].participant.person)

    assert [to for to, _told in save(**{"comments-0-resolved": "on"})] == ["agency@example.org"]


def test_nobody_is_asked_to_sign_minutes_that_have_a_later_version(
    minutes, links, editor, django_capture_on_commit_callbacks
):
    comment = comment_of(links["agency"], resolved=True)
    actions.next_version(minutes=minutes, user=editor)

    with django_capture_on_commit_callbacks(execute=True):
        actions.tell_of_answers(minutes=minutes, changed=[(comment, ["resolved"])])

    assert mail.outbox == []


def test_an_officer_reads_who_has_commented_on_which_words_and_answers_by_mail(
    client, links, django_capture_on_commit_callbacks
):
    officer = links["donor"].created_by
    type(officer).objects.filter(pk=officer.pk).update(email="o@example.org", is_staff=True)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"/delegates/minutes/{links['donor'].token}/",
            {"step": "comment", "paragraph": "2", "text": "Name them."},
        )

    [told] = mail.outbox
    assert told.reply_to == ["donor@example.org"]
    lines = told.body.splitlines()
    for line in ("Author: Kano of donor", "Side: Donor", "Paragraph: 2", "> The second & last."):
        assert line in lines


def test_delegates_are_named_as_their_reader_writes_it(client, links):
    comment_of(links["agency"], resolved=True)

    page = client.get(f"/ja/delegates/minutes/{links['donor'].token}/").text

    assert page.count("加納雄大") == 3, "whom the link is for, who comments, who would sign"
    assert "Kano" not in page
    MinutesCommentFactory(minutes=links["donor"].minutes, author_name="Somebody else")
    assert "Somebody else" in client.get(f"/ja/delegates/minutes/{links['donor'].token}/").text
    with translation.override("fr"):
        assert links["donor"].shown_name == "Kano of donor"
