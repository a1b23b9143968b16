"""Who works on content, and drafts by them."""

from __future__ import annotations

from django.contrib.auth.models import Group, User

from publishing import actions
from publishing.drafts import open_thing
from publishing.snapshots import take
from tests.factories import PartnershipMemberFactory


def member(role, *partnerships, name=""):
    """Somebody in a group, and in these partnerships."""
    user = User.objects.create(
        username=name or role, email=f"{name or role}@example.org".replace(" ", "."), is_staff=True
    )
    user.groups.add(Group.objects.get(name=role))
    for partnership in partnerships:
        PartnershipMemberFactory(user=user, partnership=partnership)
    return user


def drafted(thing, user, **changes):
    """A draft of the thing with other values in its own columns."""
    snapshot = take(thing)
    label = thing._meta.label_lower
    snapshot[label][str(thing.pk)] |= changes
    return actions.save_draft(
        thing=thing, draft=actions.Draft(snapshot), opened=open_thing(thing), user=user
    )
