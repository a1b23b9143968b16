"""What the interface says of each kind of thing. Field names are promises."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from donors.models import Contribution, Fund, Organisation, Partnership, PriorityArea
from library.models import Document
from meetings.models import AgreedAction, Decision, Meeting
from news.models import Article
from projects.models import (
    CountryCommitment,
    Indicator,
    KeyMessage,
    Lesson,
    Measurement,
    OutcomeEvent,
    Project,
)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class TextsField(serializers.Field):
    """A text in every language it exists in, by language code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("In each language, by its code."))
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, str]:
        name = str(self.field_name)
        return {
            row.language_code: text
            for row in value.translations.all()
            if (text := getattr(row, name))
        }


class Linked(serializers.ModelSerializer):
    """A thing with its key and, where it has one, the address of its page."""

    url = serializers.SerializerMethodField(help_text=_("Address of the page for people."))

    def get_url(self, thing: Any) -> str | None:
        address = getattr(thing, "get_absolute_url", None)
        if address is None or get_language() is None:
            return None
        return str(self.context["request"].build_absolute_uri(address()))


PUBLISHED = ["id", "slug", "url", "updated_at"]


class OrganisationSerializer(Linked):
    name = TextsField()
    short_name = TextsField()

    class Meta:
        model = Organisation
        fields = [*PUBLISHED, "name", "short_name", "type", "country", "iati_ref", "website"]


class PartnershipSerializer(serializers.ModelSerializer):
    name = TextsField()
    summary = TextsField()

    class Meta:
        model = Partnership
        fields = ["id", "slug", "updated_at", "name", "summary", "start", "end"]


class PriorityAreaSerializer(Linked):
    name = TextsField()
    summary = TextsField()

    class Meta:
        model = PriorityArea
        fields = [*PUBLISHED, "name", "summary", "start", "end"]


class FundSerializer(serializers.ModelSerializer):
    name = TextsField()

    class Meta:
        model = Fund
        fields = ["id", "slug", "updated_at", "name", "kind", "code", "start", "end"]


class ContributionSerializer(serializers.ModelSerializer):
    note = TextsField()

    class Meta:
        model = Contribution
        fields = [
            "id",
            "fund",
            "provider",
            "type",
            "amount",
            "currency",
            "value_date",
            "approximate",
            "usd_amount",
            "usd_source",
            "note",
        ]


class ProjectSerializer(Linked):
    title = TextsField()
    summary = TextsField()
    countries = serializers.SlugRelatedField(many=True, read_only=True, slug_field="country")
    goals = serializers.SlugRelatedField(many=True, read_only=True, slug_field="goal")
    priority_areas = serializers.SerializerMethodField(
        help_text=_("Keys of public priority areas.")
    )
    budget_usd = serializers.DecimalField(
        source="facets.budget",
        max_digits=18,
        decimal_places=2,
        allow_null=True,
        read_only=True,
        help_text=_("Of the budgets in force; empty if it cannot be told."),
    )

    class Meta:
        model = Project
        fields = [
            *PUBLISHED,
            "iati_identifier",
            "agency_code",
            "title",
            "summary",
            "status",
            "planned_start",
            "actual_start",
            "planned_end",
            "actual_end",
            "crisis_phase",
            "humanitarian",
            "countries",
            "goals",
            "priority_areas",
            "budget_usd",
        ]

    def get_priority_areas(self, project: Project) -> list[int]:
        return [link.area_id for link in project.priority_areas.all()]


class IndicatorSerializer(serializers.ModelSerializer):
    title = TextsField()
    unit = TextsField()
    project = serializers.IntegerField(source="result.project_id", read_only=True)

    class Meta:
        model = Indicator
        fields = ["id", "project", "title", "unit", "measure", "ascending", "baseline"]


class MeasurementSerializer(serializers.ModelSerializer):
    comment = TextsField()
    indicator = serializers.IntegerField(source="period.indicator_id", read_only=True)
    period_start = serializers.DateField(source="period.start", read_only=True)
    period_end = serializers.DateField(source="period.end", read_only=True)
    target = serializers.DecimalField(
        source="period.target", max_digits=20, decimal_places=4, allow_null=True, read_only=True
    )

    class Meta:
        model = Measurement
        fields = [
            "id",
            "indicator",
            "period_start",
            "period_end",
            "target",
            "value",
            "as_of",
            "approximate",
            "comment",
        ]


class OutcomeEventSerializer(serializers.ModelSerializer):
    title = TextsField()

    class Meta:
        model = OutcomeEvent
        fields = ["id", "project", "title", "state", "expected_by", "decided_on"]


class CountryCommitmentSerializer(serializers.ModelSerializer):
    statement = TextsField()

    class Meta:
        model = CountryCommitment
        fields = ["id", "project", "country", "committed_on", "statement", "source_url"]


class KeyMessageSerializer(serializers.ModelSerializer):
    text = TextsField()
    scope = TextsField()
    source_name = TextsField()

    class Meta:
        model = KeyMessage
        fields = [
            "id",
            "slug",
            "updated_at",
            "kind",
            "text",
            "scope",
            "as_of",
            "measurement",
            "source_name",
            "source_url",
        ]


class LessonSerializer(serializers.ModelSerializer):
    title = TextsField()
    text = TextsField()

    class Meta:
        model = Lesson
        fields = [
            *("id", "slug", "updated_at", "title", "text", "kind", "crisis_phase"),
            *("drawn_on", "validated_on", "source_url"),
        ]


class DocumentSerializer(Linked):
    title = TextsField()
    description = TextsField()

    class Meta:
        model = Document
        fields = [
            *PUBLISHED,
            "title",
            "description",
            "category",
            "language",
            "content_type",
            "size",
            "dated",
        ]


class MeetingSerializer(Linked):
    title = TextsField()
    summary = TextsField()
    place = TextsField()

    class Meta:
        model = Meeting
        fields = [
            *PUBLISHED,
            "title",
            "summary",
            "kind",
            "stage",
            "starts_at",
            "ends_at",
            "time_zone",
            "country",
            "place",
        ]


class DecisionSerializer(serializers.ModelSerializer):
    text = TextsField()

    class Meta:
        model = Decision
        fields = ["id", "meeting", "number", "text"]


class AgreedActionSerializer(serializers.ModelSerializer):
    title = TextsField()

    class Meta:
        model = AgreedAction
        fields = [
            "id",
            "meeting",
            "number",
            "title",
            "owner",
            "counterpart",
            "due_on",
            "status",
            "closed_on",
        ]


class ArticleSerializer(Linked):
    title = TextsField()
    lead = TextsField()

    class Meta:
        model = Article
        fields = [*PUBLISHED, "title", "lead", "date", "source_url"]
