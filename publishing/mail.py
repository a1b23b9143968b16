"""How all our mail is made: as plain text in the active language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.mail import EmailMessage
from django.utils.translation import get_language_bidi

RIGHT_TO_LEFT = "\u200f"


def laid_out(text: str) -> str:
    """The text with its lines beginning on the right where the language does.

    Programs that show plain text take the direction of a line from its first letter, which may be
    Latin. An address alone in its line stays bare, so that it can be followed and copied.
    """
    if not get_language_bidi():
        return text
    return "\n".join(
        line if not line.strip() or line.startswith("http") else f"{RIGHT_TO_LEFT}{line}"
        for line in text.split("\n")
    )


def one_click(address: str) -> dict[str, str]:
    """Headers by which a mail program ends a subscription itself (RFC 8058).

    It posts to the address, without cookies, without a login and perhaps more than once.
    """
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def send(
    to: str,
    subject: str,
    text: str,
    *,
    answers: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a mail to one address; ``answers`` are the addresses that an answer reaches."""
    EmailMessage(
        " ".join(subject.split()),
        laid_out(text),
        to=[to],
        reply_to=list(answers),
        headers=dict(headers or {}),
    ).send()
