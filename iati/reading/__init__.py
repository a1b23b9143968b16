"""Reading IATI activity files, knowing nothing of our models."""

from iati.reading.records import Activity, Problem
from iati.reading.stream import UnreadableFileError, read_activities

__all__ = ["Activity", "Problem", "UnreadableFileError", "read_activities"]
