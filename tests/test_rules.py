"""Every rule that is a constraint: the database refuses, and the editor is told why.

Each case takes a valid object and changes it so that it breaks one rule. A constraint without a
case fails the first test, so a new rule cannot go unproven.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

import tests.factories as make
from tests.test_factories import OURS

DAY = dt.date(2024, 5, 1)
DAY_BEFORE = dt.date(2024, 4, 30)
NOON = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
MORNING = dt.datetime(2024, 5, 1, 9, tzinfo=dt.UTC)

itself = {"self"}
"""Stands for the object's own key."""

PUBLISHABLE = [
    "library_document",
    "library_photo",
    "donors_organisation",
    "donors_partnership",
    "donors_priorityarea",
    "donors_fund",
    "projects_project",
    "projects_keymessage",
    "projects_lesson",
    "meetings_meeting",
    "news_article",
]
MONEY = ["donors_contribution", "projects_budget", "projects_transaction"]
SHARES = [
    "projects_projectpriorityarea",
    "projects_projectsector",
    "projects_recipientcountry",
    "projects_recipientregion",
]


def factory_of(constraint: str):
    """The factory of the model that has the constraint."""
    label = "_".join(constraint.split("_")[:2])
    return next(
        factory
        for name in make.__all__
        if (factory := getattr(make, name))._meta.model._meta.db_table == label
    )


CHECKS: dict[str, dict[str, object]] = {
    "meetings_delegatelink_opens_one_thing": {"minutes": None},
    **{
        f"{table}_expires_after_publication": {"publish_at": NOON, "expire_at": MORNING}
        for table in PUBLISHABLE
    },
    **{f"{table}_currency_code": {"currency": "yen", "usd_amount": None} for table in MONEY},
    **{
        f"{table}_usd_has_source": {
            "currency": "JPY",
            "usd_amount": Decimal(7),
            "usd_quoted": True,
            "usd_source": "",
        }
        for table in MONEY
    },
    **{
        f"{table}_quoted_is_given": {"currency": "JPY", "usd_amount": None, "usd_quoted": True}
        for table in MONEY
    },
    **{f"{table}_share_is_a_percentage": {"percentage": Decimal(101)} for table in SHARES},
    "library_document_file_or_address": {"file": "a.pdf", "url": "https://example.org/"},
    "library_document_not_its_own_successor": {"supersedes_id": itself},
    "library_photo_published_with_consent": {"consent": "refused"},
    "library_photo_published_with_credit": {"credit": ""},
    "library_photo_focal_point_inside": {"focal_x": 101},
    "donors_organisation_not_part_of_itself": {"parent_id": itself},
    "donors_appointment_ends_after_start": {"start": DAY, "end": DAY_BEFORE},
    "donors_partnership_two_sides": {"agency_id": models.F("donor_id")},
    "donors_partnership_ends_after_start": {"start": DAY, "end": DAY_BEFORE},
    "donors_priorityarea_ends_after_start": {"start": DAY, "end": DAY_BEFORE},
    "donors_fund_ends_after_start": {"start": DAY, "end": DAY_BEFORE},
    "donors_exchangerate_positive": {"usd_per_unit": Decimal(0)},
    "donors_exchangerate_not_of_the_dollar": {"currency": "USD"},
    "donors_contribution_amount_positive": {"amount": Decimal(0), "usd_amount": Decimal(0)},
    "donors_contribution_fulfils_another": {"fulfils_id": itself},
    "projects_project_planned_end_after_start": {"planned_start": DAY, "planned_end": DAY_BEFORE},
    "projects_project_actual_end_after_start": {"actual_start": DAY, "actual_end": DAY_BEFORE},
    "projects_project_not_its_own_programme": {"parent_id": itself},
    "projects_recipientcountry_code": {"country": "ht"},
    "projects_projectgoal_target_of_goal": {"target": "5.1"},
    "projects_projectgoal_one_of_seventeen": {"goal": 18, "target": ""},
    "projects_location_both_coordinates": {"longitude": None},
    "projects_location_on_earth": {"latitude": Decimal("90.1")},
    "projects_allocation_amount_positive": {"amount": Decimal(0)},
    "projects_budget_ends_after_start": {"period_start": DAY, "period_end": DAY_BEFORE},
    "projects_period_ends_after_start": {"start": DAY, "end": DAY_BEFORE},
    "projects_measurement_corrects_another": {"corrects_id": itself},
    "projects_outcomeevent_decided_has_date": {"state": "achieved"},
    "projects_evidence_for_exactly_one": {"measurement_id": None},
    "projects_evidence_shows_something": {"document_id": None},
    "projects_keymessage_count_needs_project": {"counts_commitments": True},
    "meetings_meeting_ends_after_start": {"starts_at": NOON, "ends_at": MORNING},
    "meetings_meeting_review_ends_after_start": {"review_start": DAY, "review_end": DAY_BEFORE},
    "meetings_meeting_not_before_itself": {"previous_id": itself},
    "meetings_session_ends_after_start": {"starts_at": NOON, "ends_at": MORNING},
    "meetings_agendaitem_not_part_of_itself": {"parent_id": itself},
    "meetings_minutes_agreed_has_time": {"state": "agreed"},
    "meetings_minutes_published_once_agreed": {"published_at": NOON},
    "meetings_meetingnote_of_one_record": {"decision": None},
    "meetings_agreedaction_closed_has_day": {"status": "done"},
    "meetings_reviewdossier_scope_is_named": {"scope": "country"},
    "meetings_reviewdossier_frozen_has_checksum": {"frozen_at": NOON},
}

MENDED = {f"{table}_dollar_is_a_dollar": {"usd_amount": Decimal(1)} for table in MONEY}
"""Rules that no editor can break, because saving puts the value right."""

TWICE: dict[str, list[str]] = {
    "library_rendition_once_per_size": ["photo_id", "format", "width"],
    "donors_organisation_iati_ref_once": ["iati_ref"],
    "donors_exchangerate_one_a_day": ["currency", "date"],
    "projects_relatedproject_once": ["project_id", "ref", "type"],
    "projects_projectpriorityarea_once": ["project_id", "area_id"],
    "projects_projectpriorityarea_one_primary": ["project_id", "primary"],
    "projects_participation_once": ["project_id", "organisation_id", "role"],
    "projects_recipientcountry_once": ["project_id", "country"],
    "projects_recipientregion_once": ["project_id", "vocabulary", "code"],
    "projects_sector_once": ["vocabulary", "code"],
    "projects_projectsector_once": ["project_id", "sector_id"],
    "projects_policymarker_once": ["project_id", "marker"],
    "projects_projectgoal_once": ["project_id", "goal", "target"],
    "projects_allocation_once": ["project_id", "contribution_id"],
    "projects_period_once": ["indicator_id", "start", "end"],
    "projects_disaggregation_once": ["measurement_id", "dimension", "category"],
    "projects_countrycommitment_once": ["project_id", "country"],
    "projects_projectdocument_once": ["project_id", "document_id"],
    "projects_projectphoto_once": ["project_id", "photo_id"],
    "projects_subscription_once": ["search_id", "email"],
    "search_searchentry_once": ["kind", "object_id", "language"],
    "publishing_formeraddress_once": ["content_type_id", "slug", "object_id"],
    "publishing_openpage_once_per_user": ["content_type_id", "object_id", "user_id"],
    "donors_partnershipmember_once": ["user_id", "partnership_id"],
    "meetings_agendaitem_number_once": ["meeting_id", "number"],
    "meetings_delegation_once": ["meeting_id", "organisation_id"],
    "meetings_participant_once": ["delegation_id", "person_id"],
    "meetings_participant_one_head": ["delegation_id", "is_head"],
    "meetings_minutes_version_once": ["meeting_id", "version"],
    "meetings_signoff_once_per_side": ["minutes_id", "side"],
    "meetings_decision_number_once": ["meeting_id", "number"],
    "meetings_agreedaction_number_once": ["meeting_id", "number"],
    "meetings_notice_once": ["kind", "email"],
    "meetings_dossierentry_order_once": ["dossier_id", "order"],
    "meetings_dossierfile_once": ["dossier_id", "language", "format"],
}
FINAL_ONCE_APPROVED = {
    "projects_disaggregation_once": {"measurement__state": "draft"},
    "projects_measurement_corrects_another": {"state": "draft"},
}
FIRST = {
    "donors_organisation_iati_ref_once": {"iati_ref": "XM-DAC-41304"},
    "projects_projectpriorityarea_one_primary": {"primary": True},
    "meetings_participant_one_head": {"is_head": True},
}

# Proven in tests of their own, as they take more than one changed value.
ELSEWHERE = {
    "projects_keymessage_one_source_of_figure",
    "projects_lesson_validation_has_date",
    "publishing_revision_one_open",
}

pytestmark = pytest.mark.django_db


def constraint_named(name: str) -> models.BaseConstraint:
    model = factory_of(name)._meta.model
    return next(found for found in model._meta.constraints if found.name == name)


def test_every_constraint_has_a_case():
    named = {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in OURS and not hasattr(model, "master")
        for constraint in model._meta.constraints
    }

    assert {*CHECKS, *MENDED, *TWICE, *ELSEWHERE} == named


def refused_by_the_database(thing: models.Model, changes: dict[str, object], name: str) -> None:
    rows = type(thing)._base_manager.filter(pk=thing.pk)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**changes)


def told_to_the_editor(thing: models.Model, changes: dict[str, object], name: str) -> None:
    for field, value in changes.items():
        setattr(thing, field, getattr(thing, value.name) if isinstance(value, models.F) else value)
    with pytest.raises(ValidationError) as told:
        thing.validate_constraints()
    assert str(constraint_named(name).violation_error_message) in told.value.messages
    # The form may name the fault earlier, beside the field, but never lets it pass.
    with pytest.raises(ValidationError):
        thing.full_clean()


@pytest.mark.parametrize("name", CHECKS)
def test_check(name):
    thing = factory_of(name)(**FINAL_ONCE_APPROVED.get(name, {}))
    changes = {
        field: thing.pk if value is itself else value for field, value in CHECKS[name].items()
    }

    refused_by_the_database(thing, changes, name)
    told_to_the_editor(thing, changes, name)


@pytest.mark.parametrize("name", MENDED)
def test_value_that_saving_puts_right(name):
    thing = factory_of(name)()

    refused_by_the_database(thing, MENDED[name], name)
    thing.usd_amount = Decimal(1)
    thing.full_clean()
    assert thing.usd_amount == thing.amount


@pytest.mark.parametrize("name", TWICE)
def test_once_only(name):
    open_to_change = FINAL_ONCE_APPROVED.get(name, {})
    first = factory_of(name)(**open_to_change, **FIRST.get(name, {}))
    second = factory_of(name)(**open_to_change)
    same = {field: getattr(first, field) for field in TWICE[name]}

    refused_by_the_database(second, same, name)
    told_to_the_editor(second, same, name)


def test_a_key_message_has_one_source_of_its_figure():
    name = "projects_keymessage_one_source_of_figure"
    message = make.KeyMessageFactory(project=make.ProjectFactory())
    changes = {"measurement_id": make.MeasurementFactory().pk, "counts_commitments": True}

    refused_by_the_database(message, changes, name)
    told_to_the_editor(message, changes, name)


def test_an_object_has_one_open_revision():
    name = "publishing_revision_one_open"
    project = make.ProjectFactory()
    make.RevisionFactory(content=project, state="approved")
    make.RevisionFactory(content=project)
    other = make.RevisionFactory(content=make.ProjectFactory())

    refused_by_the_database(other, {"object_id": project.pk}, name)
    told_to_the_editor(other, {"object_id": project.pk}, name)


def test_a_validation_has_a_day(admin_user):
    name = "projects_lesson_validation_has_date"
    lesson = make.LessonFactory()

    refused_by_the_database(lesson, {"validated_by_id": admin_user.pk}, name)
    told_to_the_editor(lesson, {"validated_by_id": admin_user.pk}, name)
