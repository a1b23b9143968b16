"""What the interface says of other things: of those that are hidden, nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import IntegrityError, models, transaction

from api.kinds import KINDS
from partnership.pages.funds import fund_statement
from publishing.models import Publishable
from search.index import catch_up_fully
from tests.api.kinds import AGREED, shown
from tests.factories import (
    ActionUpdateFactory,
    AgendaItemFactory,
    AgreedActionFactory,
    AllocationFactory,
    BudgetFactory,
    ContributionFactory,
    FundFactory,
    KeyMessageFactory,
    LocationFactory,
    MeasurementFactory,
    MinutesFactory,
    OrganisationFactory,
    ProjectDocumentFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    ProjectSectorFactory,
    RecipientCountryFactory,
    RelatedProjectFactory,
    SessionFactory,
    StatementFactory,
    TransactionFactory,
)
from tests.security.leaks import FACTORIES
from tests.security.leaks import KINDS as PUBLISHABLE

pytestmark = pytest.mark.django_db

FAR = 7_000_000
"""Keys from here on are of hidden things."""


@pytest.fixture(autouse=True)
def unhurried():
    cache.clear()


def get(client, path):
    catch_up_fully()
    return client.get(f"/api/v1/{path}").json()


def keys_in(said):
    """Every number in an answer."""
    if isinstance(said, dict):
        said = list(said.values())
    if isinstance(said, list):
        return {key for one in said for key in keys_in(one)}
    return {said} if isinstance(said, int) else set()


def hide(model, number):
    draft = {"slug": f"hidden-{number}", "state": "draft", "publish_at": None}
    return FACTORIES[model](pk=FAR + number, **draft)


def relations():
    """Every relation from anything of ours to something that can be published."""
    for model in FACTORIES:
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            kind = field.related_model
            if isinstance(kind, type) and issubclass(kind, Publishable):
                yield model, field


def test_no_key_of_a_hidden_thing_is_told(client):
    hidden = {model: hide(model, number) for number, model in enumerate(PUBLISHABLE)}
    for model, field in relations():
        target = hidden[field.related_model]
        try:
            with transaction.atomic():
                if isinstance(field, models.ManyToManyField):
                    getattr(FACTORIES[model](), field.name).add(target)
                else:
                    FACTORIES[model](**{field.name: target})
        except IntegrityError:
            continue  # the rules of the database keep the two apart
    for kind in KINDS:
        shown(kind)

    for kind in KINDS:
        cache.clear()
        answer = get(client, f"{kind}/?page_size=200")
        assert answer["results"], kind
        told = {key for key in keys_in(answer["results"]) if FAR <= key < FAR + len(hidden)}
        assert told == set(), kind


def test_a_sensitive_place_is_named_and_never_located(client):
    LocationFactory(sensitive=True, name="Shelter")
    LocationFactory(sensitive=False, name="School")

    rows = get(client, "locations/")["results"]

    assert {row["name"]["en"]: (row["latitude"], row["longitude"]) for row in rows} == {
        "Shelter": (None, None),
        "School": ("18.200000", "-73.750000"),
    }


def test_money_is_exact_and_says_what_may_be_added(client):
    project = ProjectFactory()
    span = {"project": project, "amount": Decimal("1234.50")}
    replaced = BudgetFactory(**span, type=1)
    revised = BudgetFactory(**span, type=2)
    quoted = {"usd_quoted": True, "usd_amount": 8, "usd_source": "A bank"}
    given = ContributionFactory(amount=Decimal(1000), currency="JPY", **quoted)
    AllocationFactory(project=project, contribution=given, amount=Decimal(250))

    budgets = get(client, f"budgets/?project={project.pk}")["results"]
    (allocation,) = get(client, f"allocations/?project={project.pk}")["results"]

    assert {row["id"]: row["in_force"] for row in budgets} == {
        replaced.pk: False,
        revised.pk: True,
    }
    assert {row["amount"] for row in budgets} == {"1234.50"}
    assert (allocation["amount"], allocation["currency"], allocation["usd_amount"]) == (
        "250.00",
        "JPY",
        "2.00",
    )


def test_the_statement_of_a_fund_can_be_made_from_what_programs_are_told(client):
    fund = FundFactory()
    pledge = ContributionFactory(fund=fund, type=13, amount=Decimal(5000))
    promise = ContributionFactory(fund=fund, type=11, amount=Decimal(1000), fulfils=pledge)
    payment = ContributionFactory(fund=fund, type=1, amount=Decimal(600), fulfils=promise)
    ContributionFactory(fund=fund, type=1, amount=Decimal(70))
    elsewhere = ContributionFactory(type=11, fund__draft=True)
    ContributionFactory(fund=fund, type=1, amount=Decimal(9), fulfils=elsewhere)
    project = ProjectFactory()
    AllocationFactory(project=project, contribution=promise, amount=Decimal(400))
    AllocationFactory(project=project, contribution=payment, amount=Decimal(300))
    AllocationFactory(contribution=pledge, amount=Decimal(100))
    AllocationFactory(contribution=promise, amount=Decimal(50), project__draft=True)

    statement = fund_statement(fund)
    sources, uses = (
        sum(
            Decimal(row["usd_amount"])
            for row in get(client, f"{kind}/?fund={fund.pk}")["results"]
            if row["counted"]
        )
        for kind in ("contributions", "allocations")
    )

    assert (sources, uses) == (statement.sources, statement.used) == (1070, 400)


def test_a_part_belongs_to_the_nearest_public_organisation(client):
    government = OrganisationFactory()
    ministry = OrganisationFactory(parent=government, draft=True)
    agency = OrganisationFactory(parent=ministry)

    assert get(client, f"organisations/{agency.pk}/")["parent"] == government.pk
    assert get(client, f"organisations/{government.pk}/")["parent"] is None


def test_the_project_of_a_hidden_payer_is_not_told(client):
    paid = {"provider_activity": "XM-SECRET-1"}
    TransactionFactory(provider=OrganisationFactory(draft=True), **paid)
    TransactionFactory(provider=OrganisationFactory(), **paid)

    rows = get(client, "transactions/")["results"]

    assert [row["provider_activity"] for row in rows] == ["", "XM-SECRET-1"]


def test_a_project_is_told_with_its_classification(client):
    project = ProjectFactory(parent=ProjectFactory(), iati_identifier="XM-1")
    RecipientCountryFactory(project=project, country="HT", percentage=100)
    sector = ProjectSectorFactory(project=project, sector__code="11110", sector__name="Policy")
    second = ProjectPriorityAreaFactory(project=project)
    area = ProjectPriorityAreaFactory(project=project, primary=True)
    other = ProjectFactory(iati_identifier="XM-2")
    RelatedProjectFactory(project=project, ref="XM-2", type=3)
    RelatedProjectFactory(project=project, ref="XM-ELSEWHERE", type=3)

    told = get(client, f"projects/{project.pk}/")

    assert told["parent"] == project.parent_id
    assert told["recipient_countries"] == [{"country": "HT", "percentage": "100.0000"}]
    assert told["sectors"] == [
        {
            "vocabulary": sector.sector.vocabulary,
            "code": "11110",
            "name": {"en": "Policy"},
            "percentage": None,
        }
    ]
    assert told["priority_area_shares"] == [
        {"priority_area": area.area_id, "percentage": None, "primary": True},
        {"priority_area": second.area_id, "percentage": None, "primary": False},
    ]
    assert told["priority_areas"] == [area.area_id, second.area_id]
    assert told["related_projects"] == [{"project": other.pk, "type": 3}]


def test_a_key_message_says_its_figure(client):
    measured = KeyMessageFactory(measurement=MeasurementFactory(value=Decimal(240)))
    project = shown("commitments").project
    counted = KeyMessageFactory(project=project, counts_commitments=True)
    quoted = KeyMessageFactory(quoted_figure="largest donor")

    rows = get(client, "key-messages/")["results"]

    assert {row["id"]: row["figure"] for row in rows} == {
        measured.pk: "240.0000",
        counted.pk: "1.0000",
        quoted.pk: None,
    }


def test_a_speaker_is_named_as_on_the_page(client):
    said = StatementFactory(
        participant__person__name="Aiko Sato",
        participant__person__honorific="H.E. Ms",
        participant__person__email="never@example.org",
        participant__capacity="Ambassador",
    )

    answer = get(client, f"statements/{said.pk}/")

    assert (answer["honorific"], answer["name"], answer["capacity"]) == (
        "H.E. Ms",
        {"en": "Aiko Sato"},
        {"en": "Ambassador"},
    )
    assert "never@example.org" not in str(answer)
    assert answer["meeting"] == said.participant.delegation.meeting_id


def test_only_the_newest_minutes_are_told_and_only_their_public_text(client):
    first = MinutesFactory(**AGREED, public_text="<p>Before</p>")
    MinutesFactory(
        **AGREED, meeting=first.meeting, version=2, text="<p>Secret</p>", public_text="<p>Now</p>"
    )
    MinutesFactory(meeting=first.meeting, version=3, public_text="<p>Draft</p>")

    rows = get(client, "minutes/")["results"]

    assert [row["text"] for row in rows] == [{"en": "<p>Now</p>"}]


def test_a_session_of_nothing_public_does_not_exist(client):
    secret = AgendaItemFactory(visibility="internal", session=SessionFactory()).session
    mixed = AgendaItemFactory(session=SessionFactory()).session

    rows = get(client, "sessions/")["results"]

    assert mixed.pk in {row["id"] for row in rows}
    assert secret.pk not in {row["id"] for row in rows}


def test_only_public_reports_on_an_action_are_told(client):
    action = AgreedActionFactory()
    ActionUpdateFactory(action=action, visibility="public", note="Begun")
    ActionUpdateFactory(action=action, visibility="partnership", note="Late")

    (row,) = get(client, "actions/")["results"]

    assert [update["note"] for update in row["updates"]] == ["Begun"]


# What belongs to what

OWNED = [
    (kind, owner)
    for kind, serializer in KINDS.items()
    for owner in getattr(serializer.Meta, "belongs", {})
]


@pytest.mark.parametrize(("kind", "owner"), OWNED)
def test_nonsense_instead_of_a_key_is_refused_with_a_sentence(client, kind, owner):
    for value in ("x", "0", "-1", "1.5", "1" * 30):
        response = client.get(f"/api/v1/{kind}/?{owner}={value}")

        assert response.status_code == 400, value
        assert response.json() == {owner: ["Give the key as a whole number, such as 12."]}


@pytest.mark.parametrize(("kind", "owner"), OWNED)
def test_nothing_belongs_to_what_does_not_exist(client, kind, owner):
    shown(kind)

    assert get(client, f"{kind}/?{owner}={FAR}")["results"] == []


@pytest.mark.parametrize(
    "kind",
    [
        *("budgets", "transactions", "allocations", "participations", "locations", "updates"),
        *("results", "outcomes", "commitments"),
    ],
)
def test_what_belongs_to_a_project_is_found_by_its_key(client, kind):
    mine, _other = shown(kind), shown(kind)

    rows = get(client, f"{kind}/?project={mine.project_id}")["results"]

    assert [row["id"] for row in rows] == [mine.pk]


@pytest.mark.parametrize(
    "kind", ["sessions", "agenda-items", "important-dates", "delegations", "decisions", "actions"]
)
def test_what_belongs_to_a_meeting_is_found_by_its_key(client, kind):
    mine, _other = shown(kind), shown(kind)

    rows = get(client, f"{kind}/?meeting={mine.meeting_id}")["results"]

    assert [row["id"] for row in rows] == [mine.pk]


def test_documents_are_found_by_the_public_projects_they_belong_to(client):
    document = shown("documents")
    mine = ProjectDocumentFactory(document=document).project
    hidden = ProjectDocumentFactory(document=document, project__draft=True).project
    shown("documents")

    (row,) = get(client, f"documents/?project={mine.pk}")["results"]

    assert (row["id"], row["projects"]) == (document.pk, [mine.pk])
    assert get(client, f"documents/?project={hidden.pk}")["results"] == []


def test_evidence_is_found_by_the_project_of_its_value_or_of_its_outcome(client):
    value, outcome = shown("evidence"), shown("outcomes")
    event = shown("evidence", measurement=None, outcome_event=outcome)

    of_value = value.measurement.period.indicator.result.project_id
    found = [
        [row["id"] for row in get(client, f"evidence/?project={project}")["results"]]
        for project in (of_value, outcome.project_id)
    ]

    assert found == [[value.pk], [event.pk]]


def test_a_lesson_is_not_found_by_its_hidden_project(client):
    lesson = shown("lessons", project=ProjectFactory(draft=True))

    assert get(client, f"lessons/?project={lesson.project_id}")["results"] == []
    assert get(client, "lessons/")["results"][0]["project"] is None


def test_the_parameters_are_described(client):
    described = client.get("/api/v1/schema/?format=json").json()["paths"]

    for kind, owner in OWNED:
        given = described[f"/api/v1/{kind}/"]["get"]["parameters"]
        assert owner in {one["name"] for one in given}
