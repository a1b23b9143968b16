"""Each value of each facet as one number, so that one index answers for all facets."""

from __future__ import annotations

import enum
import functools

from projects.codes import CrisisPhase, RegionVocabulary
from publishing.names import country_codes

WIDTH = 24
"""Bits left for the value; the facet stands above them."""


class Facet(enum.IntEnum):
    """The facets; their numbers are stored, so they never change."""

    AREA = 1
    APPROACH = 2
    REGION = 3
    COUNTRY = 4
    DONOR = 5
    FUND = 6
    STATUS = 7
    PHASE = 8
    YEAR = 9
    GOAL = 10
    SECTOR = 11
    DOCUMENT = 12
    HAS = 13
    CELL = 14
    """Square of the map (``projects.projection``); counted, never chosen."""
    DEMO = 15
    """Whether a project is made up; counted, never chosen."""

    def code(self, value: int) -> int:
        """The number that stands for this value of this facet."""
        return self << WIDTH | value

    @property
    def codes(self) -> tuple[int, int]:
        """The first and the last number of this facet."""
        return self << WIDTH, (self + 1 << WIDTH) - 1


IS_DEMO = Facet.DEMO.code(1)
UNDIVIDED = 0
"""In place of an area's key: money of several areas, of which nobody says how they share it."""


_FACETS = {int(facet): facet for facet in Facet}


def facet_of(code: int) -> Facet:
    """The facet of the value that a number stands for. To make a ``Facet`` costs more."""
    return _FACETS[code >> WIDTH]


def split(code: int) -> tuple[Facet, int]:
    """The facet and the value that a number stands for."""
    return facet_of(code), code & (1 << WIDTH) - 1


def of_letters(text: str) -> int:
    """A number for a short code such as HT or A08."""
    return int(text, 36)


@functools.cache
def letters(value: int) -> str:
    """The short code that ``of_letters`` made a number of."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    while value:
        value, rest = divmod(value, 36)
        text = digits[rest] + text
    return text


PHASES = list(CrisisPhase.values)
HAS = ["results", "evidence", "lessons"]

AFRICA, AMERICAS, ASIA, EUROPE, OCEANIA = "002", "019", "142", "150", "009"
CONTINENTS = [AFRICA, AMERICAS, ASIA, EUROPE, OCEANIA]
"""UN M49 codes of the regions offered."""
_COUNTRIES = {
    AFRICA: "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS "
    "LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM "
    "ZW",
    AMERICAS: "AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS "
    "GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI",
    ASIA: "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM "
    "MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
    EUROPE: "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE "
    "LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK",
    OCEANIA: "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF "
    "WS",
}
"""UN M49; Kosovo, which M49 does not list, beside its neighbours."""
_WITHIN = {
    AFRICA: "002 011 014 015 017 018 202",
    AMERICAS: "003 005 013 019 021 029 419",
    ASIA: "030 034 035 142 143 145",
    EUROPE: "039 150 151 154 155",
    OCEANIA: "009 053 054 057 061",
}
_DAC = {
    AFRICA: "189 289 298 1027 1028 1029 1030",
    AMERICAS: "380 389 489 498 1031 1032",
    ASIA: "589 619 679 689 789 798",
    EUROPE: "88 89",
    OCEANIA: "889 1033 1034 1035",
}
_OF_COUNTRY = {code: region for region, codes in _COUNTRIES.items() for code in codes.split()}
_OF_M49 = {code: region for region, codes in _WITHIN.items() for code in codes.split()}
_OF_DAC = {code: region for region, codes in _DAC.items() for code in codes.split()}


def region_of_country(code: str) -> str | None:
    """The region a country is in; ``None`` for Antarctica and unknown codes."""
    return _OF_COUNTRY.get(code)


def region_of(vocabulary: str, code: str) -> str | None:
    """The region that a region of another list lies in; ``None`` if it spans several."""
    if vocabulary == RegionVocabulary.DAC:
        return _OF_DAC.get(code)
    return _OF_M49.get(code.zfill(3)) if vocabulary == RegionVocabulary.UN else None


def countries_without_region() -> set[str]:
    """Countries that belong to no region; Antarctica alone."""
    return set(country_codes() - _OF_COUNTRY.keys())
