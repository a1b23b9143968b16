from django.urls import path

from library.views import document, photo

app_name = "library"

urlpatterns = [
    path("documents/<slug:slug>/", document, name="document"),
    path("photos/<slug:slug>/", photo, name="photo"),
]
