"""Circulated minutes in the admin: what others wrote is read and answered there, not rewritten."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from meetings.models import MinutesComment
from tests.factories import MinutesCommentFactory, MinutesFactory


@pytest.fixture
def comment(db):
    return MinutesCommentFactory(
        minutes__state="circulated",
        minutes__text="<p>Six <strong>areas</strong>.</p>",
        author_name="Hana Mihon",
        text="There are five.",
        resolved=False,
    )


def test_what_a_delegate_wrote_is_answered_and_never_rewritten(admin_page, comment):
    page = f"/admin/meetings/minutes/{comment.minutes_id}/change/"
    form = admin_page.get(page).context["inline_admin_formsets"][0].formset
    sent = {f"{form.prefix}-{name}": value for name, value in form.management_form.initial.items()}
    sent |= {
        "comments-0-id": comment.pk,
        "comments-0-minutes": comment.minutes_id,
        "comments-0-author_name": "Somebody else",
        "comments-0-text": "No objection.",
        "comments-0-answer": "Corrected.",
        "comments-0-resolved": "on",
        "comments-0-DELETE": "on",
        "sign_offs-TOTAL_FORMS": 0,
        "sign_offs-INITIAL_FORMS": 0,
        "links-TOTAL_FORMS": 0,
        "links-INITIAL_FORMS": 0,
    }
    admin_page.post(page, sent)

    kept = MinutesComment.objects.get()
    assert (kept.author_name, kept.text) == ("Hana Mihon", "There are five.")
    assert (kept.answer, kept.resolved) == ("Corrected.", True)


@pytest.mark.parametrize("change", [{"text": "Fine."}, {"author_name": "X"}, {"side": "agency"}])
def test_the_database_keeps_comments_as_they_were_written(comment, change):
    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        MinutesComment.objects.update(**change)
    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        MinutesComment.objects.all().delete()


@pytest.mark.parametrize("state", ["circulated", "agreed"])
def test_texts_that_are_only_read_are_shown_without_their_markup(admin_page, state):
    minutes = MinutesFactory(
        state=state, agreed_at=timezone.now(), text="<p>Six <strong>areas</strong>.</p>"
    )

    page = admin_page.get(f"/admin/meetings/minutes/{minutes.pk}/change/").text

    assert "Six <strong>areas</strong>" in page
    assert "&lt;strong&gt;" not in page
