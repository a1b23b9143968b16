"""What waits for whoever has signed in, on the first page of the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from publishing import actions, policies
from publishing.admin.publishables import do_to_each
from publishing.models import Publishable
from publishing.worklists import MOST, work_of

MOST_CHOSEN = 200

Board = Callable[[HttpRequest], dict[str, Any] | None]
_boards: list[tuple[str, Board]] = []


def shown_first(template: str) -> Callable[[Board], Board]:
    """Put what the function returns above the work lists, by this template.

    It returns the template's context, or ``None`` for users whom it is not for.
    """

    def register(board: Board) -> Board:
        _boards.append((template, board))
        return board

    return register


def work(request: HttpRequest) -> HttpResponse:
    """The first page of the admin: the work lists, and all there is to edit.

    POST submits, publishes or archives what was ticked in the lists.
    """
    if request.method == "POST":
        _act(request)
        return HttpResponseRedirect(request.path)
    lists = [(kind, tasks) for kind, tasks in work_of(request.user).items() if tasks]
    boards = [
        render_to_string(template, said, request)
        for template, board in _boards
        if (said := board(request))
    ]
    may_publish = request.user.has_perm("publishing.publish_revision")
    return admin.site.index(
        request,
        {
            "boards": boards,
            "work": lists,
            "most": MOST,
            "may_archive": may_publish,
            "may_publish": may_publish or request.user.has_perm("publishing.review_revision"),
        },
    )


def _act(request: HttpRequest) -> None:
    steps: dict[str, tuple[Any, str]] = {
        "submit": (actions.submit, _("%(count)d submitted for review.")),
        "publish": (actions.publish, _("%(count)d published.")),
        "archive": (actions.archive, _("%(count)d archived.")),
    }
    chosen = steps.get(request.POST.get("step", ""))
    if chosen is not None:
        keys = request.POST.getlist("chosen")[:MOST_CHOSEN]
        do_to_each(request, [thing for key in keys if (thing := _named(request, key))], *chosen)


def _named(request: HttpRequest, key: str) -> Any:
    """The publishable thing with this key of a work list, if the user may work on it."""
    label, _dash, number = key.rpartition("-")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    if not issubclass(model, Publishable) or not number.isdecimal() or len(number) > 18:
        return None
    return policies.reachable(request.user, model._default_manager.filter(pk=number)).first()
