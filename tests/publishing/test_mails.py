"""Mails about reviews."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail

from publishing import actions, tasks
from publishing.models import Revision
from tests.publishing.people import drafted, member

pytestmark = pytest.mark.django_db


def test_an_address_that_is_refused_keeps_no_other_reviewer_from_the_mail(
    project, ada, grace, monkeypatch
):
    member("Reviewer", name="first")
    drafted(project, ada, agency_code="A2")
    actions.submit(thing=project, user=ada)
    send = tasks.send_mail

    def refusing(*given):
        if given[-1] == ["first@example.org"]:
            raise SMTPRecipientsRefused({})
        send(*given)

    monkeypatch.setattr(tasks, "send_mail", refusing)
    mail.outbox.clear()

    with pytest.raises(ExceptionGroup, match="Not every mail could be sent"):
        tasks.tell_reviewers.func(Revision.objects.open().get().pk)

    assert "grace@example.org" in {to for one in mail.outbox for to in one.to}
