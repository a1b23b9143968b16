"""Organisations, people, partnerships and what they agreed on."""

from __future__ import annotations

from donors.models import (
    Appointment,
    CommonApproach,
    Organisation,
    Partnership,
    Person,
    PriorityArea,
)
from partnership.demo.shelf import Shelf, read


def load_donors(shelf: Shelf) -> None:
    """Organisations, their partnerships, priority areas and common approaches."""
    shelf.add(Organisation, read("organisations")["organisation"])
    data = read("partnerships")
    shelf.add(Partnership, data["partnership"])
    shelf.add(CommonApproach, data["approach"])
    shelf.add(PriorityArea, data["area"])


def load_people(shelf: Shelf) -> None:
    """People and the offices they held."""
    for row, person in shelf.add(Person, read("people")["person"]):
        if "title" in row:
            shelf.own(
                Appointment,
                person=person,
                organisation=row["organisation"],
                title=row["title"],
                start=row.get("start"),
                end=row.get("end"),
            )
