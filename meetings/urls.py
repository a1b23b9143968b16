from django.urls import path

from meetings.delegates import delegate_minutes
from meetings.views import ActionList, AgendaItemDetail, MeetingDetail, MeetingList

app_name = "meetings"

urlpatterns = [
    path("meetings/", MeetingList.as_view(), name="list"),
    path("meetings/<slug:slug>/", MeetingDetail.as_view(), name="meeting"),
    path(
        "meetings/<slug:slug>/agenda/<str:number>/",
        AgendaItemDetail.as_view(),
        name="agenda_item",
    ),
    path("delegates/minutes/<str:token>/", delegate_minutes, name="delegate_minutes"),
    path("actions/", ActionList.as_view(), name="actions"),
]
