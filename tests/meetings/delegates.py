"""How delegates come to circulated minutes."""

from meetings.models import DelegateLink


def link_of(side):
    return DelegateLink.objects.get(side=side)


def page_of(link):
    return f"/delegates/minutes/{link.token}/"
