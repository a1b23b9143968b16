"""What a thing is, with everything it owns, as plain data: taken, compared, merged, put back."""

from publishing.snapshots.changes import Change, Conflict, differences, merge
from publishing.snapshots.ownership import owned_by, owner_of, owner_paths
from publishing.snapshots.rows import Snapshot, put_back, take, without_lost_rows

__all__ = [
    "Change",
    "Conflict",
    "Snapshot",
    "differences",
    "merge",
    "owned_by",
    "owner_of",
    "owner_paths",
    "put_back",
    "take",
    "without_lost_rows",
]
