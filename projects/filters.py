"""The only reader of the query string of every list of projects."""

from __future__ import annotations

import copy
from collections.abc import Callable, Container, Iterable
from typing import Any

import django_filters
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import BigIntegerField, CharField, Count, F, Func, Value
from django.forms import CheckboxSelectMultiple
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from projects.amounts import MOST_SAID, AmountFilter
from projects.facets.bitmaps import summarise_in_memory
from projects.facets.choices import LABELS, Choices
from projects.facets.codes import Facet
from projects.facets.counts import Summary, summarise
from projects.models import Project, ProjectFacets, ProjectQuerySet
from publishing.figures import exact_money
from search.engine import best_first, matching_keys, narrowed, together
from search.query import MOST_CHARACTERS, Query, parse

MOST_VALUES = 20
"""Values of one facet that can be chosen at once."""
LARGEST_BUDGET = 10**15
BUDGET_LABELS = {"budget_min": _("Budget from"), "budget_max": _("Budget up to")}
"""Names of the fields for budgets where they stand without the heading that says of what."""

SORTS = (
    ("date", _("Newest first")),
    ("budget", _("Budget")),
    ("title", _("Title")),
    ("updated", _("Recently updated")),
)
ORDERS = {
    "": _("Newest first; those without a start last"),
    "date": _("Newest first; those without a start last"),
    "budget": _("Largest budget first; those without one last"),
    "title": _("By title"),
    "updated": _("Last changed first"),
}
"""What the choices of ``sort`` do, told to readers of a file."""


class FacetField(django_filters.fields.MultipleChoiceField):
    """Values of a facet; says what is wrong without repeating thousands of them."""

    known: Container[str] = ()
    """What can be chosen. Not ``choices``: a form copies hundreds of those one by one."""

    def valid_value(self, value: Any) -> bool:
        return value in self.known

    def validate(self, value: list[str]) -> None:
        for one in value:
            if not self.valid_value(one):
                raise ValidationError(
                    _("“%(value)s” is not among the choices."),
                    params={"value": one[:MOST_SAID]},
                    code="invalid_choice",
                )

    def clean(self, value: Any) -> Any:
        value = [one for one in value or [] if one]
        if len(value) > MOST_VALUES:
            raise ValidationError(
                _("Choose at most %(most)d values in “%(facet)s”.")
                % {"most": MOST_VALUES, "facet": self.label},
                code="too_many",
            )
        return super().clean(value)


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Projects that have any of the chosen values of a facet."""

    field_class = FacetField

    def __init__(self, facet: Facet) -> None:
        self.facet = facet
        super().__init__(label=LABELS[facet], widget=CheckboxSelectMultiple)

    def __deepcopy__(self, memo: Any) -> FacetFilter:
        # Each request has filters of its own; what they are made with never changes, and the
        # field of a filter is made when it is first asked for.
        return copy.copy(self)

    def filter(self, qs: ProjectQuerySet, value: list[str]) -> ProjectQuerySet:
        if not value:
            return qs
        codes = self.parent.choices.codes(self.facet, value)
        return qs.filter(facets__values__overlap=codes)


class Ranked:
    """A selection in the order of its keys, of which a page at a time is fetched."""

    def __init__(self, projects: ProjectQuerySet, keys: Callable[[], list[int]]) -> None:
        self.projects = projects
        self._keys = keys

    @cached_property
    def keys(self) -> list[int]:
        """All keys. Runs queries."""
        return self._keys()

    def __getitem__(self, part: slice) -> ProjectQuerySet:
        keys = self.keys[part]
        place = Func(Value(keys, ArrayField(BigIntegerField())), F("pk"), function="array_position")
        return self.projects.filter(pk__in=keys).order_by(place)


class ProjectFilter(django_filters.FilterSet):
    """Within a facet any choice will do; all facets must be met.

    ``choices`` may be given where several filters are made in one request.
    """

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=10_000)
    area = FacetFilter(Facet.AREA)
    region = FacetFilter(Facet.REGION)
    country = FacetFilter(Facet.COUNTRY)
    donor = FacetFilter(Facet.DONOR)
    fund = FacetFilter(Facet.FUND)
    status = FacetFilter(Facet.STATUS)
    year = FacetFilter(Facet.YEAR)
    has = FacetFilter(Facet.HAS)
    approach = FacetFilter(Facet.APPROACH)
    phase = FacetFilter(Facet.PHASE)
    goal = FacetFilter(Facet.GOAL)
    sector = FacetFilter(Facet.SECTOR)
    document = FacetFilter(Facet.DOCUMENT)
    budget_min = AmountFilter(
        label=_("From"),
        field_name="facets__budget",
        lookup_expr="gte",
        min_value=0,
        max_value=LARGEST_BUDGET,
        decimal_places=2,
    )
    budget_max = AmountFilter(
        label=_("To"),
        field_name="facets__budget",
        lookup_expr="lte",
        min_value=0,
        max_value=LARGEST_BUDGET,
        decimal_places=2,
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        choices=SORTS,
        empty_label=_("Relevance, then newest"),
        method="sorted_by",
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, *args: Any, choices: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices or Choices.load()
        for filter_ in self.facet_filters:
            filter_.field.known = self.choices.of[filter_.facet]

    @property
    def facet_filters(self) -> list[FacetFilter]:
        """The filters that are facets, in the order in which readers meet them."""
        found = [one for one in self.filters.values() if isinstance(one, FacetFilter)]
        order = list(LABELS)
        return sorted(found, key=lambda one: order.index(one.facet))

    @cached_property
    def query(self) -> Query | None:
        """What is searched for; ``None`` if nothing is. May run a query."""
        text = self.chosen("q")
        return parse(text) if text else None

    @property
    def _has_words(self) -> bool:
        """Whether there are words that a project fits better or worse."""
        return self.query is not None and bool(self.query.wanted)

    def contradictions(self) -> list[str]:
        """What was chosen that nothing can meet."""
        lowest, highest = self.chosen("budget_min"), self.chosen("budget_max")
        if lowest is None or highest is None or lowest <= highest:
            return []
        return [
            _("No budget is at least %(lowest)s and at most %(highest)s: change one of them.")
            % {"lowest": exact_money(lowest), "highest": exact_money(highest)}
        ]

    def chosen(self, name: str) -> Any:
        """What the reader has chosen for one filter, if it can be used."""
        return self.form.cleaned_data.get(name) if self.is_valid() else None

    def filter_queryset(
        self, queryset: ProjectQuerySet, *, without: str | None = None, order: bool = True
    ) -> Any:
        """The selection; ``without`` one filter; ``order`` only where it matters."""
        # A project is listed once it is in the index, which is before anybody asks.
        queryset = queryset.filter(facets__isnull=False)
        for name, value in self.form.cleaned_data.items():
            if name not in {without, "sort"}:
                queryset = self.filters[name].filter(queryset, value)
        return self.ordered(queryset) if order else queryset

    def without_each(self) -> dict[str, int]:
        """How many there would be without the search or one end of the range of budgets.

        Runs a statement if any is chosen; what there is without a facet is in the summary.
        """
        names = [name for name in ("q", *BUDGET_LABELS) if self.chosen(name) not in {None, ""}]
        parts = [
            self.filter_queryset(self.queryset, without=name, order=False)
            .order_by()
            .annotate(_name=Value(name, CharField()))
            .values("_name")
            .values_list("_name", Count("pk"))
            for name in names
        ]
        return dict(together(parts))

    def ordered(self, queryset: ProjectQuerySet) -> ProjectQuerySet | Ranked:
        """In the order the reader wants: what fits best first, else the newest."""
        match self.form.cleaned_data["sort"]:
            case "" if self._has_words:
                return Ranked(queryset, self._best_first)
            case "budget":
                return queryset.order_by(F("facets__budget").desc(nulls_last=True), "pk")
            case "title":
                return queryset.by_title()
            case "updated":
                return queryset.order_by("-updated_at", "-pk")
        return queryset.order_by(F("facets__starts_on").desc(nulls_last=True), "pk")

    @property
    def order(self) -> str:
        """The order of the selection, in words."""
        sort = self.form.cleaned_data["sort"]
        return str(
            _("What fits the search best first") if not sort and self._has_words else ORDERS[sort]
        )

    @cached_property
    def summary(self) -> Summary:
        """Counts and totals of the selection, which is of all public projects.

        Runs one statement, or up to five short ones where many are counted in memory.
        """
        if not self.is_valid() or (self.query and self.query.is_empty):
            return Summary()
        given = self.form.cleaned_data
        counted = summarise_in_memory(
            self._keys if self.query or self._budget else None,
            {
                one.facet: self.choices.codes(one.facet, given[one.field_name])
                for one in self.facet_filters
                if given[one.field_name]
            },
            with_keys=self._has_words,
        )
        if counted is not None:
            return counted
        selected = self.filter_queryset(self.queryset, order=False)
        others = {
            one.facet: self.filter_queryset(self.queryset, without=one.field_name, order=False)
            for one in self.facet_filters
            if self.form.cleaned_data[one.field_name]
        }
        return summarise(selected, others, with_keys=self._has_words)

    @property
    def _budget(self) -> dict[str, Any]:
        given = self.form.cleaned_data
        asked = {"budget__gte": given["budget_min"], "budget__lte": given["budget_max"]}
        return {lookup: value for lookup, value in asked.items() if value is not None}

    def _keys(self) -> list[int]:
        """Projects that the search and the range of budgets leave, in no order."""
        found = ProjectFacets.objects.filter(**self._budget).order_by()
        if self.query is None:
            return list(found.values_list("pk", flat=True))
        if not self.query.wanted:
            return list(narrowed(found, "project", self.query).values_list("pk", flat=True))
        keys = matching_keys("project", self.query)
        if self._budget:
            within = set(found.values_list("pk", flat=True))
            return [key for key in keys if key in within]
        return keys

    def _best_first(self) -> list[int]:
        """The selection of a search, what fits best first."""
        keys = self.summary.selected
        return best_first("project", keys, self.query) if self.query else keys

    def search(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        return narrowed(queryset, "project", self.query) if self.query else queryset

    def sorted_by(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        return queryset


def forgiving(data: QueryDict, **given: Any) -> tuple[ProjectFilter, dict[str, list[str]]]:
    """The filters of an address as far as it is understood, and problems by field.

    They say what was left out; what nothing can meet is under ``NON_FIELD_ERRORS``.

    Old bookmarks name areas that are gone; all else they ask for still counts.
    """
    asked = ProjectFilter(data, **given)
    if asked.is_valid():
        return asked, {NON_FIELD_ERRORS: asked.contradictions()}
    kept = data.copy()
    problems = {}
    for name, errors in asked.form.errors.items():
        one = asked.filters[name]
        if isinstance(one, FacetFilter):
            known = [value for value in data.getlist(name) if value in one.field.known]
            kept.setlist(name, known[:MOST_VALUES])
        elif name == "q":
            kept[name] = str(data[name])[:MOST_CHARACTERS]
        else:
            del kept[name]
        problems[name] = [
            _("%(filter)s: %(problem)s What can't be used was left out.")
            % {"filter": BUDGET_LABELS.get(name, one.label), "problem": problem}
            for problem in errors
        ]
    understood = ProjectFilter(kept, **given)
    return understood, {**problems, NON_FIELD_ERRORS: understood.contradictions()}


def clean_query(data: QueryDict, names: Iterable[str]) -> QueryDict:
    """The part of a query string that these filters read, each value once, in a stable order."""
    kept = QueryDict(mutable=True)
    for name in names:
        for value in dict.fromkeys(data.getlist(name)):
            if value:
                kept.appendlist(name, value[:MOST_CHARACTERS])
    return kept
