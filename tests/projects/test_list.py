import datetime as dt
import json
import re

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from donors.models import PriorityArea
from partnership.templatetags.kept import _keeping
from projects.facets.panel import Option
from projects.templatetags.facets import facet_options
from search.index import catch_up_fully
from tests.factories import (
    AllocationFactory,
    BudgetFactory,
    KeyMessageFactory,
    MeasurementFactory,
    OrganisationFactory,
    ParticipationFactory,
    PriorityAreaFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/projects/"


def make(**fields):
    """A project with an area, a country, a donor and a budget."""
    project = ProjectFactory(**fields)
    ProjectPriorityAreaFactory(project=project)
    RecipientCountryFactory(project=project)
    AllocationFactory(project=project)
    ParticipationFactory(project=project)
    BudgetFactory(project=project)
    return project


@pytest.mark.parametrize("count", [1, 3, 30])
def test_list_costs_the_same_however_long(client, django_assert_num_queries, count):
    for _ in range(count):
        make()

    catch_up_fully()
    with django_assert_num_queries(8):
        response = client.get(LIST)

    assert len(response.context["projects"]) == min(count, 20)


@pytest.mark.parametrize(
    "hidden",
    [
        {"draft": True},
        {"state": "in_review"},
        {"state": "archived"},
        {"publish_at": dt.datetime(2999, 1, 1, tzinfo=dt.UTC)},
        {"expire_at": dt.datetime(2021, 1, 1, tzinfo=dt.UTC)},
    ],
    ids=lambda hidden: next(iter(hidden)) + str(next(iter(hidden.values())))[:10],
)
def test_what_is_not_public_stays_private(client, hidden):
    private = make(title="Kept back", **hidden)
    public = make()

    response = client.get(LIST)

    assert [one["id"] for one in response.context["projects"]] == [public.pk]
    assert "Kept back" not in response.content.decode()
    assert client.get(private.get_absolute_url()).status_code == 404


@pytest.fixture
def three():
    """Bridges in Haiti for heritage, paid by Acme; wells in Kenya, paid by a part of Acme."""
    acme = OrganisationFactory(name="Acme", slug="acme")
    part = OrganisationFactory(name="Part of Acme", slug="part", parent=acme)
    heritage = PriorityAreaFactory(slug="heritage")
    bridges = ProjectFactory(title="Bridges", status=2, planned_start=dt.date(2022, 1, 1))
    wells = ProjectFactory(
        title="Wells", summary="Clean water", status=4, planned_start=dt.date(2020, 1, 1)
    )
    ProjectFactory(
        title="Choirs", iati_identifier="XM-1-CHOIR", status=2, planned_start=dt.date(2021, 1, 1)
    )
    ProjectPriorityAreaFactory(project=bridges, area=heritage)
    RecipientCountryFactory(project=bridges, country="HT")
    RecipientCountryFactory(project=wells, country="KE")
    ParticipationFactory(project=bridges, organisation=acme, role=1)
    AllocationFactory(project=wells, contribution__provider=part)
    BudgetFactory(project=wells)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Bridges", "Choirs", "Wells"]),
        ({"q": " WEL "}, ["Wells"]),
        ({"q": "water clean"}, ["Wells"]),
        ({"q": "1-choir"}, ["Choirs"]),
        ({"q": "acme"}, ["Wells", "Bridges"]),
        ({"q": "a b c d e f g h nothing"}, []),
        ({"q": "wells wells wel"}, ["Wells"]),
        ({"area": "heritage"}, ["Bridges"]),
        ({"country": ["HT", "KE"]}, ["Bridges", "Wells"]),
        ({"country": ["HT", "KE"], "status": "4"}, ["Wells"]),
        ({"donor": "part"}, ["Wells"]),
        ({"donor": "acme"}, ["Bridges", "Wells"]),
        ({"donor": "acme", "area": "heritage"}, ["Bridges"]),
        ({"sort": "title"}, ["Bridges", "Choirs", "Wells"]),
        ({"sort": "budget"}, ["Wells", "Bridges", "Choirs"]),
        ({"q": "nothing like it"}, []),
    ],
)
def test_filters(client, query, found):
    response = client.get(LIST, query)

    assert [str(project["title"]) for project in response.context["projects"]] == found


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "query",
    [{"area": "no-such-area"}, {"status": "banana"}, {"donor": "x" * 500}, {"country": "ZZ"}],
    ids=str,
)
def test_unknown_choices_are_explained(client, query):
    response = client.get(LIST, query)

    assert response.status_code == 200
    assert len(response.context["projects"]) == 3
    assert 'role="alert"' in response.content.decode()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("area=gone&donor=acme", "Priority area: “gone” is not among the choices. What can"),
        ("area=heritage&area=gone&donor=acme&sort=title", "“gone” is not among the choices"),
        ("donor=acme&sort=zzz", "zzz is not one of the available choices"),
        ("donor=acme&budget_min=much", "“much” can&#x27;t be read as one amount"),
        (f"donor=acme&q={'acme+' * 2_001}", "at most 10000 characters"),
    ],
)
def test_what_is_not_understood_is_left_out_and_all_else_still_counts(client, query, problem):
    response = client.get(f"{LIST}?{query}")
    html = response.content.decode()

    wanted = {"Bridges"} if "heritage" in query else {"Bridges", "Wells"}
    assert {str(project["title"]) for project in response.context["projects"]} == wanted
    assert problem in html
    assert "gone" not in response.context["selection"]
    assert [chip.label for chip in response.context["chips"]][-1] == "Donor and ministry"


@pytest.mark.usefixtures("three")
def test_what_was_left_empty_is_no_problem(client):
    response = client.get(f"{LIST}?area=&donor=&q=&sort=&budget_min=")

    assert len(response.context["projects"]) == 3
    assert 'role="alert"' not in response.content.decode()


@pytest.mark.parametrize(
    ("lowest", "highest", "said"),
    [
        ("100", "1", ("USD 100", "USD 1")),
        ("100.4", "100.35", ("USD 100.40", "USD 100.35")),
        ("100.40", "100.00", ("USD 100.40", "USD 100")),
    ],
)
def test_budgets_that_exclude_each_other_say_so(client, lowest, highest, said):
    found = client.get(LIST, {"budget_min": lowest, "budget_max": highest})

    amounts = [amount.replace(" ", "\xa0") for amount in said]
    problem = "No budget is at least {} and at most {}: change one of them".format(*amounts)
    assert problem in found.content.decode()
    assert tuple(chip.value for chip in found.context["chips"]) == said


@pytest.mark.parametrize(
    "written",
    [
        "1000000",
        "1,000,000",
        "1 000 000",
        "1\u00a0000\u00a0000",
        "1\u202f000\u202f000",
        "1.000.000",
        "1'000'000",
        "1’000’000",
        "１００００００",
        "１，０００，０００",
        "١٠٠٠٠٠٠",
        "١٬٠٠٠٬٠٠٠",
        "\u200f۱۰۰۰۰۰۰",
        "1,000,000.00",
        "1.000.000,00",
        "1e6",
    ],
)
def test_an_amount_is_read_however_its_thousands_are_parted(client, written):
    BudgetFactory(project=ProjectFactory(title="Large"), amount=1_000_000)
    BudgetFactory(project=ProjectFactory(title="Small"), amount=999_999)
    chosen = {"budget_min": written}

    found = client.get(LIST, chosen)

    assert [one["title"] for one in found.context["projects"]] == ["Large"]
    assert not found.context["problems"]
    assert client.get("/api/v1/projects/", chosen).json()["results"][0]["title"] == {"en": "Large"}
    file = json.loads(b"".join(client.get("/projects/export.json", chosen).streaming_content))
    assert [one["title"] for one in file["projects"]] == ["Large"]
    feed = client.get("/feeds/projects.atom", chosen).content.decode()
    assert ("Large" in feed, "Small" in feed) == (True, False)


@pytest.mark.parametrize(
    "written",
    [
        "2m",
        "1.000",
        "1,00,000",
        "1,000 000",
        "1000,000",
        "1,000,00",
        "0,500",
        "10²",
        "百万",
        "nan",
        "-Infinity",
    ],
)
def test_an_amount_that_can_be_read_in_two_ways_is_refused_with_the_remedy(client, written):
    [problem] = client.get(LIST, {"budget_min": written}).context["problems"]

    assert "Write digits alone, such as 1000000, or with the same separator" in problem
    assert client.get("/projects/export.csv", {"budget_min": written}).status_code == 400
    refused = client.get("/api/v1/projects/", {"budget_min": written})
    assert refused.status_code == 400
    assert "Write digits alone" in refused.json()["budget_min"][0]


def budget_field(html, name):
    """The tag of the field of one end of the range, and that of the details around it."""
    details = re.search(r'<details class="facet" id="facet-budget"[^>]*>', html).group()
    return re.search(rf'<input[^>]* name="{name}"[^>]*>', html).group(), details


@pytest.mark.parametrize("name", ["budget_min", "budget_max"])
def test_what_was_typed_for_a_budget_stays_in_its_field(client, name):
    field, details = budget_field(client.get(LIST, {name: "1,000"}).content.decode(), name)

    assert 'value="1,000"' in field
    assert 'dir="ltr"' in field, "1 000 000 would be turned round in Arabic"
    assert "aria-" not in field
    assert " open" in details


@pytest.mark.parametrize("name", ["budget_min", "budget_max"])
def test_an_amount_that_is_refused_stays_in_its_field_with_the_problem(client, name):
    html = client.get(LIST, {name: "1.000"}).content.decode()
    field, details = budget_field(html, name)

    assert 'value="1.000"' in field
    assert 'aria-invalid="true"' in field
    [described] = re.findall(r'aria-describedby="(.*?)"', field)
    [said] = re.findall(rf'id="{described}">(.*?)</p>', html)
    assert "“1.000” can&#x27;t be read as one amount" in said
    assert html.count("aria-invalid") == 1
    assert " open" in details
    assert html.count(said) == 2, "above the list, too"


def test_a_refused_amount_is_quoted_as_it_was_typed_in_arabic(client):
    [problem] = client.get(f"/ar{LIST}", {"budget_min": "1,000 000"}).context["problems"]

    assert "\u20681,000 000\u2069" in problem


@pytest.mark.parametrize("blank", [" ", "\u200f", " \u202a\u00a0\u202c\u2066\u2069"])
def test_a_blank_amount_is_none(client, blank):
    found = client.get(LIST, {"budget_min": blank})
    field, details = budget_field(found.content.decode(), "budget_min")

    assert not found.context["problems"]
    assert not found.context["chips"]
    assert 'value=""' in field
    assert " open" not in details
    assert client.get("/api/v1/projects/", {"budget_min": blank}).status_code == 200


def test_pages(client):
    for _ in range(21):
        make()

    assert len(client.get(LIST).context["projects"]) == 20
    assert len(client.get(LIST, {"page": 2}).context["projects"]) == 1
    assert client.get(LIST, {"page": 3}).status_code == 404
    assert client.get(LIST, {"page": "9" * 30}).status_code == 404


def test_a_search_of_a_hundred_words_costs_no_more_than_one_of_a_few(
    client, django_assert_max_num_queries
):
    make(title=" ".join(f"w{number}" for number in range(12)))
    words = " ".join(f"w{number}" for number in range(45))

    catch_up_fully()
    with django_assert_max_num_queries(15):
        response = client.get(LIST, {"q": words})

    assert len(response.context["projects"]) == 1


def test_hidden_organisations_are_not_found_by_name(client):
    ParticipationFactory(organisation=OrganisationFactory(name="Secretive", draft=True))

    assert list(client.get(LIST, {"q": "secretive"}).context["projects"]) == []


def test_what_came_about_is_told_before_what_was_hoped_for(client):
    project = ProjectFactory()
    KeyMessageFactory(project=project, kind="expected", order=1, text="leave the list")
    assert "leave the list" in client.get(LIST).content.decode()

    KeyMessageFactory(project=project, kind="achieved", order=2, text="left the list")

    html = client.get(LIST).content.decode()
    assert "left the list" in html
    assert "leave the list" not in html


def test_a_row_tells_the_headline_result(client):
    value = MeasurementFactory(state="approved", value=240)
    project = value.period.indicator.result.project
    KeyMessageFactory(project=project, measurement=value, text="masons trained")
    KeyMessageFactory(project=ProjectFactory(), text="told to nobody", draft=True)

    html = " ".join(client.get(LIST).content.decode().split())

    assert "<b>240</b> masons trained" in html
    assert "told to nobody" not in html


def test_readers_of_each_language_get_their_own_though_all_is_made_once(client):
    link = RecipientCountryFactory(country="DE", project__status=2)
    ProjectPriorityAreaFactory(project=link.project, area__name="Heritage")
    link.project.priority_areas.get().area.create_translation("fr", name="Patrimoine")
    catch_up_fully()

    english, french = (client.get(f"{at}/projects/").content.decode() for at in ("", "/fr"))

    for mine, yours in (
        ("Germany", "Allemagne"),
        ("Heritage", "Patrimoine"),
        ("Under way", "En cours"),
    ):
        assert english.count(mine) == french.count(yours) > 1, mine
        assert mine not in french
        assert yours not in english


def test_numbers_of_choices_are_written_as_each_language_does():
    options = [Option("2024", "2024", 1234, chosen=False, depth=0, palette="")]
    written = {}
    for language in ("en", "fr"):
        with translation.override(language):
            written[language] = facet_options("year", options)

    assert "<small>1,234</small>" in written["en"]
    assert "<small>1,234</small>" not in written["fr"]


def test_choices_found_as_often_stand_in_the_order_of_names_whatever_their_accents(client):
    for country in ("YE", "EC", "PH", "PE"):
        RecipientCountryFactory(country=country)

    panels = {panel.name: panel for panel in client.get("/fr/projects/").context["panels"]}

    labels = [option.label for option in panels["country"].first]
    assert labels == ["Équateur", "Pérou", "Philippines", "Yémen"]


def test_a_chosen_budget_is_written_as_each_language_does(client):
    values = {
        at: client.get(f"{at}{LIST}?budget_min=1000000").context["chips"][0].value
        for at in ("", "/fr")
    }

    assert values[""] == "USD 1,000,000"
    assert values["/fr"] == "USD 1\u202f000\u202f000"


@pytest.mark.usefixtures("three")
def test_help_where_nothing_is_found_speaks_of_each_facet_once(client):
    html = client.get(f"{LIST}?country=HT&country=KE&area=heritage&status=4").content.decode()

    assert html.count("With any “Country”") == 0
    assert html.count("With any “Status”") == 1

    html = client.get(f"{LIST}?country=JP&country=FR&status=4").content.decode()

    assert html.count("With any “Country”") == 1


@pytest.mark.parametrize(
    ("field", "said"), [("budget_min", "Budget from: "), ("budget_max", "Budget up to: ")]
)
def test_a_problem_with_a_budget_names_its_field(client, field, said):
    [problem] = client.get(f"{LIST}?{field}=much").context["problems"]

    assert problem.startswith(f"{said}“much” can't be read as one amount")


def test_the_data_to_take_say_what_iati_xml_leaves_out(client):
    make()

    assert "IATI XML leaves out projects without" in client.get(LIST).content.decode()


def test_what_was_meant_is_looked_for_in_the_same_selection(client):
    RecipientCountryFactory(project=ProjectFactory(title="Heritage"), country="HT")

    html = client.get(LIST, {"q": "heritge", "country": "HT"}).content.decode()

    assert '?q=heritage&amp;country=HT"' in html


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("", "Did you mean {}?"),
        ("/fr", "Vouliez-vous dire {}\u202f?"),
        ("/ja", "もしかして、{}ですか。"),
        ("/ar", "هل تقصد {}؟"),
    ],
)
@pytest.mark.parametrize("address", [LIST, "/search/"])
def test_what_was_meant_is_asked_with_the_mark_of_the_language(client, address, language, asked):
    ProjectFactory(title="Heritage")

    html = client.get(f"{language}{address}", {"q": "heritge"}).content.decode()

    link = r'<a href="[^"]*\?q=heritage"><bdi>heritage</bdi></a>'
    assert re.search(link.join(map(re.escape, asked.split("{}"))), html)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        (LIST, "Projects"),
        (f"{LIST}?page=2", "Projects, page 2"),
        (f"{LIST}?sort=title&page=2", "Projects, page 2"),
        (f"{LIST}?q=wells&country=KE", "Projects: wells, Kenya"),
        (f"/ja{LIST}?country=KE&page=2", "プロジェクト：ケニア（2ページ目）"),
        (f"{LIST}?q=%3C/title%3E", "Projects: &lt;/title&gt;"),
        ("/search/", "Search"),
        ("/search/?q=wells", "Search: wells"),
        ("/search/?q=wells&kind=project&page=2", "Search: wells, page 2"),
    ],
)
def test_the_title_tells_the_selection_and_the_page(client, address, title):
    for _ in range(21):
        RecipientCountryFactory(project__title="Wells", country="KE")

    html = client.get(address).content.decode()

    said = re.search("<title>(.*?) · ", html, re.DOTALL)[1]
    assert said.strip() == title


def test_what_readers_type_is_not_kept(client):
    kept = _keeping(SafeString("projects/_range.html"))  # as templates name it
    client.get(LIST, {"budget_min": "1"})
    known = kept.cache_info().currsize

    for typed in ("1,234", "5.5.5", "77"):
        html = client.get(LIST, {"budget_min": typed}).content.decode()
        assert f'value="{typed}"' in html
    assert 0 < kept.cache_info().currsize <= known + 1  # with a problem and without


def titles_of(client, at="", **chosen):
    """The titles of the list, sorted by title, of all its pages."""
    found = []
    for page in range(1, 9):
        answer = client.get(f"{at}{LIST}", {"sort": "title", "page": page, **chosen})
        found += [str(one["title"]) for one in answer.context["projects"]]
        if not answer.context["page_obj"].has_next():
            break
    return found


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["École des arts", "“Ecology” today", "Ecosystems", "water", "Wells", "Zebras"]),
        ("fr", ["cote", "Côte d’Ivoire", "Îles", "Œuvres", "Ogooué", "Zones"]),
        ("ja", ["UNESCO", "ＵＮＥＳＣＯの２", "あいち", "アフリカ", "ガンビア", "カンボジア"]),
        ("ar", ["آثار", "إدارة", "أسد", "بحار", "ثقافة", "مـدن", "مياه"]),
    ],
)
def test_titles_are_sorted_as_readers_of_each_language_expect(client, language, titles):
    for title in reversed(titles):
        project = ProjectFactory(title=title)
        if language != "en":
            project.translations.update(title="Same to all")
            project.create_translation(language, title=title)
    at = "" if language == "en" else f"/{language}"

    assert titles_of(client, at) == titles
    file = client.get(f"{at}/projects/export.json?sort=title")
    told = json.loads(b"".join(file.streaming_content))["projects"]
    assert [one["title"] for one in told] == titles


def test_titles_that_are_sorted_alike_are_neither_skipped_nor_repeated_between_pages(client):
    for number in range(45):
        ProjectFactory(title=("Études", "etudes", "ÉTUDES")[number % 3], slug=f"e-{number}")

    slugs = []
    for page in (1, 2, 3):
        answer = client.get(LIST, {"sort": "title", "page": page})
        slugs += [one["slug"] for one in answer.context["projects"]]

    assert slugs == [f"e-{number}" for number in range(45)]


def test_a_project_without_a_title_in_the_readers_language_is_sorted_by_the_one_shown(client):
    ProjectFactory(title="Bridges").create_translation("fr", title="Ponts")
    ProjectFactory(title="Étangs")

    ProjectFactory(title="").create_translation("ja", title="Nagoya")

    assert titles_of(client, "/fr") == ["Étangs", "Nagoya", "Ponts"]


def test_a_renamed_project_moves_in_the_order_of_titles(client):
    project = ProjectFactory(title="Arts")
    ProjectFactory(title="Music")
    assert titles_of(client) == ["Arts", "Music"]

    project.title = "Zithers"
    project.save()

    assert titles_of(client) == ["Music", "Zithers"]


def test_amounts_by_year_and_area_stand_in_a_table_and_add_up(client):
    for year, area, usd in (
        (2023, "Heritage", 1_200),
        (2023, "Ocean", 300),
        (2024, "Ocean", 4_000),
        (2024, None, 50),
    ):
        project = ProjectFactory()
        first = dt.date(year, 1, 1)
        BudgetFactory(project=project, amount=usd, period_start=first, period_end=first)
        if area:
            made = PriorityArea.objects.filter(translations__name=area).first()
            made = made or PriorityAreaFactory(name=area)
            ProjectPriorityAreaFactory(project=project, area=made)

    html = client.get(LIST).content.decode()

    table = html.partition('id="budget-amounts"')[2].partition("</table>")[0]
    rows = [
        re.findall(r"<t[hd][^>]*>\s*(?:<b>)?(.*?)(?:</b>)?\s*</t[hd]>", row, re.DOTALL)
        for row in table.split("<tr>")[1:]
    ]
    assert rows == [
        ["Priority area", "2023", "2024", "Total"],
        ["Heritage", "1,200", "–", "1,200"],
        ["Ocean", "300", "4,000", "4,300"],
        ["No priority area", "–", "50", "50"],
        ["Total", "1,500", "4,050", "5,550"],
    ]
    below = html.partition('id="budget-amounts"')[2].partition("</table>")[2]
    assert "Amounts are rounded" in below.partition("</details>")[0]


def test_money_without_an_area_is_called_so_in_each_language(client):
    BudgetFactory(project=ProjectFactory())

    for at, called in (("", "No priority area"), ("/fr", "Sans domaine prioritaire")):
        [part] = client.get(f"{at}/projects/").context["budget"].areas
        assert part.label == called
