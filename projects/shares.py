"""Shares of a whole: given for all parts and adding up to 100, or for none."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# A hundredth of a per cent for rounding: three thirds of 33.33 are accepted as they come.
TOLERANCE = Decimal("0.01")


def problem_with_shares(shares: Iterable[Decimal | None]) -> Promise | None:
    """What is wrong with the shares of one vocabulary, as a sentence for the editor."""
    parts = list(shares)
    given = [share for share in parts if share is not None]
    if not given:
        return None
    if len(given) < len(parts):
        return _("Give a share for all of them or for none.")
    total = sum(given, Decimal(0))
    if abs(total - 100) > TOLERANCE:
        return format_lazy(_("The shares add up to {total}, not to 100."), total=total)
    return None
