"""Operations on projects and on measured values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.models import Measurement, MeasurementState, Project
from publishing import policies
from publishing.actions import record_fact

BEFORE = {
    MeasurementState.APPROVED: {
        MeasurementState.DRAFT,
        MeasurementState.SUBMITTED,
        MeasurementState.RETURNED,
    },
    MeasurementState.RETURNED: {MeasurementState.DRAFT, MeasurementState.SUBMITTED},
    MeasurementState.WITHDRAWN: {MeasurementState.APPROVED},
}
"""From which states a value can be brought into each of these."""


@transaction.atomic
def confirm_pages(*, projects: Iterable[Project], user: Any, day: dt.date) -> None:
    """Note that these pages were right on that day: no change that followers are told of.

    All of them or none. Raises PermissionDenied if the user may not edit one of them.
    """
    for project in projects:
        policies.demand(user, "edit", project)
        record_fact(thing=project, row=project, is_news=False, reviewed_on=day)


@transaction.atomic
def move_measurements(
    *, measurements: Iterable[Measurement], state: MeasurementState
) -> list[Measurement]:
    """Approve values, return them to who recorded them, or withdraw approved ones.

    All of them or none. Raises ValidationError if one is in a state that does not allow it.
    """
    keys = [one.pk for one in measurements]
    rows = list(Measurement.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    for row in rows:
        if row.state not in BEFORE[state]:
            raise ValidationError(
                _("“%(value)s” is %(now)s and cannot become: %(state)s.")
                % {"value": row, "now": row.get_state_display(), "state": state.label}
            )
        row.state = state
        row.save(update_fields=["state"])
    return rows
