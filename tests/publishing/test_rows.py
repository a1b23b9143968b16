"""Rows: exact, dated, in the reader's language."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import BigIntegerField, CharField, OuterRef
from django.template import Context, Template
from django.utils import translation

from projects.models import Project, RecipientCountry
from publishing.rows import Given, Statement, as_rows, choice, day, rows, text
from tests.factories import BudgetFactory, ProjectFactory, RecipientCountryFactory

pytestmark = pytest.mark.django_db


def shown(template, **context):
    return Template("{% load translated %}" + template).render(Context(context))


def test_amounts_are_exact_days_are_days_and_choices_have_names():
    project = ProjectFactory(planned_start=dt.date(2023, 3, 13), planned_end=None, status=2)
    BudgetFactory(project=project, amount=Decimal("12345678901234.56"))
    RecipientCountryFactory(project=project, country="UG")
    RecipientCountryFactory(project=project, country="KE")

    (row,) = as_rows(
        Project.objects.all(),
        start=day("planned_start"),
        end=day("planned_end"),
        status=choice("status"),
        budgets=rows(project.budgets.model.objects.filter(project=OuterRef("pk")), amount="amount"),
        countries=rows(
            RecipientCountry.objects.filter(project=OuterRef("pk")).order_by("country"),
            code="country",
            of=text("project__title"),
        ),
    )

    assert row["start"] == dt.date(2023, 3, 13)
    assert row["end"] is None
    assert (row["status"], row["status"].value) == ("Under way", 2)
    assert row["budgets"] == [{"amount": Decimal("12345678901234.56")}]
    assert [country["code"] for country in row["countries"]] == ["KE", "UG"]
    assert {country["of"] for country in row["countries"]} == {project.title}


def test_a_text_falls_back_to_another_language_and_is_marked_escaped():
    project = ProjectFactory(title="Masons & <b>walls</b>")
    project.create_translation("fr", title="", summary="Cours")

    with translation.override("fr"):
        row = as_rows(Project.objects.all(), title=text("title"), summary=text("summary")).get()
        html = shown("{{ row.title }}|{{ row.title.plain }}|{{ row.summary }}", row=row)

    marked, plain, own = html.split("|")
    assert marked == ('<span lang="en" dir="ltr">Masons &amp; &lt;b&gt;walls&lt;/b&gt;</span>')
    assert plain == "Masons &amp; &lt;b&gt;walls&lt;/b&gt;"
    assert own == "Cours"


def test_a_text_that_nobody_wrote_is_empty():
    ProjectFactory(summary="")

    (row,) = as_rows(Project.objects.all(), summary=text("summary"))

    assert not row["summary"]
    assert shown("{{ row.summary }}", row=row) == ""


def test_rich_text_keeps_its_paragraphs():
    ProjectFactory(background="<p>Why &amp; how</p>")

    (row,) = as_rows(Project.objects.all(), background=text("background"))

    assert shown("{% rich row.background %}", row=row) == "<p>Why &amp; how</p>"


def test_a_statement_is_run_with_what_it_is_given_and_in_the_readers_language():
    first, second = ProjectFactory(title="First"), ProjectFactory(title="Second")
    first.create_translation("fr", title="Premier")

    @Statement
    def one_project():
        found = Project.objects.public().filter(pk=Given("pk", BigIntegerField()))
        return as_rows(found, title=text("title"))

    assert one_project.run(pk=first.pk) == [{"title": "First"}]
    assert one_project.run(pk=second.pk) == [{"title": "Second"}]
    with translation.override("fr"):
        assert one_project.run(pk=first.pk) == [{"title": "Premier"}]
    assert one_project.run(pk=0) == []
    first.state = "draft"
    first.save()
    assert one_project.run(pk=first.pk) == []


@pytest.mark.parametrize("slug", ["plain", "it's", "100% %s", "back\\slash", "<given pk>"])
def test_what_a_statement_is_given_is_quoted(slug):
    ProjectFactory(slug=slug)
    ProjectFactory()

    @Statement
    def named():
        return as_rows(Project.objects.filter(slug=Given("slug", CharField())), slug="slug")

    assert named.run(slug=slug) == [{"slug": slug}]
    assert named.run(slug="' OR 1=1 --") == []
