"""What is claimed: the key messages of a dossier."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from library.models import Document
from meetings.dossier.scope import Reading, Scope
from projects.models import CountryCommitment, KeyMessage
from publishing.many import any_of
from publishing.rows import Row, as_records, choice, day, naming, rows, texts


def message_records(scope: Scope, reading: Reading, projects: Iterable[int]) -> list[Row]:
    """What is claimed since the last review, each with its figure, day and source.

    Where nothing new is, what was claimed before still stands, with its day. A figure of ours is
    read from its record, as everywhere. Runs two queries, of an organisation three.
    """
    countries = (
        CountryCommitment.objects.filter(reading.dated("committed_on"))
        .filter(project=OuterRef("project"))
        .order_by()
        .values("project")
        .annotate(n=Count("country", distinct=True))
        .values("n")
    )
    found = KeyMessage.objects.public().filter(
        reading.dated("measurement__as_of"),
        partnership=scope.meeting.partnership_id,
        as_of__lte=reading.day,
    )
    chosen = [_newest(found, about, reading) for about in _about(scope, projects)]
    return as_records(
        found.filter(functools.reduce(operator.or_, chosen)).order_by("order", "pk"),
        id="pk",
        project="project",
        kind=choice("kind"),
        text=texts("text"),
        quoted_figure=texts("quoted_figure"),
        scope=texts("scope"),
        source_name=texts("source_name"),
        source_url="source_url",
        as_of=day("as_of"),
        value="measurement__value",
        approximate="measurement__approximate",
        measure="measurement__period__indicator__measure",
        counts_commitments="counts_commitments",
        commitment_count=Coalesce(Subquery(countries), 0),
        documents=rows(
            Document.objects.public().filter(
                reading.dated("dated"), pk=OuterRef("source_document")
            ),
            slug="slug",
            title=naming("title"),
        ),
    )


def _about(scope: Scope, projects: Iterable[int]) -> list[Q]:
    """The messages that concern the scope, by what they are about.

    What an organisation pays for is part of the partnership, so its dossier has those of the
    partnership itself, too: they name no project, and are told apart by that.
    """
    if not scope.query:
        return [Q()]
    of_projects = Q(project__among=any_of(projects))
    if scope.organisation is not None:
        return [of_projects, Q(project=None, area=None, measurement=None)]
    return [of_projects | Q(area=scope.area.pk) if scope.area else of_projects]


def _newest(found: Any, about: Q, reading: Reading) -> Q:
    """Those since the last review, or all where there are none."""
    newer = about & Q(as_of__gt=reading.since)
    return newer if reading.since and found.filter(newer).exists() else about
