"""What staff choose for their own account, beyond how they sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.generic import FormView

from publishing.models import MailLanguage
from publishing.names import site_languages

YEAR = 365 * 24 * 60 * 60
"""Seconds."""


def _offered() -> list[tuple[str, str]]:
    """The languages, after that of the site, which is had without a choice."""
    of_site = get_language_info(settings.LANGUAGE_CODE)["name_local"]
    return [("", _("That of the site (%(language)s)") % {"language": of_site}), *site_languages()]


class MailLanguageForm(forms.Form):
    """The language in which somebody wants to be written to."""

    language = forms.ChoiceField(choices=_offered, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = MailLanguage._meta.get_field("language")
        self.fields["language"].label = capfirst(chosen.verbose_name)
        self.fields["language"].help_text = chosen.help_text


class MailLanguagePage(LoginRequiredMixin, FormView[MailLanguageForm]):
    """Lets whoever has signed in choose the language of their own mail, and of the admin here."""

    form_class = MailLanguageForm
    template_name = "account/mail_language.html"
    success_url = reverse_lazy("account_mail_language")

    def get_initial(self) -> dict[str, Any]:
        user: Any = self.request.user
        chosen = MailLanguage.objects.filter(user=user)
        return {"language": chosen.values_list("language", flat=True).first() or ""}

    def form_valid(self, form: MailLanguageForm) -> HttpResponse:
        user: Any = self.request.user
        language = form.cleaned_data["language"]
        if language:
            MailLanguage.objects.update_or_create(user=user, defaults={"language": language})
        else:
            MailLanguage.objects.filter(user=user).delete()
        messages.success(self.request, _("Your language is saved."))
        response = super().form_valid(form)
        # What partnership.languages shows the admin in; without a choice the browser says it.
        name = settings.LANGUAGE_COOKIE_NAME
        if language:
            response.set_cookie(
                name,
                language,
                max_age=YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        else:
            response.delete_cookie(name, samesite="Lax")
        return response
