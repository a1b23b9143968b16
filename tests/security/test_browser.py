"""What only a real browser shows: that everything works under the policy."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from auditlog.models import LogEntry
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from playwright.sync_api import expect

from publishing.richtext import RichTextField, sanitise

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery"


class EverythingForm(forms.ModelForm):
    """Every widget that brings a script."""

    text = RichTextField().formfield(required=False)
    starts = forms.SplitDateTimeField(widget=AdminSplitDateTime, required=False)
    owner = forms.ModelChoiceField(
        User.objects,
        widget=AutocompleteSelect(EmailAddress._meta.get_field("user"), admin.site),
        required=False,
    )

    class Meta:
        model = Group
        fields = ["name", "permissions"]


@pytest.fixture
def saved_texts(monkeypatch) -> list[str]:
    """Gives the page for groups every widget there is; returns the texts saved."""
    saved: list[str] = []
    group_admin = admin.site.get_model_admin(Group)
    save_form = group_admin.save_form

    def remember(request, form, change):
        saved.append(form.cleaned_data["text"])
        return save_form(request, form, change)

    monkeypatch.setattr(group_admin, "form", EverythingForm)
    monkeypatch.setattr(group_admin, "save_form", remember)
    return saved


@pytest.fixture
def site(live_server) -> str:
    """Address of the site. By name, as passkeys are not given to bare addresses."""
    cache.clear()
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def officer(live_server) -> User:
    return User.objects.create_superuser("ada", "ada@example.org", PASSWORD)


@pytest.fixture
def complaints(page) -> list[str]:
    """Errors on the browser's console, violations of the policy among them."""
    heard: list[str] = []

    def listen(message):
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            heard.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def log_in(page, site, then="/admin/"):
    page.goto(f"{site}/accounts/login/?next={then}")
    page.fill("[name=login]", "ada")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_the_admin_works_under_the_policy(page, site, officer, complaints, saved_texts, settings):
    settings.PORTAL_DEMO = True
    log_in(page, site, "/admin/auth/group/add/")

    page.fill("#id_name", "Reviewers")
    page.click("#calendarlink0")
    page.click(".calendar td a >> nth=10")
    page.click("#clocklink0")
    page.click(".clockbox a >> text=Noon")
    page.click(".select2-selection")
    page.click(".select2-results__option >> text=ada")
    page.dblclick("#id_permissions_from option >> nth=0")
    editor = page.locator(".ProseMirror.tiptap")
    editor.click()
    page.keyboard.type("Trained masons")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+B")
    white_space = editor.evaluate("element => getComputedStyle(element).whiteSpaceCollapse")
    assert page.input_value("#id_starts_0") != ""
    page.click("[name=_save]")
    page.wait_for_selector("#changelist")

    assert saved_texts == ["<p><strong>Trained masons</strong></p>"]
    assert white_space == "break-spaces"
    assert complaints == []


def test_the_editor_keeps_all_that_is_allowed(
    page, site, officer, saved_texts, monkeypatch, settings
):
    settings.PORTAL_DEMO = True
    text = (
        '<h2 lang="ar" dir="rtl">نص</h2>'
        '<p>A <a href="/projects/">link</a>, <em>stress</em>, H<sub>2</sub>O, m<sup>2</sup>, '
        '<span lang="ja">文化</span><br>and a line</p>'
        "<blockquote><p>Quoted</p></blockquote>"
        "<ul><li><p>one</p></li></ul>"
        '<ol start="4"><li><p>four</p></li></ol>'
        '<table><tbody><tr><th colspan="2"><p>Head</p></th></tr>'
        "<tr><td><p>a</p></td><td><p>b</p></td></tr>"
        "</tbody></table>"
    )
    monkeypatch.setattr(EverythingForm.base_fields["text"], "initial", text)
    log_in(page, site, "/admin/auth/group/add/")
    page.fill("#id_name", "Reviewers")
    page.locator(".ProseMirror.tiptap h2").click()
    expect(page.locator(".ProseMirror.tiptap")).to_be_focused()
    # Just after it got the focus, the editor puts the cursor back to where it had been.
    page.wait_for_timeout(200)
    page.keyboard.press("End")
    page.keyboard.type("!")
    page.click("[name=_save]")
    page.wait_for_selector("#changelist")

    assert sanitise(saved_texts[0]) == sanitise(text.replace("نص", "نص!"))


def test_admin_pages_have_no_complaints(page, site, officer, complaints, settings):
    settings.PORTAL_DEMO = True
    entry = LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_pk=str(officer.pk),
        object_id=officer.pk,
        object_repr="ada",
        action=LogEntry.Action.UPDATE,
        changes={"first_name": ["", "Ada"]},
    )
    log_in(page, site)
    for path in [
        "/admin/",
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        f"/admin/auth/user/{officer.pk}/change/",
        f"/admin/auth/user/{officer.pk}/history/",
        f"/admin/auth/user/{officer.pk}/delete/",
        "/admin/auditlog/logentry/",
        f"/admin/auditlog/logentry/{entry.pk}/change/",
        "/admin/password_change/",
    ]:
        assert page.goto(site + path).status == 200

    assert complaints == []


def test_authenticator_app_from_enrolment_to_login(page, site, officer, complaints):
    log_in(page, site)
    assert page.url == f"{site}/accounts/2fa/"

    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.inner_text("#authenticator_secret")
    assert page.locator("main svg path").bounding_box()["width"] > 100
    page.fill("[name=code]", code_now(secret))
    page.click("text=Use this app")
    page.wait_for_selector("#recovery_codes")
    recovery_codes = page.locator("#recovery_codes code").all_inner_texts()
    assert len(recovery_codes) == 10
    page.goto(f"{site}/admin/")
    assert page.url == f"{site}/admin/"

    for code in [code_now(secret), recovery_codes[0]]:
        page.context.clear_cookies()
        cache.clear()  # the same code may not be used twice within its half minute
        log_in(page, site)
        assert page.url.startswith(f"{site}/accounts/2fa/authenticate/")
        page.fill("[name=code]", code)
        page.get_by_role("button", name="Sign In").click()
        page.wait_for_selector("#site-name")
    assert complaints == []


def code_now(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_passkey_from_enrolment_to_login(page, site, officer, complaints):
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    log_in(page, site)
    page.get_by_role("link", name="Add a passkey").click()
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_selector("#recovery_codes")
    assert {a.type for a in Authenticator.objects.all()} == {"webauthn", "recovery_codes"}

    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/?next=/admin/auth/user/")
    page.click("#passkey_login")
    page.wait_for_selector("#changelist")

    # And as the second factor behind a password.
    page.context.clear_cookies()
    log_in(page, site)
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_selector("#site-name")
    assert complaints == []
