"""What a dossier is about, for whom, and on which day it stands."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import DateField, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext as _

from donors.models import Organisation, PriorityArea
from meetings.models import DossierScope, Meeting, MeetingKind, MeetingQuerySet, ReviewDossier
from projects.models import Project
from publishing.models import Visibility
from publishing.names import country_codes
from publishing.rows import Row

ALLOWED = {
    Visibility.PUBLIC: [Visibility.PUBLIC],
    Visibility.PARTNERSHIP: [Visibility.PUBLIC, Visibility.PARTNERSHIP],
    Visibility.INTERNAL: [Visibility.PUBLIC, Visibility.PARTNERSHIP, Visibility.INTERNAL],
}
"""The records that a dossier for an audience may take in."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """The whole partnership, one ministry with all below it, one priority area or one country."""

    meeting: Meeting
    kind: str = DossierScope.PARTNERSHIP
    organisation: Organisation | None = None
    area: PriorityArea | None = None
    country: str = ""

    @classmethod
    def of(cls, dossier: ReviewDossier) -> Self:
        """What the dossier is about."""
        return cls(
            dossier.meeting, dossier.scope, dossier.organisation, dossier.area, dossier.country
        )

    @classmethod
    def asked(cls, meeting: Meeting, query: Mapping[str, str]) -> Self:
        """What the query string asks for: ``?organisation=…``, ``?area=…`` or ``?country=…``.

        Raises ValidationError if it names something that is not public, or several things.
        """
        named = {
            name: query[name] for name in ("organisation", "area", "country") if query.get(name)
        }
        if not named:
            return cls(meeting)
        if len(named) > 1:
            raise ValidationError(_("Choose either a ministry, an area or a country."))
        ((name, value),) = named.items()
        if name == "country":
            if value not in country_codes():
                raise ValidationError(_("Choose a country by its two letters, such as HT."))
            return cls(meeting, DossierScope.COUNTRY, country=value)
        if name == "area":
            area = PriorityArea.objects.public().filter(
                partnership=meeting.partnership_id, slug=value
            )
            if (found := area.prefetch_related("translations").first()) is None:
                raise ValidationError(_("No priority area of this partnership has this name."))
            return cls(meeting, DossierScope.AREA, area=found)
        organisations = Organisation.objects.public().filter(slug=value)
        if (donor := organisations.prefetch_related("translations").first()) is None:
            raise ValidationError(_("No organisation has this name."))
        return cls(meeting, DossierScope.ORGANISATION, organisation=donor)

    @property
    def named(self) -> dict[str, Any]:
        """The fields of a ``ReviewDossier`` that say the same."""
        return {"organisation": self.organisation, "area": self.area, "country": self.country}

    @property
    def query(self) -> dict[str, str]:
        """The query string that asks for it."""
        asked = {
            "organisation": self.organisation.slug if self.organisation else "",
            "area": self.area.slug if self.area else "",
            "country": self.country,
        }
        return {name: value for name, value in asked.items() if value}

    def before(self) -> Self | None:
        """The same of the review before; ``None`` without one that is public.

        That is the one it names; of annual reviews that name none, the latest one before. Runs a
        query for these.
        """
        meeting = self.meeting
        previous = meeting.previous
        if previous is None and meeting.kind == MeetingKind.ANNUAL_REVIEW:
            earlier = Meeting.objects.public().annual_reviews().past()
            previous = earlier.filter(
                partnership=meeting.partnership_id, ends_at__lt=meeting.starts_at
            ).first()
        if previous is None or not previous.is_public_now:
            return None
        return dataclasses.replace(self, meeting=previous)

    def projects(self) -> QuerySet[Project]:
        """The public projects of the partnership that it is about."""
        found = Project.objects.public().filter(partnership=self.meeting.partnership_id)
        if self.organisation is not None:
            found = found.funded_by(self.organisation)
        if self.area is not None:
            found = found.in_area(self.area)
        if self.country:
            found = found.filter(countries__country=self.country)
        return found

    def givers(self) -> set[int] | None:
        """The keys of the organisations whose money it is about; ``None`` for everybody's.

        Runs a query for a dossier about a ministry.
        """
        if self.organisation is None:
            return None
        tree = Organisation.objects.within(self.organisation).public()
        return set(tree.values_list("pk", flat=True))


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """For whom a dossier is compiled and which day it tells of.

    A dossier of a review that is over tells of its last day, before that of today. **As of a day**
    means: what the records date to that day or before, whenever they were typed in.

    - What bears a later day is left out: a report on an action, a piece of evidence, a photo, a
      paper, a lesson, money, a value (``dated``).
    - Where a record keeps the day of a change, it is told as it stood before (``is_later``): an
      outcome decided later as expected, a lesson validated later as not yet validated.
    - An action stands as its reports up to the day left it, or as it stood before the first.
    - What keeps no history of its own is taken from the version of the page published on the day;
      without one it is told as it is now, and the cover note says so.
    - What bears no day at all is taken in: nothing says that it came later.
    """

    audience: str
    day: dt.date
    since: dt.date | None
    """The last day of the review before; ``None`` if there was none."""

    @classmethod
    def for_audience(cls, meeting: Meeting, audience: str) -> Self:
        """As of now. A previous review that is not public is not spoken of."""
        day = min(timezone.localdate(), meeting.last_day)
        before = Scope(meeting).before()
        return cls(audience, day, before.meeting.last_day if before else meeting.review_start)

    @property
    def is_past(self) -> bool:
        """The day is over: what is known today may be more."""
        return self.day < timezone.localdate()

    def dated(self, *paths: str) -> Q:
        """The condition on records: none of these days of theirs is later than the day."""
        held = Q()
        for path in paths:
            held &= Q(**{path: None}) | Q(**{f"{path}__lte": self.day})
        return held

    def is_later(self, field: Row) -> bool:
        """Whether a day of a record, as ``publishing.rows.day`` keeps it, is later than the day."""
        return bool(field["$day"]) and field["$day"] > self.day.isoformat()

    def begun(self) -> Q:
        """The condition on projects: they had begun by the day, or nobody knows when they do.

        Of those that had not, only what was then in preparation is known today, so a dossier
        about the past leaves them out; one about today has them all.
        """
        if not self.is_past:
            return Q()
        begins = Coalesce("actual_start", "planned_start", output_field=DateField())
        return Q(actual_start=None, planned_start=None) | Q(LessThanOrEqual(begins, self.day))

    @property
    def allowed(self) -> list[str]:
        """The visibilities that may be taken in."""
        return [str(one) for one in ALLOWED[Visibility(self.audience)]]

    def is_told(self, meeting: str) -> Q:
        """The condition on what was said and agreed at the meeting that the path leads to.

        The two sides read it at once, the public once the minutes are published.
        """
        public = Visibility(self.audience) == Visibility.PUBLIC
        return MeetingQuerySet.is_reported(prefix=meeting) if public else Q()

    def may_read(self, path: str = "visibility") -> Q:
        """The condition on records with a visibility of their own."""
        return Q(**{f"{path}__in": self.allowed})
