from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from api.kinds import KINDS
from api.views import Index, Nothing, endpoint

router = SimpleRouter()
for name, serializer in KINDS.items():
    router.register(name, endpoint(name, serializer), basename=name)

urlpatterns = [
    path("", Index.as_view(), name="api_index"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", include(router.urls)),
    # Only with the slash at its end, which is added where it is forgotten.
    re_path(r"^(?P<path>(?s:.*))/$", Nothing.as_view()),
]
