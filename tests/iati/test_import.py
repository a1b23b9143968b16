"""What an import makes of one activity, and what of the next version of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model

from donors.models import Organisation
from iati.importing import Importer, Outcome
from iati.importing.wanted.project import opening
from library.models import Document
from projects.models import (
    Budget,
    Disaggregation,
    Indicator,
    Location,
    Measurement,
    Participation,
    Period,
    Project,
    ProjectGoal,
    ProjectSector,
    RecipientCountry,
    Result,
    Transaction,
)
from tests.factories import (
    BudgetFactory,
    ExchangeRateFactory,
    LocationFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
)
from tests.iati.snippets import BASIC, read_one

pytestmark = pytest.mark.django_db

OUTCOME = """<result type="1"><title><narrative>People trained</narrative></title>
    <indicator measure="1"><title><narrative>Masons</narrative></title>
        <baseline year="2020" value="10"/>
        <period><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/>
            <target value="300"/>{actual}</period></indicator></result>"""


def take(inside: str, importer: Importer | None = None, basic: str = BASIC):
    return (importer or Importer()).take(read_one(basic + inside), "file.xml")


def messages(told) -> list[str]:
    return [problem.message for problem in told.warnings]


def budget(value, start="2022-01-01", end="2022-12-31", currency="USD"):
    return (
        f'<budget><period-start iso-date="{start}"/><period-end iso-date="{end}"/>'
        f'<value currency="{currency}" value-date="{start}">{value}</value></budget>'
    )


def test_a_project_is_public_at_an_address_made_of_title_and_identifier():
    take('<activity-status code="2"/>')

    project = Project.objects.public().get()
    assert (project.slug, project.iati_identifier, project.status) == ("wells-xm-1", "XM-1", 2)
    assert project.first_published_at is not None


def test_drafts_stay_unpublished_and_the_partnership_is_set():
    partnership = PartnershipFactory()

    take(
        '<participating-org role="1" ref="XM-9"><narrative>Payer</narrative></participating-org>',
        Importer(draft=True, partnership=partnership),
    )

    project = Project.objects.get()
    assert (project.state, project.partnership) == ("draft", partnership)
    made = Organisation.objects.exclude(iati_ref="")
    assert set(made.values_list("state", flat=True)) == {"draft"}


def test_addresses_never_clash():
    ProjectFactory(slug="wells-xm-1")

    take("")

    slug = Project.objects.get(iati_identifier="XM-1").slug
    assert slug.startswith("wells-xm-1-")


def test_texts_are_kept_in_every_language_of_the_file():
    take(
        """<description type="1"><narrative>Clean water</narrative>
            <narrative xml:lang="eo">Pura akvo</narrative></description>
        <description type="2"><narrative>One &lt;b&gt;
two

three</narrative></description>""",
        basic=BASIC.replace("</title>", '<narrative xml:lang="ja">井戸</narrative></title>'),
    )

    texts = Project.objects.get().translations.order_by("language_code")
    assert list(texts.values_list("language_code", "title", "summary", "objectives")) == [
        ("en", "Wells", "Clean water", "<p>One &lt;b&gt;<br>two</p><p>three</p>"),
        ("eo", "", "Pura akvo", ""),
        ("ja", "井戸", "", ""),
    ]


def test_shares_that_do_not_add_up_are_left_empty_with_a_warning():
    told = take(
        """<recipient-country code="KE" percentage="50"/><recipient-country code="UG"
            percentage="25.5"/><sector code="11110" percentage="60"/>
        <sector code="11120" percentage="40"/>"""
    )

    assert messages(told) == [
        (
            "The percentages of the countries and regions are left empty because they add up to "
            "75.5 (50 + 25.5); give all of them, adding up to 100, or none."
        )
    ]
    assert set(RecipientCountry.objects.values_list("country", "percentage")) == {
        ("KE", None),
        ("UG", None),
    }
    assert set(ProjectSector.objects.values_list("sector__code", "percentage")) == {
        ("11110", Decimal(60)),
        ("11120", Decimal(40)),
    }


def test_codes_outside_their_list_are_left_out_and_their_line_is_named():
    told = take(
        """<participating-org role="7" ref="XM-A"/>
        <recipient-country code="ZZ"/>
        <policy-marker code="1" significance="9"/>
        <tag vocabulary="3" code="18.1"/><tag vocabulary="3" code="4.7"/>"""
    )

    assert [(problem.line, problem.message.split(" is ")[0]) for problem in told.warnings] == [
        (1, "The organisation role “7”"),
        (2, "The country “ZZ”"),
        (4, "The SDG target “18”"),
        (3, "The policy significance “9”"),
    ]
    assert list(ProjectGoal.objects.values_list("goal", "target")) == [(4, "4.7")]


def test_organisations_are_found_by_identifier_and_then_by_name():
    known = OrganisationFactory(iati_ref="XM-A", name="A")
    named = OrganisationFactory(iati_ref="", name="Ministry of Water")

    take(
        """<participating-org role="1" ref="XM-A"><narrative>Other</narrative></participating-org>
        <participating-org role="2"><narrative>Ministry of Water</narrative></participating-org>
        <participating-org role="3" ref="XM-N" type="22"><narrative>New</narrative>
            <narrative xml:lang="fr">Neuf</narrative></participating-org>
        <participating-org role="4" ref="XM-N"/>"""
    )

    new = Organisation.objects.get(iati_ref="XM-N")
    assert list(Participation.objects.values_list("role", "organisation")) == [
        (1, known.pk),
        (2, named.pk),
        (3, new.pk),
        (4, new.pk),
    ]
    assert (new.type, new.slug, new.is_public_now) == ("22", "new", True)
    assert dict(new.translations.values_list("language_code", "name")) == {
        "en": "New",
        "fr": "Neuf",
    }


def test_an_organisation_known_by_name_gets_the_identifier_of_the_file():
    japan = OrganisationFactory(iati_ref="", name="Japan")

    take(
        '<participating-org role="1" ref="XM-DAC-701"><narrative>Japan</narrative>'
        "</participating-org>"
    )

    japan.refresh_from_db()
    assert japan.iati_ref == "XM-DAC-701"
    assert Participation.objects.get().organisation == japan


def test_dollars_follow_from_the_rate_of_the_day_and_stay_empty_without_one():
    ExchangeRateFactory(currency="EUR", date=dt.date(2021, 1, 1), usd_per_unit=Decimal("1.2"))

    take(
        budget(100, currency="EUR")
        + budget(50, "2020-01-01", "2020-12-31", "EUR")
        + budget("1.005", "2023-01-01", "2023-12-31")
    )

    assert list(Budget.objects.values_list("amount", "currency", "usd_amount")) == [
        (Decimal(50), "EUR", None),
        (Decimal(100), "EUR", Decimal(120)),
        (Decimal("1.00"), "USD", Decimal("1.00")),
    ]
    assert Budget.objects.get(usd_amount=120).usd_source.endswith("2021-01-01")


def test_results_are_read_down_to_their_parts():
    take(
        OUTCOME.format(
            actual="""<actual value="240"><comment><narrative>By list</narrative></comment></actual>
            <actual value="80"><dimension name="sex" value="women"/></actual>"""
        )
    )

    indicator = Indicator.objects.get()
    assert (indicator.baseline, indicator.baseline_on) == (10, dt.date(2020, 12, 31))
    assert indicator.aggregable is False
    value = Measurement.objects.public().get()
    assert (value.value, value.as_of, value.comment) == (240, dt.date(2021, 12, 31), "By list")
    assert (value.period.target, value.percent_of_target()) == (300, Decimal("79.3"))
    part = Disaggregation.objects.get(measurement=value)
    assert (part.dimension, part.category, part.value) == ("sex", "women", 80)


def test_a_changed_value_becomes_a_correction_and_a_gone_one_is_withdrawn():
    take(OUTCOME.format(actual='<actual value="240"/>'))
    old = Measurement.objects.get()

    changed = take(OUTCOME.format(actual='<actual value="250"/>'))

    new = Measurement.objects.approved().get()
    assert changed.outcome == Outcome.UPDATED
    assert (new.value, new.corrects, new.period) == (250, old, old.period)

    take(OUTCOME.format(actual=""))
    assert not Measurement.objects.approved().filter(pk=new.pk).exists()
    assert Measurement.objects.get(pk=new.pk).state == "withdrawn"

    take("")
    assert (Result.objects.count(), Period.objects.count()) == (1, 1)


def test_a_value_recorded_by_staff_is_kept():
    take(OUTCOME.format(actual='<actual value="240"/>'))
    old = Measurement.objects.get()
    staff = get_user_model().objects.create(username="officer")
    ours = Measurement.objects.create(
        period=old.period,
        value=245,
        as_of=old.as_of,
        state="approved",
        corrects=old,
        recorded_by=staff,
    )

    told = take(OUTCOME.format(actual='<actual value="250"/>'))

    assert list(Measurement.objects.approved()) == [ours]
    assert messages(told) == [
        "A value recorded here by staff differs from the file's and was kept."
    ]


def test_an_update_keeps_rows_and_what_staff_have_added():
    take(
        budget(100) + budget(50, "2023-01-01", "2023-12-31") + "<location><name><narrative>Nairobi"
        "</narrative></name></location>"
    )
    first, second = Budget.objects.all()
    project = first.project
    added = BudgetFactory(project=project, period_start="2024-01-01", period_end="2024-12-31")
    place = LocationFactory(project=project)
    project.create_translation("fr", title="Puits")

    told = take(budget(120) + '<reporting-org ref="XM-R" type="10"/>')

    assert told.outcome == Outcome.UPDATED
    assert dict(Budget.objects.values_list("pk", "amount")) == {first.pk: 120, added.pk: 1000}
    assert second.pk not in Budget.objects.values_list("pk", flat=True)
    assert list(Location.objects.all()) == [place]
    again = Project.objects.get()
    assert (again.slug, again.version) == (project.slug, project.version + 1)
    assert again.reporting_organisation.iati_ref == "XM-R"
    assert set(again.translations.values_list("language_code", flat=True)) == {"en", "fr"}


def test_results_are_known_again_by_their_titles():
    def results(*titles):
        return "".join(
            f'<result type="1"><title><narrative>{title}</narrative></title></result>'
            for title in titles
        )

    take(results("One", "Two"))
    one, two = Result.objects.all()

    take(results("New", "One", "Two"))

    assert [str(result) for result in Result.objects.all()] == ["New", "One", "Two"]
    assert set(Result.objects.values_list("pk", flat=True)) > {one.pk, two.pk}
    assert str(Result.objects.get(pk=two.pk)) == "Two"


def test_what_staff_have_edited_stays_until_the_file_says_something_new():
    take('<activity-status code="2"/>')
    project = Project.objects.get()
    project.status = 3
    project.save()

    same = take('<activity-status code="2"/>')
    project.refresh_from_db()
    assert (same.outcome, same.edited, project.status) == (Outcome.UNCHANGED, True, 3)

    new = take('<activity-status code="4"/>')
    project.refresh_from_db()
    assert (new.outcome, new.edited, project.status) == (Outcome.UPDATED, True, 4)


def test_programmes_are_linked_whichever_comes_first():
    def activity(number, parent):
        return read_one(
            BASIC.replace("XM-1", f"XM-{number}")
            + f'<related-activity ref="XM-{parent}" type="1"/>'
        )

    importer = Importer()
    for number, parent in [(1, 2), (2, 3), (4, 2), (3, 1)]:
        told = importer.take(activity(number, parent), "file.xml")

    parents = Project.objects.values_list("iati_identifier", "parent__iati_identifier")
    assert dict(parents) == {"XM-1": "XM-2", "XM-2": None, "XM-3": "XM-1", "XM-4": "XM-2"}
    assert messages(told) == [
        "A parent activity is left out because the project would be part of itself."
    ]


def test_documents_are_shared_by_address_and_public():
    link = """<document-link url="http://example.org/a.pdf" format="application/pdf"><title>
        <narrative>Report</narrative></title><category code="B01"/><language code="fr"/>
        </document-link>"""
    importer = Importer()
    take(link, importer)
    take(link, importer, BASIC.replace("XM-1", "XM-2"))

    document = Document.objects.public().get()
    assert (document.category, document.language, document.url) == (
        "B01",
        "fr",
        "http://example.org/a.pdf",
    )
    assert document.projects.count() == 2


def test_two_different_activities_of_one_identifier_do_not_undo_each_other():
    importer = Importer()

    told = [take(inside, importer).outcome for inside in ("", budget(1), "")]

    assert told == [Outcome.CREATED, Outcome.REFUSED, Outcome.UNCHANGED]


def test_where_it_stands_and_when_it_was_sent_makes_no_difference():
    take("")

    activity = read_one(
        "\n\n" + BASIC, 'default-currency="USD" last-updated-datetime="2024-01-01T00:00:00Z"'
    )
    assert Importer().take(activity, "other.xml").outcome == Outcome.UNCHANGED


def test_what_the_database_refuses_leaves_nothing_of_itself():
    importer = Importer()
    late = """<activity-date type="2" iso-date="2022-01-01"/>
        <activity-date type="4" iso-date="2021-01-01"/>"""

    told = [
        take(inside, importer, BASIC.replace("XM-1", f"XM-{number}"))
        for number, inside in enumerate(
            [
                "",
                late + '<reporting-org ref="XM-R"/><sector code="11110"/>' + budget(1),
                '<reporting-org ref="XM-R"/><sector code="11110"/>' + budget(2),
            ]
        )
    ]

    assert [one.outcome.value for one in told] == ["created", "refused", "created"]
    assert [problem.message for problem in told[1].reasons] == [
        "A project cannot end before it starts."
    ]
    assert set(Project.objects.values_list("iati_identifier", flat=True)) == {"XM-0", "XM-2"}
    assert Budget.objects.get().amount == 2
    assert (Organisation.objects.count(), ProjectSector.objects.count()) == (1, 1)


def test_an_import_that_is_killed_leaves_no_half_activity(monkeypatch):
    importer = Importer()
    take("", importer)

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    # What the import remembers of the activity is written after all its rows.
    monkeypatch.setattr(Importer, "_remember", killed)
    with pytest.raises(KeyboardInterrupt):
        take(budget(1), importer, BASIC.replace("XM-1", "XM-2"))
    monkeypatch.undo()

    assert list(Project.objects.values_list("iati_identifier", flat=True)) == ["XM-1"]
    assert Budget.objects.count() == 0
    assert take(budget(1), importer, BASIC.replace("XM-1", "XM-2")).outcome == Outcome.CREATED


def test_transactions_name_who_paid_whom():
    take(
        """<transaction ref="T1"><transaction-type code="3"/><transaction-date
            iso-date="2022-05-01"/><value value-date="2022-05-02">10</value>
            <description><narrative>First</narrative></description>
            <provider-org ref="XM-P" provider-activity-id="XM-P-1"/>
            <receiver-org><narrative>Builders</narrative></receiver-org></transaction>"""
    )

    row = Transaction.objects.get()
    assert (row.type, row.date, row.value_date, row.description) == (
        3,
        dt.date(2022, 5, 1),
        dt.date(2022, 5, 2),
        "First",
    )
    assert (row.provider.iati_ref, row.provider_activity, str(row.receiver)) == (
        "XM-P",
        "XM-P-1",
        "Builders",
    )


def test_a_long_description_is_the_background_and_its_opening_the_summary():
    sentence = "Water comes to the village by a new line. "

    assert opening(sentence) == sentence
    assert opening(sentence * 20) == (sentence * 14).strip()
    assert opening("水" * 900) == "水" * 599 + "…"
