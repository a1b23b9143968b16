"""The policy refuses inline code, so no page may rely on any."""

from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

pytestmark = pytest.mark.django_db

DATA_BLOCKS = {"application/json", "application/ld+json", "importmap"}


class InlineCode(HTMLParser):
    """Collects what a browser would refuse to run or apply."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "script" and "src" not in given and given.get("type") not in DATA_BLOCKS:
            self.found.append("script")
        if tag == "style":
            self.found.append("style")
        self.found += [
            f"{tag} {name}={value}"
            for name, value in attributes
            if name == "style"
            or name.startswith("on")
            or (value or "").lower().startswith(("data:", "javascript:"))
        ]


def inline_code(html):
    parser = InlineCode()
    parser.feed(html)
    return parser.found


def test_the_detector_detects():
    html = '<script>a</script><p style="b" onclick="c"><img src="data:d"><style>e</style>'

    assert len(inline_code(html)) == 5


def test_no_admin_page_relies_on_inline_code(client, settings):
    settings.PORTAL_DEMO = True
    client.force_login(User.objects.create_superuser("ada"))
    pages = {reverse("admin:index"), reverse("admin:password_change")}
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages |= {reverse(f"{name}_changelist"), reverse(f"{name}_add")}

    answers = {page: client.get(page) for page in pages}

    opened = {page for page, answer in answers.items() if answer.status_code == 200}
    assert {page for page in pages - opened if answers[page].status_code != 403} == set()
    assert reverse("admin:auth_user_add") in opened
    found = {page: inline_code(answers[page].content.decode()) for page in opened}
    assert {page: code for page, code in found.items() if code} == {}


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/nowhere/"])
def test_no_public_page_relies_on_inline_code(client, path):
    assert inline_code(client.get(path).content.decode()) == []
