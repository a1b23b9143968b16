from django.urls import path

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
    path("actions/", ActionList.as_view(), name="actions"),
]
