from django.urls import path

from projects.browsing import ProjectList
from projects.exports.views import export
from projects.views import ProjectDetail

app_name = "projects"

urlpatterns = [
    path("projects/", ProjectList.as_view(), name="list"),
    path("projects/export.<slug:kind>", export, name="export"),
    path("projects/<slug:slug>/", ProjectDetail.as_view(), name="project"),
]
