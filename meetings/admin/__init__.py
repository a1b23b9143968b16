"""Meetings, who took part, what was said and agreed, in the admin."""

from meetings.admin.board import officers_board
from meetings.admin.dossiers import ReviewDossierAdmin
from meetings.admin.followup import AgreedActionAdmin, DecisionAdmin
from meetings.admin.meetings import AgendaItemAdmin, MeetingAdmin, SessionAdmin
from meetings.admin.minutes import MinutesAdmin
from meetings.admin.notices import NoticeAdmin
from meetings.admin.people import DelegationAdmin, ParticipantAdmin, StatementAdmin

__all__ = [
    "AgendaItemAdmin",
    "AgreedActionAdmin",
    "DecisionAdmin",
    "DelegationAdmin",
    "MeetingAdmin",
    "MinutesAdmin",
    "NoticeAdmin",
    "ParticipantAdmin",
    "ReviewDossierAdmin",
    "SessionAdmin",
    "StatementAdmin",
    "officers_board",
]
