from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from partnership.health import healthz, readyz

# The admin has no login form of its own: passkeys, second factors and throttling
# are at the one login of the site.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "partnership.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("partnership.accounts.urls")),
    path("admin/", admin.site.urls),
]
