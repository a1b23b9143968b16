"""Amounts, measured values and dates in the reader's language."""

from __future__ import annotations

from django import template

from publishing import figures, names

register = template.Library()

register.filter("money", figures.money)
register.filter("quoted", figures.quoted)
register.filter("value", figures.value)
register.filter("whole", figures.whole)
register.filter("moment", figures.moment)
register.filter("form_of_address", names.form_of_address)
register.simple_tag(figures.days, name="days")
register.simple_tag(names.country_name, name="country_name")
register.simple_tag(names.language_name, name="language_name")
