"""The sentences of minutes, in the language that is active.

What has no text in it is told in another one, and marked as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings.models import (
    AgreedAction,
    Attendance,
    Decision,
    Meeting,
    Participant,
    Statement,
    StatementKind,
)
from projects.models import Lesson
from publishing.figures import days, long_day
from publishing.names import comma, form_of_address, semicolon
from publishing.richtext import plain_words
from publishing.rows import marked
from publishing.templatetags.translated import find, rich_text


def said(thing: Any, field: str) -> str:
    """The text of the thing, escaped."""
    return marked(*find(thing, field), tag="span")


def opening(meeting: Meeting) -> SafeString:
    """Which meeting it was, when and where."""
    when = days(meeting.first_day, meeting.last_day)
    parts = [said(meeting, "title"), when, said(meeting, "place")]
    return format_html("<p>{}.</p>", _listed(parts))


def present(organisation: Any, people: Iterable[Participant]) -> SafeString:
    """A delegation with those who took part."""
    names = format_html_join(semicolon(), "{}", ((_seated(one),) for one in people))
    name = format_html("<strong>{}</strong>", said(organisation, "name"))
    return (
        format_html("<li>{}: {}</li>", name, names) if names else format_html("<li>{}</li>", name)
    )


def _seated(one: Participant) -> SafeString:
    notes = []
    if one.is_head:
        notes.append(_("head of the delegation"))
    if one.attendance == Attendance.ONLINE:
        notes.append(one.get_attendance_display())
    who = _who(one)
    return format_html("{} ({})", who, comma().join(notes)) if notes else who


def _who(one: Participant) -> SafeString:
    """Form of address, name and the capacity at the time."""
    name = said(one.person, "name")
    address = form_of_address(one.person.honorific, find(one.person, "name")[0])
    named = format_html("{} {}", address, name) if address else name
    return _listed([named, said(one, "capacity")])


def _listed(parts: Iterable[str]) -> SafeString:
    return format_html_join(comma(), "{}", ((part,) for part in parts if part))


def statement(one: Statement) -> SafeString:
    """Who said what: in our words, or word for word."""
    who, words = _who(one.participant), said(one, "text")
    if one.kind == StatementKind.QUOTED:
        return format_html(
            "<p><strong>{}</strong>:</p>\n<blockquote><p>{}</p></blockquote>", who, words
        )
    return format_html("<p><strong>{}</strong>. {}</p>", who, words)


def decision(one: Decision) -> SafeString:
    """What was decided, by its number."""
    label = _("Decision %(number)s.") % {"number": one.number}
    return format_html("<p><strong>{}</strong> {}</p>", label, said(one, "text"))


def action(one: AgreedAction) -> SafeString:
    """Who does what until when."""
    return format_html("<p>{}</p>", _agreed(one))


def _agreed(one: AgreedAction) -> SafeString:
    label = _("Agreed action %(number)s.") % {"number": one.number}
    due = _("Due on %(day)s.") % {"day": long_day(one.due_on)}
    who = said(one.owner, "name")
    if one.counterpart is not None:
        who = format_html("{}{}{} {}", who, comma(), _("with"), said(one.counterpart, "name"))
    return format_html("<strong>{}</strong> {} ({}). {}", label, said(one, "title"), who, due)


def followed_up(one: AgreedAction) -> SafeString:
    """What an action of an earlier meeting has come to."""
    state = one.get_status_display()
    if one.closed_on is not None:
        day = long_day(one.closed_on)
        state = _("%(state)s on %(day)s") % {"state": state, "day": day}
    return format_html("<p>{} {}.</p>", _agreed(one), state)


def lesson(one: Lesson) -> SafeString:
    """What others can use, with what happened and what to do next time."""
    head = format_html("<p><strong>{}.</strong> {}</p>", one.get_kind_display(), said(one, "title"))
    text, language = find(one, "text")
    if language == get_language():
        return format_html("{}{}", head, rich_text(one, "text"))
    # Minutes keep no block of another language, so that it is told as a line.
    words = plain_words(text.replace("</p>", "</p> "))
    marked_words = marked(words, language, tag="span")
    return format_html("{}<p>{}</p>", head, marked_words) if words else head
