"""Budgets and transactions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from iati.importing.rows import Row
from iati.importing.wanted.context import Context
from iati.reading import records
from projects.codes import BudgetStatus, BudgetType, TransactionType
from projects.models import Budget, Transaction
from publishing.names import currency_codes

MAX_REF = 200
CENT = Decimal("0.01")


def budgets(context: Context) -> Iterator[Row]:
    for budget in context.each(context.activity.budgets):
        kind = context.code(BudgetType, budget.type, _("budget type"))
        status = context.code(BudgetStatus, budget.status, _("budget status"))
        amount = _amount(context, budget.money, budget.start)
        if kind is not None and status is not None and amount:
            yield Row(
                Budget,
                {
                    "type": kind,
                    "status": status,
                    "period_start": budget.start,
                    "period_end": budget.end,
                    **amount,
                },
            )


def transactions(context: Context) -> Iterator[Row]:
    for row in context.each(context.activity.transactions):
        kind = context.code(TransactionType, row.type, _("transaction type"))
        amount = _amount(context, row.money, row.date)
        if kind is not None and amount:
            yield Row(
                Transaction,
                {
                    "type": kind,
                    "date": row.date,
                    "ref": context.cut(row.ref, MAX_REF, "transaction/@ref"),
                    "provider_id": context.organisation(row.provider),
                    "receiver_id": context.organisation(row.receiver),
                    "provider_activity": _activity_of(context, row.provider),
                    "receiver_activity": _activity_of(context, row.receiver),
                    "humanitarian": bool(row.humanitarian),
                    **amount,
                },
                context.texts(description=row.descriptions),
            )


def _activity_of(context: Context, party: records.Organisation | None) -> str:
    return context.cut(party.activity_id, MAX_REF, "activity-id") if party else ""


def _amount(context: Context, money: records.Money, day: dt.date) -> dict[str, Any] | None:
    if money.currency not in currency_codes():
        context.warn(
            _("The %(what)s “%(code)s” is not in its code list and is left out; correct it.")
            % {"what": _("currency"), "code": money.currency}
        )
        return None
    amount = context.rounded(money.value, CENT, _("amount"))
    value_date = money.value_date or day
    return {
        "amount": amount,
        "currency": money.currency,
        "value_date": value_date,
        **context.rates.dollars(amount, money.currency, value_date),
    }
