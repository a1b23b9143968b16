from django.urls import path

from meetings.calendars.views import all_meetings, meetings_of_partnership, one_meeting
from meetings.delegates import delegate_minutes
from meetings.dossier.views import (
    MeetingDossier,
    delegate_dossier,
    delegate_dossier_file,
    meeting_dossier_file,
)
from meetings.statements import StatementList
from meetings.views import ActionList, AgendaItemDetail, MeetingDetail, MeetingList

app_name = "meetings"

urlpatterns = [
    path("meetings/", MeetingList.as_view(), name="list"),
    path("meetings/calendar.ics", all_meetings, name="calendar"),
    path(
        "meetings/partnership/<slug:slug>.ics", meetings_of_partnership, name="partnership_calendar"
    ),
    path("meetings/<slug:slug>/calendar.ics", one_meeting, name="meeting_calendar"),
    path("meetings/<slug:slug>/", MeetingDetail.as_view(), name="meeting"),
    path(
        "meetings/<slug:slug>/agenda/<path:number>/",
        AgendaItemDetail.as_view(),
        name="agenda_item",
    ),
    path("meetings/<slug:slug>/dossier/", MeetingDossier.as_view(), name="dossier"),
    path("meetings/<slug:slug>/dossier/<str:kind>/", meeting_dossier_file, name="dossier_file"),
    path("dossier/<str:token>/", delegate_dossier, name="delegate_dossier"),
    path("dossier/<str:token>/<str:kind>/", delegate_dossier_file, name="delegate_dossier_file"),
    path("delegates/minutes/<str:token>/", delegate_minutes, name="delegate_minutes"),
    path("statements/", StatementList.as_view(), name="statements"),
    path("actions/", ActionList.as_view(), name="actions"),
]
