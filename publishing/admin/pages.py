"""Pages and rows of the admin: constant queries, names for codes, refusals in plain words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import get_fields_from_path, quote
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from parler.admin import TranslatableAdmin, TranslatableStackedInline, TranslatableTabularInline
from parler.models import TranslatableModelMixin

from publishing import policies
from publishing.admin.drafting import DraftingPage
from publishing.admin.forms import (
    KnownAutocomplete,
    PlainForm,
    RowFormSet,
    TranslatedForm,
    code_field,
    with_named_parts,
)
from publishing.admin.merging import MergingPage
from publishing.admin.panel import publication_panel
from publishing.admin.rich import ShownRichText
from publishing.checks import refusal
from publishing.models import Publishable
from publishing.names import countries_named
from publishing.snapshots import owned_by, owner_paths


def edit_link(thing: models.Model, text: Any = None) -> SafeString:
    """A link to the page on which a thing is edited."""
    return format_html('<a href="{}">{}</a>', edit_address(thing), thing if text is None else text)


def edit_address(thing: models.Model) -> str:
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[quote(thing.pk)])


def add_address(model: type[models.Model], **given: Any) -> str:
    """The page that adds a thing, with some fields filled in."""
    opts = model._meta
    query = f"?{urlencode(given)}" if given else ""
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_add") + query


def with_texts(queryset: models.QuerySet[Any], *paths: str) -> models.QuerySet[Any]:
    """Fetch the texts of the rows and of what they refer to by these foreign keys."""
    if issubclass(queryset.model, TranslatableModelMixin):
        queryset = queryset.prefetch_related("translations")
    for path in paths:
        model: Any = queryset.model
        for part in path.split("__"):
            model = model._meta.get_field(part).related_model
        queryset = queryset.select_related(path)
        if issubclass(model, TranslatableModelMixin):
            queryset = queryset.prefetch_related(f"{path}__translations")
    return queryset


class RelatedFilter(admin.RelatedFieldListFilter):
    """Filters by a related thing, with the names of all of them in one query."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        related = field.remote_field.model
        order = self.field_admin_ordering(field, request, model_admin)
        queryset = related._default_manager.order_by(*order)
        return [(thing.pk, str(thing)) for thing in with_texts(queryset)]


class Options(ShownRichText):
    """What pages and rows have in common."""

    shows: Sequence[str] = ()
    """Foreign keys whose texts are shown, by their paths, beyond those found by themselves."""

    model: type[models.Model]
    opts: Any
    admin_site: admin.AdminSite

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Every relation to a thing that has a page with a search."""
        relations = [*self.opts.fields, *self.opts.many_to_many]
        return [
            field.name
            for field in relations
            if field.remote_field and self._is_searchable(field.remote_field.model)
        ]

    def _is_searchable(self, model: type[models.Model]) -> bool:
        return self.admin_site.is_registered(model) and bool(
            self.admin_site.get_model_admin(model).search_fields
        )

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        own = code_field(db_field)
        field = own or super().formfield_for_dbfield(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        return with_named_parts(field)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        queryset = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.using(db)
        related = self.admin_site._registry.get(db_field.remote_field.model)  # noqa: SLF001
        return with_texts(queryset, *getattr(related, "shows", ()))


class Page(MergingPage, DraftingPage, Options):
    """A page of the admin."""

    save_on_top = True
    list_per_page = 50
    show_full_result_count = False

    country_path = ""
    """The field with a country's code, so that the search finds it by the country's name."""

    add_links: Sequence[tuple[str, str]] = ()
    """What is added from this page: a model by its label, and its field that refers here."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        queryset = super().get_queryset(request)  # type: ignore[misc]
        found = policies.listed(request.user, queryset)
        return with_texts(found, *self._relations_in_list(request), *self.shows)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        found, repeats = super().get_search_results(  # type: ignore[misc]
            request, queryset, search_term
        )
        codes = countries_named(search_term) if self.country_path else []
        if codes:
            there = queryset.filter(**{f"{self.country_path}__in": codes})
            by_either = Q(pk__in=found.order_by().values("pk")) | Q(
                pk__in=there.order_by().values("pk")
            )
            found = queryset.filter(by_either)
        return found, repeats

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters = super().get_list_filter(request)  # type: ignore[misc]
        return [(one, RelatedFilter) if self._is_relation(one) else one for one in filters]

    def _is_relation(self, path: Any) -> bool:
        field = isinstance(path, str) and get_fields_from_path(self.model, path)[-1]
        return bool(field and field.remote_field)

    def _relations_in_list(self, request: HttpRequest) -> list[str]:
        names = []
        for name in self.get_list_display(request):  # type: ignore[attr-defined]
            try:
                field = self.opts.get_field(name)
            except FieldDoesNotExist:
                continue
            if field.many_to_one:
                names.append(name)
        return names

    def is_final(self, thing: Any) -> str:
        """Why this thing never changes; empty if it does."""
        return ""

    def path_to(self, thing: Any) -> list[models.Model]:
        """What this thing is a part of, the outermost first; for the way back to it."""
        return []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return may and not (
            obj and (self.is_final(obj) or not policies.is_reachable(request.user, obj))
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return may and not (obj and not policies.is_reachable(request.user, obj))

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Whether the user decides on what others enter; for actions of lists."""
        return bool(request.user.has_perm("publishing.review_revision"))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user publishes and archives by themselves; for actions of lists."""
        return bool(request.user.has_perm("publishing.publish_revision"))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)  # type: ignore[misc]
        if not issubclass(self.model, Publishable) and owner_paths(self.model):
            found.pop("delete_selected", None)  # rows of a page are deleted in its draft
        return found

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        deleted, counts, lacking, protected = super().get_deleted_objects(  # type: ignore[misc]
            objs, request
        )
        kept = [self.why_kept(thing) for thing in objs]
        return deleted, counts, lacking, [*protected, *filter(None, kept)]

    def why_kept(self, thing: Any) -> str:
        """Why this thing may not be deleted; empty if it may."""
        return self.is_final(thing)

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, *args, **kwargs)  # type: ignore[misc]
        form.refusal = getattr(request, "refusal", "")
        return form

    def _surroundings(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        thing = object_id and self.get_object(request, object_id)  # type: ignore[attr-defined]
        owner = getattr(request, "draft_of", None)
        panel = publication_panel(request, owner) if owner is not None else None
        if not thing:
            return {
                "opened": self.opened_token(request, None),
                "panel": panel,
                "begins_draft": issubclass(self.model, Publishable),
                "begun": getattr(request, "begun", None),
                "may_publish_new": request.user.has_perm("publishing.publish_revision"),
            }
        links = []
        for label, field in self.add_links:
            model = self._model(label)
            other = self.admin_site.get_model_admin(model)
            if other.has_add_permission(request):
                name = model._meta.verbose_name
                links.append((_("Add %s") % name, add_address(model, **{field: thing.pk})))
        return {
            "opened": self.opened_token(request, thing),
            "panel": panel,
            "begins_draft": False,
            "may_publish_new": False,
            "delete_url": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_delete", args=[thing.pk]
            ),
            "show_delete": not self.why_kept(thing),
            "notice": self.is_final(thing),
            "path": [(capfirst(str(one)), edit_address(one)) for one in self.path_to(thing)],
            "add_links": links,
        }

    def _model(self, label: str) -> type[models.Model]:
        found: type[models.Model] = self.opts.apps.get_model(label)
        return found

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        # Rules that wait for the end of the transaction are asked now, while there is a form
        # to show their answer in.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = super().changelist_view  # type: ignore[misc]
        try:
            return self._telling(request, request.get_full_path(), view, *args, **kwargs)
        except (DataError, OverflowError, ValueError):
            # A filter in the address that no value can meet.
            return HttpResponseRedirect(f"{request.path}?e=1")

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        view = super().delete_view
        return self._telling(request, "../change/", view, object_id, *args)

    def _telling(
        self,
        request: HttpRequest,
        back: str,
        view: Callable[..., HttpResponse],
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponse:
        """Answer with the view; if a rule refuses it, say why and go back."""
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except (IntegrityError, ValidationError) as error:
            messages.error(request, refusal(error))
            return HttpResponseRedirect(back)


class PlainAdmin(Page, admin.ModelAdmin):
    """The page of a thing without translations."""

    form = PlainForm


class TranslatedAdmin(Page, TranslatableAdmin):
    """The page of a thing with translations, one language at a time."""

    form = TranslatedForm

    def _language(self, request: HttpRequest, obj: Any = None) -> str:
        """The language whose tab is open; the source language where the address names none."""
        code: str = super()._language(request, obj)
        return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        # Not parler's own, which begins a translation whenever one is looked for.
        thing: Any = admin.ModelAdmin.get_object(self, request, object_id, from_field)
        if thing is not None:
            thing.set_current_language(self._language(request, thing))
        return thing

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if change:
            # Before the thing itself, which this very save may make final.
            obj.save_translations()
        super().save_model(request, obj, form, change)

    def delete_translation(
        self, request: HttpRequest, object_id: str, language_code: str
    ) -> HttpResponse:
        def show() -> HttpResponse:
            view = super(TranslatedAdmin, self).delete_translation
            return self._telling(request, "../../", view, object_id, language_code)

        owner = self._owner(request, object_id)
        return show() if owner is None else self.taken_out(request, owner, show)


class Rows(Options):
    """Rows on the page of what they belong to."""

    extra = 0
    formset: Any = RowFormSet
    fk_name: str | None
    parent_model: type[models.Model]
    read_only = False
    """Rows that grow without end are shown as text, each with a link to its page; new ones
    are entered in place."""
    may_add = True

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and field.label:
            # A cell has no label of its own, and the head of its column is none.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(field.label))
        return field

    @property
    def is_elsewhere(self) -> bool:
        """Whether the rows are no part of the thing whose draft the page writes to.

        They are shown, and edited on pages of their own, where they are saved at once.
        """
        found = owner_paths(self.parent_model)
        return found is not None and self.model not in owned_by(found[0])

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        relations = [
            field.name
            for field in self.opts.fields
            if field.many_to_one and not issubclass(self.parent_model, field.related_model)
        ]
        queryset = super().get_queryset(request)  # type: ignore[misc]
        return with_texts(queryset, *relations, *self.shows)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        fixed = self.read_only or self.is_elsewhere
        return not fixed and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        fixed = self.read_only or self.is_elsewhere
        return not fixed and super().has_delete_permission(request, obj)  # type: ignore[misc]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        open_here = self.may_add and not self.is_elsewhere
        return open_here and super().has_add_permission(request, obj)  # type: ignore[misc]


class PlainTabular(Rows, admin.TabularInline):
    """A table of rows without translations."""

    form = PlainForm


class PlainStacked(Rows, admin.StackedInline):
    """Rows without translations, one below the other."""

    form = PlainForm


class TranslatedTabular(Rows, TranslatableTabularInline):
    """A table of rows with translations."""

    form = TranslatedForm


class TranslatedStacked(Rows, TranslatableStackedInline):
    """Rows with translations, one below the other."""

    form = TranslatedForm
