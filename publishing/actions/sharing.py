"""Links at which somebody without an account reads a draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from publishing.actions.drafts import note
from publishing.models import (
    PreviewLink,
    PublicationStep,
    Publishable,
)
from publishing.policies import demand


@transaction.atomic
def share_preview(*, thing: Publishable, user: Any, days: int) -> PreviewLink:
    """Make a link at which the draft can be read without an account for so many days."""
    demand(user, "edit", thing)
    link = PreviewLink.objects.create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        created_by=user,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    note(thing=thing, step=PublicationStep.SHARED, user=user)
    return link


@transaction.atomic
def revoke_preview(*, thing: Publishable, user: Any, key: str) -> None:
    """Make a link to a preview open nothing from now on."""
    demand(user, "edit", thing)
    if key.isdecimal() and len(key) < 19:
        PreviewLink.objects.of(thing).valid().filter(pk=key).revoke()
