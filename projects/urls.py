from django.urls import include, path

from projects.browsing import ProjectList
from projects.exports.views import export
from projects.saved.views import SavedFeed, confirm, leave, save, saved
from projects.views.commitments import CommitmentList
from projects.views.projects import ProjectDetail
from projects.views.results import ResultDetail, ResultList

app_name = "projects"

urlpatterns = [
    path("projects/", ProjectList.as_view(), name="list"),
    path("projects/export.<slug:kind>", export, name="export"),
    path("projects/saved/new", save, name="save"),
    path("projects/saved/<slug:key>/", saved, name="saved"),
    path("projects/saved/<slug:key>/feed.atom", SavedFeed(), name="saved_feed"),
    path("projects/saved/confirm/<str:token>/", confirm, name="confirm"),
    path("projects/saved/leave/<str:token>/", leave, name="leave"),
    path("projects/<slug:slug>/", ProjectDetail.as_view(), name="project"),
    path("results/", ResultList.as_view(), name="results"),
    path("results/<int:pk>/", ResultDetail.as_view(), name="result"),
    # By name, as its page also shows at which meetings a lesson was discussed.
    path("lessons/", include("meetings.lesson_urls")),
    path("commitments/", CommitmentList.as_view(), name="commitments"),
]
