"""Whom our mail reaches, and in which language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from donors.models import Person
from publishing.models import MailLanguage


def language_of(email: str, person: Person | None = None, otherwise: str = "") -> str:
    """The language in which to write to an address: that of the account or of the person.

    ``person`` is who it is written to, where that is known; else the people with this address are
    asked. For nobody we know it is ``otherwise``, or ours. Runs up to two queries.
    """
    offered = [code for code, _name in settings.LANGUAGES]
    if person is not None and person.language in offered:
        return person.language
    if chosen := MailLanguage.objects.of_address(email):
        return chosen
    people = Person.objects.filter(email__iexact=email, language__in=offered).order_by("pk")
    known = people.values_list("language", flat=True).first()
    return known or (otherwise if otherwise in offered else settings.LANGUAGE_CODE)


def introduced(emails: list[str]) -> list[str]:
    """Each address of our staff after the name of who is reached there. Runs a query."""
    users: Any = get_user_model()._default_manager
    names = {one.email.lower(): one.get_full_name() for one in users.filter(email__in=emails)}
    return [f"{name} <{one}>" if (name := names.get(one.lower())) else one for one in emails]


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
