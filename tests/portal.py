"""A portal with one of each kind of page, and as much on each as is asked for."""

from __future__ import annotations

import datetime as dt

from tests.factories import (
    ActionUpdateFactory,
    AgendaItemFactory,
    AgreedActionFactory,
    AllocationFactory,
    ArticleFactory,
    BudgetFactory,
    CountryCommitmentFactory,
    DecisionFactory,
    DisaggregationFactory,
    DocumentFactory,
    EvidenceFactory,
    ImportantDateFactory,
    IndicatorFactory,
    KeyMessageFactory,
    LessonFactory,
    LocationFactory,
    MeasurementFactory,
    MeetingFactory,
    OrganisationFactory,
    OutcomeEventFactory,
    ParticipantFactory,
    ParticipationFactory,
    PriorityAreaFactory,
    ProjectDocumentFactory,
    ProjectFactory,
    ProjectGoalFactory,
    ProjectPhotoFactory,
    ProjectPriorityAreaFactory,
    ProjectSectorFactory,
    ProjectUpdateFactory,
    RecipientCountryFactory,
    StatementFactory,
    TransactionFactory,
)

COUNTRIES = [f"{first}{second}" for first in "ABCDEFGHIJ" for second in "DEGILMORST"]


class Portal:
    """One of each thing with a page, and more and more on each."""

    def __init__(self):
        self.area = PriorityAreaFactory(slug="area")
        self.donor = OrganisationFactory(slug="donor")
        self.fund = AllocationFactory(contribution__provider=self.donor).contribution.fund
        self.project = ProjectFactory(slug="project")
        self.meeting = MeetingFactory(slug="review")
        self.earlier = MeetingFactory(
            partnership=self.meeting.partnership,
            starts_at=dt.datetime(2022, 3, 13, 9, tzinfo=dt.UTC),
            ends_at=dt.datetime(2022, 3, 13, 17, tzinfo=dt.UTC),
        )
        self.meeting.priority_areas.add(self.area)
        self.item = AgendaItemFactory(meeting=self.meeting, number="1")
        self.article = ArticleFactory(slug="news", meeting=self.meeting)
        self.indicator = IndicatorFactory(result__project=self.project)
        self.rows = 0

    def addresses(self):
        return [
            "/",
            "/priority-areas/",
            "/priority-areas/area/",
            "/countries/",
            "/countries/HT/",
            "/donors/",
            "/donors/donor/",
            "/funds/",
            f"/funds/{self.fund.slug}/",
            "/projects/project/",
            "/results/",
            f"/results/{self.indicator.pk}/",
            "/lessons/",
            "/documents/",
            "/commitments/",
            "/actions/",
            "/statements/",
            "/meetings/calendar.ics",
            "/meetings/review/calendar.ics",
            "/meetings/",
            "/meetings/review/",
            "/meetings/review/agenda/1/",
            "/news/",
            "/news/news/",
            "/about/",
            "/glossary/",
            "/accessibility/",
        ]

    def grow(self, rows):
        """Until each page shows that many of everything it can show."""
        for number in range(self.rows, rows):
            self._add_to_project(number)
            self._add_project(number)
            self._add_to_meeting(number)
        self.rows = rows

    def _add_to_project(self, number):
        project, day = self.project, dt.date(2022, 1, 1) + dt.timedelta(days=number)
        ProjectPriorityAreaFactory(project=project)
        RecipientCountryFactory(project=project, country=COUNTRIES[number])
        ParticipationFactory(project=project)
        ProjectSectorFactory(project=project)
        ProjectGoalFactory(project=project, target=f"4.{number + 1}")
        LocationFactory(project=project, country="HT")
        AllocationFactory(project=project, contribution__provider=self.donor)
        AllocationFactory(contribution__fund=self.fund)
        BudgetFactory(project=project, period_start=day, period_end=day)
        TransactionFactory(project=project)
        MeasurementFactory(period__indicator__result__project=project)
        one = MeasurementFactory(
            period__indicator=self.indicator, period__start=day, period__end=day, as_of=day
        )
        EvidenceFactory(measurement=one)
        DisaggregationFactory(measurement=one, category=f"group {number}")
        event = OutcomeEventFactory(project=project)
        EvidenceFactory(measurement=None, outcome_event=event)
        CountryCommitmentFactory(project=project, country=COUNTRIES[number])
        ProjectUpdateFactory(project=project)
        ProjectDocumentFactory(project=project)
        ProjectPhotoFactory(project=project)
        LessonFactory(project=project).areas.add(self.area)
        KeyMessageFactory(project=project, area=self.area, on_home=True, measurement=one)
        ProjectFactory(parent=project)

    def _add_project(self, number):
        project = ProjectFactory()
        ProjectPriorityAreaFactory(project=project, area=self.area)
        RecipientCountryFactory(project=project, country="HT")
        CountryCommitmentFactory(project=project, country="HT")
        ministry = OrganisationFactory(parent=self.donor)
        ParticipationFactory(project=project, organisation=ministry)
        AllocationFactory(project=project, contribution__provider=ministry)
        MeasurementFactory(period__indicator__result__project=project)
        PriorityAreaFactory().predecessors.add(self.area)
        MeetingFactory().priority_areas.add(self.area)

    def _add_to_meeting(self, number):
        item = AgendaItemFactory(meeting=self.meeting, area=self.area, number=f"2.{number}")
        for one in (item, self.item):
            one.projects.add(self.project, ProjectFactory())
            one.documents.add(DocumentFactory())
            one.lessons.add(LessonFactory())
        participant = ParticipantFactory(delegation__meeting=self.meeting)
        StatementFactory(participant=participant, agenda_item=self.item)
        DecisionFactory(meeting=self.meeting, agenda_item=self.item)
        action = AgreedActionFactory(
            meeting=self.meeting, agenda_item=self.item, counterpart=self.donor
        )
        action.projects.add(self.project)
        action.evidence.add(DocumentFactory())
        ActionUpdateFactory(action=action, visibility="public")
        ImportantDateFactory(meeting=self.meeting, visibility="public")
        AgreedActionFactory(meeting=self.earlier)
        self.meeting.documents.add(DocumentFactory())
        self.article.projects.add(self.project, ProjectFactory())
        self.article.areas.add(PriorityAreaFactory())
        ArticleFactory().projects.add(self.project)
