"""The page of whatever can be published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.actions import move_to
from publishing.admin.forms import TranslatedForm
from publishing.admin.pages import TranslatedAdmin
from publishing.models import PublicationState, Publishable
from publishing.texts import incomplete_languages


class PublishableForm(TranslatedForm):
    """Refuses to overwrite what a colleague saved after the page was opened."""

    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "opened_version" in self.fields:
            self.fields["opened_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk and "opened_version" in self.fields:
            # Locked until the end of the request, so that two saves at once meet here.
            now: Any = (
                type(self.instance)
                .objects.select_for_update(no_key=True)
                .filter(pk=self.instance.pk)
                .values_list("version", "updated_at")
                .first()
            )
            if now and now[0] != self.cleaned_data.get("opened_version"):
                self.add_error(None, self._outdated(now[1]))
        return cleaned

    def _outdated(self, changed_at: Any) -> str:
        last = (
            LogEntry.objects.filter(
                content_type=ContentType.objects.get_for_model(self.instance),
                object_id=str(self.instance.pk),
            )
            .select_related("user")
            .first()
        )
        return _(
            "%(who)s changed this at %(when)s, after you opened it, so nothing of yours was "
            "saved. Open the page once more in another window and enter your changes there."
        ) % {
            "who": (last.user.get_full_name() or last.user) if last else _("Somebody"),
            "when": localize(timezone.localtime(changed_at)),
        }


class LivenessFilter(admin.SimpleListFilter):
    """Whether the public can see it now."""

    title = gettext_lazy("public now")
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> models.QuerySet[Any] | None:
        public = queryset.model.objects.public().values("pk")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=public)
            case "no":
                return queryset.exclude(pk__in=public)
        return None


class PublishableAdmin(TranslatedAdmin):
    """Contents first, then how and when the public sees them."""

    form = PublishableForm
    actions = ("publish", "archive")
    list_filter: Sequence[Any] = ("state", LivenessFilter, "is_demo")
    slug_from = "title"
    """The text that a new address is made from."""

    about_publication = (
        "state",
        "is_live",
        "updated_at",
        "incomplete",
    )
    readonly_fields: Sequence[Any] = ("first_published_at", "updated_at", "version")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_display(request), *self.about_publication]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        own = [one for one in super().get_list_filter(request) if one not in self._common()]
        return [*own, *self._common()]

    @staticmethod
    def _common() -> tuple[Any, ...]:
        return tuple(PublishableAdmin.list_filter)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        public = self.model.objects.public().filter(pk=models.OuterRef("pk"))  # type: ignore[attr-defined]
        return super().get_queryset(request).annotate(live=models.Exists(public))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        publication = {
            "fields": [
                "slug",
                "state",
                ("publish_at", "expire_at"),
                ("first_published_at", "updated_at", "version"),
                "opened_version",
            ],
            "description": _(
                "What has ever been public is not deleted, as others refer to it: archive it."
            ),
        }
        return [*super().get_fieldsets(request, obj), (_("Publication"), publication)]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": [self.slug_from]}

    def why_kept(self, thing: Any) -> str:
        if not thing.was_ever_public:
            return super().why_kept(thing)
        return _("“%(thing)s” has been public. Archive it instead.") % {"thing": thing}

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        public = type(obj).objects.public().filter(pk=obj.pk)
        return obj.get_absolute_url() if public.exists() else None

    @admin.display(description=gettext_lazy("public now"), boolean=True)
    def is_live(self, thing: Any) -> bool:
        return bool(thing.live)

    @admin.display(description=gettext_lazy("translations missing"))
    def incomplete(self, thing: Any) -> str:
        return ", ".join(incomplete_languages(thing)) or "✓"

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._move(request, queryset, PublicationState.PUBLISHED)

    @admin.action(description=gettext_lazy("Archive"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._move(request, queryset, PublicationState.ARCHIVED)

    def _move(
        self, request: HttpRequest, queryset: models.QuerySet[Any], state: PublicationState
    ) -> None:
        done = 0
        for pk in queryset.values_list("pk", flat=True):
            try:
                thing: Publishable = move_to(model=self.model, pk=pk, state=state)
            except ValidationError as error:
                name = self.model._default_manager.get(pk=pk)
                messages.error(request, f"{name}: {' '.join(error.messages)}")
            else:
                self.log_change(request, thing, [{"changed": {"fields": ["state"]}}])
                done += 1
        if done:
            messages.success(
                request, _("%(count)d now: %(state)s.") % {"count": done, "state": state.label}
            )
