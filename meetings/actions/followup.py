"""Reporting on agreed actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import ActionStatus, ActionUpdate, AgreedAction
from publishing import policies
from publishing.models import Visibility

LESS_VISIBLE = {
    Visibility.PUBLIC: Visibility.PARTNERSHIP,
    Visibility.PARTNERSHIP: Visibility.INTERNAL,
}
CLOSED = {ActionStatus.DONE, ActionStatus.DROPPED}


@transaction.atomic
def record_progress(
    *,
    action: AgreedAction,
    status: str,
    user: Any,
    on: dt.date | None = None,
    note: str = "",
    due_on: dt.date | None = None,
    visibility: str = Visibility.PARTNERSHIP,
) -> ActionUpdate:
    """Report how far an action has come: keeps the report and lets the action follow it.

    The action takes the status, and the due day if it moves, of its latest report by date; a
    report entered late for an earlier day changes neither. It is closed on the day of the report
    that closes it. Raises PermissionDenied if the user may not work on the action, and
    ValidationError if the report makes no sense, such as one of a day to come.
    """
    action = AgreedAction.objects.select_for_update().get(pk=action.pk)
    _demand(user, action)
    update = ActionUpdate(
        action=action,
        date=on or timezone.localdate(),
        status=status,
        due_on=due_on if due_on != action.due_on else None,
        note=note,
        visibility=visibility,
        author=user,
    )
    update.full_clean()
    update.save()
    if action.updates.first() == update:
        update.status_before = action.status
        update.due_before = action.due_on if update.due_on else None
        update.save(update_fields=["status_before", "due_before"])
        if status not in CLOSED:
            action.closed_on = None
        elif status != action.status:
            action.closed_on = update.date
        action.status = status
        action.due_on = update.due_on or action.due_on
        action.save(update_fields=["status", "closed_on", "due_on"])
    return update


@transaction.atomic
def restrict_report(*, update: ActionUpdate, user: Any) -> ActionUpdate:
    """Show a report to fewer: no longer to everybody, or no longer to the other side.

    What it says stays as it was reported. Raises PermissionDenied if the user may not work on the
    action, and ValidationError if only our own staff reads it already.
    """
    update = ActionUpdate.objects.select_for_update().get(pk=update.pk)
    _demand(user, update.action)
    fewer = LESS_VISIBLE.get(Visibility(update.visibility))
    if fewer is None:
        raise ValidationError(_("Only our own staff reads this report already."))
    update.visibility = fewer
    update.save(update_fields=["visibility"])
    return update


def _demand(user: Any, action: AgreedAction) -> None:
    if not (user.has_perm("meetings.change_agreedaction") and policies.is_reachable(user, action)):
        raise PermissionDenied(
            _("You may not report on “%(action)s”. Ask an administrator.") % {"action": action}
        )
