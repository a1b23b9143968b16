"""The groups of staff and what each may do; ``publishing.policies`` says with which things."""

from __future__ import annotations

from typing import Any

from django.apps import apps as all_apps
from django.contrib.auth.management import create_permissions
from django.db.models import Q

CONTENT = ["library", "donors", "projects", "meetings", "news"]
"""Apps whose content staff edit."""
ACCOUNTS = ["partnershipmember", "subscription", "savedsearch"]
"""Models in them that are about accounts and readers."""

EDITOR, REVIEWER = "Editor", "Reviewer"
OFFICER, ADMINISTRATOR = "Partnership officer", "Administrator"


def _content(*verbs: str) -> Q:
    named = Q()
    for verb in verbs:
        named |= Q(codename__startswith=f"{verb}_")
    return named & Q(content_type__app_label__in=CONTENT) & ~Q(content_type__model__in=ACCOUNTS)


READING = Q(
    content_type__app_label="publishing",
    codename__in=["view_revision", "view_publicationevent", "view_formeraddress"],
)


def _publishing(*codenames: str) -> Q:
    return Q(content_type__app_label="publishing", codename__in=codenames)


ROLES: dict[str, Q] = {
    EDITOR: _content("view", "add", "change", "delete"),
    REVIEWER: _content("view", "change")
    | READING
    | _publishing("review_revision", "every_partnership"),
    OFFICER: _content("view", "add", "change", "delete")
    | READING
    | _publishing("review_revision", "publish_revision", "every_partnership", "view_previewlink")
    | Q(content_type__app_label="auditlog", codename="view_logentry")
    | Q(content_type__app_label="iati", codename__startswith="view_"),
    ADMINISTRATOR: Q(),
}


def make_groups(using: str = "default") -> None:
    """Make the groups and give each exactly its permissions. Can be repeated."""
    for app in all_apps.get_app_configs():
        create_permissions(app, verbosity=0, using=using)
    group: Any = all_apps.get_model("auth", "Group")
    permission: Any = all_apps.get_model("auth", "Permission")
    for name, allowed in ROLES.items():
        made, _new = group.objects.using(using).get_or_create(name=name)
        made.permissions.set(permission.objects.using(using).filter(allowed))
