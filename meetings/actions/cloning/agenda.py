"""The agenda of the next review: last year's skeleton, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from donors.models import PriorityArea
from library.models import Document
from meetings.actions.cloning.shift import Shift, make, say
from meetings.models import AgendaItem, AgendaPurpose, AgreedAction, Meeting, Session
from projects.codes import ActivityStatus
from projects.models import Project
from publishing.many import any_of
from publishing.models import PublicationState, Visibility

FOLLOW_UP = gettext_noop("Follow-up of agreed actions")
OVER = {ActivityStatus.CLOSED, ActivityStatus.CANCELLED}


def copy_sessions(last: Meeting, new: Meeting, shift: Shift) -> dict[int, Session]:
    """The sessions, at the same hours, by the keys of last year's."""
    made = {
        old: Session(
            meeting=new,
            starts_at=shift.moment(old.starts_at, last.time_zone),
            ends_at=shift.moment(old.ends_at, last.time_zone),
        )
        for old in last.sessions.prefetch_related("translations")
    }
    make(((row, old) for old, row in made.items()), shift, "title", "place")
    return {old.pk: row for old, row in made.items()}


def areas_now(areas: Iterable[PriorityArea], new: Meeting) -> set[PriorityArea]:
    """The areas in force on the day of the new review: these, or what took their place.

    The areas bring their successors along.
    """
    found: set[PriorityArea] = set()
    for area in areas:
        in_force = area.end is None or area.end >= new.first_day
        found |= {area} if in_force else set(area.successors.all())
    return found


def copy_agenda(last: Meeting, new: Meeting, shift: Shift) -> list[str]:
    """The skeleton of the agenda; tells what of it is to be looked at.

    The open actions of earlier reviews are item 2 of a review that is not part of another. What
    was noted under last year's items (lessons, statements, decisions) stays with them. Runs the
    same number of queries however many items there are.
    """
    sessions = copy_sessions(last, new, shift)
    olds = list(
        last.agenda_items.select_related("area").prefetch_related(
            "translations",
            "projects__translations",
            "follows_up",
            "area__successors",
            "area__translations",
            "documents",
        )
    )
    open_actions = _open_actions(new) if new.part_of_id is None else []
    follow_up = _follow_up_of(olds)
    skeleton = [old for old in olds if old != follow_up]
    numbers = _numbers(skeleton, with_follow_up=bool(open_actions))
    told: list[str] = []
    items: dict[int, AgendaItem] = {}
    for old in skeleton:
        area = _area_now(old, new, told)
        items[old.pk] = AgendaItem(
            meeting=new,
            session=sessions.get(old.session_id or 0),
            number=numbers[old.pk],
            purpose=old.purpose,
            minutes_planned=old.minutes_planned,
            visibility=old.visibility,
            area=area,
        )
    added = None
    if open_actions:
        first = next((items[old.pk] for old in skeleton if old.parent_id is None), None)
        added = AgendaItem(
            meeting=new,
            session=(follow_up and sessions.get(follow_up.session_id or 0))
            or (first and first.session),
            number="2",
            purpose=AgendaPurpose.DISCUSSION,
            minutes_planned=follow_up.minutes_planned if follow_up else None,
            visibility=first.visibility if first else Visibility.PARTNERSHIP,
        )
    ordered = sorted([*items.values(), *([added] if added else [])], key=_place)
    for order, item in enumerate(ordered):
        item.order = order
    make(((items[old.pk], old) for old in skeleton), shift, "title", "description")
    if added:
        _add_follow_up(added, open_actions)
    for old in skeleton:
        items[old.pk].parent = items.get(old.parent_id or 0)
    AgendaItem.objects.bulk_update([one for one in items.values() if one.parent], ["parent"])
    _copy_projects(skeleton, items, new, told)
    _copy_documents(skeleton, items, told)
    return told


def _open_actions(new: Meeting) -> list[AgreedAction]:
    earlier = {"meeting__partnership": new.partnership, "meeting__starts_at__lt": new.starts_at}
    return list(AgreedAction.objects.pending().filter(**earlier))


def _add_follow_up(item: AgendaItem, open_actions: list[AgreedAction]) -> None:
    item.save()
    titles = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            titles[code] = gettext(FOLLOW_UP)
    say((item, code, {"title": title}) for code, title in titles.items())
    link: Any = AgendaItem.follows_up.through
    link.objects.bulk_create(link(agendaitem=item, agreedaction=one) for one in open_actions)


def _area_now(old: AgendaItem, new: Meeting, told: list[str]) -> PriorityArea | None:
    """The item's area; where it ended, its one successor."""
    if old.area is None:
        return None
    areas = areas_now([old.area], new)
    if len(areas) == 1:
        return areas.pop()
    said = _("“%(item)s” was about “%(area)s”, which is no longer in force: choose its area.")
    told.append(said % {"item": old, "area": old.area})
    return None


def _is_over(project: Project, new: Meeting) -> bool:
    """Whether it ended before the time that the new review looks at, or was put away."""
    if project.state == PublicationState.ARCHIVED:
        return True
    end, start = project.actual_end, new.review_start
    return project.status in OVER and end is not None and start is not None and end < start


def _copy_projects(
    skeleton: list[AgendaItem], items: dict[int, AgendaItem], new: Meeting, told: list[str]
) -> None:
    link: Any = AgendaItem.projects.through
    links, over = [], {}
    for old in skeleton:
        for project in old.projects.all():
            if _is_over(project, new):
                over[project.pk] = project
            else:
                links.append(link(agendaitem=items[old.pk], project=project))
    link.objects.bulk_create(links)
    said = _("“%(project)s” is over and no longer on the agenda.")
    told += [said % {"project": project} for project in over.values()]


def _copy_documents(
    skeleton: list[AgendaItem], items: dict[int, AgendaItem], told: list[str]
) -> None:
    """The papers of the items in their newest versions, without those put away."""
    papers = {(old.pk, paper.pk) for old in skeleton for paper in old.documents.all()}
    if not papers:
        return
    newer = dict(
        Document.objects.not_archived().exclude(supersedes=None).values_list("supersedes_id", "pk")
    )

    def newest(key: int) -> int:
        while key in newer:
            key = newer[key]
        return key

    wanted = {(item, newest(paper)) for item, paper in papers}
    kept = Document.objects.not_archived().filter(pk__among=any_of({one for _item, one in wanted}))
    known = set(kept.values_list("pk", flat=True))
    link: Any = AgendaItem.documents.through
    link.objects.bulk_create(
        link(agendaitem=items[item], document_id=paper)
        for item, paper in sorted(wanted)
        if paper in known
    )
    told.append(_("The agenda still has the papers of last time: replace those that are new."))


def _follow_up_of(items: list[AgendaItem]) -> AgendaItem | None:
    """Last year's item about open actions: by its title, else one that is about nothing else."""
    above = {item.parent_id for item in items}
    for item in items:
        titles = {texts.title.casefold() for texts in item.translations.all()}
        if FOLLOW_UP.casefold() in titles:
            return item
    return next(
        (
            item
            for item in items
            if item.follows_up.all()
            and not (item.projects.all() or item.area_id or item.pk in above)
        ),
        None,
    )


def _numbers(skeleton: list[AgendaItem], *, with_follow_up: bool) -> dict[int, str]:
    """New numbers: top items counted from 1, leaving 2 free; parts keep theirs below them."""
    top = [item for item in skeleton if item.parent_id is None]
    counted = [n for n in range(1, len(top) + 2) if not (with_follow_up and n == 2)]
    numbers = {item.pk: str(n) for item, n in zip(top, counted, strict=False)}
    waiting = [item for item in skeleton if item.parent_id is not None]
    while waiting:
        ready = [item for item in waiting if item.parent_id in numbers]
        if not ready:  # parts of the item that was left out
            ready = waiting
        below: dict[int | None, int] = {}
        for item in ready:
            below[item.parent_id] = below.get(item.parent_id, 0) + 1
            above = numbers.get(item.parent_id or 0)
            n = below[item.parent_id]
            numbers[item.pk] = f"{above}.{n}" if above else f"{len(top) + 1 + n}"
        waiting = [item for item in waiting if item.pk not in numbers]
    return numbers


def _place(item: AgendaItem) -> list[int]:
    return [int(part) for part in item.number.split(".")]
