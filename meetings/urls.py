from django.urls import path

from meetings.calendars.views import all_meetings, meetings_of_partnership, one_meeting
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
        "meetings/<slug:slug>/agenda/<str:number>/",
        AgendaItemDetail.as_view(),
        name="agenda_item",
    ),
    path("statements/", StatementList.as_view(), name="statements"),
    path("actions/", ActionList.as_view(), name="actions"),
]
