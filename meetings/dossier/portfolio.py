"""The portfolio of a dossier in figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from donors.models.money import CENT
from meetings.dossier.money import KINDS, NOTHING, PAIRS, number, reconciled, summed
from publishing.rows import Row, kept


def at_a_glance(projects: list[Row], areas: list[Row]) -> Row:
    """The portfolio in figures. A programme's money is that of its parts, and not added."""
    leaves = [one for one in projects if not one["has_parts"]]
    statuses = [one["status"] for one in projects]
    by_status = {one["$choice"]: one for one in statuses}
    countries = {country["code"] for one in projects for country in one["countries"]}
    keys = {area["id"] for area in areas}
    return {
        "projects": len(projects),
        "programmes": len(projects) - len(leaves),
        "demo": sum(one["is_demo"] for one in projects),
        "countries": len(countries),
        "statuses": [
            {"status": by_status[key], "n": sum(one["$choice"] == key for one in statuses)}
            for key in sorted(by_status)
        ],
        "money": {name: summed(one["money"][name] for one in leaves) for name in [*KINDS, *PAIRS]},
        "reconciled": {name: reconciled(leaves, name) for name in PAIRS},
        "before": {
            name: summed(one["money_before"].get(name) for one in leaves)
            for name in ("allocated", "received", "spent")
        },
        "areas": [_area_in_figures(area, projects, leaves) for area in areas],
        "outside": {
            name: summed(_outside(one, name, keys) for one in leaves)
            for name in ("allocated", "spent")
        },
        "without_area": sum(not one["areas"] for one in projects),
        "unshared": sum(
            _share(one, one["areas"][0]["id"]) is None for one in leaves if one["areas"]
        ),
        "changed": sum(bool(one["changes"]) for one in projects),
        "unknown_pages": sum(not one["page_is_known"] for one in projects),
    }


def _share(project: Row, area: int) -> Decimal | None:
    """Which part of the project's money is the area's; ``None`` where that is not said."""
    for one in project["areas"]:
        if one["id"] == area:
            if one["share"] is not None:
                return number(one["share"]) / 100
            return Decimal(1) if len(project["areas"]) == 1 else None
    return NOTHING


def _part(total: Row | None, share: Decimal | None) -> Row | None:
    if total is None or not share:
        return None
    return total | {"usd": kept((number(total["usd"]) * share).quantize(CENT))}


def _outside(project: Row, name: str, areas: set[int]) -> Row | None:
    """The part of a project's money that no area of the table has."""
    total = project["money"][name]
    shared = [_part(total, _share(project, area)) for area in areas]
    rest = number(total["usd"] if total else 0) - sum(
        (number(one["usd"]) for one in shared if one), NOTHING
    )
    return total | {"usd": kept(rest)} if total is not None and rest else None


def _area_in_figures(area: Row, projects: list[Row], leaves: list[Row]) -> Row:
    own = [one for one in projects if any(link["id"] == area["id"] for link in one["areas"])]
    found: dict[str, Any] = {"id": area["id"], "name": area["name"], "palette": area["palette"]}
    for name in ("allocated", "spent"):
        found[name] = summed(_part(one["money"][name], _share(one, area["id"])) for one in leaves)
    return found | {"projects": len(own)}
