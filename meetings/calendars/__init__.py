"""Meetings, their dates and what is due, as calendars that other programs subscribe to."""
