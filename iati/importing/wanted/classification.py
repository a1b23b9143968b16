"""Organisations in their roles, countries, regions, sectors, goals, markers, relations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from iati.importing.registers import first_text
from iati.importing.rows import Row
from iati.importing.wanted.context import Context, countries_and_regions, sectors
from iati.reading import records
from projects.codes import (
    DacRegion,
    Marker,
    OrganisationRole,
    RegionVocabulary,
    RelationType,
    SdgGoal,
    SectorVocabulary,
    Significance,
)
from projects.models import (
    Participation,
    PolicyMarker,
    ProjectGoal,
    ProjectSector,
    RecipientCountry,
    RecipientRegion,
    RelatedProject,
)
from projects.shares import problem_with_shares
from publishing.names import country_codes

MAX_REF = 200
MAX_REGION = 60
PLACES = Decimal("0.0001")
DAC = "1"
GOALS = {"tag": ("2", "3"), "sector": (SectorVocabulary.SDG_GOAL, SectorVocabulary.SDG_TARGET)}
_TARGET = re.compile(r"([0-9]{1,2})\.([0-9]{1,2}|[a-d])")


def participations(context: Context) -> Iterator[Row]:
    found: dict[tuple[int, int], str] = {}
    for part in context.each(context.activity.participations):
        role = context.code(OrganisationRole, part.role, _("organisation role"))
        organisation = context.organisation(part.organisation)
        if organisation is None:
            context.warn(
                _("A participating-org has neither name nor ref and is left out; name it.")
            )
        elif role is not None:
            ref = context.cut(part.organisation.activity_id, MAX_REF, "activity-id")
            found[organisation, role] = found.get((organisation, role)) or ref
    for (organisation, role), ref in found.items():
        fields = {"organisation_id": organisation, "role": role, "activity_ref": ref}
        yield Row(Participation, fields)


def countries_and_regions_of(context: Context) -> Iterator[Row]:
    """Countries count in every vocabulary of regions, so they lose their shares together."""
    countries, regions = countries_and_regions(context.activity)
    in_countries = _once(
        context,
        "recipient-country",
        (
            (share.code.upper(), share)
            for share in context.each(countries)
            if _is_country(context, share)
        ),
    )
    in_regions = _once(
        context,
        "recipient-region",
        (
            ((share.vocabulary, share.code), share)
            for share in context.each(regions)
            if _is_region(context, share)
        ),
    )
    groups = {vocabulary for vocabulary, _code in in_regions} or {""}
    whole = [
        _adds_up(
            context,
            _("countries and regions"),
            [
                *in_countries.values(),
                *(part for key, part in in_regions.items() if key[0] == vocabulary),
            ],
        )
        for vocabulary in sorted(groups)
    ]
    keep = all(whole)
    names = {(share.vocabulary, share.code): first_text(share.names) for share in regions}
    for country, percentage in in_countries.items():
        yield Row(
            RecipientCountry, {"country": country, "percentage": percentage if keep else None}
        )
    for (vocabulary, code), percentage in in_regions.items():
        own = vocabulary == RegionVocabulary.OWN
        yield Row(
            RecipientRegion,
            {
                "vocabulary": vocabulary,
                "code": code,
                "own_name": names[vocabulary, code][:200] if own else "",
                "percentage": percentage if keep else None,
            },
        )


def _is_country(context: Context, share: records.Share) -> bool:
    if share.code.upper() in country_codes():
        return True
    context.warn(
        _("The %(what)s “%(code)s” is not in its code list and is left out; correct it.")
        % {"what": _("country"), "code": share.code}
    )
    return False


def _is_region(context: Context, share: records.Share) -> bool:
    if context.code(RegionVocabulary, share.vocabulary, _("region vocabulary")) is None:
        return False
    if share.vocabulary == RegionVocabulary.DAC:
        return context.code(DacRegion, share.code, _("region")) is not None
    return bool(context.cut(share.code, MAX_REGION, "recipient-region") == share.code)


def sectors_of(context: Context) -> Iterator[Row]:
    known = []
    for share in context.each(sectors(context.activity)):
        if context.code(SectorVocabulary, share.vocabulary, _("sector vocabulary")) is None:
            continue
        if (share.vocabulary, share.code) in context.sectors:
            known.append(((share.vocabulary, share.code), share))
        else:
            context.warn(_("A sector code is too long and is left out; shorten it."))
    parts = _once(context, "sector", known)
    keep = {
        vocabulary: _adds_up(
            context,
            _("sectors of vocabulary %(vocabulary)s") % {"vocabulary": vocabulary},
            [part for key, part in parts.items() if key[0] == vocabulary],
        )
        for vocabulary, _code in parts
    }
    for key, percentage in parts.items():
        yield Row(
            ProjectSector,
            {
                "sector_id": context.sectors[key],
                "percentage": percentage if keep[key[0]] else None,
            },
        )


def _once(
    context: Context, what: str, shares: Iterable[tuple[Any, records.Share]]
) -> dict[Any, Decimal | None]:
    """Shares by key; of what is listed twice the shares are added."""
    parts: dict[Any, Decimal | None] = {}
    for key, share in shares:
        part = None if share.percentage is None else share.percentage.quantize(PLACES)
        if key in parts:
            context.warn(
                _("The %(what)s “%(code)s” is listed twice; its shares are added.")
                % {"what": what, "code": share.code}
            )
            part = (parts[key] or Decimal(0)) + part if part else parts[key]
        parts[key] = part
    return parts


def _adds_up(context: Context, what: str, parts: list[Decimal | None]) -> bool:
    if problem_with_shares(parts) is None:
        return True
    listed = " + ".join("–" if part is None else f"{part.normalize():f}" for part in parts)
    total = sum((part for part in parts if part is not None), Decimal(0)).normalize()
    context.warn(
        _(
            "The percentages of the %(what)s are left empty because they add up to %(total)s "
            "(%(listed)s); give all of them, adding up to 100, or none."
        )
        % {"what": what, "total": f"{total:f}", "listed": listed}
    )
    return False


def goals(context: Context) -> Iterator[Row]:
    found: dict[tuple[int, str], None] = {}
    for kind, shares in (("tag", context.activity.tags), ("sector", sectors(context.activity))):
        goal_list, target_list = GOALS[kind]
        for share in context.each(shares):
            if share.vocabulary == goal_list:
                goal = context.code(SdgGoal, share.code, _("SDG goal"))
                if goal is not None:
                    found[goal, ""] = None
            elif share.vocabulary == target_list:
                match = _TARGET.fullmatch(share.code)
                goal = context.code(SdgGoal, match[1] if match else share.code, _("SDG target"))
                if match and goal is not None:
                    found[goal, share.code] = None
    for goal, target in found:
        yield Row(ProjectGoal, {"goal": goal, "target": target})


def policy_markers(context: Context) -> Iterator[Row]:
    found: dict[int, int] = {}
    for policy in context.each(context.activity.policy_markers):
        if policy.vocabulary != DAC:
            context.warn(_("A policy marker of the publisher's own list is left out."))
            continue
        marker = context.code(Marker, policy.code, _("policy marker"))
        significance = context.code(Significance, policy.significance, _("policy significance"))
        if marker is not None and significance is not None:
            found.setdefault(marker, significance)
    for marker, significance in found.items():
        yield Row(PolicyMarker, {"marker": marker, "significance": significance})


def relations(context: Context) -> Iterator[Row]:
    found: dict[tuple[str, int], None] = {}
    for related in context.each(context.activity.related):
        relation = context.code(RelationType, related.type, _("related activity type"))
        if relation is not None:
            found[context.cut(related.ref, MAX_REF, "related-activity"), relation] = None
    for ref, relation in found:
        yield Row(RelatedProject, {"ref": ref, "type": relation})
