"""Who may do what with a thing: the one place that knows.

Groups give permissions (see the migration that makes them), memberships give partnerships:

=====================  ======  ========  =======  =============
may                    Editor  Reviewer  Officer  Administrator
=====================  ======  ========  =======  =============
edit, submit, share    own     all       all      all
approve what others    -       all       all      all
submit, or ask for
changes
publish, take back,    -       -         all      all
archive by themselves
=====================  ======  ========  =======  =============

"Own" are the partnerships a user is a member of, and what all partnerships share. Nobody approves
what they submitted themselves, except who may publish without a review.
"""

from __future__ import annotations

from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from publishing.models import (
    PublicationEvent,
    PublicationStep,
    Publishable,
    Revision,
    RevisionState,
)
from publishing.snapshots import owner_paths

Step = Literal["see", "edit", "review", "publish"]


def partnerships_of(user: Any) -> set[int] | None:
    """The keys of the partnerships whose content the user edits; ``None`` stands for all.

    Runs a query, once for each user object.
    """
    if user.has_perm("publishing.every_partnership"):
        return None
    if not hasattr(user, "_partnership_keys"):
        user._partnership_keys = set(  # noqa: SLF001  kept with the user of this request
            user.partnership_memberships.values_list("partnership", flat=True)
        )
    keys: set[int] = user._partnership_keys  # noqa: SLF001
    return keys


def _within(model: type[models.Model], keys: set[int]) -> Q | None:
    """Rows of these partnerships and shared ones; ``None`` if all rows are shared."""
    own: str = getattr(model, "partnership_path", "")
    if own:
        paths = [own]
    else:
        found = owner_paths(model)
        above: str = getattr(found[0], "partnership_path", "") if found else ""
        if found is None or not above:
            return None
        paths = [f"{path}__{above}" for path in found[1]]
    within = Q()
    for path in paths:
        within |= Q(**{f"{path}__in": keys})
    return within | Q(**dict.fromkeys(paths))


def reachable(user: Any, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The rows whose drafts the user may see and work on."""
    keys = partnerships_of(user)
    if keys is None:
        return queryset
    within = _within(queryset.model, keys)
    return queryset if within is None else queryset.filter(within)


def listed(user: Any, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The rows that the user may find in lists and choices: reachable ones, and public ones."""
    keys = partnerships_of(user)
    within = None if keys is None else _within(queryset.model, keys)
    if within is None:
        return queryset
    found = owner_paths(queryset.model)
    if found is not None:
        for path in found[1]:
            public = found[0]._default_manager.public()  # type: ignore[attr-defined]
            within |= Q(**{f"{path or 'pk'}__in": public.values("pk")})
    return queryset.filter(within)


def is_reachable(user: Any, thing: models.Model) -> bool:
    """Whether the user may see and work on the drafts of this very thing."""
    if partnerships_of(user) is None:
        return True
    return reachable(user, type(thing)._base_manager.filter(pk=thing.pk)).exists()


def may(user: Any, step: Step, thing: Publishable) -> bool:
    """Whether the user may do this with the thing. Runs up to two queries."""
    opts = thing._meta
    app, name = opts.app_label, opts.model_name
    if not (user.is_active and user.is_staff and is_reachable(user, thing)):
        return False
    match step:
        case "see":
            return bool(
                user.has_perm(f"{app}.view_{name}") or user.has_perm(f"{app}.change_{name}")
            )
        case "edit":
            return bool(user.has_perm(f"{app}.change_{name}"))
        case "publish":
            return bool(
                user.has_perm("publishing.publish_revision")
                and user.has_perm(f"{app}.change_{name}")
            )
        case "review":
            return may(user, "publish", thing) or (
                user.has_perm("publishing.review_revision")
                and not Revision.objects.of(thing)
                .open()
                .filter(Q(author=user) | Q(pk__in=submitted_by(user).values("revision")))
                .exists()
            )


def submitted_by(user: Any) -> models.QuerySet[PublicationEvent]:
    """The steps by which the user asked for reviews."""
    return PublicationEvent.objects.filter(
        step=PublicationStep.SUBMITTED, actor=user, revision__isnull=False
    )


def submitted_to(user: Any) -> models.QuerySet[Revision]:
    """Submitted drafts on which the user decides, as far as their things are reachable."""
    submitted: models.QuerySet[Revision] = Revision.objects.filter(state=RevisionState.SUBMITTED)
    if user.has_perm("publishing.publish_revision"):
        return submitted
    if not user.has_perm("publishing.review_revision"):
        return submitted.none()
    return submitted.exclude(author=user).exclude(pk__in=submitted_by(user).values("revision"))


def demand(user: Any, step: Step, thing: Publishable) -> None:
    """Raises PermissionDenied unless the user may do this with the thing."""
    if not may(user, step, thing):
        raise PermissionDenied(
            _("You may not do this with “%(thing)s”. Ask an administrator.") % {"thing": thing}
        )
