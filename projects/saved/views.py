"""The pages of saved searches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.syndication.views import Feed
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from rest_framework.throttling import SimpleRateThrottle

from projects.facets.panel import chips
from projects.filters import ProjectFilter, clean_query
from projects.models import Project, SavedSearch, Subscription
from projects.models.saved import key_of
from projects.refusals import refused
from projects.saved.mail import (
    CONFIRM,
    CONFIRM_WITHIN,
    LEAVE,
    read_token,
    send_confirmation,
)
from projects.saved.selection import filters_of, name_of, newest
from publishing.names import demo_marked

SHOWN = 10
LONGEST = 4000
"""Characters of a selection."""


class Rate(SimpleRateThrottle):
    """How often one address may save or subscribe."""

    scope = "saved"
    rate = "20/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"saved-search-{self.get_ident(request)}"


class EmailForm(forms.Form):
    """Where to send the messages."""

    email = forms.EmailField(max_length=254)


def _too_often(request: HttpRequest) -> HttpResponse | None:
    if Rate().allow_request(request, None):
        return None
    return render(request, "429.html", status=429)


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep a selection, by a button; the same one is kept once."""
    is_asked = request.method == "POST"
    if is_asked and (answer := _too_often(request)):
        return answer
    asked = QueryDict(request.POST.get("query", "")[:LONGEST]) if is_asked else request.GET
    # Of the address of the list, without what is no part of the selection, such as its page.
    selection = clean_query(asked, ProjectFilter.base_filters)
    filters = ProjectFilter(selection, queryset=Project.objects.public())
    if answer := refused(request, filters):
        return answer
    query = selection.urlencode()
    if not is_asked:
        summary = filters.summary
        context = {
            "query": query,
            "chips": chips(filters, summary, selection),
            "total": summary.total,
        }
        return render(request, "projects/saved/save.html", context)
    search, _new = SavedSearch.objects.get_or_create(key=key_of(query), defaults={"query": query})
    return redirect(search)


@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest, key: str) -> HttpResponse:
    """A saved search; posting an address asks its owner whether they want messages.

    The answer is the same whether the address is subscribed or not.
    """
    search = get_object_or_404(SavedSearch, key=key)
    form = EmailForm(request.POST or None)
    sent = False
    if request.method == "POST" and form.is_valid():
        if answer := _too_often(request):
            return answer
        root = request.build_absolute_uri("/").rstrip("/")
        send_confirmation.enqueue(key, form.cleaned_data["email"], get_language() or "en", root)
        sent = True
    filters = filters_of(search)
    summary = filters.summary
    context = {
        "search": search,
        "name": name_of(filters),
        "form": form,
        "sent": sent,
        "chips": chips(filters, summary, QueryDict(search.query)),
        "total": summary.total,
        "projects": newest(filters)[:SHOWN],
    }
    return render(request, "projects/saved/page.html", context)


def _token_or_404(salt: str, text: str, **options: Any) -> dict[str, Any]:
    try:
        return read_token(salt, text, **options)
    except signing.BadSignature as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Begin the messages, by a button: programs that read mail follow links."""
    said = _token_or_404(CONFIRM, token, within=CONFIRM_WITHIN)
    search = get_object_or_404(SavedSearch, key=said["key"])
    done = request.method == "POST"
    if done:
        Subscription.objects.get_or_create(
            search=search,
            email=said["email"],
            defaults={"language": said["language"], "told_until": timezone.now()},
        )
    return _decide(request, search, done=done, leaving=False)


# Mail programs post without cookies. Who has the token was given it.
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End the messages. The link in each of them works for ever, and as often as it is used."""
    said = _token_or_404(LEAVE, token)
    search = SavedSearch.objects.filter(subscriptions=said["id"]).first()
    done = request.method == "POST"
    if done:
        Subscription.objects.filter(pk=said["id"]).delete()
    return _decide(request, search, done=done, leaving=True)


def _decide(
    request: HttpRequest, search: SavedSearch | None, *, done: bool, leaving: bool
) -> HttpResponse:
    name = name_of(filters_of(search)) if search else ""
    context = {"search": search, "name": name, "done": done, "leaving": leaving}
    return render(request, "projects/saved/decide.html", context)


class SavedFeed(Feed):
    """What is new or changed in a saved search."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> SavedSearch:
        return get_object_or_404(SavedSearch, key=kwargs["key"])

    def title(self, search: SavedSearch) -> str:
        return name_of(filters_of(search))

    def link(self, search: SavedSearch) -> str:
        return search.get_absolute_url()

    def items(self, search: SavedSearch) -> list[Project]:
        return list(newest(filters_of(search))[:30])

    def item_title(self, item: Project) -> str:
        return demo_marked(str(item), item)

    def item_description(self, item: Project) -> str:
        return str(item.safe_translation_getter("summary", any_language=True) or "")

    def item_updateddate(self, item: Project) -> Any:
        return item.changed_at
