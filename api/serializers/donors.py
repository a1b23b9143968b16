"""Organisations, partnerships and what these agreed on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from api.fields import (
    PUBLISHED,
    UNLINKED,
    KeyField,
    KeysField,
    Linked,
    TextsField,
    Thing,
    rich_text,
)
from donors.models import CommonApproach, Fund, Organisation, Partnership, PriorityArea
from library.models import Document

LINE = ["parent", "parent__parent", "parent__parent__parent", "parent__parent__parent__parent"]
"""Upwards from an organisation; more levels than any government has between two public ones."""


class OrganisationSerializer(Linked):
    name = TextsField()
    short_name = TextsField()
    description = rich_text()
    parent = KeyField(
        Organisation,
        *LINE,
        help_text=_("Key of the nearest public organisation that this one is part of."),
    )

    class Meta:
        model = Organisation
        fields = [
            *PUBLISHED,
            "name",
            "short_name",
            "description",
            "parent",
            "type",
            "country",
            "iati_ref",
            "website",
        ]


class PartnershipSerializer(Thing):
    name = TextsField()
    summary = TextsField()
    description = rich_text()
    donor = KeyField(Organisation, help_text=_("Key of the organisation on the donor's side."))
    agency = KeyField(Organisation, help_text=_("Key of the international organisation."))
    agreement = KeyField(Document, help_text=_("Key of the document that was signed."))

    class Meta:
        model = Partnership
        fields = [
            *UNLINKED,
            "name",
            "summary",
            "description",
            "donor",
            "agency",
            "agreement",
            "start",
            "end",
            "contact_email",
        ]


class PriorityAreaSerializer(Linked):
    name = TextsField()
    short_name = TextsField()
    summary = TextsField()
    description = rich_text()
    partnership = KeyField(Partnership, help_text=_("Key of the partnership."))
    predecessors = KeysField(
        PriorityArea, "successors", help_text=_("Keys of the earlier areas that it continues.")
    )

    class Meta:
        model = PriorityArea
        belongs = {"partnership": "partnership"}
        fields = [
            *PUBLISHED,
            "name",
            "short_name",
            "summary",
            "description",
            "partnership",
            "predecessors",
            "start",
            "end",
        ]


class CommonApproachSerializer(Thing):
    name = TextsField()
    description = TextsField()

    class Meta:
        model = CommonApproach
        belongs = {"partnership": "partnership"}
        fields = ["id", "slug", "name", "description", "partnership"]


class FundSerializer(Linked):
    name = TextsField()
    purpose = rich_text()
    partnership = KeyField(Partnership, help_text=_("Key of the partnership."))

    class Meta:
        model = Fund
        belongs = {"partnership": "partnership"}
        fields = [*PUBLISHED, "name", "purpose", "partnership", "kind", "code", "start", "end"]
