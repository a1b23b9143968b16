from django.urls import path

from meetings.views import MeetingDetail, MeetingList

app_name = "meetings"

urlpatterns = [
    path("meetings/", MeetingList.as_view(), name="list"),
    path("meetings/<slug:slug>/", MeetingDetail.as_view(), name="meeting"),
]
