"""What is wrong inside an activity never stops the reading, and is told with a remedy."""

import pytest

from iati.reading import Activity
from tests.iati.snippets import BASIC, read_one


def problems(activity: Activity) -> list[tuple[bool, str]]:
    return [(problem.refuses, problem.message) for problem in activity.problems]


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("<title><narrative>T</narrative></title>", "The activity has no iati-identifier"),
        (
            (
                f"<iati-identifier>{'x' * 256}</iati-identifier>"
                "<title><narrative>T</narrative></title>"
            ),
            "The activity's iati-identifier is longer than 255 characters",
        ),
        (
            "<iati-identifier>XM-1</iati-identifier><title><narrative> </narrative></title>",
            "The activity has no title",
        ),
        (BASIC + "<transaction><value>1</value></transaction>", "A transaction has no type"),
        (
            BASIC + '<transaction><transaction-type code="1"/><value>1</value></transaction>',
            "A transaction has no readable date",
        ),
        (BASIC + "<budget><value>1</value></budget>", "A budget has no readable period"),
        (
            BASIC + "<planned-disbursement><value>1</value></planned-disbursement>",
            "A planned disbursement has no readable date",
        ),
    ],
)
def test_what_would_lose_or_falsify_an_activity_refuses_it(inside, message):
    activity = read_one(inside)

    assert activity.refused
    assert problems(activity)[0][0] is True
    assert problems(activity)[0][1].startswith(message)


def budget_of(value: str, attributes: str = 'default-currency="USD"') -> Activity:
    return read_one(
        BASIC + '<budget><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/>'
        f"{value}</budget>",
        attributes,
    )


@pytest.mark.parametrize(
    "value", ["", "12,5", "1,000.00", "$5", "NaN", "1e5", "Infinity", "--1", "9" * 19, "١"]
)
def test_amounts_that_are_not_plain_numbers_refuse_the_activity(value):
    activity = budget_of(f"<value>{value}</value>")

    assert activity.refused
    assert activity.budgets == ()
    assert [message for _, message in problems(activity)] == [
        (
            f"The value “{value}” of a budget cannot be read; write digits and at most one decimal "
            "point, without thousands separators or currency sign."
        )
    ]


@pytest.mark.parametrize(
    "inside",
    [
        '<sector code="1" percentage="100.01"/>',
        '<sector code="1" percentage="-1"/>',
        "<location><point><pos>90.1 0</pos></point></location>",
        "<location><point><pos>0 -180.1</pos></point></location>",
        "<location><point><pos>1</pos></point></location>",
    ],
)
def test_shares_and_positions_out_of_range_are_left_out(inside):
    activity = read_one(BASIC + inside)

    assert len(activity.problems) == 1
    assert [share.percentage for share in activity.sectors] in ([], [None])
    assert [location.point for location in activity.locations] in ([], [None])


def test_money_without_currency_refuses_the_activity():
    assert budget_of("<value>1</value>", "").refused
    assert budget_of('<value currency="dollars">1</value>').refused
    assert budget_of("").refused
    assert not budget_of('<value currency="">1</value>').refused


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        (
            '<activity-date type="1" iso-date="2023-02-30"/>',
            (
                "activity-date/@iso-date is “2023-02-30”, which cannot be read: write a date as "
                "YYYY-MM-DD."
            ),
        ),
        (
            '<recipient-country code="TH" percentage="60%"/>',
            (
                "recipient-country/@percentage is “60%”, which cannot be read: write a number from "
                "0 to 100 without a per cent sign."
            ),
        ),
        (
            '<sector percentage="100"/>',
            "sector has no code and is left out; give it one.",
        ),
        (
            "<location><point><pos>113,7563 100</pos></point></location>",
            (
                "The position “113,7563 100” cannot be read; write latitude and longitude in "
                "degrees, with a blank between them."
            ),
        ),
        (
            '<document-link url="javascript:alert(1)"/>',
            (
                "A document is left out because its address “javascript:alert(1)” does not start "
                "with https:// or http://; correct it."
            ),
        ),
        (
            '<description><narrative xml:lang="!">x</narrative></description>',
            (
                "narrative/@xml:lang is “!”, which cannot be read: write a language code such as "
                "fr or pt-BR."
            ),
        ),
        (
            "<description><narrative>x</narrative><narrative>y</narrative></description>",
            (
                "A second text in description in the language “en” is left out; write one "
                "narrative per language."
            ),
        ),
        (
            (
                '<activity-date type="1" iso-date="2023-01-01"/>'
                '<activity-date type="1" iso-date="2023-01-02"/>'
            ),
            "A second activity-date of type 1 is left out; give one per type.",
        ),
        (
            f'<activity-status code="{"2" * 101}"/>',
            "activity-status/@code is longer than 100 characters and is left out; shorten it.",
        ),
        (
            '<result><indicator measure="1"><baseline value="1,000"/></indicator></result>',
            (
                "The baseline “1,000” is kept as text because it is not a plain number; write "
                "digits and at most one decimal point, or use measure 5 (qualitative)."
            ),
        ),
        (
            "<result><indicator><period/></indicator></result>",
            "A period of a result has no readable start or end; give both an iso-date.",
        ),
    ],
)
def test_other_faults_are_warnings_that_say_what_to_do(inside, message):
    activity = read_one(BASIC + inside)

    assert problems(activity) == [(False, message)]
    assert not activity.refused


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("hierarchy", "top"),
        ("humanitarian", "maybe"),
        ("last-updated-datetime", "yesterday"),
        ("default-currency", "US Dollar"),
        ("xml:lang", "a b"),
    ],
)
def test_unreadable_attributes_of_the_activity_are_warnings(attribute, value):
    activity = read_one(BASIC, f'{attribute}="{value}"')

    (problem,) = activity.problems
    assert problem.message.startswith(f"iati-activity/@{attribute} is “{value}”")
    assert not problem.refuses
    assert activity.titles == {"en": "Wells"}


def test_problems_name_their_line_and_stay_few():
    many = BASIC + '\n<activity-date type="1" iso-date="x"/>' * 500

    activity = read_one(many + "\n<transaction/>")

    assert [problem.line for problem in activity.problems if problem.refuses][:1] == [502]
    assert [problem.line for problem in activity.problems][:3] == [2, 3, 4]
    assert len([problem for problem in activity.problems if not problem.refuses]) == 51


def test_long_texts_are_cut_with_a_warning():
    activity = read_one(BASIC + f"<description><narrative>{'y' * 60_000}</narrative></description>")

    assert activity.descriptions == {"1": {"en": "y" * 50_000}}
    assert problems(activity) == [
        (False, "The text in description is cut after 50000 characters; shorten it.")
    ]
