"""Reviews: who met, about what, what was said, decided and promised."""

from __future__ import annotations

from donors.models import PriorityArea
from meetings.models import (
    ActionUpdate,
    AgendaItem,
    AgreedAction,
    Decision,
    Delegation,
    ImportantDate,
    Meeting,
    Minutes,
    MinutesComment,
    Participant,
    Session,
    SignOff,
    Statement,
)
from partnership.demo.artwork import make_photo
from partnership.demo.shelf import Row, Shelf, Texts, read


def load_meetings(shelf: Shelf) -> None:
    """Meetings with their records. Decisions, actions and minutes say that they are made up."""
    there = shelf.known(Meeting)
    for row in read("meetings")["meeting"]:
        if row["slug"] not in there:
            area = shelf.find(PriorityArea, row.get("artwork") or row["priority_areas"][0])
            photo = make_photo(shelf, row["slug"], area, row["title"])
            for _, meeting in shelf.add(Meeting, [{**row, "photo": photo}]):
                items = _add_agenda(shelf, row, meeting)
                _add_people(shelf, row, meeting, items)
                _add_outcome(shelf, row, meeting, items)
                _add_minutes(shelf, row, meeting)


def _marked(texts: Texts) -> Texts:
    """The texts with a word in front that they are made up."""
    mark = read("sentences")["demo_mark"]
    return {language: mark[language] + text for language, text in texts.items()}


def _add_agenda(shelf: Shelf, row: Row, meeting: Meeting) -> dict[str, AgendaItem]:
    sessions = {
        session["name"]: shelf.own(Session, meeting=meeting, **session)
        for session in row.get("session", [])
    }
    shelf.write()
    items: dict[str, AgendaItem] = {}
    agenda = row.get("agenda", [])
    # Items before the parts of items, which refer to them.
    for part in (False, True):
        for order, item in enumerate(agenda):
            number = item["number"]
            if ("." in number) == part:
                values = {"visibility": "public", "order": order, **item}
                values["session"] = sessions.get(item.get("session"))
                values["parent"] = items.get(number.rpartition(".")[0])
                items[number] = shelf.own(AgendaItem, meeting=meeting, **values)
        shelf.write()
    return items


def _add_people(shelf: Shelf, row: Row, meeting: Meeting, items: dict[str, AgendaItem]) -> None:
    participants = {}
    for order, group in enumerate(row.get("delegation", [])):
        delegation = shelf.own(Delegation, meeting=meeting, order=order, **group)
        for person in group.get("participant", []):
            participants[person["person"]] = shelf.own(Participant, delegation=delegation, **person)
    for order, statement in enumerate(row.get("statement", [])):
        values = {"visibility": "public", "order": order, **statement}
        values["agenda_item"] = items.get(statement.get("agenda"))
        shelf.own(Statement, participant=participants[statement["speaker"]], **values)


def _add_outcome(shelf: Shelf, row: Row, meeting: Meeting, items: dict[str, AgendaItem]) -> None:
    for decision in row.get("decision", []):
        values = {"visibility": "public", **decision, "text": _marked(decision["text"])}
        values["agenda_item"] = items.get(decision.get("agenda"))
        shelf.own(Decision, meeting=meeting, **values)
    for action in row.get("action", []):
        values = {"visibility": "public", **action, "title": _marked(action["title"])}
        values["agenda_item"] = items.get(action.get("agenda"))
        agreed = shelf.own(AgreedAction, meeting=meeting, is_demo=True, **values)
        for update in action.get("updates", []):
            shelf.own(ActionUpdate, action=agreed, **{"visibility": "public", **update})
    for date in row.get("date", []):
        shelf.own(ImportantDate, meeting=meeting, **{**date, "title": _marked(date["title"])})


def _add_minutes(shelf: Shelf, row: Row, meeting: Meeting) -> None:
    for version, text in enumerate(row.get("minutes", []), start=1):
        values = {
            **text,
            "text": _marked(text["text"]),
            "public_text": _marked(text.get("public_text", text["text"])),
        }
        minutes = shelf.own(Minutes, meeting=meeting, version=version, **values)
        for comment in text.get("comments", []):
            shelf.own(MinutesComment, minutes=minutes, **comment)
        for sign_off in text.get("sign_offs", []):
            shelf.own(SignOff, minutes=minutes, **sign_off)
