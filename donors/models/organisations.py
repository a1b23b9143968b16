"""Organisations and the people who speak for them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from library.models import Photo
from publishing.models import Publishable, TranslatedPublishableQuerySet
from publishing.names import country_name, site_languages, validate_country
from publishing.richtext import RichTextField


class OrganisationType(models.TextChoices):
    """IATI code list OrganisationType 2.03."""

    GOVERNMENT = "10", _("Government")
    LOCAL_GOVERNMENT = "11", _("Local government")
    OTHER_PUBLIC = "15", _("Other public sector")
    INTERNATIONAL_NGO = "21", _("International NGO")
    NATIONAL_NGO = "22", _("National NGO")
    REGIONAL_NGO = "23", _("Regional NGO")
    PARTNER_COUNTRY_NGO = "24", _("NGO based in a partner country")
    PUBLIC_PRIVATE = "30", _("Public-private partnership")
    MULTILATERAL = "40", _("Multilateral")
    FOUNDATION = "60", _("Foundation")
    PRIVATE = "70", _("Private sector")
    PRIVATE_PROVIDER = "71", _("Private sector in a provider country")
    PRIVATE_RECIPIENT = "72", _("Private sector in a recipient country")
    PRIVATE_THIRD = "73", _("Private sector in a third country")
    ACADEMIC = "80", _("Academic, training and research")
    OTHER = "90", _("Other")


class OrganisationQuerySet(TranslatedPublishableQuerySet):
    """Questions about organisations."""

    def within(self, organisation: Organisation | int) -> Self:
        """The organisation and all below it: a government with its ministries and agencies."""
        root = organisation.pk if isinstance(organisation, Organisation) else organisation
        table = self.model._meta.db_table
        # UNION without ALL stops at a row it has seen, so even a cycle ends.
        tree = RawSQL(  # noqa: S611  the only value is a parameter
            f"WITH RECURSIVE tree(id) AS (VALUES (%s::bigint) UNION "  # noqa: S608  own table name
            f"SELECT child.id FROM {table} child JOIN tree ON child.parent_id = tree.id) "
            f"SELECT id FROM tree",
            [root],
        )
        return self.filter(pk__in=tree)

    def above(self, *givers: models.QuerySet[Any]) -> RawSQL:
        """The keys of these organisations and of all they are part of, on whatever level."""
        table = self.model._meta.db_table
        parts = [given.query.sql_with_params() for given in givers]
        start = " UNION ".join(f"({sql})" for sql, _params in parts)
        return RawSQL(  # noqa: S611  the statements are the ORM's, their values parameters
            f"WITH RECURSIVE line(id) AS (SELECT id FROM ({start}) AS start(id) UNION "  # noqa: S608
            f"SELECT part.parent_id FROM {table} part JOIN line ON part.id = line.id "
            "WHERE part.parent_id IS NOT NULL) SELECT id FROM line",
            [value for _sql, params in parts for value in params],
        )

    def ancestors(self) -> dict[int, list[int]]:
        """All that each organisation is part of, from its parent upwards. Runs a query."""
        parents = dict(self.order_by().values_list("pk", "parent"))

        def above(key: int) -> list[int]:
            line: list[int] = []
            parent = parents[key]
            # Even a cycle ends.
            while parent is not None and parent not in line and parent != key:
                line.append(parent)
                parent = parents.get(parent)
            return line

        return {key: above(key) for key in parents}


class Organisation(TranslatableModel, Publishable):
    """A government, ministry, agency, institution or company that takes part."""

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=300),
        short_name=models.CharField(
            _("abbreviation"), max_length=60, blank=True, help_text=_("Such as MEXT.")
        ),
        description=RichTextField(_("description"), blank=True),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("A ministry is part of its government; an agency, of its ministry."),
    )
    type = models.CharField(
        _("type"), max_length=2, choices=OrganisationType, default=OrganisationType.OTHER
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text=_("Two letters of ISO 3166-1; empty for an international organisation."),
    )
    iati_ref = models.CharField(
        _("IATI organisation identifier"),
        max_length=120,
        blank=True,
        help_text=_("Such as XM-DAC-41304. See org-id.guide."),
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    logo = models.ForeignKey(
        Photo,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_part_of_itself",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                violation_error_message=_("An organisation cannot be part of itself."),
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_iati_ref_once",
                fields=["iati_ref"],
                condition=~Q(iati_ref=""),
                violation_error_message=_("Another organisation has this IATI identifier."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @property
    def country_name(self) -> str:
        """The country in the reader's language; empty for an international organisation."""
        return country_name(self.country) if self.country else ""

    def clean(self) -> None:
        super().clean()
        above, seen = self.parent, {self.pk}
        while above is not None:
            if above.pk is not None and above.pk in seen:
                raise ValidationError(
                    {"parent": _("This would make the organisation a part of itself.")}
                )
            seen.add(above.pk)
            above = above.parent


class Person(TranslatableModel):
    """Somebody who speaks, signs or answers for an organisation. Not public by itself."""

    translations = TranslatedFields(
        name=models.CharField(
            _("name"), max_length=200, help_text=_("As the person writes it, without title.")
        ),
    )
    honorific = models.CharField(
        _("form of address"), max_length=40, blank=True, help_text=_("Such as H.E. Mr.")
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Never shown to the public."))
    language = models.CharField(
        _("language of mail"),
        max_length=10,
        blank=True,
        choices=site_languages,
        help_text=_("Reminders and other mail come in this language, else in that of the site."),
    )
    is_demo = models.BooleanField(_("demo content"), default=False, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or f"#{self.pk}"


class AppointmentQuerySet(TranslatableQuerySet):
    """Questions about who held which office when."""

    def held_on(self, day: dt.date) -> AppointmentQuerySet:
        """Offices held on that day; an open end means until now."""
        return self.filter(Q(start=None) | Q(start__lte=day)).filter(Q(end=None) | Q(end__gte=day))


class Appointment(TranslatableModel):
    """An office a person held, with its dates, so that titles stay as they were."""

    translations = TranslatedFields(
        title=models.CharField(
            _("title"), max_length=300, help_text=_("Such as Permanent Delegate to UNESCO.")
        ),
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name=_("organisation"),
    )
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-start", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(start=None) | Q(end=None) | Q(end__gte=F("start")),
                violation_error_message=_("An appointment cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or f"#{self.pk}"
