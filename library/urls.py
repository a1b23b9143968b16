from django.urls import path

from library.views import document, photo, rendition

app_name = "library"

urlpatterns = [
    path("documents/<slug:slug>/", document, name="document"),
    path("photos/<slug:slug>/", photo, name="photo"),
    path("photos/<slug:slug>/<slug:token>/<int:width>.<slug:kind>", rendition, name="rendition"),
]
