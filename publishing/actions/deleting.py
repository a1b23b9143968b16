"""Deleting a thing that nobody outside has seen."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from publishing.actions.drafts import lock
from publishing.models import Publishable, Revision


def why_published_kept(thing: Publishable) -> str:
    """Why a thing that readers may know is not deleted; empty if they cannot."""
    if not thing.was_ever_public:
        return ""
    return _("“%(thing)s” has been public. Archive it instead.") % {"thing": thing}


@transaction.atomic
def delete(*, thing: Publishable) -> None:
    """Delete the thing and its drafts. Ask for the permission before.

    Whoever is saving or publishing it finishes first: raises ValidationError if it has become
    public by then. What somebody else has deleted meanwhile is left at that.
    """
    try:
        thing = lock(thing)
    except ObjectDoesNotExist:
        return
    if kept := why_published_kept(thing):
        raise ValidationError(kept)
    Revision.objects.of(thing).delete()
    thing.delete()
