"""Whom our mail reaches, and in which language."""

from __future__ import annotations

from django.conf import settings

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
