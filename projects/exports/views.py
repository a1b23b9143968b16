"""Exactly the current selection, as a file."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from projects.exports.formats import About, as_csv, as_json, as_xlsx
from projects.exports.records import records
from projects.facets.panel import chips
from projects.filters import ProjectFilter, clean_query
from projects.models import Project
from projects.refusals import refused
from search.index import catch_up

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def selection_of(request: HttpRequest) -> ProjectFilter:
    """The filters of this address, over all public projects."""
    catch_up()
    return ProjectFilter(request.GET, queryset=Project.objects.public())


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The selection as CSV, JSON or XLSX; an address that is no selection is refused."""
    if kind not in TYPES:
        raise Http404
    filters = selection_of(request)
    if answer := refused(request, filters, for_programs=kind == "json"):
        return answer
    selected = filters.filter_queryset(filters.queryset)
    summary = filters.summary
    query = clean_query(request.GET, filters.filters)
    root = request.build_absolute_uri("/").rstrip("/")
    about = About(
        site=root,
        url=f"{root}{reverse('projects:list')}?{query.urlencode()}".rstrip("?"),
        described=f"{root}{reverse('api')}#files",
        at=timezone.now(),
        chosen=[(chip.label, chip.value) for chip in chips(filters, summary, query)],
        order=filters.order,
        total=summary.total,
        demo=summary.demo,
    )
    rows = records(selected, filters.choices, root, coded=kind == "json")
    name = f"projects-{about.at:%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return FileResponse(
            as_xlsx(rows, about), content_type=TYPES[kind], as_attachment=True, filename=name
        )
    pieces: Any = as_csv(rows, about) if kind == "csv" else as_json(rows, about)
    return StreamingHttpResponse(
        in_language(pieces),
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def in_language(pieces: Any) -> Any:
    """Keep the language of the request while the answer is sent, after the request is over."""
    language = translation.get_language()

    def go_on() -> Any:
        while True:
            with translation.override(language):
                try:
                    piece = next(pieces)
                except StopIteration:
                    return
            yield piece

    return go_on()
