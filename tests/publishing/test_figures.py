"""Days as the reader's language writes them, on pages, in PDF and in Word."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation

from meetings.actions.wording import action
from publishing import figures
from tests.factories import AgreedActionFactory


def day(number, month=3):
    return dt.date(2023, month, number)


@pytest.mark.parametrize(
    ("first", "last", "french"),
    [
        (day(1), day(1), "1er mars 2023"),
        (day(1), day(3), "1er–3 mars 2023"),
        (day(11), day(21), "11–21 mars 2023"),
        (day(1), day(2, 4), "1er mars\u2009–\u20092 avr. 2023"),
        (day(31), day(1, 4), "31 mars\u2009–\u20091er avr. 2023"),
        (day(21), day(21), "21 mars 2023"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(first, last, french):
    with translation.override("fr"):
        assert figures.days(first, last) == french
    with translation.override("en"):
        assert "1er" not in figures.days(first, last)


@pytest.mark.parametrize(
    ("write", "written"),
    [(figures.whole, "-1,234"), (figures.value, "-1,234"), (figures.money, "-USD\xa01,234")],
)
def test_a_minus_stays_in_front_of_its_number_in_arabic_lines(write, written):
    left_to_right = "\u200e"
    with translation.override("ar"):
        assert write(Decimal(-1234)) == f"{left_to_right}{written}"
        assert left_to_right not in write(Decimal(1234))
    with translation.override("en"):
        assert left_to_right not in write(Decimal(-1234))


@pytest.mark.parametrize(
    ("form", "french"),
    [
        ("DATE_FORMAT", "1er mars 2023"),
        ("DATETIME_FORMAT", "1er mars 2023 13:01"),
        ("SHORT_DATE_FORMAT", "01/03/2023"),
        ("Y-m-d", "2023-03-01"),
        ("H:i", "13:01"),
        ("", "1er mars 2023"),
    ],
)
def test_so_it_is_in_every_template_and_only_in_what_is_read(form, french):
    template = engines["django"].from_string(f'{{{{ at|date:"{form}" }}}}')
    template = template if form else engines["django"].from_string("{{ at|date }}")
    at = dt.datetime(2023, 3, 1, 13, 1, tzinfo=dt.UTC)

    with translation.override("fr"):
        assert template.render({"at": at}) == french
    with translation.override("en"):
        assert "1er" not in template.render({"at": at})


def test_a_moment_names_the_zone_on_whose_clock_it_is():
    at = dt.datetime(2023, 2, 28, 16, 30, tzinfo=dt.UTC)

    assert figures.moment(at, "Asia/Tokyo") == "1 March 2023, 01:30 (Asia/Tokyo)"
    with translation.override("fr"):
        assert figures.moment(at, "Asia/Tokyo") == "1er mars 2023 01:30 (Asia/Tokyo)"


@pytest.mark.django_db
def test_minutes_write_it_too():
    agreed = AgreedActionFactory(due_on=day(1))

    with translation.override("fr"):
        assert "1er mars 2023" in action(agreed)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "USD_1,234.50"), ("fr", "USD_1\u202f234,50"), ("ja", "USD_1,234.50")],
)
def test_no_line_ends_between_currency_and_amount(language, written):
    with translation.override(language):
        assert figures.exact_money(Decimal("1234.50")) == written.replace("_", "\xa0")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("almost USD 10 million", "almost USD_10_million"),
        ("USD 3.8 million", "USD_3.8_million"),
        ("6 countries of 12", "6 countries of 12"),
        ("more than half", "more than half"),
    ],
)
def test_a_quoted_amount_stays_in_one_line(said, written):
    assert figures.quoted(said) == written.replace("_", "\xa0")
