"""The agenda as a tree, read from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

Item = TypeVar("Item")


def in_order(items: Iterable[Item], place: Callable[[Item], tuple[Any, Any]]) -> list[Item]:
    """Each item followed by its parts. Those whose parent is not among them stand at the top.

    ``place`` gives the key of an item and that of its parent.
    """
    listed = list(items)
    keys = {place(item)[0] for item in listed}
    below: dict[Any, list[Item]] = {}
    for item in listed:
        parent = place(item)[1]
        below.setdefault(parent if parent in keys else None, []).append(item)
    found: list[Item] = []

    def read(parent: Any) -> None:
        for item in below.pop(parent, []):
            found.append(item)
            read(place(item)[0])

    read(None)
    # Items that are parts of each other in a circle belong nowhere, and are told all the same.
    return [*found, *(item for left in below.values() for item in left)]
