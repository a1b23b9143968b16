"""Building, freezing and sharing dossiers."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from library.uploads import EXTENSIONS
from meetings.dossier.compare import entries_of
from meetings.dossier.compile import checksum, compile_dossier
from meetings.dossier.files import MadeFile, in_every_language, source_of
from meetings.dossier.pdf import PangoMissingError
from meetings.dossier.scope import Scope
from meetings.models import (
    BuildState,
    DelegateLink,
    DossierEntry,
    DossierFile,
    DossierFormat,
    ReviewDossier,
)
from meetings.tasks import send_dossier
from publishing.models import Visibility
from publishing.policies import is_reachable

logger = logging.getLogger(__name__)

CONTENT_TYPES = {
    DossierFormat.PDF: "application/pdf",
    DossierFormat.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MOST_DAYS = 90
"""A link opens a dossier for so long at most."""


def may_work_on(user: Any, dossier: ReviewDossier) -> bool:
    """Whether the user may build and compare this dossier. Runs up to two queries."""
    may_change: bool = user.is_active and user.has_perm("meetings.change_reviewdossier")
    return may_change and is_reachable(user, dossier)


def may_hand_out(user: Any, dossier: ReviewDossier) -> bool:
    """Whether the user may freeze it and give it to delegates: who may publish may."""
    return may_work_on(user, dossier) and user.has_perm("publishing.publish_revision")


def _demand(allowed: bool) -> None:  # noqa: FBT001  the answer to a question
    if not allowed:
        raise PermissionDenied(_("You may not do this with the dossier. Ask an administrator."))


@transaction.atomic
def ask_to_build(*, dossier: ReviewDossier, user: Any) -> None:
    """Have the dossier built in the background, if this transaction is committed."""
    _demand(may_work_on(user, dossier))
    locked = ReviewDossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    if locked.is_frozen:
        raise ValidationError(_("A frozen dossier never changes. Compile a new one."))
    locked.state, locked.progress, locked.problem = BuildState.WAITING, 0, ""
    locked.save(update_fields=["state", "progress", "problem"])
    build_dossier.enqueue(pk=dossier.pk)


@task()
def build_dossier(pk: int) -> None:
    """Compile the dossier and make its files in every language. A second run makes it anew."""
    dossier = ReviewDossier.objects.select_related("meeting__previous").get(pk=pk)
    if dossier.is_frozen:
        return
    try:
        _build(dossier)
    except PangoMissingError as error:
        _note(pk, BuildState.FAILED, problem=str(error))
    except Exception as error:
        _note(pk, BuildState.FAILED, problem=f"{type(error).__name__}: {error}"[:500])
        logger.exception("Dossier %s could not be built", pk)
        raise


def _note(pk: int, state: str, progress: int = 0, problem: str = "") -> None:
    """Say how far the building is, to who watches the page."""
    ReviewDossier.objects.filter(pk=pk, frozen_at=None).update(
        state=state, progress=progress, problem=problem
    )


def _build(dossier: ReviewDossier) -> None:
    _note(dossier.pk, BuildState.BUILDING, 5)
    data_as_of = timezone.now()
    entries = compile_dossier(Scope.of(dossier), dossier.audience)
    _note(dossier.pk, BuildState.BUILDING, 15)
    made: list[MadeFile] = []
    source = source_of(entries, data_as_of, dossier.meeting.time_zone)
    for place, files in enumerate(in_every_language(source), 1):
        made += files
        _note(dossier.pk, BuildState.BUILDING, 15 + 80 * place // len(settings.LANGUAGES))
    _store(dossier.pk, data_as_of, entries, made)


def _store(pk: int, data_as_of: dt.datetime, entries: list[Any], made: list[MadeFile]) -> None:
    """Replace what was built before; all of it, or nothing."""
    stored: list[DossierFile] = []
    try:
        with transaction.atomic():
            dossier = ReviewDossier.objects.select_for_update(no_key=True).get(pk=pk)
            if dossier.is_frozen:
                return
            former = [one.file for one in dossier.files.all()]
            dossier.files.all().delete()
            dossier.entries.all().delete()
            DossierEntry.objects.bulk_create(
                DossierEntry(
                    dossier=dossier,
                    order=order,
                    kind=one.kind,
                    object_id=one.object_id,
                    data=one.data,
                )
                for order, one in enumerate(entries)
            )
            for language, kind, content in made:
                name = f"dossier{EXTENSIONS[CONTENT_TYPES[DossierFormat(kind)]]}"
                stored.append(
                    DossierFile.objects.create(
                        dossier=dossier,
                        language=language,
                        format=kind,
                        file=ContentFile(content, name=name),
                        size=len(content),
                        checksum=hashlib.sha256(content).hexdigest(),
                    )
                )
            dossier.checksum = checksum(entries)
            dossier.data_as_of = data_as_of
            dossier.state, dossier.progress, dossier.problem = BuildState.READY, 100, ""
            dossier.save(update_fields=["checksum", "data_as_of", "state", "progress", "problem"])
            for one in former:
                transaction.on_commit(functools.partial(one.delete, save=False))
    except BaseException:
        for file in stored:
            file.file.delete(save=False)
        raise


@transaction.atomic
def freeze(*, dossier: ReviewDossier, user: Any) -> None:
    """Keep the dossier as it was built, for good. Raises ValidationError if it is not built."""
    _demand(may_hand_out(user, dossier))
    locked = ReviewDossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    if locked.is_frozen:
        raise ValidationError(_("This dossier is frozen already."))
    if locked.state != BuildState.READY:
        raise ValidationError(_("Build the dossier before you freeze it."))
    if locked.audience == Visibility.PUBLIC and not locked.meeting.is_public_now:
        raise ValidationError(_("Publish the meeting first: this dossier is for everybody."))
    if locked.checksum != checksum(entries_of(locked)):
        raise ValidationError(_("The entries were changed since it was built. Build it again."))
    if not _is_what_was_built(locked):
        raise ValidationError(
            _(
                "Its meeting, its scope or its readers were changed since it was built. Build it "
                "again."
            )
        )
    locked.frozen_at = timezone.now()
    locked.save(update_fields=["frozen_at"])


def _is_what_was_built(dossier: ReviewDossier) -> bool:
    """Whether it is still of the meeting, the scope and the readers for whom it was compiled."""
    scope = Scope.of(dossier)
    cover = next(one for one in entries_of(dossier) if one.kind == "cover")
    built = (cover.object_id, *(cover.data[name] for name in ("scope", "query", "audience")))
    return built == (dossier.meeting_id, scope.kind, scope.query, dossier.audience)


def share(
    *, dossier: ReviewDossier, user: Any, name: str, email: str, side: str, days: int
) -> DelegateLink:
    """Make a link at which a delegate reads the frozen dossier for so many days.

    It is sent to the address, if there is one.
    """
    _demand(may_hand_out(user, dossier))
    if not dossier.is_frozen:
        raise ValidationError(_("Freeze the dossier before you share it."))
    if dossier.audience == Visibility.INTERNAL:
        raise ValidationError(_("This dossier is for our own staff. Make one for both sides."))
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError(_("A link is valid for 1 to %(most)s days.") % {"most": MOST_DAYS})
    link = DelegateLink(
        dossier=dossier,
        created_by=user,
        name=name,
        email=email,
        side=side,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    link.full_clean()
    link.save()
    if link.email:
        transaction.on_commit(lambda: send_dossier.enqueue(link.pk))
    return link


def revoke(*, link: DelegateLink, user: Any) -> None:
    """Make a link to a dossier open nothing from now on."""
    if link.dossier is not None:
        _demand(may_hand_out(user, link.dossier))
        DelegateLink.objects.filter(pk=link.pk).revoke()
