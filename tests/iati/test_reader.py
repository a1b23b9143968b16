"""What reading an IATI activity file must give, on small files written for each behaviour."""

import datetime as dt
from decimal import Decimal

from iati.reading import Activity
from iati.reading.records import (
    Administrative,
    Baseline,
    Budget,
    Code,
    Condition,
    Document,
    Figure,
    HumanitarianScope,
    Indicator,
    Location,
    Money,
    Organisation,
    OtherIdentifier,
    Participation,
    Period,
    PlannedDisbursement,
    Point,
    PolicyMarker,
    RelatedActivity,
    Result,
    Share,
    Transaction,
)
from tests.iati.snippets import BASIC, read_one


def test_activity_with_nothing_optional_reads_without_problems():
    activity = read_one(BASIC, "")

    assert activity == Activity(
        line=1,
        identifier="XM-1",
        default_currency="",
        default_language="en",
        hierarchy=None,
        humanitarian=None,
        last_updated=None,
        reporting_org=None,
        titles={"en": "Wells"},
        descriptions={},
        participations=(),
        other_identifiers=(),
        status="",
        dates={},
        scope="",
        countries=(),
        regions=(),
        locations=(),
        sectors=(),
        tags=(),
        humanitarian_scopes=(),
        policy_markers=(),
        collaboration_type="",
        flow_type="",
        finance_type="",
        aid_types=(),
        tied_status="",
        budgets=(),
        planned_disbursements=(),
        transactions=(),
        documents=(),
        related=(),
        conditions=(),
        conditions_attached=None,
        results=(),
        problems=(),
    )


def test_heading_values_are_typed():
    activity = read_one(
        """<iati-identifier> XM-1 </iati-identifier>
        <reporting-org ref="XM-9" type="40"><narrative>Agency</narrative></reporting-org>
        <title><narrative>Wells</narrative></title>
        <participating-org ref="JP" type="10" role="1" activity-id="JP-7">
          <narrative>Japan</narrative></participating-org>
        <other-identifier ref="W7" type="A1"><owner-org ref="XM-9"/></other-identifier>
        <activity-status code="2"/>
        <activity-date type="1" iso-date="2024-04-01Z"/>
        <activity-date type="3" iso-date="2025-04-01T00:00:00+09:00"/>
        <activity-scope code="4"/>
        <collaboration-type code="1"/><default-flow-type code="10"/>
        <default-finance-type code="110"/><default-aid-type code="B03"/>
        <default-aid-type vocabulary="2" code="1"/><default-tied-status code="5"/>
        <related-activity ref="XM-0" type="1"/>
        <conditions attached="1"><condition type="1"><narrative>Yes</narrative></condition>
        </conditions>""",
        'default-currency="jpy" hierarchy="2" humanitarian="true" xml:lang="EN" '
        'last-updated-datetime="2025-04-17T12:30:38.1018164Z"',
    )

    assert activity.problems == ()
    assert activity.identifier == "XM-1"
    assert (activity.default_currency, activity.default_language) == ("JPY", "en")
    assert (activity.hierarchy, activity.humanitarian) == (2, True)
    assert activity.last_updated == dt.datetime(2025, 4, 17, 12, 30, 38, 101816, dt.UTC)
    assert activity.reporting_org == Organisation("XM-9", "40", {"en": "Agency"})
    assert activity.participations == (
        Participation(Organisation("JP", "10", {"en": "Japan"}, "JP-7"), "1"),
    )
    assert activity.other_identifiers == (
        OtherIdentifier("W7", "A1", Organisation("XM-9", "", {})),
    )
    assert (activity.status, activity.scope) == ("2", "4")
    assert activity.dates == {"1": dt.date(2024, 4, 1), "3": dt.date(2025, 4, 1)}
    assert (activity.collaboration_type, activity.flow_type) == ("1", "10")
    assert (activity.finance_type, activity.tied_status) == ("110", "5")
    assert activity.aid_types == (Code("1", "B03", {}), Code("2", "1", {}))
    assert activity.related == (RelatedActivity("XM-0", "1"),)
    assert activity.conditions == (Condition("1", {"en": "Yes"}),)
    assert activity.conditions_attached is True


def test_narratives_take_the_nearest_language():
    activity = read_one(
        """<iati-identifier>XM-1</iati-identifier>
        <title><narrative>Puits</narrative><narrative xml:lang="JA">井戸</narrative>
          <narrative xml:lang="en"/></title>
        <description xml:lang="es"><narrative>Pozos</narrative></description>""",
        'xml:lang="fr"',
        before='xml:lang="de"',
    )

    assert activity.titles == {"fr": "Puits", "ja": "井戸"}
    assert activity.descriptions == {"1": {"es": "Pozos"}}
    assert activity.problems == ()
    assert read_one(BASIC, before='xml:lang="de"').titles == {"de": "Wells"}


def test_descriptions_are_kept_by_type_and_repeated_ones_are_put_together():
    activity = read_one(
        BASIC
        + """<description type="2"><narrative>Aim</narrative></description>
        <description><narrative>One</narrative></description>
        <description type="1"><narrative>Two
        lines</narrative><narrative xml:lang="fr">Deux</narrative></description>
        <description type="3"><narrative> </narrative></description>"""
    )

    assert activity.descriptions == {
        "1": {"en": "One\n\nTwo\n        lines", "fr": "Deux"},
        "2": {"en": "Aim"},
    }


def test_places_sectors_and_markers_keep_vocabulary_and_share():
    activity = read_one(
        BASIC
        + """<recipient-country code="TH" percentage="60.5"/>
        <recipient-region code="489"><narrative>South America</narrative></recipient-region>
        <recipient-region vocabulary="99" vocabulary-uri="https://x.test" code="A"/>
        <location ref="L1"><location-reach code="1"/><location-id vocabulary="G1" code="7"/>
          <name><narrative>Bangkok</narrative></name>
          <description><narrative>City</narrative></description>
          <activity-description><narrative>School</narrative></activity-description>
          <administrative vocabulary="G1" level="1" code="8"/>
          <point><pos>13.7563  -100.5</pos></point><exactness code="1"/>
          <location-class code="2"/><feature-designation code="ADMF"/></location>
        <sector code="11130" percentage="100"/>
        <tag vocabulary="2" code="4"/><tag vocabulary="3" code="4.7"/>
        <humanitarian-scope type="1" vocabulary="1-2" code="EQ"/>
        <policy-marker code="1" significance="2"/>"""
    )

    assert activity.problems == ()
    assert activity.countries == (Share("", "TH", {}, percentage=Decimal("60.5")),)
    assert activity.regions == (
        Share("1", "489", {"en": "South America"}),
        Share("99", "A", {}, "https://x.test"),
    )
    assert activity.locations == (
        Location(
            ref="L1",
            reach="1",
            ids=(Code("G1", "7", {}),),
            names={"en": "Bangkok"},
            descriptions={"en": "City"},
            activity_descriptions={"en": "School"},
            administrative=(Administrative("G1", "1", "8"),),
            point=Point(Decimal("13.7563"), Decimal("-100.5")),
            exactness="1",
            location_class="2",
            feature_designation="ADMF",
        ),
    )
    assert activity.sectors == (Share("1", "11130", {}, percentage=Decimal(100)),)
    assert activity.tags == (Code("2", "4", {}), Code("3", "4.7", {}))
    assert activity.humanitarian_scopes == (HumanitarianScope("1-2", "EQ", {}, type="1"),)
    assert activity.policy_markers == (PolicyMarker("1", "1", {}, significance="2"),)


def test_money_is_exact_and_falls_back_to_the_default_currency():
    activity = read_one(
        BASIC
        + """<budget><period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/>
          <value value-date="2024-01-01"> 14155.0825000000 </value></budget>
        <planned-disbursement type="2"><period-start iso-date="2024-02-01"/>
          <value currency="EUR">-5</value><provider-org ref="JP" provider-activity-id="JP-1"/>
        </planned-disbursement>
        <transaction ref="T1" humanitarian="0"><transaction-type code="3"/>
          <transaction-date iso-date="2024-03-01"/><value value-date="2024-03-02">.5</value>
          <description><narrative>Paid</narrative></description>
          <provider-org ref="JP" type="10" provider-activity-id="JP-1"/>
          <receiver-org ref="TH" receiver-activity-id="TH-1"><narrative>T</narrative></receiver-org>
          <disbursement-channel code="1"/><sector code="111"/><recipient-country code="TH"/>
          <recipient-region code="489"/><flow-type code="10"/><finance-type code="110"/>
          <aid-type code="A01"/><tied-status code="3"/></transaction>"""
    )

    assert activity.problems == ()
    assert activity.budgets == (
        Budget(
            type="1",
            status="1",
            start=dt.date(2024, 1, 1),
            end=dt.date(2024, 12, 31),
            money=Money(Decimal("14155.0825000000"), "USD", dt.date(2024, 1, 1)),
        ),
    )
    assert activity.planned_disbursements == (
        PlannedDisbursement(
            type="2",
            start=dt.date(2024, 2, 1),
            end=None,
            money=Money(Decimal(-5), "EUR", None),
            provider=Organisation("JP", "", {}, "JP-1"),
            receiver=None,
        ),
    )
    assert activity.transactions == (
        Transaction(
            ref="T1",
            type="3",
            date=dt.date(2024, 3, 1),
            money=Money(Decimal("0.5"), "USD", dt.date(2024, 3, 2)),
            humanitarian=False,
            descriptions={"en": "Paid"},
            provider=Organisation("JP", "10", {}, "JP-1"),
            receiver=Organisation("TH", "", {"en": "T"}, "TH-1"),
            disbursement_channel="1",
            sectors=(Share("1", "111", {}),),
            countries=(Share("", "TH", {}),),
            regions=(Share("1", "489", {}),),
            flow_type="10",
            finance_type="110",
            aid_types=(Code("1", "A01", {}),),
            tied_status="3",
        ),
    )


def test_results_are_read_to_the_last_dimension():
    activity = read_one(
        BASIC
        + """<result type="1" aggregation-status="1"><title><narrative>Trained</narrative></title>
        <description><narrative>All</narrative></description>
        <document-link url="https://x.test/a" format="text/html">
          <title><narrative>Report</narrative></title>
          <description><narrative>Long</narrative></description><category code="A01"/>
          <category code="A02"/><language code="en"/><document-date iso-date="2024-01-02"/>
        </document-link><reference vocabulary="99" code="R"/>
        <indicator measure="1" ascending="0"><title><narrative>Masons</narrative></title>
          <reference vocabulary="1" code="34"/>
          <baseline year="2012" iso-date="2012-01-01" value="10"/>
          <period><period-start iso-date="2013-01-01"/><period-end iso-date="2013-12-31"/>
            <target value="240"/><target value="70"><dimension name="sex" value="f"/></target>
            <actual value="241"><location ref="L1"/><comment><narrative>More</narrative></comment>
            </actual></period></indicator>
        <indicator measure="5"><baseline year="2012" value="Weak"/></indicator></result>"""
    )

    def figure(text, number, **more):
        empty = {"comments": {}, "dimensions": (), "locations": (), "documents": ()}
        return Figure(text=text, number=number, **(empty | more))

    assert activity.problems == ()
    assert activity.results == (
        Result(
            type="1",
            aggregation=True,
            titles={"en": "Trained"},
            descriptions={"en": "All"},
            references=(Code("99", "R", {}),),
            documents=(
                Document(
                    url="https://x.test/a",
                    format="text/html",
                    titles={"en": "Report"},
                    descriptions={"en": "Long"},
                    categories=("A01", "A02"),
                    languages=("en",),
                    date=dt.date(2024, 1, 2),
                ),
            ),
            indicators=(
                Indicator(
                    measure="1",
                    ascending=False,
                    aggregation=None,
                    titles={"en": "Masons"},
                    descriptions={},
                    references=(Code("1", "34", {}),),
                    documents=(),
                    baselines=(Baseline(2012, dt.date(2012, 1, 1), figure("10", Decimal(10))),),
                    periods=(
                        Period(
                            start=dt.date(2013, 1, 1),
                            end=dt.date(2013, 12, 31),
                            targets=(
                                figure("240", Decimal(240)),
                                figure("70", Decimal(70), dimensions=(("sex", "f"),)),
                            ),
                            actuals=(
                                figure(
                                    "241",
                                    Decimal(241),
                                    comments={"en": "More"},
                                    locations=("L1",),
                                ),
                            ),
                        ),
                    ),
                ),
                Indicator(
                    measure="5",
                    ascending=True,
                    aggregation=None,
                    titles={},
                    descriptions={},
                    references=(),
                    documents=(),
                    baselines=(Baseline(2012, None, figure("Weak", None)),),
                    periods=(),
                ),
            ),
        ),
    )


def test_extensions_comments_and_instructions_change_nothing():
    plain = read_one(BASIC + '<activity-status code="2"/>')
    decorated = read_one(
        """<!-- a --><x:title><narrative>No</narrative></x:title><?php no ?>
        <x:wrap><iati-activity><iati-identifier>No</iati-identifier></iati-activity></x:wrap>
        <iati-identifier>XM<!-- b -->-1</iati-identifier>
        <title x:more="1"><x:narrative>No</x:narrative><narrative>We<?y?>lls</narrative></title>
        <activity-status x:code="3" code="2"/>""".replace("\n", ""),
        before='xmlns:x="urn:x"',
    )

    assert decorated.problems == ()
    assert (decorated.identifier, decorated.titles) == ("XM-1", {"en": "Wells"})
    assert decorated.status == plain.status == "2"
