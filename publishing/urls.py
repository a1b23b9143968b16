from django.urls import path

from publishing.previews import preview, preview_page

urlpatterns = [
    path("<str:token>/", preview, name="preview"),
    path("<str:token>/page/", preview_page, name="preview_page"),
]
