"""Reporting on many agreed actions at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.actions.followup import record_progress
from meetings.models import ActionStatus, ActionUpdate
from publishing import policies


class StatusForm(forms.ModelForm):
    """One report for all chosen actions."""

    class Meta:
        model = ActionUpdate
        fields = ["status", "date", "note", "visibility"]
        widgets = {"date": AdminDateWidget, "note": forms.Textarea(attrs={"rows": 4})}


class StatusChange:
    """Gives the list of actions a change of status with a note."""

    @admin.action(description=gettext_lazy("Change the status…"), permissions=["change"])
    def change_status(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask for status, day and note, then report them on each action that was chosen."""
        chosen = policies.reachable(request.user, queryset)
        first = {"status": ActionStatus.DONE, "date": timezone.localdate()}
        form = StatusForm(request.POST if "apply" in request.POST else None, initial=first)
        if form.is_valid():
            self._report(request, chosen, form.cleaned_data)
            return None
        return TemplateResponse(
            request,
            "admin/meetings/change_status.html",
            {
                **self.admin_site.each_context(request),  # type: ignore[attr-defined]
                "title": _("Change the status of agreed actions"),
                "opts": self.opts,  # type: ignore[attr-defined]
                "chosen": chosen,
                "left_out": queryset.count() - chosen.count(),
                "form": form,
                "media": self.media + form.media,  # type: ignore[attr-defined]
                "checkbox": ACTION_CHECKBOX_NAME,
            },
        )

    def _report(self, request: HttpRequest, chosen: Any, said: dict[str, Any]) -> None:
        """All of them or, if one is refused, none."""
        actions = list(chosen)
        try:
            with transaction.atomic():
                for action in actions:
                    record_progress(
                        action=action,
                        status=said["status"],
                        on=said["date"],
                        note=said["note"],
                        visibility=said["visibility"],
                        user=request.user,
                    )
                    self.log_change(  # type: ignore[attr-defined]
                        request, action, [{"changed": {"fields": ["status"]}}]
                    )
        except PermissionDenied as error:
            messages.error(request, str(error))
            return
        told = ngettext(
            "Reported on %(count)d action.", "Reported on %(count)d actions.", len(actions)
        )
        messages.success(request, told % {"count": len(actions)})
