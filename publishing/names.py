"""Names of countries, currencies and languages in the reader's language.

The codes are official (ISO 3166-1, ISO 4217, ISO 639-1, UN M49); the names come from the
Unicode CLDR through Babel, so a further interface language needs no further list.
"""

from __future__ import annotations

import functools
import re
import unicodedata
import zoneinfo
from typing import Any

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, get_language_info, gettext, pgettext
from django.utils.translation import gettext_lazy as _

# Codes CLDR names that are not ISO 3166-1 countries: groupings, exceptional reservations and
# private use. XK (Kosovo) stays: IATI's country list has it.
NOT_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)

OTHER_COUNTRY_NAMES = {
    "BN": ("Brunei Darussalam",),
    "BO": ("Plurinational State of Bolivia", "État plurinational de Bolivie"),
    "CD": ("Democratic Republic of the Congo", "République démocratique du Congo"),
    "CI": ("Ivory Coast",),
    "CV": ("Cabo Verde", "Cape Verde"),
    "CZ": ("Czech Republic",),
    "FM": ("Federated States of Micronesia", "États fédérés de Micronésie"),
    "GB": ("United Kingdom of Great Britain and Northern Ireland",),
    "IR": ("Islamic Republic of Iran", "République islamique d’Iran"),
    "KP": ("Democratic People’s Republic of Korea",),
    "KR": ("Republic of Korea", "République de Corée"),
    "LA": ("Lao People’s Democratic Republic", "République démocratique populaire lao"),
    "MD": ("Republic of Moldova", "République de Moldova"),
    "MM": ("Burma", "Birmanie"),
    "PS": ("State of Palestine", "État de Palestine"),
    "RU": ("Russian Federation", "Fédération de Russie"),
    "SY": ("Syrian Arab Republic", "République arabe syrienne"),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "TZ": ("United Republic of Tanzania", "République-Unie de Tanzanie"),
    "US": ("United States of America",),
    "VE": ("Bolivarian Republic of Venezuela",),
    "VN": ("Vietnam",),
}
"""What the United Nations or many readers call a country, where CLDR has another name."""


def comma() -> str:
    """What stands between the parts of a list in the reader's language."""
    return pgettext("between the parts of a list", ", ")


def labelled(name: object, said: object) -> str:
    """What is said of something, after its name, with the reader's colon: ``Status: under way``."""
    return gettext("%(name)s: %(said)s") % {"name": name, "said": said}


def semicolon() -> str:
    """What stands between the parts of a list that have commas of their own."""
    return pgettext("between parts that have commas", "; ")


def demo_marked(title: str, thing: Any) -> str:
    """The title, which says of made-up content that it is, where nothing beside it can."""
    return f"{title} ({gettext('Demo')})" if getattr(thing, "is_demo", False) else title


def form_of_address(honorific: str, name: str) -> str:
    """What stands before the name; nothing where the name is of another script.

    It is kept in one language only, and “Mr” before 加納雄大 is neither English nor Japanese.
    """
    return honorific if _is_latin(honorific) == _is_latin(name) else ""


def _is_latin(words: str) -> bool:
    letter = next(filter(str.isalpha, words), "")
    return bool(letter) and unicodedata.name(letter, "").startswith("LATIN")


# Of Arabic, other shapes of the same letters and the stroke that only makes a word longer.
_ALIKE = str.maketrans("øłđðıىة", "olddiيه") | str.maketrans(
    {"æ": "ae", "œ": "oe", "þ": "th", "ـ": ""}
)
# Katakana beside the hiragana of the same sound.
_ALIKE |= {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def alphabetical(name: str) -> str:
    """What names and titles are sorted by, letter by letter of Unicode.

    Without accents, case and punctuation, so that Å stands with A and “Water” with water. Titles
    are stored so: who changes it makes them anew (``manage.py search_index --rebuild``).
    """
    bare = unicodedata.normalize("NFKD", name.casefold()).translate(_ALIKE)
    letters = (
        " " if unicodedata.category(letter)[0] in "PSZC" else letter
        for letter in bare
        # Soft hyphens and joiners are within words.
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
    return " ".join("".join(letters).split())


@functools.cache
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))


def _current() -> Locale:
    return _locale(get_language() or "en")


@functools.cache
def country_codes() -> frozenset[str]:
    """The ISO 3166-1 alpha-2 codes (and XK)."""
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if re.fullmatch("[A-Z]{2}", code)) - NOT_COUNTRIES


@functools.cache
def currency_codes() -> frozenset[str]:
    """The ISO 4217 codes of currencies in use today or in the past."""
    return frozenset(get_global("all_currencies"))


def country_name(code: str) -> str:
    """The country's (or UN M49 region's) name in the active language, or the code itself."""
    return str(_current().territories.get(code, code))


def language_name(code: str) -> str:
    """The language's name in the active language, or the code itself."""
    return str(_current().languages.get(code.replace("-", "_"), code))


@functools.cache
def _sorted_countries(language: str) -> list[tuple[str, str]]:
    names = _locale(language).territories
    return sorted(
        ((code, names.get(code, code)) for code in country_codes()),
        key=lambda c: alphabetical(c[1]),
    )


def country_choices() -> list[tuple[str, str]]:
    """Choices for a country field, in the active language and its order."""
    return _sorted_countries(get_language() or "en")


def countries_named(text: str) -> list[str]:
    """The codes of the countries whose name, in the active language, contains the text."""
    sought = text.strip().casefold()
    return [code for code, name in country_choices() if sought and sought in name.casefold()]


@functools.cache
def _sorted_currencies(language: str) -> list[tuple[str, str]]:
    names = _locale(language).currencies
    named = ((code, f"{names[code]} ({code})") for code in currency_codes() if code in names)
    return sorted(named, key=lambda c: alphabetical(c[1]))


def currency_choices() -> list[tuple[str, str]]:
    """Choices for a currency field, in the active language and its order."""
    return _sorted_currencies(get_language() or "en")


def validate_currency(code: str) -> None:
    """Refuses what is not an ISO 4217 code."""
    if code not in currency_codes():
        raise ValidationError(
            _("“%(code)s” is not a currency code. Use three letters of ISO 4217, such as USD."),
            code="currency",
            params={"code": code},
        )


def validate_country(code: str) -> None:
    """Refuses what is not an ISO 3166-1 alpha-2 code."""
    if code not in country_codes():
        raise ValidationError(
            _("“%(code)s” is not a country code. Use two letters of ISO 3166-1, such as JP."),
            code="country",
            params={"code": code},
        )


def validate_time_zone(name: str) -> None:
    """Refuses what is not a name of the IANA time zone database."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise ValidationError(
            _("“%(name)s” is not a time zone. Use a name such as Europe/Paris."),
            code="time_zone",
            params={"name": name},
        ) from error


@functools.cache
def time_zones() -> tuple[str, ...]:
    """The zones named after a place, such as Asia/Tokyo, and UTC."""
    named = (zone for zone in zoneinfo.available_timezones() if "/" in zone)
    return (*sorted(zone for zone in named if not zone.startswith("Etc/")), "UTC")


def site_languages() -> list[tuple[str, str]]:
    """The languages the site is in, each in its own name, as choices.

    A further one is a setting, not a migration.
    """
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
