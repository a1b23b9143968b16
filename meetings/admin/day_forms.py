"""The forms of the day: one for each kind of record."""

from __future__ import annotations

import datetime as dt
from html import unescape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import linebreaks, strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donors.models import Organisation, Person
from meetings.models import (
    DUE_BEFORE,
    AgendaItem,
    Meeting,
    MeetingNote,
    NoteKind,
    Participant,
    StatementKind,
)
from projects.models import Project
from publishing.models import Visibility
from publishing.names import comma, site_languages


class NoteForm(forms.Form):
    """What all kinds have in common."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    write = forms.UUIDField(widget=forms.HiddenInput)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    unanswered = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    agenda_item: Any = forms.ModelChoiceField(
        AgendaItem.objects.none(), required=False, label=_("agenda item")
    )
    language = forms.ChoiceField(choices=site_languages, label=_("language of this text"))

    def __init__(self, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(label_suffix="", **kwargs)
        self.meeting = meeting
        for field in self.fields.values():
            field.label = field.label and capfirst(field.label)
        self.order_fields(
            ["participant", "title", "text", "owner", "counterpart", "responsible", "due_on"]
        )
        self.fields["agenda_item"].queryset = meeting.agenda_items.prefetch_related("translations")  # type: ignore[attr-defined]
        for name in ("projects", "project"):
            if name in self.fields:
                self.fields[name].queryset = _projects_of(meeting)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What ``meetings.actions.write_note`` takes."""
        return self.cleaned_data

    @classmethod
    def of(cls, note: MeetingNote, language: str) -> dict[str, Any]:
        """The record as the form shows it."""
        record = note.record
        found: dict[str, Any] = {"language": language}
        for name in (
            "agenda_item",
            "participant",
            "owner",
            "counterpart",
            "responsible",
            "project",
        ):
            if hasattr(record, f"{name}_id"):
                found[name] = getattr(record, f"{name}_id")
        for name in ("visibility", "due_on", "original_language"):
            if hasattr(record, name):
                found[name] = getattr(record, name)
        if "projects" in cls.base_fields:
            found["projects"] = [one.pk for one in record.projects.all()]
        for name, text in cls.texts.items():
            found[name] = record.safe_translation_getter(text, language_code=language) or ""
        return found

    texts: dict[str, str] = {}
    """From fields of the form to texts of the record."""


def _projects_of(meeting: Meeting) -> Any:
    """Projects of the partnership, those on the agenda among them."""
    return (
        Project.objects.filter(
            Q(partnership=meeting.partnership) | Q(agenda_items__meeting=meeting)
        )
        .distinct()
        .prefetch_related("translations")
    )


def _text(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=20_000, widget=forms.Textarea({"rows": 5, "dir": "auto"})
    )


class StatementForm(NoteForm):
    """What somebody said."""

    participant: Any = forms.ModelChoiceField(Participant.objects.none(), label=_("speaker"))
    text = _text(_("what was said"))
    kind_of_words = forms.ChoiceField(
        choices=StatementKind, label=pgettext_lazy("spoken words", "words")
    )
    original_language = forms.ChoiceField(label=_("language spoken"))
    visibility = forms.ChoiceField(choices=Visibility, label=_("visibility"))
    projects: Any = forms.ModelMultipleChoiceField(
        Project.objects.none(), required=False, label=_("projects mentioned")
    )
    texts = {"text": "text"}

    def __init__(self, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(meeting, **kwargs)
        speakers: Any = self.fields["participant"]
        speakers.queryset = Participant.objects.filter(
            delegation__meeting=meeting
        ).prefetch_related(
            "translations", "person__translations", "delegation__organisation__translations"
        )
        speakers.label_from_instance = speaker
        languages: Any = self.fields["original_language"]
        languages.choices = [*site_languages(), *SPOKEN_TOO]

    @classmethod
    def of(cls, note: MeetingNote, language: str) -> dict[str, Any]:
        return {**super().of(note, language), "kind_of_words": note.record.kind}


SPOKEN_TOO = [("es", "Español"), ("ru", "Русский"), ("zh", "中文")]
"""The other official languages of the United Nations."""


def speaker(participant: Participant) -> str:
    """Name, capacity and delegation, as a list names a speaker."""
    capacity = participant.safe_translation_getter("capacity", any_language=True)
    return " · ".join(
        filter(None, [str(participant.person), capacity, str(participant.delegation)])
    )


class DecisionForm(NoteForm):
    """What was decided."""

    text = _text(_("what was decided"))
    visibility = forms.ChoiceField(choices=Visibility, label=_("visibility"))
    projects: Any = forms.ModelMultipleChoiceField(
        Project.objects.none(), required=False, label=_("projects")
    )
    texts = {"text": "text"}


class ActionForm(NoteForm):
    """Who does what until when."""

    text = forms.CharField(
        label=_("what is to be done"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    owner: Any = forms.ModelChoiceField(Organisation.objects.none(), label=_("who does it"))
    counterpart: Any = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, label=_("agreed with")
    )
    responsible: Any = forms.ModelChoiceField(
        Person.objects.none(), required=False, label=_("responsible person")
    )
    due_on = forms.DateField(
        label=_("due on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    visibility = forms.ChoiceField(choices=Visibility, label=_("visibility"))
    projects: Any = forms.ModelMultipleChoiceField(
        Project.objects.none(), required=False, label=_("projects")
    )
    texts = {"text": "title"}

    def __init__(self, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(meeting, **kwargs)
        for name in ("owner", "counterpart"):
            field: Any = self.fields[name]
            field.queryset = Organisation.objects.filter(
                delegations__meeting=meeting
            ).prefetch_related("translations")
        people: Any = self.fields["responsible"]
        people.queryset = (
            Person.objects.filter(participations__delegation__meeting=meeting)
            .distinct()
            .prefetch_related("translations")
        )

    def clean_due_on(self) -> dt.date:
        """Not before the meeting at which it is agreed."""
        day: dt.date = self.cleaned_data["due_on"]
        if day < self.meeting.first_day:
            raise ValidationError(DUE_BEFORE)
        return day


class LessonForm(NoteForm):
    """What others can use."""

    title = forms.CharField(label=_("the lesson in one sentence"), max_length=300)
    text = _text(_("what happened, and what to do next time"))
    project: Any = forms.ModelChoiceField(
        Project.objects.none(), required=False, label=_("drawn from")
    )
    texts = {"title": "title", "text": "text"}

    def values(self) -> dict[str, Any]:
        return {
            **super().values(),
            "rich_text": linebreaks(self.cleaned_data["text"], autoescape=True),
        }

    @classmethod
    def of(cls, note: MeetingNote, language: str) -> dict[str, Any]:
        item = note.meeting.agenda_items.filter(lessons=note.lesson_id).first()
        found = {**super().of(note, language), "agenda_item": item and item.pk}
        return {**found, "text": plain(found["text"])}


def in_words(form: NoteForm) -> list[tuple[str, str, str]]:
    """What a form shows: name, label and value in words of each field that has a value."""
    found = []
    for field in form.visible_fields():
        value = field.value()
        choices = getattr(field.field, "choices", None)
        if choices is None:
            words = str(value or "")
        else:
            chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
            named = (str(label) for key, label in choices if key != "" and str(key) in chosen)
            words = comma().join(named)
        if words:
            found.append((field.name, str(field.label), words))
    return found


def plain(html: str) -> str:
    """Paragraphs of rich text as lines, for a form of plain text."""
    pieces = (strip_tags(one.replace("<br>", "\n")).strip() for one in html.split("</p>"))
    return "\n\n".join(unescape(one) for one in pieces if one)


FORMS: dict[NoteKind, type[NoteForm]] = {
    NoteKind.STATEMENT: StatementForm,
    NoteKind.DECISION: DecisionForm,
    NoteKind.ACTION: ActionForm,
    NoteKind.LESSON: LessonForm,
}
