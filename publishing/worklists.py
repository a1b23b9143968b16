"""What waits for somebody: drafts, reviews, dates, and pages that grow old or lack a language."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing import policies
from publishing.models import BegunPage, PublicationState, Publishable, Revision, RevisionState
from publishing.texts import TranslationState, newest_revisions, translation_states

STALE_AFTER = dt.timedelta(days=365)
"""A public page that nobody has changed or confirmed for so long is to be looked at again."""
MOST = 50
"""How many of a kind are listed; the lists of the admin show the rest."""


class Kind(models.TextChoices):
    """Why something is listed."""

    BEGUN = "begun", _("Begun, to be completed")
    MINE = "mine", _("My drafts")
    REVIEW = "review", _("Waiting for my review")
    RETURNED = "returned", _("Changes were requested")
    ASIDE = "aside", _("Set aside, to be merged with what somebody else saved")
    SCHEDULED = "scheduled", _("Scheduled")
    STALE = "stale", _("Not changed or confirmed for a year")
    TRANSLATE = "translate", _("Translations missing or outdated")


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A thing that waits, since when, and what there is to know."""

    thing: Any
    at: dt.datetime | None
    note: str
    address: str = ""
    """Where it is done; the page of the thing if empty."""
    revision: int | None = None
    """The key of the draft it is about, if it is about one."""

    @property
    def key(self) -> str:
        """Tells the thing from all others, of whatever kind; empty for what is none yet."""
        if isinstance(self.thing, BegunPage):
            return ""
        return f"{self.thing._meta.label_lower}-{self.thing.pk}"

    @property
    def kind(self) -> str:
        return str(getattr(self.thing, "kind_of_thing", self.thing._meta.verbose_name))

    @property
    def edit_url(self) -> str:
        opts = self.thing._meta
        return self.address or reverse(
            f"admin:{opts.app_label}_{opts.model_name}_change", args=[self.thing.pk]
        )


def publishable_models() -> list[type[Publishable]]:
    """Every kind of thing that can be published."""
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


def work_of(user: Any) -> dict[Kind, list[Task]]:
    """Everything that waits for this user, by why. A few queries for each kind of thing."""
    revisions = Revision.objects.open().select_related("author").defer("snapshot")
    mine = revisions.filter(author=user)
    found = {
        Kind.BEGUN: [
            Task(page, page.updated_at, "", address=page.edit_url)
            for page in BegunPage.objects.by(user)[:MOST]
        ],
        Kind.MINE: _drafts(mine.filter(state=RevisionState.WORKING)),
        Kind.REVIEW: [
            task
            for task in _drafts(
                policies.submitted_to(user).select_related("author").defer("snapshot")
            )
            if policies.is_reachable(user, task.thing)
        ],
        Kind.RETURNED: _drafts(mine.filter(state=RevisionState.CHANGES_REQUESTED)),
        Kind.ASIDE: _aside(user),
        Kind.SCHEDULED: [],
        Kind.STALE: [],
        Kind.TRANSLATE: [],
    }
    for model in publishable_models():
        opts = model._meta
        if user.has_perm(f"{opts.app_label}.change_{opts.model_name}"):
            reachable = policies.reachable(user, model._default_manager.all())
            found[Kind.SCHEDULED] += _scheduled(reachable)
            found[Kind.STALE] += _stale(reachable)
            found[Kind.TRANSLATE] += _untranslated(reachable)
    return {kind: tasks[:MOST] for kind, tasks in found.items()}


def _drafts(revisions: Iterable[Revision]) -> list[Task]:
    """The things of these revisions. A query for each kind of thing."""
    listed = list(revisions[:MOST])  # type: ignore[index]
    things: dict[tuple[int, int], Any] = {}
    for kind in {one.content_type_id for one in listed}:
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        keys = [one.object_id for one in listed if one.content_type_id == kind]
        rows = model._default_manager.filter(pk__in=keys).prefetch_related("translations")
        things |= {(kind, row.pk): row for row in rows}
    return [
        Task(thing, one.updated_at, one.comment or str(one.author or ""), revision=one.pk)
        for one in listed
        if (thing := things.get((one.content_type_id, one.object_id))) is not None
    ]


def _aside(user: Any) -> list[Task]:
    """What the user entered on outdated pages. A query for each kind of thing."""
    aside = Revision.objects.aside_of(user).select_related("author").defer("snapshot")
    return [
        dataclasses.replace(
            task,
            note="",
            address=reverse(
                f"admin:{opts.app_label}_{opts.model_name}_merge",
                args=[task.thing.pk, task.revision],
            ),
        )
        for task in _drafts(aside.order_by("-pk"))
        if (opts := task.thing._meta)
    ]


def _scheduled(things: Any) -> Iterator[Task]:
    now = timezone.now()
    coming = things.filter(
        Q(publish_at__gt=now) | Q(expire_at__gt=now), state=PublicationState.PUBLISHED
    ).prefetch_related("translations")
    for thing in coming[:MOST]:
        begins = thing.publish_at is not None and thing.publish_at > now
        said = _("becomes public") if begins else _("stops being public")
        yield Task(thing, thing.publish_at if begins else thing.expire_at, str(said))


def _stale(things: Any) -> Iterator[Task]:
    oldest = timezone.now() - STALE_AFTER
    names = {field.name for field in things.model._meta.fields}
    old = things.public().filter(updated_at__lt=oldest)
    if "reviewed_on" in names:
        old = old.filter(Q(reviewed_on=None) | Q(reviewed_on__lt=oldest.date()))
    for thing in old.order_by("updated_at", "pk").prefetch_related("translations")[:MOST]:
        yield Task(thing, thing.updated_at, "")


def _untranslated(things: Any) -> Iterator[Task]:
    public = list(
        things.public().order_by("-updated_at", "pk").prefetch_related("translations")[:200]
    )
    newest = newest_revisions(public)
    for thing in public:
        states = translation_states(thing, newest.get(thing.pk))
        lacking = [
            f"{code}: {state.label}"
            for code, state in states.items()
            if state != TranslationState.DONE
        ]
        if lacking:
            yield Task(thing, thing.updated_at, "; ".join(lacking))
