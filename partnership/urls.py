from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from api.views import documentation
from iati.views import activity_file, organisation_file
from meetings.admin.readiness import readiness_board
from partnership.feeds import ListFeed
from partnership.health import healthz, readyz
from partnership.searching import search_page, suggestions
from partnership.sharing.views import card, embed, oembed
from partnership.sitemaps import robots, sitemap_index, sitemap_section
from partnership.views import favicon
from partnership.views.about import About, Accessibility, Glossary
from partnership.views.areas import PriorityAreaDetail, PriorityAreaList
from partnership.views.countries import CountryDetail, CountryList
from partnership.views.documents import DocumentList
from partnership.views.donors import DonorList, FundDetail, FundList, OrganisationDetail
from partnership.views.home import Home
from publishing.admin.worklist import work

# The admin has no login form of its own: passkeys, second factors and throttling
# are at the one login of the site.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler404 = "partnership.errors.not_found"
handler500 = "partnership.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("favicon.ico", favicon),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<section>.xml", sitemap_section, name="sitemap_section"),
    path("oembed", oembed, name="oembed"),
    path("accounts/", include("partnership.accounts.urls")),
    path("admin/", admin.site.admin_view(work)),
    path("admin/meetings/readiness/", admin.site.admin_view(readiness_board), name="readiness"),
    path(
        "admin/meetings/readiness/<int:pk>/",
        admin.site.admin_view(readiness_board),
        name="readiness",
    ),
    path("admin/", admin.site.urls),
    path("", include("library.urls")),
    path("preview/", include("publishing.urls")),
    path("api/v1/", include("api.urls")),
    path("iati/activities.xml", activity_file, name="iati_activities"),
    path("iati/organisation.xml", organisation_file, name="iati_organisation"),
    # English at the root, other languages below their code.
    *i18n_patterns(
        path("", Home.as_view(), name="home"),
        path("priority-areas/", PriorityAreaList.as_view(), name="priority_areas"),
        path("api/", documentation, name="api"),
        path("search/", search_page, name="search"),
        path("search/suggestions/", suggestions, name="search_suggestions"),
        path("priority-areas/<slug:slug>/", PriorityAreaDetail.as_view(), name="priority_area"),
        path("countries/", CountryList.as_view(), name="countries"),
        path("countries/<slug:code>/", CountryDetail.as_view(), name="country"),
        path("donors/", DonorList.as_view(), name="donors"),
        path("donors/<slug:slug>/", OrganisationDetail.as_view(), name="organisation"),
        path("funds/", FundList.as_view(), name="funds"),
        path("funds/<slug:slug>/", FundDetail.as_view(), name="fund"),
        path("documents/", DocumentList.as_view(), name="documents"),
        path("about/", About.as_view(), name="about"),
        path("glossary/", Glossary.as_view(), name="glossary"),
        path("accessibility/", Accessibility.as_view(), name="accessibility"),
        path("feeds/<slug:name>.atom", ListFeed(), name="feed"),
        path("cards/<slug:kind>/<slug:name>.png", card, name="card"),
        re_path(r"^embed/(?P<part>[-\w]+)/(?P<path>.*)$", embed, name="embed"),
        path("", include("projects.urls")),
        path("", include("meetings.urls")),
        path("", include("news.urls")),
        prefix_default_language=False,
    ),
]
