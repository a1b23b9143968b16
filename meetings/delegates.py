"""The page at which delegates without an account read, comment and sign circulated minutes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetings import actions
from meetings.closed_links import MOST_CHARACTERS, closed, find_link, note_opening, private
from meetings.models import DelegateLink, Minutes, MinutesState
from meetings.paragraphs import paragraphs
from publishing.rows import Text
from publishing.templatetags.translated import find


@require_http_methods(["GET", "HEAD", "POST"])
def delegate_minutes(request: HttpRequest, token: str) -> HttpResponse:
    """Circulated or agreed minutes, for whoever has the link, while it is valid."""
    link = find_link(token)
    if link is None or link.minutes is None or link.minutes.state == MinutesState.DRAFT:
        return closed(request)
    if request.method == "POST":
        _done(request, link)
        # Back to the paragraph that was commented on.
        number = _paragraph(request)
        place = f"#p{number}" if number else ""
        response: HttpResponse = HttpResponseRedirect(f"{request.path}{place}")
    else:
        note_opening(request, link, "page")
        response = _shown(request, link)
    return private(response)


def _done(request: HttpRequest, link: DelegateLink) -> None:
    """Keep a comment or a signature, and say what became of it."""
    steps = {"comment": _commented, "sign": _signed}
    try:
        messages.success(request, steps.get(request.POST.get("step", ""), _unknown)(request, link))
    except ValidationError as error:
        for line in error.messages:
            messages.error(request, line)


def _commented(request: HttpRequest, link: DelegateLink) -> str:
    text = _words(request.POST.get("text", ""))
    language = find(Minutes.objects.get(pk=link.minutes_id), "text")[1]
    actions.comment(link=link, paragraph=_paragraph(request), language=language, text=text)
    return _("Your comment is noted.")


def _signed(request: HttpRequest, link: DelegateLink) -> str:
    if "agreed" not in request.POST:
        raise ValidationError(_("Tick that your side agrees, then sign."))
    actions.sign_by_link(link=link, capacity=_capacity(link))
    return _("Signed. Thank you.")


def _unknown(request: HttpRequest, link: DelegateLink) -> str:
    raise ValidationError(_("Choose what is to be done."))


def _paragraph(request: HttpRequest) -> int | None:
    given = request.POST.get("paragraph", "")
    return int(given) if given.isdecimal() and 0 < len(given) < 5 and int(given) else None


def _words(given: str) -> str:
    text = given.strip()
    if not text:
        raise ValidationError(_("Write your comment, then send it."))
    if len(text) > MOST_CHARACTERS:
        raise ValidationError(
            _("Write at most %(count)d characters; send the rest as a further comment.")
            % {"count": MOST_CHARACTERS}
        )
    return text.replace("\x00", "")


def _capacity(link: DelegateLink) -> str:
    """The capacity at the meeting, in the source language if it has one."""
    if link.participant is None:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return find(link.participant, "capacity")[0]


def _by_name(minutes: Minutes) -> list[Any]:
    """The comments, each with its author as the reader writes the name. Runs a few queries."""
    links = minutes.links.select_related("participant__person")
    links = links.prefetch_related("participant__person__translations")
    names = {(one.side, one.name): one.shown_name for one in links}
    comments: list[Any] = list(minutes.comments.all())
    for one in comments:
        one.author = names.get((one.side, one.author_name), one.author_name)
    return comments


def _shown(request: HttpRequest, link: DelegateLink) -> TemplateResponse:
    minutes: Any = (
        Minutes.objects.filter(pk=link.minutes_id)
        .select_related("meeting")
        .prefetch_related(
            "translations", "meeting__translations", "sign_offs__person__translations"
        )
        .get()
    )
    text, public_text = find(minutes, "text"), find(minutes, "public_text")
    comments = _by_name(minutes)
    # A paragraph may have another number in another language.
    here = [one for one in comments if one.language in {"", text[1]}]
    blocks = [
        (number, block, [one for one in here if one.paragraph == number])
        for number, block in enumerate(paragraphs(*text), 1)
    ]
    shown = {number for number, _block, _said in blocks}
    signed = list(minutes.sign_offs.all())
    is_latest = actions.is_latest(minutes)
    return TemplateResponse(
        request,
        "meetings/delegate_minutes.html",
        {
            "link": link,
            "minutes": minutes,
            "meeting": minutes.meeting,
            "blocks": blocks,
            "general": [one for one in comments if one not in here or one.paragraph not in shown],
            "public_text": Text(*public_text),
            "signed": signed,
            "is_open": minutes.state == MinutesState.CIRCULATED and is_latest,
            "is_latest": is_latest,
            "may_sign": link.may_sign and link.side not in {one.side for one in signed},
            "unsettled": sum(1 for one in comments if not one.resolved),
            "most_characters": MOST_CHARACTERS,
        },
    )
