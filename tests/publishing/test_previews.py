"""Previews: the public page to come, for whoever has the link, while it is valid."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from projects.models import Project
from publishing import actions
from publishing.models import PreviewLink
from tests.factories import (
    ProjectFactory,
)
from tests.publishing.people import drafted

pytestmark = pytest.mark.django_db


def preview(project, user, **changes):
    drafted(project, user, **changes)
    return actions.share_preview(thing=project, user=user, days=7)


def test_a_preview_is_the_public_page_to_come(client, project, ada, grace):
    link = preview(project, ada, agency_code="NEW-CODE")
    shown = client.get(f"{link.get_absolute_url()}page/")
    before = client.get(project.get_absolute_url())
    assert (b"NEW-CODE" in shown.content, b"NEW-CODE" in before.content) == (True, False)
    assert b'<base target="_blank">' in shown.content
    assert shown["X-Robots-Tag"] == "noindex"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"

    actions.submit(thing=project, user=ada)
    actions.publish(thing=project, user=grace)

    after = client.get(project.get_absolute_url())
    assert without_tokens(shown.content) == without_tokens(after.content)


def without_tokens(content):
    """The page without what differs with every answer."""
    return re.sub(rb"csrf[^>]+>", b"", content.replace(b'<base target="_blank">', b""))


def test_a_preview_of_a_draft_that_was_never_public(client, project, ada):
    draft = ProjectFactory(draft=True, partnership=project.partnership, title="Kasubi")
    link = preview(draft, ada)

    page = client.get(f"{link.get_absolute_url()}page/?language=fr")

    assert b"Kasubi" in page.content
    assert b'lang="fr"' in page.content
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert Project.objects.get(pk=draft.pk).state == "draft"


@pytest.mark.parametrize("how", ["revoked", "expired", "forged", "deleted"])
def test_a_preview_link_that_opens_nothing(client, project, ada, how):
    link = preview(project, ada)
    address = link.get_absolute_url()
    match how:
        case "revoked":
            actions.revoke_preview(thing=project, user=ada, key=str(link.pk))
        case "expired":
            PreviewLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
        case "forged":
            address = address[:-2] + "x/"
        case "deleted":
            Project.objects.all().delete()

    assert client.get(address).status_code == 404
    assert client.get(f"{address}page/").status_code == 404
