"""Bringing activities into the portal: each of them whole or not at all.

``wanted`` says which rows an activity asks for, ``registers`` finds or makes what activities
share (organisations, sectors, documents), ``rows`` brings the database there, ``activities``
does it for one activity in one transaction, and ``report`` tells what became of them.
"""

from iati.importing.activities import Importer, Outcome
from iati.importing.report import Report

__all__ = ["Importer", "Outcome", "Report"]
