"""What a dossier says of the review itself and of what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from donors.models import OrganisationQuerySet, PriorityArea
from library.models import Document
from meetings.actions.followup import CLOSED
from meetings.dossier.project_records import lesson_as_it_was, lesson_fields
from meetings.dossier.scope import Reading, Scope
from meetings.models import (
    ActionStatus,
    ActionUpdate,
    AgendaItem,
    AgreedAction,
    Attendance,
    Decision,
    Delegation,
    ImportantDate,
    Meeting,
    Participant,
    Statement,
)
from projects.models import Lesson, Project
from publishing.many import any_of
from publishing.models import TranslatedPublishableQuerySet, Visibility
from publishing.rows import Row, as_records, choice, day, kept, naming, rows, texts


def meetings_of(scope: Scope) -> QuerySet[Meeting]:
    """The review with its public parts. The review itself is known to whom its dossier is for."""
    own = Q(pk=scope.meeting.pk)
    return Meeting.objects.filter(
        own | Meeting.objects.is_public() & Q(part_of=scope.meeting.pk)
    ).order_by("starts_at", "pk")


def meeting_record(scope: Scope, reading: Reading) -> Row:
    """The review: when, where, with whom. Runs a query."""
    meeting = scope.meeting
    before = scope.before()
    known = Meeting.objects.public().filter(pk=before.meeting.pk if before else None)
    (record,) = as_records(
        Meeting.objects.filter(pk=meeting.pk),
        id="pk",
        slug="slug",
        title=texts("title"),
        summary=texts("summary"),
        place=texts("place"),
        kind=choice("kind"),
        partnership=naming("partnership__name"),
        donor=naming("partnership__donor__name"),
        agency=naming("partnership__agency__name"),
        palette=Value("heritage"),
        is_demo="is_demo",
        stage=choice("stage"),
        previous=rows(known, slug="slug", title=naming("title")),
        parts=rows(
            Meeting.objects.public().filter(part_of=OuterRef("pk")).order_by("starts_at", "pk"),
            title=naming("title"),
            summary=texts("summary"),
        ),
    )
    return record | {
        "first_day": kept(meeting.first_day),
        "last_day": kept(meeting.last_day),
        "day": kept(reading.day),
        "since": kept(reading.since),
        "audience": reading.audience,
    }


def area_records(scope: Scope, reading: Reading) -> list[Row]:
    """The priority areas in force on the day; one if the dossier is about one. Runs a query."""
    found = PriorityArea.objects.public().filter(partnership=scope.meeting.partnership_id)
    found = found.filter(pk=scope.area.pk) if scope.area else found.agreed_on(reading.day)
    return as_records(
        found,
        id="pk",
        slug="slug",
        name=naming("name"),
        summary=texts("summary"),
        description=texts("description"),
        palette="palette",
    )


def _of_meeting(scope: Scope, reading: Reading, queryset: Any, path: str = "meeting") -> Any:
    """Records of the review and its public parts that the readers may see."""
    return queryset.filter(
        reading.may_read(), **{f"{path}__in": meetings_of(scope).order_by().values("pk")}
    )


def agenda_records(scope: Scope, reading: Reading) -> list[Row]:
    """The agenda. Runs a query."""
    found = _of_meeting(scope, reading, AgendaItem.objects.all())
    return as_records(
        found.order_by("meeting__starts_at", F("meeting__part_of").asc(nulls_first=True), "order"),
        id="pk",
        number="number",
        title=texts("title"),
        purpose=choice("purpose"),
        minutes="minutes_planned",
        visibility=choice("visibility"),
        meeting="meeting",
        meeting_title=texts("meeting__title"),
        projects=rows(
            Project.objects.public().filter(agenda_items=OuterRef("pk")), title=naming("title")
        ),
    )


def _about(scope: Scope, projects: Iterable[int]) -> Q:
    """Decisions, actions and statements that concern the scope: all, or those on its projects."""
    if not scope.query:
        return Q()
    about = Q(projects__among=any_of(projects))
    if scope.area is not None:
        about |= Q(agenda_item__area=scope.area.pk)
    return about


def decision_records(scope: Scope, reading: Reading, projects: Iterable[int]) -> list[Row]:
    """What was decided. Runs a query."""
    found = _of_meeting(scope, reading, Decision.objects.all())
    chosen = Decision.objects.filter(_about(scope, projects)).values("pk")
    return as_records(
        found.filter(reading.is_told("meeting__"), pk__in=chosen).order_by("number", "pk"),
        id="pk",
        number="number",
        text=texts("text"),
        visibility=choice("visibility"),
    )


def _readable_actions(scope: Scope, reading: Reading) -> Any:
    """Actions of the partnership's public reviews, and of this one, by and with public
    organisations, that the readers may see."""
    return AgreedAction.objects.filter(
        OrganisationQuerySet.is_public(prefix="owner__"),
        Q(counterpart=None) | OrganisationQuerySet.is_public(prefix="counterpart__"),
        TranslatedPublishableQuerySet.is_public(prefix="meeting__") | Q(meeting=scope.meeting.pk),
        reading.may_read(),
        reading.is_told("meeting__"),
        meeting__partnership=scope.meeting.partnership_id,
    )


def action_records(scope: Scope, reading: Reading, projects: Iterable[int]) -> list[Row]:
    """Actions agreed at this review, and those of earlier ones still pending since the last.

    Status and due day are those of the day, as the reports tell them. Runs two queries.
    """
    here = meetings_of(scope).order_by().values("pk")
    agreed_here = Q(meeting__in=here)
    earlier = Q(meeting__starts_at__lt=scope.meeting.starts_at)
    if reading.since is not None:
        reported_since = ActionUpdate.objects.filter(action=OuterRef("pk"), date__gt=reading.since)
        earlier &= Q(closed_on=None) | Q(closed_on__gt=reading.since) | Q(Exists(reported_since))
    about = _about(scope, projects)
    if scope.organisation is not None:
        givers = scope.givers() or set()
        about |= Q(owner__in=givers) | Q(counterpart__in=givers)
    chosen = AgreedAction.objects.filter(about).values("pk")
    reports = ActionUpdate.objects.filter(action=OuterRef("pk"))
    told = reports.filter(date__lte=reading.day).order_by("-date", "-pk")
    found = _readable_actions(scope, reading).filter(agreed_here | earlier, pk__in=chosen)
    internal = reading.audience == Visibility.INTERNAL
    known = reading.audience != Visibility.PUBLIC
    records = as_records(
        found.order_by("meeting__starts_at", "due_on", "pk"),
        id="pk",
        number="number",
        title=texts("title"),
        description=texts("description"),
        owner=texts("owner__name"),
        counterpart=texts("counterpart__name"),
        due_on=day("due_on"),
        status=choice("status"),
        closed_on=day("closed_on"),
        visibility=choice("visibility"),
        evidence=rows(
            _papers(reading).filter(actions=OuterRef("pk")).order_by("pk"),
            slug="slug",
            title=naming("title"),
            file="file",
            url="url",
            access=choice("access"),
        ),
        evidence_url="evidence_url",
        reports=rows(
            reports.order_by("date", "pk"),
            date=day("date"),
            status="status",
            due_on=day("due_on"),
            status_before="status_before",
            due_before=day("due_before"),
        ),
        agreed_here=Exists(Meeting.objects.filter(pk__in=here, actions=OuterRef("pk"))),
        # People are named to the two sides, reports on the work stay with staff.
        **({"responsible": texts("responsible__name")} if known else {}),
        **({"note": Subquery(told.values("note")[:1])} if internal else {}),
    )
    stood = [action_as_it_was(record, reading) for record in records]
    return [one for one in stood if one["agreed_here"] or _is_of_this_review(one, reading)]


def _is_of_this_review(record: Row, reading: Reading) -> bool:
    """Whether an earlier action was pending at some time since the last review."""
    closed_on = record["closed_on"]["$day"]
    return not closed_on or reading.since is None or closed_on > reading.since.isoformat()


def action_as_it_was(record: Row, reading: Reading) -> Row:
    """The action as its reports up to the day left it, or as it stood before the first of them.

    ``closed_on`` is the day of the report that closed it. An action of which no report is kept is
    told by the day it was closed. ``first_due_on`` is the day it was agreed for, if that moved.
    """
    reports = record.pop("reports")
    past = [one for one in reports if not reading.is_later(one["date"])]
    to_come = [one for one in reports if reading.is_later(one["date"])]
    if to_come:
        moved = [one["due_on"] for one in reversed(past)] + [one["due_before"] for one in to_come]
        record["due_on"] = next((on for on in moved if on["$day"]), record["due_on"])
    firsts = [one["due_before"] for one in past if one["due_before"]["$day"]]
    if firsts and firsts[0] != record["due_on"]:
        record["first_due_on"] = firsts[0]
    closed_on = record["closed_on"]
    if reading.is_later(closed_on) or (to_come and not closed_on["$day"]):
        before = to_come[0]["status_before"] if to_come else ""
        status = past[-1]["status"] if past else before or str(ActionStatus.OPEN)
        record["status"]["$choice"] = status
        record["closed_on"] = _closed_by(past) if status in CLOSED else {"$day": None}
        record["evidence_url"] = record["evidence_url"] if status in CLOSED else ""
    is_open = record["status"]["$choice"] not in CLOSED
    return record | {"is_late": is_open and record["due_on"]["$day"] < reading.day.isoformat()}


def _closed_by(reports: list[Row]) -> Row:
    """The day of the first report that tells the status which all after it tell, too."""
    found: Row = {"$day": None}
    for one in reversed(reports):
        if one["status"] != reports[-1]["status"]:
            break
        found = one["date"]
    return found


def statement_records(scope: Scope, reading: Reading, projects: Iterable[int]) -> list[Row]:
    """What was said, by whom, in the capacity held then. Runs a query."""
    where = "participant__delegation__meeting"
    found = _of_meeting(scope, reading, Statement.objects.all(), where).filter(
        OrganisationQuerySet.is_public(prefix="participant__delegation__organisation__"),
        reading.is_told(f"{where}__"),
        pk__in=Statement.objects.filter(_about(scope, projects)).values("pk"),
    )
    return as_records(
        found.order_by(f"{where}__starts_at", "order", "pk"),
        id="pk",
        text=texts("text"),
        kind=choice("kind"),
        original_language="original_language",
        honorific="participant__person__honorific",
        name=texts("participant__person__name"),
        capacity=texts("participant__capacity"),
        organisation=texts("participant__delegation__organisation__name"),
        visibility=choice("visibility"),
    )


def lesson_records(scope: Scope, reading: Reading, projects: Iterable[int]) -> list[Row]:
    """Lessons on the agenda of the review. Runs a query."""
    items = _of_meeting(scope, reading, AgendaItem.objects.all()).values("pk")
    on_agenda = Lesson.objects.filter(agenda_items__in=items).values("pk")
    found = Lesson.objects.public().filter(reading.dated("drawn_on"), pk__in=on_agenda)
    if scope.query:
        found = found.filter(project__among=any_of(projects))
    records = as_records(
        found,
        **lesson_fields(reading),
        drawn_from=rows(
            Project.objects.public().filter(lessons=OuterRef("pk")), title=naming("title")
        ),
    )
    return [lesson_as_it_was(one, reading) for one in records]


def delegation_records(scope: Scope) -> list[Row]:
    """Who took part, of public organisations; who was absent is not named. Runs a query."""
    present = Participant.objects.filter(delegation=OuterRef("pk")).exclude(
        attendance=Attendance.ABSENT
    )
    found = Delegation.objects.filter(
        OrganisationQuerySet.is_public(prefix="organisation__"),
        meeting__in=meetings_of(scope).order_by().values("pk"),
    )
    return as_records(
        found.order_by("meeting__starts_at", "meeting", "order", "pk"),
        id="pk",
        meeting="meeting",
        organisation=texts("organisation__name"),
        organisation_id="organisation",
        side=choice("side"),
        people=rows(
            present,
            honorific="person__honorific",
            name=texts("person__name"),
            capacity=texts("capacity"),
            is_head="is_head",
            attendance=choice("attendance"),
        ),
    )


def _papers(reading: Reading) -> Any:
    return Document.objects.filter(
        TranslatedPublishableQuerySet.is_public(),
        reading.may_read("access"),
        reading.dated("dated"),
    )


def document_records(scope: Scope, reading: Reading) -> list[Row]:
    """The papers of the review, of its day, that the readers may open. Runs a query."""
    items = _of_meeting(scope, reading, AgendaItem.objects.all()).values("pk")
    papers = _papers(reading).filter(
        Q(meetings__in=meetings_of(scope).order_by().values("pk")) | Q(agenda_items__in=items),
    )
    return as_records(
        Document.objects.filter(pk__in=papers.order_by().values("pk")).order_by(
            "category", "-dated", "pk"
        ),
        id="pk",
        slug="slug",
        title=texts("title"),
        category=choice("category"),
        language="language",
        dated=day("dated"),
        access=choice("access"),
    )


def date_records(scope: Scope, reading: Reading) -> list[Row]:
    """What is due before and after the review. Runs a query."""
    found = _of_meeting(scope, reading, ImportantDate.objects.all())
    return as_records(found.order_by("on", "pk"), id="pk", on=day("on"), title=texts("title"))
