from django.urls import path

from projects.views.commitments import CommitmentList
from projects.views.lessons import LessonList
from projects.views.projects import ProjectDetail, ProjectList
from projects.views.results import ResultDetail, ResultList

app_name = "projects"

urlpatterns = [
    path("projects/", ProjectList.as_view(), name="list"),
    path("projects/<slug:slug>/", ProjectDetail.as_view(), name="project"),
    path("results/", ResultList.as_view(), name="results"),
    path("results/<int:pk>/", ResultDetail.as_view(), name="result"),
    path("lessons/", LessonList.as_view(), name="lessons"),
    path("commitments/", CommitmentList.as_view(), name="commitments"),
]
