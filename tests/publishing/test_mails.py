"""Mails about reviews."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import translation

from publishing import actions, tasks
from publishing.mail import laid_out
from publishing.models import Revision
from tests.factories import MailLanguageFactory
from tests.publishing.people import drafted, member

pytestmark = pytest.mark.django_db


def test_an_address_that_is_refused_keeps_no_other_reviewer_from_the_mail(
    project, ada, grace, monkeypatch
):
    member("Reviewer", name="first")
    drafted(project, ada, agency_code="A2")
    actions.submit(thing=project, user=ada)
    send = tasks.mail.send

    def refusing(*given):
        if given[0] == "first@example.org":
            raise SMTPRecipientsRefused({})
        send(*given)

    monkeypatch.setattr(tasks.mail, "send", refusing)
    mail.outbox.clear()

    with pytest.raises(ExceptionGroup, match="Not every mail could be sent"):
        tasks.tell_reviewers.func(Revision.objects.open().get().pk)

    assert "grace@example.org" in {to for one in mail.outbox for to in one.to}


def test_lines_of_arabic_mail_begin_on_the_right_but_for_bare_addresses():
    text = "2024/A1 Bridges\n\nhttps://example.org/ar/\nمرحبا"

    with translation.override("ar"):
        made = laid_out(text)

    assert made == "\u200f2024/A1 Bridges\n\nhttps://example.org/ar/\n\u200fمرحبا"
    with translation.override("fr"):
        assert laid_out(text) == text


def test_who_took_a_step_is_told_with_the_colon_of_the_language(project, ada, grace):
    MailLanguageFactory(user=ada, language="fr")
    drafted(project, ada, agency_code="A2")
    revision = Revision.objects.open().get()

    tasks.tell_author.func(revision.pk, "published", grace.pk, "")

    assert "grace : " in mail.outbox[-1].body


def test_mail_about_accounts_begins_on_the_right_too(client):
    User.objects.create_user("ada", "ada@example.org", "a long password")

    client.post(
        "/accounts/password/reset/",
        {"email": "ada@example.org"},
        headers={"accept-language": "ar"},
    )

    lines = [one for one in mail.outbox[0].body.splitlines() if one.strip()]
    assert lines
    assert all(one.startswith(("\u200f", "http")) for one in lines)
