"""The address of the library of lessons, which knows at which meetings they were discussed."""

from django.urls import path

from meetings.lessons import LessonList

urlpatterns = [path("", LessonList.as_view(), name="lessons")]
