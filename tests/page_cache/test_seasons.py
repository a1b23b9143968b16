"""Until when a page stays true though nothing is written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps

from partnership.page_cache.moments import QUARTER, Moment, Season, next_instants
from publishing.models import PublicationState, Publishable
from tests import factories

pytestmark = pytest.mark.django_db

KINDS = [model for model in apps.get_models() if issubclass(model, Publishable)]
FACTORIES = {
    factory._meta.model: factory for factory in (getattr(factories, n) for n in factories.__all__)
}
NOON = dt.datetime(2031, 5, 4, 12, tzinfo=dt.UTC)
NEXT = NOON + dt.timedelta(seconds=90)


def at(moment, behind=0.0, tokens="a"):
    seconds = moment.timestamp()
    return Moment(tokens, seconds - behind, seconds)


def test_a_season_ends_with_the_quarter_of_the_hour():
    season = Season(at(NOON))

    assert season.ends == NOON.timestamp() + QUARTER
    assert season.holds(at(NOON + dt.timedelta(seconds=QUARTER - 0.001)))
    assert not season.holds(at(NOON + dt.timedelta(seconds=QUARTER)))
    assert not season.holds(at(NOON, tokens="b"))
    assert not season.holds(at(NOON - dt.timedelta(seconds=1)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_season_ends_when_anything_appears_or_disappears(kind):
    thing = FACTORIES[kind](state=PublicationState.PUBLISHED)
    for field in kind.instants:
        values = dict.fromkeys(kind.instants, NOON - dt.timedelta(days=1))
        values |= {"expire_at": None, field: NEXT}
        if field == "starts_at":
            values["ends_at"] = NEXT + dt.timedelta(days=1)
        kind.objects.filter(pk=thing.pk).update(**values)

        assert Season(at(NOON)).ends == NEXT.timestamp(), field
        public = kind.objects.filter(pk=thing.pk)
        just_before = NEXT - dt.timedelta(microseconds=1)
        if field in Publishable.instants:
            shown = [public.public(moment).exists() for moment in (NOON, just_before, NEXT)]
            assert shown[0] == shown[1] != shown[2]


def test_what_is_not_published_ends_nothing():
    factories.ArticleFactory(draft=True, publish_at=NEXT)

    assert next_instants(NOON.timestamp()) == []


def test_clocks_that_differ_end_a_season_early_and_begin_the_next_late():
    factories.ArticleFactory(expire_at=NEXT)
    before, between, after = (at(NEXT + dt.timedelta(seconds=s), behind=2) for s in (-1, 1, 3))

    season = Season(before)
    assert season.holds(before)
    assert not season.holds(between)
    assert not Season(between).holds(between)
    assert Season(after).holds(after)
