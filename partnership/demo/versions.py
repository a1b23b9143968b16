"""Earlier versions of a few pages, so that a review can say what has changed since the last."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType

from partnership.demo.shelf import PUBLISHED_AT, Row, Shelf, read
from projects.models import Project
from publishing.models import PublicationEvent, PublicationStep, Revision, RevisionState
from publishing.snapshots import take

FILES = ("record", "neighbours_japan", "neighbours_others")


def load_versions(shelf: Shelf) -> None:
    """What the pages said when they were first published; once, as an editor's history grows."""
    told = [row for name in FILES for row in read(name)["project"] if "versions" in row]
    kind = ContentType.objects.get_for_model(Project)
    for row in told:
        project = shelf.known(Project).get(row["slug"])
        if project is None or Revision.objects.of(project).exists():
            continue
        now = take(project)
        for version in row["versions"]:
            _publish(kind, project, _as_then(now, version), version["at"], live=None)
        _publish(kind, project, now, PUBLISHED_AT, live=project.version)
        shelf.made += 1


def _as_then(now: dict[str, dict[str, Row]], version: Row) -> dict[str, dict[str, Row]]:
    """The page with what the version names as it was then."""
    then = copy.deepcopy(now)
    (page,) = then["projects.project"].values()
    for name in ("status", "planned_end", "actual_end"):
        if name in version:
            page[name] = str(version[name]) if name != "status" else version[name]
    if "actual_end" not in version:
        page["actual_end"] = None
    for text in then["projects.projecttranslation"].values():
        text["summary"] = version.get("summary", {}).get(text["language_code"], text["summary"])
    if "budget" in version:
        kept = {
            key: one
            for key, one in then["projects.budget"].items()
            if one["period_start"][:4] in version["budget"]
        }
        for one in kept.values():
            amount = f"{version['budget'][one['period_start'][:4]]}.00"
            one |= {"amount": amount, "usd_amount": amount}
        then["projects.budget"] = kept
    return then


def _publish(
    kind: ContentType, project: Project, snapshot: Any, at: dt.datetime, *, live: int | None
) -> None:
    """A version with the step that published it, both on its own day."""
    revision = Revision.objects.create(
        content_type=kind,
        object_id=project.pk,
        snapshot=snapshot,
        state=RevisionState.APPROVED,
        live_version=live,
    )
    step = PublicationEvent.objects.create(
        content_type=kind,
        object_id=project.pk,
        revision=revision,
        step=PublicationStep.PUBLISHED,
    )
    Revision.objects.filter(pk=revision.pk).update(created_at=at)
    PublicationEvent.objects.filter(pk=step.pk).update(at=at)
