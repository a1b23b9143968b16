"""The admin as a whole: its name, and what other packages show in it."""

import allauth.account.admin  # noqa: F401  registers what is taken away below
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Partnership Portal")
admin.site.site_title = _("Partnership Portal")
admin.site.index_title = _("What would you like to edit?")

# An address is part of a user's account and edited there.
admin.site.unregister(EmailAddress)
