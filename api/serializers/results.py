"""What projects brought about, and what shows it."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, DecimalField, F, OuterRef, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.fields import (
    UNLINKED,
    AskedDecimal,
    Below,
    KeyField,
    KeysField,
    Row,
    TextsField,
    Thing,
    rich_text,
)
from donors.models import Organisation, Partnership, PriorityArea
from library.models import Document, Photo
from projects.models import (
    CountryCommitment,
    Disaggregation,
    Evidence,
    Indicator,
    KeyMessage,
    Lesson,
    Measurement,
    OutcomeEvent,
    Period,
    Project,
    Result,
)

VALUE: dict[str, Any] = {"max_digits": 20, "decimal_places": 4}


def _project(path: str) -> KeyField:
    return KeyField(Project, path, allow_null=False, help_text=_("Key of the project."))


class ResultSerializer(Thing):
    title = TextsField()
    description = TextsField()

    class Meta:
        model = Result
        belongs = {"project": "project"}
        fields = ["id", "project", "type", "title", "description"]


class IndicatorSerializer(Thing):
    title = TextsField()
    description = TextsField()
    unit = TextsField()
    baseline_comment = TextsField()
    project = _project("result__project")

    class Meta:
        model = Indicator
        belongs = {"project": "result__project"}
        fields = [
            *("id", "project", "result", "title", "description", "unit", "measure", "ascending"),
            *("aggregable", "baseline", "baseline_on", "baseline_comment"),
        ]


class PeriodSerializer(Thing):
    target_comment = TextsField()
    project = _project("indicator__result__project")

    class Meta:
        model = Period
        belongs = {"project": "indicator__result__project", "indicator": "indicator"}
        fields = ["id", "project", "indicator", "start", "end", "target", "target_comment"]


class DisaggregationSerializer(Row):
    class Meta:
        model = Disaggregation
        list_serializer_class = Below
        of = staticmethod(lambda: Disaggregation.objects.filter(measurement=OuterRef("pk")))
        fields = ["dimension", "category", "value"]


class MeasurementSerializer(Thing):
    comment = TextsField()
    project = _project("period__indicator__result__project")
    indicator = serializers.IntegerField(
        source="period.indicator_id", read_only=True, help_text=_("Key of the indicator.")
    )
    period_start = serializers.DateField(
        source="period.start", read_only=True, help_text=_("First day of the period.")
    )
    period_end = serializers.DateField(
        source="period.end", read_only=True, help_text=_("Last day of the period.")
    )
    target = serializers.DecimalField(
        source="period.target",
        allow_null=True,
        read_only=True,
        help_text=_("What was to be reached in the period."),
        **VALUE,
    )
    disaggregations = DisaggregationSerializer(
        many=True, read_only=True, help_text=_("Parts of the value, such as the women in it.")
    )

    class Meta:
        model = Measurement
        related = ["period"]
        belongs = {
            "project": "period__indicator__result__project",
            "indicator": "period__indicator",
        }
        fields = [
            *("id", "project", "indicator", "period", "period_start", "period_end", "target"),
            *("value", "as_of", "approximate", "disaggregations", "comment"),
        ]
        extra_kwargs = {
            "value": {"help_text": _("Empty for a quality, which the comment describes.")}
        }


class OutcomeEventSerializer(Thing):
    title = TextsField()
    description = TextsField()
    authority = TextsField()

    class Meta:
        model = OutcomeEvent
        belongs = {"project": "project"}
        fields = [
            *("id", "project", "title", "description", "authority", "state", "expected_since"),
            *("expected_by", "decided_on", "source_url", "source_as_of"),
        ]


class EvidenceSerializer(Thing):
    title = TextsField()
    description = TextsField()
    document = KeyField(Document, help_text=_("Key of the document that shows it."))
    photo = KeyField(Photo, help_text=_("Key of the photo that shows it."))
    external_url = serializers.URLField(
        source="url", read_only=True, help_text=_("Address elsewhere that shows it.")
    )

    class Meta:
        model = Evidence
        belongs = {
            "project": [
                "measurement__period__indicator__result__project",
                "outcome_event__project",
            ],
            "indicator": "measurement__period__indicator",
        }
        fields = [
            *("id", "measurement", "outcome_event", "title", "description", "document", "photo"),
            *("external_url", "as_of"),
        ]


class CountryCommitmentSerializer(Thing):
    statement = TextsField()
    source_document = KeyField(Document, help_text=_("Key of the document that states it."))

    class Meta:
        model = CountryCommitment
        belongs = {"project": "project"}
        fields = [
            *("id", "project", "country", "committed_on", "statement", "source_document"),
            *("source_url", "is_demo"),
        ]


class KeyMessageSerializer(Thing):
    text = TextsField()
    quoted_figure = TextsField()
    scope = TextsField()
    source_name = TextsField()
    partnership = KeyField(Partnership, help_text=_("Key of the partnership."))
    project = KeyField(Project, help_text=_("Key of the project."))
    priority_area = KeyField(PriorityArea, "area", help_text=_("Key of the priority area."))
    source_document = KeyField(Document, help_text=_("Key of the document that states it."))
    figure = AskedDecimal(
        Case(
            When(
                counts_commitments=True,
                then=Cast("commitment_count", DecimalField(**VALUE)),
            ),
            default=F("measurement__value"),
        ),
        allow_null=True,
        help_text=_("The measured value, or the number of countries that committed."),
        **VALUE,
    )

    class Meta:
        model = KeyMessage
        belongs = {
            "project": "project",
            "partnership": "partnership",
            "indicator": "measurement__period__indicator",
        }
        fields = [
            *UNLINKED,
            *("kind", "figure", "quoted_figure", "text", "scope", "as_of", "partnership"),
            *("project", "priority_area", "measurement", "counts_commitments", "on_home"),
            *("source_name", "source_url", "source_document"),
        ]

    @classmethod
    def everything_public(cls) -> Any:
        return KeyMessage.objects.public().with_commitment_count()


class LessonSerializer(Thing):
    title = TextsField()
    text = rich_text()
    project = KeyField(Project, help_text=_("Key of the project it was drawn from."))
    priority_areas = KeysField(
        PriorityArea, "lessons", help_text=_("Keys of public priority areas.")
    )
    applied_in = KeysField(
        Project, "lessons_applied", help_text=_("Keys of the public projects that applied it.")
    )
    validated_for = KeyField(
        Organisation, help_text=_("Key of the organisation that stands behind it.")
    )

    class Meta:
        model = Lesson
        belongs = {"project": "project"}
        fields = [
            *UNLINKED,
            *("title", "text", "kind", "project", "priority_areas", "crisis_phase", "applied_in"),
            *("drawn_on", "validated_for", "validated_on", "source_url"),
        ]
