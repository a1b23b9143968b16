"""What activities share, found or made: organisations, sectors, documents, exchange rates.

Each register remembers what it has found, up to a bound, so that most activities need no query
for it. After a transaction that failed it must forget, as what it made is gone again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils import timezone
from django.utils.text import slugify

from donors.models import ExchangeRate, Organisation, OrganisationType
from iati.importing.rows import Texts, create_texts
from iati.reading import records
from library.models import Document
from projects.models import Budget, Sector
from publishing.models import PublicationState, Visibility

MAX_REMEMBERED = 20_000
MAX_REF = 120
MAX_NAME = 300


class Remembered(dict[Any, Any]):
    """A cache that starts anew when it is full, so that no file can fill the memory."""

    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        super().__setitem__(key, value)


def published(*, draft: bool = False) -> dict[str, Any]:
    """The fields of something that is public from now on, or not yet."""
    if draft:
        return {"state": PublicationState.DRAFT}
    now = timezone.now()
    return {
        "state": PublicationState.PUBLISHED,
        "publish_at": now,
        "first_published_at": now,
    }


def short_hash(text: str) -> str:
    """Tells addresses apart that would otherwise be the same."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def free_slugs(model: Any, named: Mapping[str, str]) -> dict[str, str]:
    """For each identity the slug given for it, or that one with a hash where it is taken."""
    wanted = {identity: slug[:180].strip("-") for identity, slug in named.items()}
    taken = set(model.objects.filter(slug__in=wanted.values()).values_list("slug", flat=True))
    slugs = {}
    for identity, slug in wanted.items():
        free = slug if slug and slug not in taken else f"{slug}-{short_hash(identity)}".strip("-")
        taken.add(free)
        slugs[identity] = free
    return slugs


def first_text(texts: Mapping[str, str], language: str = "") -> str:
    """The text in English, or else in that language, or else the first; empty without any."""
    return texts.get("en") or texts.get(language) or next(iter(texts.values()), "")


class Organisations:
    """Organisations by IATI identifier, or by name where there is none.

    An organisation that has the name and no identifier yet is taken for one the file gives
    both of, and gets the identifier; so staff need not know identifiers beforehand.
    """

    def __init__(self, *, draft: bool) -> None:
        self._draft = draft
        self._known: Remembered = Remembered()

    def forget(self) -> None:
        self._known.clear()

    def find(self, mentions: Iterable[records.Organisation]) -> dict[tuple[str, str], int]:
        """Keys of organisations by identity; those missing are made, published."""
        wanted: dict[tuple[str, str], records.Organisation] = {}
        for mention in mentions:
            identity = self.identity(mention)
            if any(identity) and (identity not in wanted or not wanted[identity].type):
                wanted[identity] = mention
        found = {key: self._known[key] for key in wanted if key in self._known}
        # First those with an identifier, so that a mere name finds them.
        for identified in (True, False):
            for search in (self._by_ref, self._by_name, self._make):
                missing = {
                    key: mention
                    for key, mention in wanted.items()
                    if key not in found and bool(key[0]) == identified
                }
                if missing:
                    found |= search(missing)
        for key, organisation in found.items():
            self._known[key] = organisation
        return found

    @staticmethod
    def identity(mention: records.Organisation) -> tuple[str, str]:
        """The identifier alone, or the name where there is none; empty where it has neither."""
        if 0 < len(mention.ref) <= MAX_REF:
            return mention.ref, ""
        return "", first_text(mention.names)[:MAX_NAME]

    @staticmethod
    def _by_ref(
        missing: Mapping[tuple[str, str], records.Organisation],
    ) -> dict[tuple[str, str], int]:
        refs = [ref for ref, _name in missing if ref]
        rows = Organisation.objects.filter(iati_ref__in=refs).values_list("iati_ref", "pk")
        return {(ref, ""): pk for ref, pk in rows} if refs else {}

    @staticmethod
    def _by_name(
        missing: Mapping[tuple[str, str], records.Organisation],
    ) -> dict[tuple[str, str], int]:
        names = {key: first_text(mention.names)[:MAX_NAME] for key, mention in missing.items()}
        rows = Organisation.objects.filter(
            translations__name__in={name for name in names.values() if name}
        ).order_by("-pk")
        by_name = {
            (name, ref != ""): pk
            for name, ref, pk in rows.values_list("translations__name", "iati_ref", "pk")
        }
        found: dict[tuple[str, str], int] = {}
        for key, name in names.items():
            with_ref, without = by_name.get((name, True)), by_name.get((name, False))
            if key[0] and without and without not in found.values():
                Organisation.objects.filter(pk=without).update(iati_ref=key[0])
                found[key] = without
            elif not key[0] and (pk := without or with_ref):
                found[key] = pk
        return found

    def _make(
        self,
        missing: Mapping[tuple[str, str], records.Organisation],
    ) -> dict[tuple[str, str], int]:
        slugs = free_slugs(
            Organisation,
            {
                f"{ref}|{name}": slugify(first_text(mention.names)) or slugify(ref)
                for (ref, name), mention in missing.items()
            },
        )
        things = [
            Organisation(
                iati_ref=ref,
                slug=slugs[f"{ref}|{name}"],
                type=(
                    mention.type
                    if mention.type in OrganisationType.values
                    else OrganisationType.OTHER
                ),
                **published(draft=self._draft),
            )
            for (ref, name), mention in missing.items()
        ]
        Organisation.objects.bulk_create(things)
        create_texts(
            Organisation,
            {
                thing.pk: named("name", mention.names or {"en": mention.ref}, MAX_NAME)
                for thing, mention in zip(things, missing.values(), strict=True)
            },
        )
        return {key: thing.pk for key, thing in zip(missing, things, strict=True)}


MAX_LANGUAGE = 15


def named(field: str, texts: Mapping[str, str], limit: int) -> Texts:
    """Texts of one field, cut to its length."""
    return {language[:MAX_LANGUAGE]: {field: text[:limit]} for language, text in texts.items()}


class Sectors:
    """Entries of sector lists, by vocabulary and code."""

    def __init__(self) -> None:
        self._known: Remembered = Remembered()

    def forget(self) -> None:
        self._known.clear()

    def find(self, wanted: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[Any, int]:
        """Keys of sectors, whose names are given for those that have to be made."""
        found = {key: self._known[key] for key in wanted if key in self._known}
        missing = wanted.keys() - found.keys()
        if missing:
            rows = Sector.objects.filter(code__in={code for _vocabulary, code in missing})
            for vocabulary, code, pk in rows.values_list("vocabulary", "code", "pk"):
                if (vocabulary, code) in missing:
                    found[vocabulary, code] = pk
        new = sorted(wanted.keys() - found.keys())
        if new:
            things = [Sector(vocabulary=vocabulary, code=code) for vocabulary, code in new]
            Sector.objects.bulk_create(things)
            keys = [thing.pk for thing in things]
            found |= zip(new, keys, strict=True)
            create_texts(
                Sector,
                {
                    pk: named("name", wanted[key], MAX_NAME)
                    for key, pk in zip(new, keys, strict=True)
                },
            )
        for key, sector in found.items():
            self._known[key] = sector
        return found


class Documents:
    """Documents elsewhere, by address. Made by the first activity that links to them."""

    def __init__(self, *, draft: bool) -> None:
        self._draft = draft
        self._known: Remembered = Remembered()

    def forget(self) -> None:
        self._known.clear()

    def find(self, wanted: Mapping[str, tuple[records.Document, str, str]]) -> dict[str, int]:
        """Keys by address in the order given, from documents with category and language."""
        found = {url: self._known[url] for url in wanted if url in self._known}
        missing = wanted.keys() - found.keys()
        if missing:
            rows = Document.objects.filter(url__in=missing, file="").order_by("-pk")
            found |= dict(rows.values_list("url", "pk"))
        new = [url for url in wanted if url not in found]
        if new:
            slugs = free_slugs(Document, {url: slugify(self._title(wanted[url][0])) for url in new})
            things = [
                Document(
                    url=url,
                    slug=slugs[url],
                    category=category,
                    language=language,
                    access=Visibility.PUBLIC,
                    content_type=document.format,
                    dated=document.date,
                    **published(draft=self._draft),
                )
                for url, (document, category, language) in wanted.items()
                if url not in found
            ]
            Document.objects.bulk_create(things)
            keys = {thing.url: thing.pk for thing in things}
            create_texts(Document, {pk: self._texts(wanted[url][0]) for url, pk in keys.items()})
            found |= keys
        for url, document_key in found.items():
            self._known[url] = document_key
        return {url: found[url] for url in wanted}

    @staticmethod
    def _title(document: records.Document) -> str:
        address = urlsplit(document.url)
        file = PurePosixPath(unquote(address.path)).name
        return (first_text(document.titles) or file or address.netloc)[:MAX_NAME]

    def _texts(self, document: records.Document) -> Texts:
        titles = document.titles or {"en": self._title(document)}
        texts = {tag: dict(text) for tag, text in named("title", titles, MAX_NAME).items()}
        for language, description in document.descriptions.items():
            texts.setdefault(language[:MAX_LANGUAGE], {})["description"] = description
        return texts


class Rates:
    """Dollar values by the dated exchange rates."""

    def __init__(self) -> None:
        self._known: Remembered = Remembered()

    def forget(self) -> None:
        """Nothing: an import makes no rates."""

    def dollars(self, amount: Decimal, currency: str, day: dt.date) -> dict[str, Any]:
        """The fields of the dollar value; empty without a rate."""
        if currency == "USD":
            return {"usd_amount": amount, "usd_source": "", "usd_quoted": False}
        key = currency, day
        if key not in self._known:
            self._known[key] = ExchangeRate.objects.on(currency, day)
        money = Budget(amount=amount, currency=currency, value_date=day)
        money.convert(self._known[key])
        return {
            "usd_amount": money.usd_amount,
            "usd_source": money.usd_source,
            "usd_quoted": False,
        }


class Registers:
    """All of them together."""

    def __init__(self, *, draft: bool) -> None:
        self.organisations = Organisations(draft=draft)
        self.sectors = Sectors()
        self.documents = Documents(draft=draft)
        self.rates = Rates()

    def forget(self) -> None:
        """After a transaction that failed."""
        for register in (self.organisations, self.sectors, self.documents, self.rates):
            register.forget()
