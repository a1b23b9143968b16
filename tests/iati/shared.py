"""Where the official IATI material and real publishers' files are, when they are there."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PORTAL_SHARED", REPOSITORY.parent / "shared")) / "iati"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason=f"no IATI material at {SHARED}; set PORTAL_SHARED to the folder that holds it",
)
