"""Projects: what they are about, where they work, and who takes part."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, When
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.fields import (
    PUBLISHED,
    AskedDecimal,
    AskedList,
    AskedTexts,
    Below,
    KeyField,
    KeysField,
    Linked,
    Row,
    TextsField,
    Thing,
    rich_text,
)
from donors.models import (
    CommonApproach,
    Organisation,
    Partnership,
    PriorityArea,
    PriorityAreaQuerySet,
)
from projects.models import (
    Location,
    Participation,
    PolicyMarker,
    Project,
    ProjectGoal,
    ProjectPriorityArea,
    ProjectSector,
    ProjectUpdate,
    RecipientCountry,
    RecipientRegion,
    RelatedProject,
)


def _own(model: Any) -> Any:
    return model.objects.filter(project=OuterRef("pk"))


def _areas() -> Any:
    return _own(ProjectPriorityArea).filter(PriorityAreaQuerySet.is_public(prefix="area__"))


def _related() -> Any:
    others = Project.objects.public().filter(iati_identifier=OuterRef("ref"))
    known = others.exclude(pk=OuterRef("project"))
    return RelatedProject.objects.filter(Exists(known), project=OuterRef("pk"))


class RecipientCountrySerializer(Row):
    class Meta:
        model = RecipientCountry
        list_serializer_class = Below
        of = staticmethod(lambda: _own(RecipientCountry))
        fields = ["country", "percentage"]


class RecipientRegionSerializer(Row):
    class Meta:
        model = RecipientRegion
        list_serializer_class = Below
        of = staticmethod(lambda: _own(RecipientRegion))
        fields = ["vocabulary", "code", "own_name", "percentage"]


class ProjectSectorSerializer(Row):
    vocabulary = serializers.CharField(
        source="sector.vocabulary", help_text=_("Code of the IATI list SectorVocabulary.")
    )
    code = serializers.CharField(source="sector.code", help_text=_("Code in that vocabulary."))
    name = AskedTexts("sector__name")

    class Meta:
        model = ProjectSector
        list_serializer_class = Below
        of = staticmethod(lambda: _own(ProjectSector))
        fields = ["vocabulary", "code", "name", "percentage"]


class ProjectGoalSerializer(Row):
    class Meta:
        model = ProjectGoal
        list_serializer_class = Below
        of = staticmethod(lambda: _own(ProjectGoal))
        fields = ["goal", "target"]


class PolicyMarkerSerializer(Row):
    class Meta:
        model = PolicyMarker
        list_serializer_class = Below
        of = staticmethod(lambda: _own(PolicyMarker))
        fields = ["marker", "significance"]


class ProjectPriorityAreaSerializer(Row):
    priority_area = KeyField(
        PriorityArea, "area", allow_null=False, help_text=_("Key of the priority area.")
    )

    class Meta:
        model = ProjectPriorityArea
        list_serializer_class = Below
        of = staticmethod(_areas)
        fields = ["priority_area", "percentage", "primary"]


class RelatedProjectSerializer(Row):
    project = KeyField(
        Project,
        "ref",
        by="iati_identifier",
        allow_null=False,
        help_text=_("Key of the other project."),
    )

    class Meta:
        model = RelatedProject
        list_serializer_class = Below
        of = staticmethod(_related)
        fields = ["project", "type"]


class ProjectSerializer(Linked):
    title = TextsField()
    summary = TextsField()
    background = rich_text()
    objectives = rich_text()
    target_groups = rich_text()
    partnership = KeyField(Partnership, help_text=_("Key of the partnership."))
    reporting_organisation = KeyField(
        Organisation, help_text=_("Key of the organisation that publishes the figures.")
    )
    parent = KeyField(
        Project,
        help_text=_("Key of the programme it is part of. Their money is never added up."),
    )
    common_approaches = KeysField(
        CommonApproach, "projects", help_text=_("Keys of the common approaches it follows.")
    )
    countries = AskedList(
        _own(RecipientCountry),
        "country",
        child=serializers.CharField(),
        help_text=_("Two letters of ISO 3166-1 each."),
    )
    goals = AskedList(
        _own(ProjectGoal),
        "goal",
        child=serializers.IntegerField(),
        help_text=_("Numbers of Sustainable Development Goals."),
    )
    priority_areas = AskedList(
        _areas(),
        "area",
        child=serializers.IntegerField(),
        help_text=_("Keys of public priority areas."),
    )
    budget_usd = serializers.DecimalField(
        source="facets.budget",
        max_digits=18,
        decimal_places=2,
        allow_null=True,
        read_only=True,
        help_text=_("Of the budgets in force; empty if it cannot be told."),
    )
    recipient_countries = RecipientCountrySerializer(
        many=True, read_only=True, help_text=_("Countries with their shares.")
    )
    recipient_regions = RecipientRegionSerializer(
        many=True, read_only=True, help_text=_("Regions with their shares.")
    )
    sectors = ProjectSectorSerializer(
        many=True, read_only=True, help_text=_("Sectors with their shares.")
    )
    sdg_goals = ProjectGoalSerializer(
        many=True, read_only=True, help_text=_("Goals and targets of the Agenda 2030.")
    )
    policy_markers = PolicyMarkerSerializer(
        many=True, read_only=True, help_text=_("Policy objectives of OECD-DAC it aims at.")
    )
    priority_area_shares = ProjectPriorityAreaSerializer(
        many=True, read_only=True, help_text=_("Priority areas with their shares.")
    )
    related_projects = RelatedProjectSerializer(
        many=True, read_only=True, help_text=_("Other public projects it is related to.")
    )

    class Meta:
        model = Project
        related = ["facets"]
        fields = [
            *PUBLISHED,
            *("iati_identifier", "agency_code", "title", "summary", "background", "objectives"),
            *("target_groups", "partnership", "reporting_organisation", "parent"),
            *("related_projects", "status", "scope", "planned_start", "actual_start"),
            *("planned_end", "actual_end", "crisis_phase", "humanitarian", "common_approaches"),
            *("countries", "recipient_countries", "recipient_regions", "sectors", "goals"),
            *("sdg_goals", "policy_markers", "priority_areas", "priority_area_shares"),
            *("budget_usd", "reviewed_on", "source_url", "source_as_of"),
        ]


class ParticipationSerializer(Thing):
    class Meta:
        model = Participation
        belongs = {"project": "project", "organisation": "organisation"}
        fields = ["id", "project", "organisation", "role", "activity_ref"]


def _coordinate(name: str) -> AskedDecimal:
    """Never of a sensitive place: it is named, not located."""
    return AskedDecimal(
        Case(When(sensitive=False, then=F(name))),
        max_digits=9,
        decimal_places=6,
        allow_null=True,
        help_text=_("In degrees, WGS 84; empty where the place must not be located."),
    )


class LocationSerializer(Thing):
    name = TextsField()
    description = TextsField()
    latitude = _coordinate("latitude")
    longitude = _coordinate("longitude")

    class Meta:
        model = Location
        belongs = {"project": "project"}
        fields = [
            *("id", "project", "name", "description", "country", "latitude", "longitude"),
            *("exactness", "location_class"),
        ]


class ProjectUpdateSerializer(Thing):
    title = TextsField()
    text = rich_text()

    class Meta:
        model = ProjectUpdate
        belongs = {"project": "project"}
        fields = ["id", "project", "date", "title", "text", "source_url"]
