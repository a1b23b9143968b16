"""Single values of an activity: strict to read, with a note about each that cannot be."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import cast

from django.utils.translation import gettext as _
from lxml.etree import _Element

from iati.reading.records import Problem, Texts

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FALLBACK_LANGUAGE = "en"

# Longer than anything sensible, short enough that no file can fill memory or a page.
MAX_CODE = 100
MAX_IDENTIFIER = 255
MAX_URL = 2000
MAX_NAME = 1000
MAX_PROSE = 50_000
MAX_PROBLEMS = 50
MAX_SHOWN = 40
WHOLE = 100  # per cent

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})")
_DAY = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,20})?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}")
_WHOLE = re.compile(r"[0-9]{1,4}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_TRUTH = {"1": True, "true": True, "0": False, "false": False}

Children = defaultdict[str, list[_Element]]


def children(element: _Element) -> Children:
    """The element's children by tag; extensions sit under their namespace, where no one asks."""
    found: Children = defaultdict(list)
    for child in element:
        found[child.tag].append(child)
    return found


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """A plain decimal number of up to 18 digits before and after the point, or None."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def day(text: str) -> dt.date | None:
    """An ISO 8601 date, with or without time and time zone (both are dropped), or None."""
    match = _DAY.fullmatch(text)
    try:
        return dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


@lru_cache(maxsize=256)
def language(text: str) -> str | None:
    """The lower-case language tag, or None when it is not one."""
    tag = text.strip().lower().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def shown(text: str) -> str:
    """The value for a message: short, on one line."""
    text = " ".join(text[:100].split())
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


class Values:
    """Reads the values of one activity and collects the problems met on the way."""

    def __init__(self, activity: _Element) -> None:
        self.problems: list[Problem] = []
        self.language = FALLBACK_LANGUAGE
        parent = activity.getparent()
        inherited = parent.get(XML_LANG) if parent is not None else None
        self.language = self._language(activity, inherited or FALLBACK_LANGUAGE)
        self.currency = self.currency_code(activity, "default-currency")

    def warn(self, element: _Element, message: str) -> None:
        self._note(element, message, refuses=False)

    def refuse(self, element: _Element, message: str) -> None:
        self._note(element, message, refuses=True)

    def _note(self, element: _Element, message: str, *, refuses: bool) -> None:
        alike = sum(problem.refuses == refuses for problem in self.problems)
        if alike < MAX_PROBLEMS:
            self.problems.append(Problem(line_of(element), message, refuses))
        elif alike == MAX_PROBLEMS:
            more = _("There are more problems of this kind; correct these first.")
            self.problems.append(Problem(line_of(element), more, refuses))

    def attribute(self, element: _Element, name: str, limit: int = MAX_CODE) -> str:
        """The attribute without surrounding blanks; empty when missing or far too long."""
        text = element.get(name)
        if not text:
            return ""
        text = text.strip()
        if len(text) <= limit:
            return text
        self.warn(
            element,
            _("%(what)s is longer than %(limit)d characters and is left out; shorten it.")
            % {"what": f"{element.tag}/@{name}", "limit": limit},
        )
        return ""

    def code(self, elements: list[_Element]) -> str:
        """The code of an element that occurs once at most."""
        return self.attribute(elements[0], "code") if elements else ""

    def truth(self, element: _Element, name: str) -> bool | None:
        text = self.attribute(element, name)
        if text and text not in _TRUTH:
            self._unreadable(element, name, text, _("write 1 for yes or 0 for no"))
        return _TRUTH.get(text)

    def whole(self, element: _Element, name: str) -> int | None:
        """A whole number of up to four digits, such as a year."""
        text = self.attribute(element, name)
        if not text or _WHOLE.fullmatch(text):
            return int(text) if text else None
        self._unreadable(element, name, text, _("write a whole number"))
        return None

    def day(self, element: _Element | None, name: str = "iso-date") -> dt.date | None:
        if element is None:
            return None
        text = self.attribute(element, name)
        read = day(text)
        if text and read is None:
            self._unreadable(element, name, text, _("write a date as YYYY-MM-DD"))
        return read

    def moment(self, element: _Element, name: str) -> dt.datetime | None:
        """A point in time; without time zone it is taken as UTC."""
        text = self.attribute(element, name)
        if not text:
            return None
        try:
            if _MOMENT.fullmatch(text):
                read = dt.datetime.fromisoformat(text)
                return read if read.tzinfo else read.replace(tzinfo=dt.UTC)
            if _DAY.fullmatch(text):
                read = dt.datetime.fromisoformat(text[:10])
                return read.replace(tzinfo=dt.UTC)
        except ValueError:
            pass
        self._unreadable(element, name, text, _("write a time as YYYY-MM-DDThh:mm:ssZ"))
        return None

    def percentage(self, element: _Element) -> Decimal | None:
        text = self.attribute(element, "percentage")
        if not text:
            return None
        read = number(text)
        if read is not None and 0 <= read <= WHOLE:
            return read
        hint = _("write a number from 0 to 100 without a per cent sign")
        self._unreadable(element, "percentage", text, hint)
        return None

    def currency_code(self, element: _Element, name: str) -> str:
        text = self.attribute(element, name)
        if not text or _CURRENCY.fullmatch(text.upper()):
            return text.upper()
        hint = _("write a three-letter ISO 4217 code such as USD")
        self._unreadable(element, name, text, hint)
        return ""

    def names(self, element: _Element) -> Texts:
        """The narratives of something short, on one line each."""
        return self._texts(element, MAX_NAME, one_line=True)

    def prose(self, elements: Iterable[_Element]) -> Texts:
        """The narratives of something longer; what repeated elements say is put together."""
        together: dict[str, str] = {}
        for element in elements:
            for tag, text in self._texts(element, MAX_PROSE, one_line=False).items():
                together[tag] = f"{together[tag]}\n\n{text}" if tag in together else text
        return together

    def named(self, elements: list[_Element]) -> Texts:
        """The names in an element that occurs once at most."""
        return self.names(elements[0]) if elements else {}

    def _texts(self, element: _Element, limit: int, *, one_line: bool) -> dict[str, str]:
        texts: dict[str, str] = {}
        for narrative in element:
            if narrative.tag != "narrative":
                continue
            text = written(narrative)
            if one_line:
                text = " ".join(text.split())
            if not text:
                continue
            if len(text) > limit:
                self.warn(
                    narrative,
                    _("The text in %(what)s is cut after %(limit)d characters; shorten it.")
                    % {"what": element.tag, "limit": limit},
                )
                text = text[:limit]
            tag = self._language(narrative, element.get(XML_LANG) or self.language)
            if tag not in texts:
                texts[tag] = text
            elif texts[tag] != text:
                self.warn(
                    narrative,
                    _(
                        "A second text in %(what)s in the language “%(language)s” is left "
                        "out; write one narrative per language."
                    )
                    % {"what": element.tag, "language": tag},
                )
        return texts

    def _language(self, element: _Element, default: str) -> str:
        text = element.get(XML_LANG)
        if not text:
            return language(default) or self.language
        read = language(text)
        if read is None:
            hint = _("write a language code such as fr or pt-BR")
            self._unreadable(element, "xml:lang", text, hint)
            return language(default) or self.language
        return read

    def _unreadable(self, element: _Element, name: str, text: str, hint: str) -> None:
        self.warn(
            element,
            _("%(what)s is “%(value)s”, which cannot be read: %(hint)s.")
            % {"what": f"{element.tag}/@{name}", "value": shown(text), "hint": hint},
        )


def line_of(element: _Element) -> int:
    """The line of the file the element starts at, 0 when unknown."""
    return cast("int | None", element.sourceline) or 0


def written(element: _Element) -> str:
    """The element's text without surrounding blanks, whatever markup is inside."""
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    return (text or "").strip()
