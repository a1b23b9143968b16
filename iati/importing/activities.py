"""One activity into one project, in one transaction."""

from __future__ import annotations

import dataclasses
import enum
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import DataError, IntegrityError, transaction
from django.db.models import F, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from donors.models import Partnership
from iati.importing.registers import Registers, first_text, free_slugs, published
from iati.importing.rows import ProjectRows, create_texts, stored_texts, update_texts
from iati.importing.wanted import Context, project_fields, project_texts, rows
from iati.importing.wanted.project import status_by_dates
from iati.models import ImportedActivity
from iati.reading import Activity, Problem
from projects.codes import RelationType
from projects.models import Project

MAPPING = 2
"""Raise it when ``wanted`` understands activities in another way: all are then taken in anew."""
MAX_IDENTIFIER = 200
SLUG_TITLE, SLUG_IDENTIFIER = 100, 60


class Outcome(enum.Enum):
    """What became of an activity."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Told:
    """The outcome of one activity with all there is to say about it."""

    activity: Activity
    outcome: Outcome
    warnings: list[Problem] = field(default_factory=list)
    reasons: list[Problem] = field(default_factory=list)
    """Why it was refused."""
    edited: bool = False
    """Staff have changed the project since its last import."""


class Refused(Exception):  # noqa: N818  an outcome, told to the reader of the report
    """The activity cannot be imported; the message says why and what to do."""


class Importer:
    """Imports activities of any number of files, remembering what they share.

    ``draft`` leaves new projects unpublished: by default they are public at once, as the file
    of a publisher is. ``partnership`` is that of new projects.
    """

    def __init__(self, *, draft: bool = False, partnership: Partnership | None = None) -> None:
        self.draft = draft
        self.partnership = partnership
        self._registers = Registers(draft=draft)
        self._seen: dict[int, int] = {}

    def take(self, activity: Activity, source: str) -> Told:
        """Import one activity, whole or not at all."""
        told = Told(activity, Outcome.REFUSED)
        told.warnings = [problem for problem in activity.problems if not problem.refuses]
        if activity.refused:
            told.reasons = [problem for problem in activity.problems if problem.refuses]
            return told
        try:
            self._take(activity, source, told)
        except (Refused, IntegrityError, DataError) as error:
            self._registers.forget()
            told.outcome = Outcome.REFUSED
            told.reasons = [Problem(activity.line, reason(error), refuses=True)]
        except BaseException:
            self._registers.forget()
            raise
        return told

    def _take(self, activity: Activity, source: str, told: Told) -> None:
        if len(activity.identifier) > MAX_IDENTIFIER:
            raise Refused(
                _("The iati-identifier is longer than %(limit)d characters; shorten it.")
                % {"limit": MAX_IDENTIFIER}
            )
        digest = digest_of(activity)
        known = (
            Project.objects.filter(iati_identifier=activity.identifier)
            .values(
                "pk", "updated_at", "imported_activity__digest", "imported_activity__imported_at"
            )
            .first()
        )
        told.edited = bool(
            known
            and known["imported_activity__imported_at"]
            and known["updated_at"] > known["imported_activity__imported_at"]
        )
        self._refuse_second(activity, digest)
        if known and known["imported_activity__digest"] == digest:
            told.outcome = Outcome.UNCHANGED
            return
        with transaction.atomic():
            context = Context(activity, self._registers)
            if known:
                writes = self._update(known["pk"], context, digest, source)
                told.outcome = Outcome.UPDATED if writes else Outcome.UNCHANGED
            else:
                self._create(context, digest, source)
                told.outcome = Outcome.CREATED
        told.warnings += context.warnings

    def _refuse_second(self, activity: Activity, digest: str) -> None:
        """Two different activities of one identifier would undo each other in every import."""
        short = int(digest[:15], 16)
        if self._seen.setdefault(hash(activity.identifier), short) != short:
            raise Refused(
                _(
                    "Another activity before it has the same iati-identifier; give each one of "
                    "its own, or import only the file that is right."
                )
            )

    def _create(self, context: Context, digest: str, source: str) -> None:
        activity = context.activity
        slug = slugify(first_text(activity.titles, activity.default_language))[:SLUG_TITLE]
        code = slugify(activity.identifier)[-SLUG_IDENTIFIER:]
        slugs = free_slugs(Project, {activity.identifier: f"{slug}-{code}"})
        project = Project(
            **{
                "iati_identifier": activity.identifier,
                "slug": slugs[activity.identifier],
                "partnership": self.partnership,
                "status": status_by_dates(activity),
                **published(draft=self.draft),
                **project_fields(context),
            },
        )
        Project.objects.bulk_create([project])
        create_texts(Project, {project.pk: project_texts(context)})
        written = ProjectRows(project.pk)
        written.create(rows(context))
        self._remember(context, written, digest, source)
        self._link_to_programme(context, project.pk)
        self._link_parts(context, project.pk)

    def _update(self, pk: int, context: Context, digest: str, source: str) -> int:
        project = Project.objects.select_for_update().values().get(pk=pk)
        made = ImportedActivity.objects.filter(project=pk).values_list("rows", flat=True).first()
        fields = {
            name: value for name, value in project_fields(context).items() if project[name] != value
        }
        written = ProjectRows(pk, made)
        texts = stored_texts(Project, [pk])[pk]
        written.writes += len(fields) + update_texts(Project, {pk: (project_texts(context), texts)})
        written.sync(rows(context))
        if written.left_to_staff:
            context.warn(_("A value recorded here by staff differs from the file's and was kept."))
        written.writes += self._link_to_programme(context, pk)
        if written.writes:
            Project.objects.filter(pk=pk).update(
                **fields, updated_at=timezone.now(), version=F("version") + 1
            )
        self._remember(context, written, digest, source)
        return written.writes

    @staticmethod
    def _remember(context: Context, written: ProjectRows, digest: str, source: str) -> None:
        ImportedActivity.objects.bulk_create(
            [
                ImportedActivity(
                    project_id=written.project,
                    digest=digest,
                    programme=programme_of(context.activity),
                    rows={kind: sorted(keys) for kind, keys in written.made.items() if keys},
                    source=source[:255],
                    imported_at=timezone.now(),
                )
            ],
            update_conflicts=True,
            unique_fields=["project"],
            update_fields=["digest", "programme", "rows", "source", "imported_at"],
        )

    @staticmethod
    def _link_to_programme(context: Context, pk: int) -> int:
        """Put the project into the programme it names, where that one is here."""
        ref = programme_of(context.activity)
        programme = (
            Project.objects.filter(iati_identifier=ref).values_list("pk", flat=True).first()
            if ref
            else None
        )
        if programme is None:
            return 0
        return _link(context, part=pk, programme=programme)

    @staticmethod
    def _link_parts(context: Context, pk: int) -> None:
        """Take in the projects that were here before and name this one as their programme."""
        waiting = Project.objects.filter(
            imported_activity__programme=context.activity.identifier, parent=None
        )
        for part in waiting.values_list("pk", flat=True):
            _link(context, part=part, programme=pk)


def _link(context: Context, *, part: int, programme: int) -> int:
    above: int | None = programme
    while above is not None:
        if above == part:
            context.warn(
                _("A parent activity is left out because the project would be part of itself.")
            )
            return 0
        above = Project.objects.filter(pk=above).values_list("parent", flat=True).first()
    return Project.objects.filter(pk=part).exclude(parent=programme).update(parent=programme)


def programme_of(activity: Activity) -> str:
    """The identifier of the parent activity; empty where none is named."""
    return next(
        (related.ref for related in activity.related if related.type == str(RelationType.PARENT)),
        "",
    )


def digest_of(activity: Activity) -> str:
    """A hash of what the activity says, wherever it stands in the file and whenever it is sent."""
    said = dataclasses.replace(activity, line=0, problems=(), last_updated=None)
    return hashlib.sha256(f"{MAPPING} {said}".encode()).hexdigest()


def reason(error: Exception) -> str:
    """What the database refused, in the words an editor is told."""
    if isinstance(error, ProtectedError | RestrictedError):
        return _(
            "The file no longer has something that other content still refers to; remove that "
            "reference first."
        )
    cause: Any = error.__cause__
    found = getattr(cause, "diag", None)
    if found is None:
        return str(error)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == found.constraint_name:
                return str(constraint.violation_error_message)
    return " ".join(filter(None, [found.message_primary, found.message_hint]))
