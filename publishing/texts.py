"""How far the texts of a thing are translated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel

from publishing.models import Publishable, Revision
from publishing.snapshots import Snapshot
from publishing.wording import digest, texts_in


class TranslationState(models.TextChoices):
    """How the texts in a language stand to those in the source language."""

    DONE = "done", _("Translated")
    OUTDATED = "outdated", _("Outdated: the source has changed since")
    MISSING = "missing", _("Missing")


def incomplete_languages(thing: TranslatableModel) -> list[str]:
    """The languages of the site in which a text is missing that another language has.

    Reads ``translations`` as prefetched.
    """
    texts = {text.language_code: text for text in thing.translations.all()}
    names = [
        name
        for name in thing.translations.model.get_translated_fields()
        if any(getattr(text, name) for text in texts.values())
    ]
    return [
        code
        for code, _name in settings.LANGUAGES
        if not all(getattr(texts.get(code), name, "") for name in names)
    ]


def source_texts(
    snapshot: Snapshot, before: Snapshot, known: dict[str, str], *, confirmed: str = ""
) -> dict[str, str]:
    """For each language, the source texts that its translation was made from.

    A translation that changes is taken to be made from the source as it is now; so is one that
    somebody confirms. Others keep what is known of them; one of which nothing is known was up
    to date before this change.
    """
    source = digest(snapshot, settings.LANGUAGE_CODE)
    former = digest(before, settings.LANGUAGE_CODE)
    return {
        code: source
        if code == confirmed or texts_in(snapshot, code) != texts_in(before, code)
        else known.get(code, former)
        for code, _name in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE
    }


def translation_states(thing: Any, revision: Revision | None) -> dict[str, TranslationState]:
    """The state of each language of the site other than the source language.

    Reads ``translations`` as prefetched; ``revision`` is the newest one of the thing, whose
    texts those are. Without one nothing is known to be outdated.
    """
    missing = incomplete_languages(thing)
    source = revision.source_digest if revision is not None else ""
    states = {}
    for code, _name in settings.LANGUAGES:
        if code == settings.LANGUAGE_CODE:
            continue
        made_from = (revision.source_texts if revision is not None else {}).get(code, source)
        if code in missing:
            states[code] = TranslationState.MISSING
        elif made_from != source:
            states[code] = TranslationState.OUTDATED
        else:
            states[code] = TranslationState.DONE
    return states


def newest_revisions(things: Iterable[Publishable]) -> dict[int, Revision]:
    """The newest kept revision of each of these things of one kind, without its snapshot.

    Runs one query.
    """
    keys = [thing.pk for thing in things]
    if not keys:
        return {}
    kind = type(next(iter(things)))
    newest = (
        Revision.objects.kept()
        .filter(content_type__app_label=kind._meta.app_label)
        .filter(content_type__model=kind._meta.model_name, object_id__in=keys)
        .order_by("object_id", "-created_at", "-pk")
        .distinct("object_id")
        .defer("snapshot", "unfinished")
    )
    return {revision.object_id: revision for revision in newest}
