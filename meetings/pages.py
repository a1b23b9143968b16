"""What the pages of meetings show: what is public of them, in few queries."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, QuerySet
from django.utils import timezone

from donors.models import PriorityArea
from library.models import Document
from library.pages import document_fields
from meetings.agenda import in_order
from meetings.models import (
    ActionUpdate,
    AgendaItem,
    AgreedAction,
    Decision,
    Delegation,
    ImportantDate,
    Meeting,
    Minutes,
    Participant,
    Session,
    Side,
    Statement,
)
from projects.models import Lesson, Project
from projects.project_page import project_link
from publishing import rows as page_rows
from publishing.models import Visibility
from publishing.rows import Given, Row, as_rows, choice, day, moment, rows, text


def meeting_fields(prefix: str = "") -> dict[str, Any]:
    """What a row of a list of meetings shows, before ``with_days``."""
    return {
        "slug": f"{prefix}slug",
        "title": text(f"{prefix}title"),
        "summary": text(f"{prefix}summary"),
        "place": text(f"{prefix}place"),
        "kind": choice(f"{prefix}kind"),
        "stage": choice(f"{prefix}stage"),
        "starts_at": moment(f"{prefix}starts_at"),
        "ends_at": moment(f"{prefix}ends_at"),
        "time_zone": f"{prefix}time_zone",
        "is_demo": f"{prefix}is_demo",
    }


def with_days(meeting: Row) -> Row:
    """Add ``first_day`` and ``last_day`` on the calendar of the place."""
    zone = zoneinfo.ZoneInfo(meeting["time_zone"])
    return {
        **meeting,
        "first_day": meeting["starts_at"].astimezone(zone).date(),
        "last_day": meeting["ends_at"].astimezone(zone).date(),
    }


def area_rows(**of: Any) -> Any:
    """The public priority areas among those."""
    return rows(
        PriorityArea.objects.public().filter(**of),
        slug="slug",
        name=text("name"),
        palette="palette",
    )


def project_rows(**of: Any) -> Any:
    """The public projects among those."""
    return rows(Project.objects.public().filter(**of), **project_link(), status=choice("status"))


def action_fields() -> dict[str, Any]:
    """What ``meetings/_action.html`` shows, for actions from ``public()``."""
    return {
        "id": "pk",
        "number": "number",
        "title": text("title"),
        "description": text("description"),
        "status": choice("status"),
        "due_on": day("due_on"),
        "closed_on": day("closed_on"),
        "owner": text("owner__name"),
        "owner_slug": "owner__slug",
        "counterpart": text("counterpart__name"),
        "counterpart_slug": "counterpart__slug",
        "meeting_slug": "meeting__slug",
        "meeting": text("meeting__title"),
        "projects": project_rows(actions=OuterRef("pk")),
        "evidence": rows(
            Document.objects.public().filter(actions=OuterRef("pk")).order_by("-dated", "pk"),
            **document_fields(),
        ),
        "evidence_url": "evidence_url",
        "is_demo": "is_demo",
        "updates": rows(
            ActionUpdate.objects.filter(action=OuterRef("pk"), visibility=Visibility.PUBLIC),
            date=day("date"),
            status=choice("status"),
            due_on=day("due_on"),
            note="note",
        ),
    }


def agenda_fields() -> dict[str, Any]:
    """What an agenda lists, for items from ``public()``."""
    return {
        "id": "pk",
        "number": "number",
        "title": text("title"),
        "purpose": choice("purpose"),
        "parent": "parent",
        "session": "session",
        "minutes_planned": "minutes_planned",
        "areas": area_rows(agenda_items=OuterRef("pk")),
        "projects": project_rows(agenda_items=OuterRef("pk")),
    }


def decision_fields() -> dict[str, Any]:
    """What ``meetings/_decision.html`` shows."""
    return {"number": "number", "text": text("text")}


def statement_fields() -> dict[str, Any]:
    """What ``meetings/_statement.html`` shows."""
    return {
        "text": text("text"),
        "kind": choice("kind"),
        "original_language": "original_language",
        "honorific": "participant__person__honorific",
        "name": text("participant__person__name"),
        "capacity": text("participant__capacity"),
        "organisation": text("participant__delegation__organisation__name"),
        "source_url": "source_url",
    }


@page_rows.Statement
def meeting_sets() -> QuerySet[Any, Row]:
    """All that is public of the meeting with the key ``pk``."""
    here = {"meeting": OuterRef("pk")}
    around = Meeting.objects.public()
    seated = Delegation.objects.public().filter(**here)
    present = Participant.objects.present().filter(delegation=OuterRef("pk"))
    return as_rows(
        Meeting.objects.filter(pk=Given("pk", BigIntegerField())),
        areas=area_rows(meetings=OuterRef("pk")),
        agenda=rows(AgendaItem.objects.public().filter(**here), **agenda_fields()),
        sessions=rows(
            Session.objects.public().filter(**here),
            id="pk",
            title=text("title"),
            place=text("place"),
            starts_at=moment("starts_at"),
            ends_at=moment("ends_at"),
        ),
        running=rows(
            AgendaItem.objects.public().filter(pk=OuterRef("proceedings__running_item")),
            number="number",
            title=text("title"),
        ),
        dates=rows(
            ImportantDate.objects.public().filter(**here), on=day("on"), title=text("title")
        ),
        minutes=rows(
            Minutes.objects.in_force().filter(**here),
            version="version",
            text=text("public_text"),
            agreed_at=moment("agreed_at"),
        ),
        statements=rows(
            Statement.objects.public().filter(participant__delegation__meeting=OuterRef("pk")),
            **statement_fields(),
        ),
        decisions=rows(Decision.objects.public().filter(**here), **decision_fields()),
        actions=rows(AgreedAction.objects.public().filter(**here), **action_fields()),
        delegations=rows(
            seated,
            slug="organisation__slug",
            name=text("organisation__name"),
            short_name=text("organisation__short_name"),
            side=choice("side"),
            participants=rows(
                present,
                honorific="person__honorific",
                name=text("person__name"),
                capacity=text("capacity"),
                is_head="is_head",
                attendance=choice("attendance"),
            ),
        ),
        documents=rows(
            Document.objects.public()
            .filter(meetings=OuterRef("pk"))
            .order_by("category", "-dated", "pk"),
            **document_fields(),
        ),
        part_of=rows(around.filter(parts=OuterRef("pk")), slug="slug", title=text("title")),
        parts=rows(around.filter(part_of=OuterRef("pk")), slug="slug", title=text("title")),
        previous=rows(around.filter(next=OuterRef("pk")), slug="slug", title=text("title")),
        next=rows(around.filter(previous=OuterRef("pk")), slug="slug", title=text("title")),
    )


def meeting_page(meeting: Meeting) -> Row:
    """All that is public of a public meeting, its programme in order. Runs a query.

    Hours are those of the clock of the place, whatever the reader's.
    """
    page = meeting_sets.run(pk=meeting.pk)[0]
    zone = zoneinfo.ZoneInfo(meeting.time_zone)

    def clock(moment: dt.datetime) -> dt.datetime:
        return moment.astimezone(zone).replace(tzinfo=None)

    agenda = in_order(page["agenda"], place=lambda item: (item["id"], item["parent"]))
    sessions = [
        {
            **one,
            **hours(clock(one["starts_at"]), clock(one["ends_at"])),
            "agenda": [item for item in agenda if item["session"] == one["id"]],
        }
        for one in page["sessions"]
    ]
    placed = {one["id"] for one in sessions}
    return {
        **page,
        "agenda": [item for item in agenda if item["session"] not in placed],
        "sessions": sessions,
        "running": page["running"] if phase_of(meeting) == "during" else [],
        "starts_at": clock(meeting.starts_at),
        "ends_at": clock(meeting.ends_at),
        "offset": f"UTC{meeting.starts_at.astimezone(zone).isoformat()[-6:]}",
    }


def hours(starts: dt.datetime, ends: dt.datetime) -> Row:
    """When a session is, on the clock of the place: whole days from midnight have no hours."""
    until_midnight = ends.time() >= dt.time(23, 59) or ends.time() == dt.time()
    # What ends at midnight ends with the day before.
    last = ends if ends.time() > dt.time() or ends == starts else ends - dt.timedelta(minutes=1)
    return {
        "starts_at": starts,
        "ends_at": ends,
        "first_day": starts.date(),
        "last_day": last.date(),
        "whole_days": starts.time() == dt.time() and until_midnight,
    }


def phase_of(meeting: Meeting) -> str:
    """Whether a reader looks at it ``before``, ``during`` or ``after`` it is held.

    A meeting of whole days lasts until midnight at its place.
    """
    now = timezone.now()
    starts, ends = meeting.starts_at, meeting.ends_at
    if meeting.all_day:
        zone = zoneinfo.ZoneInfo(meeting.time_zone)
        midnight = dt.time(tzinfo=zone)
        starts = dt.datetime.combine(meeting.first_day, midnight)
        ends = dt.datetime.combine(meeting.last_day + dt.timedelta(days=1), midnight)
    if now < starts:
        return "before"
    return "during" if now <= ends else "after"


@page_rows.Statement
def agenda_item_sets() -> QuerySet[Any, Row]:
    """The public agenda item ``number`` of the public meeting ``slug``, with what is tied to it."""
    item = {"agenda_item": OuterRef("pk")}
    public = AgendaItem.objects.public()
    return as_rows(
        public.filter(
            meeting__slug=Given("slug", CharField()), number=Given("number", CharField())
        ),
        **agenda_fields(),
        description=text("description"),
        follows_up=rows(
            AgreedAction.objects.public().filter(followed_up_under=OuterRef("pk")),
            **action_fields(),
        ),
        above=rows(public.filter(children=OuterRef("pk")), number="number", title=text("title")),
        below=rows(public.filter(parent=OuterRef("pk")), number="number", title=text("title")),
        agenda=rows(public.filter(meeting=OuterRef("meeting")), number="number"),
        statements=rows(Statement.objects.public().filter(**item), **statement_fields()),
        decisions=rows(Decision.objects.public().filter(**item), **decision_fields()),
        actions=rows(AgreedAction.objects.public().filter(**item), **action_fields()),
        documents=rows(
            Document.objects.public()
            .filter(agenda_items=OuterRef("pk"))
            .order_by("category", "-dated", "pk"),
            **document_fields(),
        ),
        lessons=rows(
            Lesson.objects.public().filter(agenda_items=OuterRef("pk")),
            slug="slug",
            title=text("title"),
        ),
        meeting=rows(Meeting.objects.filter(pk=OuterRef("meeting")), **meeting_fields()),
    )


def _teaser(meetings: QuerySet[Meeting], **more: Any) -> QuerySet[Any, Row]:
    """Meetings with the top of their public agenda and the public organisations taking part."""
    here = {"meeting": OuterRef("pk")}
    seated = Delegation.objects.public().filter(**here)
    top = AgendaItem.objects.public().filter(parent=None, **here)
    return as_rows(
        meetings,
        **meeting_fields(),
        agenda=rows(top, number="number", title=text("title"), purpose=choice("purpose")),
        sides=rows(
            seated,
            name=text("organisation__name"),
            short_name=text("organisation__short_name"),
        ),
        **more,
    )


@page_rows.Statement
def next_review() -> QuerySet[Any, Row]:
    """The next public annual review, if one is planned or under way."""
    return _teaser(Meeting.objects.public().annual_reviews().upcoming()[:1])


@page_rows.Statement
def last_review() -> QuerySet[Any, Row]:
    """The latest public annual review that was held."""
    return _teaser(Meeting.objects.public().annual_reviews().past()[:1])


@page_rows.Statement
def last_said() -> QuerySet[Any, Row]:
    """The latest public meeting at which both sides are quoted, with the first words of each."""
    side = "participant__delegation__side"
    said = Statement.objects.public().filter(
        participant__delegation__meeting=OuterRef("pk"),
        participant__delegation__side__in=[Side.DONOR, Side.AGENCY],
    )
    first_of_each = said.order_by(side, "participant__delegation__order", "order", "pk")
    return as_rows(
        Meeting.objects.public()
        .filter(
            Exists(said.filter(**{side: Side.DONOR})), Exists(said.filter(**{side: Side.AGENCY}))
        )
        .past()[:1],
        slug="slug",
        title=text("title"),
        statements=rows(first_of_each.distinct(side), **statement_fields()),
    )
