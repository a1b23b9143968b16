from django.urls import path

from projects.views import ProjectDetail, ProjectList

app_name = "projects"

urlpatterns = [
    path("projects/", ProjectList.as_view(), name="list"),
    path("projects/<slug:slug>/", ProjectDetail.as_view(), name="project"),
]
