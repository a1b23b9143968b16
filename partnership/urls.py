from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from api.views import documentation
from iati.views import activity_file, organisation_file
from partnership.health import healthz, readyz
from partnership.searching import search_page, suggestions
from partnership.views import Home, OrganisationDetail, PriorityAreaDetail, favicon
from publishing.admin.worklist import work

# The admin has no login form of its own: passkeys, second factors and throttling
# are at the one login of the site.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "partnership.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("favicon.ico", favicon),
    path("accounts/", include("partnership.accounts.urls")),
    path("admin/", admin.site.admin_view(work)),
    path("admin/", admin.site.urls),
    path("", include("library.urls")),
    path("preview/", include("publishing.urls")),
    path("api/v1/", include("api.urls")),
    path("iati/activities.xml", activity_file, name="iati_activities"),
    path("iati/organisation.xml", organisation_file, name="iati_organisation"),
    # English at the root, other languages below their code.
    *i18n_patterns(
        path("", Home.as_view(), name="home"),
        path("api/", documentation, name="api"),
        path("search/", search_page, name="search"),
        path("search/suggestions/", suggestions, name="search_suggestions"),
        path("priority-areas/<slug:slug>/", PriorityAreaDetail.as_view(), name="priority_area"),
        path("donors/<slug:slug>/", OrganisationDetail.as_view(), name="organisation"),
        path("", include("projects.urls")),
        path("", include("meetings.urls")),
        path("", include("news.urls")),
        prefix_default_language=False,
    ),
]
