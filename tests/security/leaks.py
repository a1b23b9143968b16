"""Everything the portal can hold, in every state, each with a word of its own; and every address.

Things are made from the models and addresses from the URLconf, so that new ones enter by
themselves. What is hidden carries words that no public answer may hold.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from meetings.models import (
    ActionUpdate,
    AgendaItem,
    AgreedAction,
    Decision,
    DelegateLink,
    ImportantDate,
    Meeting,
    Minutes,
    Statement,
)
from publishing import actions
from publishing.drafts import open_thing
from publishing.models import Publishable, Visibility
from publishing.snapshots import take
from tests import factories
from tests.factories import PartnershipFactory
from tests.factories.publishing import UserFactory

FACTORIES = {
    factory._meta.model: factory for factory in (getattr(factories, n) for n in factories.__all__)
}
KINDS = [model for model in apps.get_models() if issubclass(model, Publishable)]
DAY = dt.timedelta(days=1)


def states() -> dict[str, dict[str, Any]]:
    """What makes a thing hidden."""
    now = timezone.now()
    return {
        "draft": {"state": "draft", "publish_at": None},
        "inreview": {"state": "in_review", "publish_at": None},
        "changesrequested": {"state": "draft", "publish_at": None},
        "scheduled": {"state": "published", "publish_at": now + DAY},
        "expired": {"state": "published", "publish_at": now - 2 * DAY, "expire_at": now - DAY},
        "archived": {"state": "archived"},
    }


SHOWN = {"state": "published"}
ACCESS = {"partnershiponly": Visibility.PARTNERSHIP, "internalonly": Visibility.INTERNAL}
RECORDS = [AgendaItem, AgreedAction, Decision, ImportantDate, Statement]
"""Records that are public by their own choice, whatever their meeting is."""


def word(*parts: str) -> str:
    """A word that stands nowhere else, and passes as a slug, a search term and a name."""
    return "zq" + "".join(parts).lower()


@dataclasses.dataclass
class Planted:
    """What was made, and the words by which it would be known."""

    hidden: dict[str, str] = dataclasses.field(default_factory=dict)
    """From each hidden word to what it says of the thing: its kind and its state."""
    shown: dict[str, Any] = dataclasses.field(default_factory=dict)
    things: dict[tuple[type[Any], str], Any] = dataclasses.field(default_factory=dict)
    slugs: set[str] = dataclasses.field(default_factory=set)
    keys: set[int] = dataclasses.field(default_factory=set)
    tokens: list[str] = dataclasses.field(default_factory=list)
    """Those of links that open nothing: expired, revoked, or to what is not circulated."""


def mark(thing: Any, text: str) -> None:
    """Put the word into every text of the thing, in every language of the site."""
    if hasattr(thing, "translations"):
        model = thing.translations.model
        texts = [
            field.name
            for field in model._meta.local_fields
            if isinstance(field, models.CharField | models.TextField)
            and field.name != "language_code"
        ]
        for code, _name in settings.LANGUAGES:
            rows = thing.translations.filter(language_code=code)
            values = dict.fromkeys(texts, text)
            if not rows.update(**values):
                model.objects.create(master=thing, language_code=code, **values)


def make(
    planted: Planted, model: type[Any], state: str, partnership: Any, given: dict[str, Any]
) -> Any:
    """One thing, its word in every text and in its address."""
    values = dict(given)
    names = {field.name for field in model._meta.fields}
    if "partnership" in names:
        values["partnership"] = partnership
    slug = word("slug", model.__name__, state)
    thing = FACTORIES[model](slug=slug, **values)
    text = word(model.__name__, state)
    mark(thing, text)
    planted.things[model, state] = thing
    planted.slugs.add(slug)
    if state == "live":
        planted.shown[text] = thing
    else:
        said = f"{model.__name__}: {state}"
        planted.hidden |= {text: said, slug: said}
        planted.keys.add(thing.pk)
    return thing


def plant() -> Planted:
    """Every kind of thing in every state, related to everything it can be related to."""
    planted = Planted()
    partnership = PartnershipFactory(slug="known", name="Known partnership")
    editor = UserFactory(is_superuser=True)
    for model in KINDS:
        live = make(planted, model, "live", partnership, SHOWN)
        _draft_over(planted, live, editor)
        for state, values in states().items():
            thing = make(planted, model, state, partnership, values)
            if state == "changesrequested":
                _request_changes(thing, editor)
    document = planted.things[apps.get_model("library.Document"), "live"]
    for state, access in ACCESS.items():
        make(planted, type(document), state, partnership, {**SHOWN, "access": access})
    _relate(planted)
    _records(planted)
    return planted


def _draft_over(planted: Planted, live: Any, editor: Any) -> None:
    """A draft over a live page, with a word of its own in every text."""
    text = word(type(live).__name__, "liveunderdraft")
    planted.hidden[text] = f"{type(live).__name__}: draft over a live page"
    snapshot = take(live)
    for label, rows in snapshot.items():
        if label.endswith("translation"):
            for row in rows.values():
                row |= {
                    name: text
                    for name, value in row.items()
                    if isinstance(value, str) and name not in {"language_code", "slug"}
                }
    actions.save_draft(
        thing=live, draft=actions.Draft(snapshot), opened=open_thing(live), user=editor
    )


def _request_changes(thing: Any, editor: Any) -> None:
    actions.submit(thing=thing, user=editor)
    actions.request_changes(thing=thing, user=editor, comment="Again")


def _relations() -> Iterator[tuple[type[models.Model], Any]]:
    """Every foreign key from anything of ours to something that can be published."""
    for model in FACTORIES:
        for field in model._meta.local_fields:
            kind = field.related_model
            if isinstance(kind, type) and issubclass(kind, Publishable):
                yield model, field


def _relate(planted: Planted) -> None:
    """Let public things refer to hidden ones, and hidden ones own things."""
    hidden = [*states(), *ACCESS]
    for model, field in _relations():
        for state in hidden:
            target = planted.things.get((field.related_model, state))
            if target is None:
                continue
            try:
                with transaction.atomic():
                    row = FACTORIES[model](**{field.name: target})
            except IntegrityError:
                continue  # the rules of the database keep the two apart
            cascades = field.remote_field.on_delete is models.CASCADE
            if cascades and not isinstance(row, Publishable):
                text = word(model.__name__, "of", field.name, state)
                mark(row, text)
                planted.hidden[text] = (
                    f"{model.__name__} of {field.related_model.__name__}: {state}"
                )
    for model in KINDS:
        live = planted.things[model, "live"]
        for field in model._meta.local_many_to_many:
            for state in hidden:
                target = planted.things.get((field.related_model, state))
                if target is not None:
                    getattr(live, field.name).add(target)


def _records(planted: Planted) -> None:
    """Records of a public meeting that are not for everybody."""
    meeting = planted.things[apps.get_model("meetings.Meeting"), "live"]
    for model in RECORDS:
        for state, visibility in ACCESS.items():
            where = (
                {"participant__delegation__meeting": meeting}
                if model is Statement
                else {"meeting": meeting}
            )
            row = FACTORIES[model](visibility=visibility, **where)
            text = word(model.__name__, state)
            mark(row, text)
            planted.hidden[text] = f"{model.__name__}: {state}"
            planted.keys.add(row.pk)
    for state, visibility in ACCESS.items():
        text = word("ActionUpdate", state)
        FACTORIES[ActionUpdate](action__meeting=meeting, visibility=visibility, note=text)
        planted.hidden[text] = f"ActionUpdate: {state}"
    _not_reported(planted, meeting.partnership)
    _minutes(planted, meeting)


def _not_reported(planted: Planted, partnership: Any) -> None:
    """Records for everybody, of a public meeting whose minutes are not published yet."""
    meeting = FACTORIES[Meeting](partnership=partnership, stage="circulated", **SHOWN)
    for model in (AgreedAction, Decision, Statement):
        where = "participant__delegation__meeting" if model is Statement else "meeting"
        row = FACTORIES[model](visibility=Visibility.PUBLIC, **{where: meeting})
        text = word(model.__name__, "notreported")
        mark(row, text)
        planted.hidden[text] = f"{model.__name__}: not in published minutes"
        planted.keys.add(row.pk)
        if model is AgreedAction:
            text = word("ActionUpdate", "notreported")
            FACTORIES[ActionUpdate](action=row, visibility=Visibility.PUBLIC, note=text)
            planted.hidden[text] = "ActionUpdate: not in published minutes"


def _minutes(planted: Planted, meeting: Any) -> None:
    """Minutes that are not agreed, not published, or published without what is for the sides."""
    now = timezone.now()
    for version, (state, values) in enumerate(
        {
            "draft": {},
            "circulated": {"state": "circulated"},
            "agreed": {"state": "agreed", "agreed_at": now},
        }.items(),
        1,
    ):
        text = word("minutes", state)
        planted.hidden[text] = f"Minutes: {state}"
        minutes = Minutes(meeting=meeting, version=version, **values)
        minutes.text = minutes.public_text = f"<p>{text}</p>"
        minutes.save()
        if state == "draft":
            link = FACTORIES[DelegateLink](minutes=minutes)
            planted.tokens.append(link.token)
    planted.hidden[word("minutespublished", "text")] = "Minutes: the text for the two sides"
    minutes = Minutes(meeting=meeting, version=4, state="agreed", agreed_at=now, published_at=now)
    minutes.text = f"<p>{word('minutespublished', 'text')}</p>"
    minutes.public_text = f"<p>{word('minutespublished', 'publictext')}</p>"
    minutes.save()
    expired = FACTORIES[DelegateLink](minutes=minutes, expires_at=now - DAY)
    revoked = FACTORIES[DelegateLink](minutes=minutes, revoked_at=now)
    planted.tokens += [expired.token, revoked.token]


# Every address

KNOWN: dict[str, Any] = {
    "slug": lambda planted: sorted(planted.slugs),
    "pk": lambda planted: [*sorted(planted.keys), *sorted(planted.slugs)[:3]],
    "code": lambda _planted: ["HT", "KE", "FR", "ZZ"],
    "number": lambda _planted: (
        [str(n) for n in range(1, 4)]
        + list(AgendaItem.objects.values_list("number", flat=True)[:40])
    ),
    "section": lambda _planted: ["projects", "meetings", "news", "pages", "donors", "areas"],
    "name": lambda planted: ["projects", "news", "meetings", "updates", *sorted(planted.slugs)],
    "kind": lambda _planted: [
        *("csv", "xlsx", "json", "xml", "webp", "project", "article", "home"),
        *("pdf", "docx"),
    ],
    "part": lambda _planted: ["list", "map", "money", "messages"],
    "path": lambda planted: ["", "projects/", "news/", *_paths(planted)],
    "key": lambda _planted: ["x"],
    "token": lambda planted: ["x", *planted.tokens],
    "width": lambda _planted: [480],
    "uidb36": lambda _planted: ["1"],
}
"""What is tried for each part of an address. A part that is not listed fails the test."""
QUERIES = ["", "?q=zq", "?page=2", "?format=json", "?page_size=200"]
"""Tried with each address that has no parts of its own."""


def _paths(planted: Planted) -> list[str]:
    return [f"projects/{slug}/" for slug in sorted(planted.slugs) if "slugproject" in slug]


def patterns(resolver: Any = None, before: str = "") -> Iterator[str]:
    """The pattern of every address of the site but the admin's."""
    for one in (resolver or get_resolver()).url_patterns:
        here = before + str(one.pattern)
        if here.startswith("admin"):
            continue
        if isinstance(one, URLPattern):
            yield here
        else:
            yield from patterns(one, here)


def body_of(response: Any) -> str:
    """All that an answer says, in its headers and inside a spreadsheet, too."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers} {content.decode(errors='replace')}".lower()
