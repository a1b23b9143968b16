"""Facets count what the list would show, whatever is chosen: compared with a naive count."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from donors.models import Organisation
from projects.facets import bitmaps
from projects.facets.choices import Choices
from projects.facets.codes import (
    UNDIVIDED,
    Facet,
    countries_without_region,
    letters,
    of_letters,
    split,
)
from projects.facets.counts import summarise
from projects.facets.rows import by_area
from projects.filters import ProjectFilter
from projects.models import Project
from search.index import catch_up_fully
from search.models import SearchEntry
from tests.factories import (
    AllocationFactory,
    BudgetFactory,
    ContributionFactory,
    FundFactory,
    LessonFactory,
    MeasurementFactory,
    OrganisationFactory,
    ParticipationFactory,
    PriorityAreaFactory,
    ProjectFactory,
    ProjectGoalFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


def portfolio(chance):
    """Thirty projects with random links, some of them to what is hidden."""
    japan = OrganisationFactory(slug="japan")
    payers = [
        japan,
        OrganisationFactory(slug="mext", parent=japan),
        OrganisationFactory(slug="shadow", parent=japan, draft=True),
    ]
    areas = [PriorityAreaFactory(slug=f"area-{n}") for n in range(3)]
    funds = [FundFactory(slug="open"), FundFactory(slug="closed", draft=True)]
    for _ in range(30):
        project = ProjectFactory(
            status=chance.choice([1, 2, 4]),
            draft=chance.random() < 0.2,
            planned_start=dt.date(2023, chance.randint(1, 3), chance.randint(1, 28)),
            planned_end=None,
        )
        for area in chance.sample(areas, chance.randint(0, 2)):
            ProjectPriorityAreaFactory(project=project, area=area)
        for country in chance.sample(["HT", "KE", "JP"], chance.randint(0, 2)):
            RecipientCountryFactory(project=project, country=country)
        for payer in chance.sample(payers, chance.randint(0, 2)):
            ParticipationFactory(project=project, organisation=payer)
        if chance.random() < 0.5:
            given = ContributionFactory(fund=chance.choice(funds), provider=chance.choice(payers))
            AllocationFactory(project=project, contribution=given)
        if chance.random() < 0.5:
            ProjectGoalFactory(project=project, goal=4)
        if chance.random() < 0.3:
            MeasurementFactory(
                period__indicator__result__project=project,
                state=chance.choice(["approved", "draft"]),
            )
        if chance.random() < 0.3:
            LessonFactory(project=project, draft=chance.random() < 0.5)
        BudgetFactory(project=project, amount=chance.choice([10, 1000]))
    catch_up_fully()


def has(project, what):
    if what == "lessons":
        return project.lessons.public().exists()
    measured = project.results.filter(indicators__periods__measurements__state="approved")
    return what == "results" and measured.exists()


def values(project, facet):  # noqa: PLR0911  a table
    """What the project has of a facet, asked for plainly."""
    match facet:
        case Facet.AREA:
            return {link.area.slug for link in project.priority_areas.all()}
        case Facet.COUNTRY:
            return {link.country for link in project.countries.all()}
        case Facet.DONOR:
            return {
                organisation.slug
                for organisation in Organisation.objects.public()
                if Project.objects.funded_by(organisation).filter(pk=project.pk).exists()
            }
        case Facet.FUND:
            return {
                one.contribution.fund.slug
                for one in project.allocations.all()
                if one.contribution.fund.is_public_now and one.contribution.provider.is_public_now
            }
        case Facet.STATUS:
            return {str(project.status)}
        case Facet.GOAL:
            return {str(link.goal) for link in project.goals.all()}
        case Facet.HAS:
            return {what for what in ("results", "evidence", "lessons") if has(project, what)}
        case _:
            raise AssertionError(facet)


ASKED = {
    "area": Facet.AREA,
    "country": Facet.COUNTRY,
    "donor": Facet.DONOR,
    "fund": Facet.FUND,
    "status": Facet.STATUS,
    "goal": Facet.GOAL,
    "has": Facet.HAS,
}


def selection(chance, offered):
    """Up to three facets with up to two choices each."""
    chosen = {
        name: chance.sample(offered[name], min(len(offered[name]), chance.randint(1, 2)))
        for name in chance.sample(sorted(offered), chance.randint(0, 3))
    }
    data = QueryDict(mutable=True)
    for name, some in chosen.items():
        data.setlist(name, some)
    return chosen, data


@pytest.fixture
def in_memory(monkeypatch):
    """Count the facets of however few projects in memory."""
    monkeypatch.setattr(bitmaps, "FEWEST", 1)


def both_ways(data, choices, monkeypatch):
    """What the database and memory say of a selection."""
    found = []
    for fewest in (10**6, 1):
        monkeypatch.setattr(bitmaps, "FEWEST", fewest)
        filters = ProjectFilter(data, queryset=Project.objects.public(), choices=choices)
        found.append(filters.summary)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_memory_counts_what_the_database_counts_after_every_change(seed, monkeypatch):
    chance = random.Random(seed)  # noqa: S311  repeatable, not secret
    portfolio(chance)
    for project in Project.objects.all():
        BudgetFactory(
            project=project,
            amount=chance.choice([-5, 0, 7, "1234567.89"]),
        )
    catch_up_fully()
    choices = Choices.load()
    offered = {name: list(choices.of[facet]) for name, facet in ASKED.items()}
    reads = []
    read = bitmaps.Bitmaps._read
    monkeypatch.setattr(
        bitmaps.Bitmaps, "_read", lambda self, keys: (reads.append(keys), read(self, keys))
    )
    for step in range(12):
        for _ in range(4):
            _chosen, data = selection(chance, offered)
            if chance.random() < 0.3:
                data["budget_min"] = "5"
            if chance.random() < 0.3:
                data["q"] = "-nowhere" if step % 2 else "project"
            database, memory = both_ways(data, choices, monkeypatch)
            assert memory == database, data
        project = chance.choice(list(Project.objects.public().filter(lessons=None, results=None)))
        match step % 4:
            case 0:
                project.state = "archived"
                project.save()
            case 1:
                project.delete()
            case 2:
                BudgetFactory(project=project, amount=3)
            case 3:
                Project.objects.filter(pk=project.pk).update(
                    status=5, planned_start=dt.date(2021, 1, 1)
                )
        # What is marked and not renewed yet is left to the database.
        assert bitmaps.summarise_in_memory(None, {}) is None
        catch_up_fully()
    assert reads[0] is None
    assert all(keys is not None for keys in reads[1:]), "only what changed is read again"


def test_memory_keeps_the_numbers_of_few_selections(in_memory, monkeypatch):
    monkeypatch.setattr(bitmaps, "MOST_KEPT", 1)
    ProjectFactory()
    catch_up_fully()

    for code in (1, 2):
        bitmaps.summarise_in_memory(None, {Facet.STATUS: [Facet.STATUS.code(code)]})

    assert len(bitmaps._bitmaps._counted) == 1


def test_each_request_has_filters_of_its_own():
    first, second = (ProjectFilter(QueryDict("")) for _ in range(2))

    assert first.filters["area"] is not second.filters["area"]
    assert first.filters["area"].parent is first


def test_memory_forgets_what_was_undone(in_memory):
    ProjectFactory()
    catch_up_fully()
    assert bitmaps.summarise_in_memory(None, {}).total == 1
    with transaction.atomic():
        ProjectFactory()
        catch_up_fully()
        assert bitmaps.summarise_in_memory(None, {}).total == 2
        transaction.set_rollback(True)
    ProjectFactory()
    ProjectFactory()
    catch_up_fully()

    assert bitmaps.summarise_in_memory(None, {}).total == 3


@pytest.mark.parametrize("seed", range(3))
def test_counts_equal_those_of_a_naive_count(seed):
    chance = random.Random(seed)  # noqa: S311  repeatable, not secret
    portfolio(chance)
    projects = list(Project.objects.public())
    own = {p.pk: {name: values(p, facet) for name, facet in ASKED.items()} for p in projects}
    choices = Choices.load()
    offered = {name: list(choices.of[facet]) for name, facet in ASKED.items()}
    assert "shadow" not in offered["donor"]
    assert "closed" not in offered["fund"]

    def chosen_by(chosen, without=None):
        return {
            pk
            for pk, has_ in own.items()
            if all(has_[name] & set(some) for name, some in chosen.items() if name != without)
        }

    for _ in range(25):
        chosen, data = selection(chance, offered)
        filters = ProjectFilter(data, queryset=Project.objects.public(), choices=choices)
        summary = filters.summary

        assert filters.is_valid(), filters.errors
        assert set(filters.qs.values_list("pk", flat=True)) == chosen_by(chosen)
        assert summary.total == len(chosen_by(chosen))
        for name, facet in ASKED.items():
            left = chosen_by(chosen, without=name)
            for choice in choices.of[facet].values():
                expected = sum(choice.value in own[pk][name] for pk in left)
                assert summary.counts.get(choice.code, 0) == expected, (chosen, choice)


def test_every_country_is_in_a_region_but_antarctica():
    assert countries_without_region() == {"AQ"}


@pytest.mark.parametrize("code", ["HT", "A08", "B18", "ZW"])
def test_codes_come_back(code):
    assert letters(split(Facet.COUNTRY.code(of_letters(code)))[1]) == code


def test_budgets_are_added_by_year_and_area_once():
    programme = ProjectFactory()
    part = ProjectFactory(parent=programme)
    for project in (programme, part):
        BudgetFactory(project=project, amount=100)
    area = PriorityAreaFactory()
    ProjectPriorityAreaFactory(project=part, area=area)
    catch_up_fully()

    summary = ProjectFilter(QueryDict(), queryset=Project.objects.public()).summary

    assert [(one.area, one.usd) for one in summary.totals] == [(area.pk, 100)]
    assert summary.budgeted == 1, "that of the programme is not in the sum"


def test_a_budget_counts_in_each_area_by_its_share_to_the_cent(client, in_memory):
    areas = [PriorityAreaFactory(name=name) for name in ("Water", "Schools", "Coasts")]
    water, schools, coasts = (area.pk for area in areas)
    thirds, unsaid, none = ProjectFactory(), ProjectFactory(), ProjectFactory()
    with transaction.atomic():
        for area, share in zip(areas, ("33.3333", "33.3333", "33.3334"), strict=True):
            ProjectPriorityAreaFactory(project=thirds, area=area, percentage=share)
    for area in areas[:2]:
        ProjectPriorityAreaFactory(project=unsaid, area=area)
    for project, amount in ((thirds, "100.01"), (unsaid, 7), (none, 5)):
        BudgetFactory(project=project, amount=amount)
    catch_up_fully()
    every = Project.objects.public()

    for summary in (bitmaps.summarise_in_memory(None, {}), summarise(every, {})):
        assert {one.area: one.usd for one in summary.totals} == {
            water: Decimal("33.34"),
            schools: Decimal("33.34"),
            coasts: Decimal("33.33"),
            UNDIVIDED: 7,
            None: 5,
        }
        assert summary.budgeted == 3
    told = client.get("/projects/").context["budget"]
    assert [part.label for part in told.areas][-2:] == [
        "Several areas, shares not known",
        "No priority area",
    ]
    assert told.total == Decimal("112.01")


@pytest.mark.parametrize("shares", [["99.99", "0"], ["50", "50.01"], ["100", "0", "0"]])
@pytest.mark.parametrize("amount", ["0.01", "-3.33", "123456789012345.67", "0"])
def test_the_parts_of_areas_add_up_to_the_amount(amount, shares):
    areas = [(key, Decimal(share)) for key, share in enumerate(shares, 1)]

    assert sum(part for _area, part in by_area(Decimal(amount), areas)) == Decimal(amount)


def test_parts_that_nobody_sees_take_nothing_from_a_programme(client):
    programme = ProjectFactory()
    part = ProjectFactory(parent=programme, draft=True)
    RecipientCountryFactory(project=programme, country="KE")
    BudgetFactory(project=programme, amount=100)
    catch_up_fully()

    def counted():
        summary = ProjectFilter(QueryDict(), queryset=Project.objects.public()).summary
        figures = client.get("/countries/KE/").context["figures"]
        return sum(one.usd for one in summary.totals), figures.budget

    assert counted() == (100, 100)
    Project.objects.filter(pk=part.pk).update(state="published")
    catch_up_fully()
    assert counted() == (0, 0)


def test_a_programme_is_counted_anew_when_a_part_of_it_becomes_public():
    soon = timezone.now() + dt.timedelta(days=5)
    programme = ProjectFactory()
    ProjectFactory(parent=programme, publish_at=soon)
    catch_up_fully()

    assert SearchEntry.objects.get(object_id=programme.pk).valid_until == soon


def test_what_of_a_selection_is_made_up_is_counted_alike_in_memory_and_in_sql(in_memory):
    for is_demo, amount in ((False, 100), (True, 30), (True, None)):
        project = ProjectFactory(is_demo=is_demo)
        if amount:
            BudgetFactory(project=project, amount=amount)
    catch_up_fully()
    every = Project.objects.public()

    for summary in (bitmaps.summarise_in_memory(None, {}), summarise(every, {})):
        assert (summary.total, summary.demo, summary.budgeted) == (3, 2, 2)
        assert [(one.usd, one.demo) for one in summary.totals] == [(130, 30)]


def test_areas_that_began_last_are_chosen_first():
    for slug, year, order in (("old", 2015, 1), ("new", 2023, 3), ("also-new", 2023, 2)):
        PriorityAreaFactory(slug=slug, start=dt.date(year, 1, 1), order=order)

    assert list(Choices.load().of[Facet.AREA]) == ["also-new", "new", "old"]


HOSTILE = [
    "?page=" + "9" * 19,
    "?page=-1",
    "?page=last",
    "?" + "&".join(f"area=a{n}" for n in range(3_000)),
    "?" + "&".join(f"area=b{n}" for n in range(10_000)),
    "?budget_min=1e999999&budget_max=NaN",
    "?budget_min=" + "9" * 400,
    "?year=99999999999&status=%F0%9F%92%A9",
    "?q=%ED%A0%80",
    "?sort=password",
    "?q=" + "(" * 5000,
    "?country=HT" * 500,
]


@pytest.mark.parametrize("query", HOSTILE, ids=[query[:24] for query in HOSTILE])
def test_hostile_addresses_are_answered(client, query):
    ProjectFactory()

    assert client.get("/projects/" + query).status_code in {200, 404, 414}


def test_a_nul_is_refused(client):
    assert client.get("/projects/?q=%00").status_code == 400


def test_whole_sums_follow_what_is_added_and_taken_away(in_memory):
    def total():
        catch_up_fully()
        return sum(one.usd for one in bitmaps.summarise_in_memory(None, {}).totals)

    first = BudgetFactory(amount=100)
    assert total() == 100
    BudgetFactory(amount=30)
    assert total() == 130
    first.delete()
    assert total() == 30
