"""The page of whatever can be published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import actions
from publishing.admin.pages import TranslatedAdmin
from publishing.admin.reviewing import ReviewingPage
from publishing.models import Publishable, Revision
from publishing.texts import TranslationState, newest_revisions, translation_states


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


MARKS = {
    TranslationState.DONE: "✓",
    TranslationState.OUTDATED: "↻",
    TranslationState.MISSING: "–",
}


class PublishableAdmin(ReviewingPage, TranslatedAdmin):
    """Contents first, then how and when the public sees them."""

    actions = ("submit", "publish", "archive")
    list_filter: Sequence[Any] = ("state", LivenessFilter, "is_demo")
    slug_from = "title"
    """The text that a new address is made from."""

    about_publication = ("publication", "is_live", "updated_at", "translated")
    readonly_fields: Sequence[Any] = ("state", "first_published_at", "updated_at", "version")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_display(request), *self.about_publication]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        own = [one for one in super().get_list_filter(request) if one not in self._common()]
        return [*own, *self._common()]

    @staticmethod
    def _common() -> tuple[Any, ...]:
        return tuple(PublishableAdmin.list_filter)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        public = self.model.objects.public().filter(pk=models.OuterRef("pk"))
        return super().get_queryset(request).annotate(live=models.Exists(public))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        found = newest_revisions(list(changelist.result_list))
        for thing in changelist.result_list:
            thing.newest_revision = found.get(thing.pk)
        return changelist

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        publication = {
            "fields": [
                "slug",
                ("publish_at", "expire_at"),
                ("state", "first_published_at", "updated_at", "version"),
            ],
            "description": _(
                "What has ever been public is not deleted, as others refer to it: archive it."
            ),
        }
        return [*super().get_fieldsets(request, obj), (_("Publication"), publication)]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": [self.slug_from]}

    def why_kept(self, thing: Any) -> str:
        return actions.why_published_kept(thing) or super().why_kept(thing)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        actions.delete(thing=obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for thing in queryset:
            self.delete_model(request, thing)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        public = type(obj).objects.public().filter(pk=obj.pk)
        return obj.get_absolute_url() if public.exists() else None

    @admin.display(description=gettext_lazy("public now"), boolean=True)
    def is_live(self, thing: Any) -> bool:
        return bool(thing.live)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def publication(self, thing: Any) -> str:
        """The state of the thing, and of its draft if there is one.

        Not named as a field of any thing, which a list would show instead.
        """
        draft: Revision | None = thing.newest_revision
        state = thing.get_state_display()
        return f"{state}; {draft.get_state_display()}" if draft and draft.is_open else state

    @admin.display(description=gettext_lazy("translations"))
    def translated(self, thing: Any) -> Any:
        states = translation_states(thing, thing.newest_revision)
        return format_html_join(
            " ",
            '<span title="{}">{} {}</span>',
            ((state.label, code, MARKS[state]) for code, state in states.items()),
        )

    @admin.action(description=gettext_lazy("Submit for review"), permissions=["change"])
    def submit(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        said = _("%(count)d submitted for review.")
        self._each(request, queryset, actions.submit, said)

    @admin.action(description=gettext_lazy("Publish"), permissions=["change", "review"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._each(request, queryset, actions.publish, _("%(count)d published."))

    @admin.action(description=gettext_lazy("Archive"), permissions=["change", "publish"])
    def archive(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._each(request, queryset, actions.archive, _("%(count)d archived."))

    def _each(
        self,
        request: HttpRequest,
        queryset: models.QuerySet[Any],
        action: Callable[..., Any],
        said: str,
    ) -> None:
        """Do it to each by itself: one that cannot be does not keep the others from it."""
        do_to_each(request, list(queryset), action, said)


def do_to_each(
    request: HttpRequest, things: list[Publishable], action: Callable[..., Any], said: str
) -> None:
    """Act on each thing by itself, and tell how many it worked for and why not for others."""
    done = 0
    for thing in things:
        try:
            action(thing=thing, user=request.user)
        except ValidationError as error:
            messages.error(request, f"{thing}: {' '.join(error.messages)}")
        except PermissionDenied as error:
            messages.error(request, str(error))
        else:
            done += 1
    if done:
        messages.success(request, said % {"count": done})
