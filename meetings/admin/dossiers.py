"""Dossiers in the admin: made, built, looked at, frozen, given to delegates, compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.admin.parts import MEETING_SEARCH
from meetings.dossier import actions
from meetings.dossier.compare import differences, entries_of
from meetings.dossier.compile import compile_dossier
from meetings.dossier.scope import Scope
from meetings.dossier.views import Shown, drawn, served
from meetings.dossier.withdrawn import what_remains
from meetings.models import BuildState, DelegateLink, ReviewDossier, Side
from publishing.admin import PlainAdmin, PlainTabular
from publishing.names import site_languages


class DossierInline(PlainTabular):
    model = ReviewDossier
    fields = ["scope", "audience", "language", "data_as_of", "frozen_at"]
    readonly_fields = ["scope", "audience", "language", "data_as_of", "frozen_at"]
    classes = ["collapse"]
    show_change_link = True
    read_only = True
    may_add = False


class ShareForm(forms.Form):
    """For whom a link is."""

    name = forms.CharField(label=gettext_lazy("For whom"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("The link is sent there. Without an address you give it yourself."),
    )
    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side.choices)
    days = forms.IntegerField(
        label=gettext_lazy("Valid for days"),
        min_value=1,
        max_value=actions.MOST_DAYS,
        initial=30,
    )


@admin.register(ReviewDossier)
class ReviewDossierAdmin(PlainAdmin):
    change_form_template = "meetings/dossier/change_form.html"
    list_display = ["__str__", "audience", "language", "state", "data_as_of", "frozen_at", "author"]
    list_filter = ["scope", "audience", "state", "meeting"]
    search_fields = [
        "organisation__translations__name",
        "area__translations__name",
        "country",
        *MEETING_SEARCH,
    ]
    date_hierarchy = "created_at"
    shows = ["meeting"]
    readonly_fields = ["state", "data_as_of", "frozen_at", "checksum", "author", "created_at"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "meeting",
                    "scope",
                    ("organisation", "area", "country"),
                    ("audience", "language"),
                ]
            },
        ),
        (
            gettext_lazy("Record"),
            {
                "fields": [
                    ("state", "data_as_of", "frozen_at"),
                    "checksum",
                    ("author", "created_at"),
                ]
            },
        ),
    ]

    def is_final(self, thing: Any) -> str:
        if thing.frozen_at is not None:
            return _("A frozen dossier never changes. Compile a new one.")
        return ""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def response_post_save_add(
        self, request: HttpRequest, obj: ReviewDossier
    ) -> HttpResponseRedirect:
        """Go on to where it is built."""
        return HttpResponseRedirect(reverse("admin:meetings_reviewdossier_work", args=[obj.pk]))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "language":
            return forms.ChoiceField(
                label=capfirst(db_field.verbose_name),
                choices=site_languages(),
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def path_to(self, thing: Any) -> list[Any]:
        return [thing.meeting]

    def get_urls(self) -> list[Any]:
        def own(name: str, view: Callable[..., HttpResponse]) -> Any:
            return path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"meetings_reviewdossier_{name}",
            )

        return [
            own("work", self.work_view),
            own("progress", self.progress_view),
            own("read", self.read_view),
            path(
                "<int:pk>/files/<int:file>/",
                self.admin_site.admin_view(self.file_view),
                name="meetings_reviewdossier_file",
            ),
            *super().get_urls(),
        ]

    def _dossier(self, request: HttpRequest, pk: int) -> ReviewDossier:
        found = ReviewDossier.objects.select_related("meeting__previous").filter(pk=pk).first()
        if found is None:
            raise Http404
        if not actions.may_work_on(request.user, found):
            raise PermissionDenied
        return found

    def work_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Build, freeze and share the dossier; who opened it, and which figures have changed."""
        dossier = self._dossier(request, pk)
        form = ShareForm(request.POST if request.POST.get("step") == "share" else None)
        if request.method == "POST" and self._took(request, dossier, form):
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Build, freeze and share"),
            "opts": self.opts,
            "dossier": dossier,
            "edit_url": reverse("admin:meetings_reviewdossier_change", args=[pk]),
            "read_url": reverse("admin:meetings_reviewdossier_read", args=[pk]),
            "progress_url": reverse("admin:meetings_reviewdossier_progress", args=[pk]),
            "files": dossier.files.all(),
            "may_hand_out": actions.may_hand_out(request.user, dossier),
            "links": _links(request, dossier),
            "form": form,
            **(_since(dossier) if dossier.state == BuildState.READY else {}),
        }
        return TemplateResponse(request, "meetings/dossier/work.html", context)

    def _took(self, request: HttpRequest, dossier: ReviewDossier, form: ShareForm) -> bool:
        """Take the step that was asked for; tells whether the page is to be shown anew."""
        user = request.user
        try:
            match request.POST.get("step"):
                case "build":
                    actions.ask_to_build(dossier=dossier, user=user)
                    messages.info(request, _("The dossier is being built."))
                case "freeze":
                    actions.freeze(dossier=dossier, user=user)
                    messages.success(request, _("The dossier is frozen."))
                case "share":
                    if not form.is_valid():
                        return False
                    link = actions.share(dossier=dossier, user=user, **form.cleaned_data)
                    said = (
                        _("The link is sent to %(email)s.")
                        if link.email
                        else _("The link is below. No mail is sent: give it to the delegate.")
                    )
                    messages.success(request, said % {"email": link.email})
                case "revoke":
                    key = request.POST.get("link", "")
                    known = (
                        dossier.links.filter(pk=key) if key.isdecimal() and len(key) < 19 else ()
                    )
                    for link in known:
                        actions.revoke(link=link, user=user)
                        messages.success(request, _("The link opens nothing any more."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return True

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the building is, asked for again and again by the page."""
        dossier = self._dossier(request, pk)
        context = {
            "dossier": dossier,
            "progress_url": request.path,
        }
        response = TemplateResponse(request, "meetings/dossier/_progress.html", context)
        if not dossier.is_being_built:
            # The rest of the page speaks of what is built, so it is shown anew.
            response["HX-Refresh"] = "true"
        return response

    def file_view(self, request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
        """A file of the dossier, to look through before it is frozen."""
        dossier = self._dossier(request, pk)
        return served(request, get_object_or_404(dossier.files, pk=file))

    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The dossier as it was built, for staff to read before it is frozen."""
        dossier = self._dossier(request, pk)
        entries = entries_of(dossier)
        if not entries:
            raise Http404
        context = {
            "dossier": dossier,
            "shown": Shown(drawn(entries), entries, None, [], 0),
            "work_url": reverse("admin:meetings_reviewdossier_work", args=[pk]),
        }
        return TemplateResponse(request, "meetings/dossier/preview.html", context)


def _since(dossier: ReviewDossier) -> dict[str, Any]:
    """What has changed, and how much was taken back, since it was compiled. Compiles it afresh."""
    fresh = compile_dossier(Scope.of(dossier), dossier.audience)
    remains = what_remains(entries_of(dossier), fresh)
    return {
        "changed": differences(remains.entries, fresh),
        "withdrawn": remains.withdrawn,
    }


def _links(request: HttpRequest, dossier: ReviewDossier) -> list[dict[str, Any]]:
    """The links with their addresses and how often each was opened. Runs a query."""
    links = DelegateLink.objects.filter(dossier=dossier).annotate(
        times=Count("openings"), last=Max("openings__opened_at")
    )
    valid = set(links.valid().values_list("pk", flat=True))
    with translation.override(dossier.language):
        return [
            {
                "link": link,
                "is_valid": link.pk in valid,
                "address": request.build_absolute_uri(
                    reverse("meetings:delegate_dossier", args=[link.token])
                ),
            }
            for link in links
        ]
