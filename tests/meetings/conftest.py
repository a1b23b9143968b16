"""A meeting, its heads of delegation, and minutes that were circulated to them."""

import pytest

from meetings import actions
from tests.factories import (
    DelegationFactory,
    MeetingFactory,
    MinutesFactory,
    ParticipantFactory,
)


@pytest.fixture
def meeting():
    return MeetingFactory(state="published", stage="convened", title="Annual review 2023")


@pytest.fixture
def heads(meeting):
    return {
        side: ParticipantFactory(
            delegation=DelegationFactory(meeting=meeting, side=side),
            person__name=f"Head of {side}",
            person__email=f"{side}@example.org",
            capacity="Ambassador",
            is_head=True,
            attendance="in_person",
        )
        for side in ("donor", "agency")
    }


@pytest.fixture
def circulated(meeting, heads, editor, django_capture_on_commit_callbacks):
    minutes = MinutesFactory(
        meeting=meeting, text="<p>One.</p><p>Two.</p>", public_text="<p>For all.</p>"
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.circulate(
            minutes=minutes,
            recipients=[
                actions.Recipient(one, one.person.email, may_sign=True) for one in heads.values()
            ],
            days=21,
            user=editor,
        )
    minutes.refresh_from_db()
    return minutes
