"""Makes a variable that one of our templates uses, and nobody set, an error."""

import inspect
from pathlib import Path
from types import FrameType

from django.template.base import FilterExpression, Node

PROJECT = Path(__file__).resolve().parent.parent


class UndefinedVariableError(Exception):
    """A template of ours uses a variable that is not in its context."""


class UndefinedVariable(str):
    """Django's `string_if_invalid`, asked for its truth whenever a variable is undefined.

    The templates of other packages rely on the empty string and are let be.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        name = "a variable"
        frame = inspect.currentframe()
        while frame := _caller(frame):
            it = frame.f_locals.get("self")
            if isinstance(it, FilterExpression):
                name = str(it)
            elif isinstance(it, Node) and hasattr(it, "origin"):
                template = Path(it.origin.name)
                if template.is_relative_to(PROJECT) and "site-packages" not in template.parts:
                    raise UndefinedVariableError(f"{template}: {name} is undefined")
                return False
        return False


def _caller(frame: FrameType | None) -> FrameType | None:
    return frame.f_back if frame else None
