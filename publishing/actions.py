"""Operations on what can be published."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from publishing.models import PublicationState


@transaction.atomic
def move_to(*, model: type[models.Model], pk: Any, state: PublicationState) -> Any:
    """Publish a thing, archive it, or take it back, as it is in the database now.

    Raises ValidationError if a rule forbids it, such as a photo without consent.
    """
    rows: Any = model._default_manager
    thing = rows.select_for_update(no_key=True).get(pk=pk)
    if thing.state != state:
        thing.state = state
        thing.validate_constraints()
        thing.save(update_fields=["state", "updated_at"])
    return thing
