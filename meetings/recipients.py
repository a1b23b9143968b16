"""Whom our mail reaches, and in which language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from donors.models import Person
from publishing.models import MailLanguage


def language_of(email: str, person: Person | None = None) -> str:
    """The language in which to write to an address: that of the account, of the person, or ours.

    ``person`` is who it is written to, where that is known; else the people with this address are
    asked. Runs up to two queries.
    """
    offered = [code for code, _name in settings.LANGUAGES]
    if person is not None and person.language in offered:
        return person.language
    if chosen := MailLanguage.objects.of_address(email):
        return chosen
    people = Person.objects.filter(email__iexact=email, language__in=offered).order_by("pk")
    return people.values_list("language", flat=True).first() or settings.LANGUAGE_CODE


def officers(partnership: int) -> list[str]:
    """The addresses of its officers; if it has none of its own, of all officers. Two queries."""
    users: Any = get_user_model()._default_manager
    able = users.with_perm(
        "publishing.publish_revision",
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    ).filter(is_staff=True)
    reached = able.exclude(email="").order_by("pk")
    own = reached.filter(partnership_memberships__partnership=partnership)
    return list(own.values_list("email", flat=True)) or list(
        reached.values_list("email", flat=True)
    )
