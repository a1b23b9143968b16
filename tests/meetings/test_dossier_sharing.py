"""A dossier is built, frozen, given to delegates and compared with today."""

import datetime as dt
import hashlib
import re
import zoneinfo

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail, signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.dossier import actions, files
from meetings.dossier.compare import differences, entries_of
from meetings.dossier.compile import checksum
from meetings.dossier.pdf import PangoMissingError
from meetings.dossier.views import shared_dossier
from meetings.models import AgreedAction, DossierScope, LinkOpening, Meeting, ReviewDossier
from partnership.accounts.roles import EDITOR, OFFICER
from publishing.models import Visibility
from tests.admin.forms import filled
from tests.factories import (
    AgreedActionFactory,
    ContributionFactory,
    DelegateLinkFactory,
    DelegationFactory,
    DocumentFactory,
    FundFactory,
    MeetingFactory,
    OrganisationFactory,
    ParticipationFactory,
    PartnershipFactory,
    PartnershipMemberFactory,
    PersonFactory,
    ProjectFactory,
    RecipientCountryFactory,
    ReviewDossierFactory,
    TransactionFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2023, 1, 10)


@pytest.fixture
def review():
    return MeetingFactory()


@pytest.fixture
def project(review):
    project = ProjectFactory(partnership=review.partnership, title="Masons of the valley")
    TransactionFactory(project=project, type=1, date=DAY, amount=100)
    TransactionFactory(project=project, type=4, date=DAY, amount=30)
    return project


@pytest.fixture
def quick(monkeypatch):
    """Files that take no time; how the real ones look is the business of other tests."""
    monkeypatch.setattr(files, "make_pdf", lambda _drawn, **_given: b"%PDF-")
    monkeypatch.setattr(files, "make_word", lambda _drawn, **_given: b"PK")


@pytest.fixture
def built(quick, review, project, editor):
    dossier = ReviewDossierFactory(meeting=review, audience=Visibility.PARTNERSHIP)
    actions.ask_to_build(dossier=dossier, user=editor)
    dossier.refresh_from_db()
    return dossier


@pytest.fixture
def frozen(built, editor):
    actions.freeze(dossier=built, user=editor)
    built.refresh_from_db()
    return built


@pytest.fixture
def link(frozen, editor):
    return actions.share(
        dossier=frozen, user=editor, name="A delegate", email="", side="donor", days=7
    )


def test_building_makes_every_file_with_its_checksum(review, project, editor):
    built = ReviewDossierFactory(meeting=review)

    actions.ask_to_build(dossier=built, user=editor)

    built.refresh_from_db()
    assert (built.state, built.progress, built.problem) == ("ready", 100, "")
    made = {(one.language, one.format) for one in built.files.all()}
    assert made == {(code, kind) for code in ("en", "fr", "ja", "ar") for kind in ("pdf", "docx")}
    for one in built.files.all():
        with one.file.open() as file:
            content = file.read()
        assert content.startswith(b"%PDF-" if one.format == "pdf" else b"PK")
        assert one.checksum == hashlib.sha256(content).hexdigest()
        assert one.size == len(content)
    assert built.checksum == checksum(entries_of(built))


@pytest.mark.parametrize(
    "changed",
    [
        {"audience": Visibility.PARTNERSHIP},
        {"audience": Visibility.PUBLIC},
        {"scope": DossierScope.COUNTRY, "country": "KE"},
    ],
    ids=["shown to both sides", "shown to all", "of a country"],
)
def test_what_was_built_for_others_is_not_frozen(quick, review, project, editor, changed):
    RecipientCountryFactory(project=project, country="KE")
    dossier = ReviewDossierFactory(meeting=review, audience=Visibility.INTERNAL)
    actions.ask_to_build(dossier=dossier, user=editor)
    ReviewDossier.objects.filter(pk=dossier.pk).update(**changed)
    dossier.refresh_from_db()

    with pytest.raises(ValidationError, match="Build it again"):
        actions.freeze(dossier=dossier, user=editor)
    actions.ask_to_build(dossier=dossier, user=editor)
    actions.freeze(dossier=dossier, user=editor)


@pytest.mark.parametrize("changed", ["meeting", "country"])
def test_what_was_built_of_something_else_is_not_frozen(quick, review, project, editor, changed):
    RecipientCountryFactory(project=project, country="KE")
    dossier = ReviewDossierFactory(meeting=review, scope=DossierScope.COUNTRY, country="KE")
    actions.ask_to_build(dossier=dossier, user=editor)
    other = {"meeting": MeetingFactory(partnership=review.partnership), "country": "HT"}
    ReviewDossier.objects.filter(pk=dossier.pk).update(**{changed: other[changed]})
    dossier.refresh_from_db()

    with pytest.raises(ValidationError, match="its scope or its readers were changed"):
        actions.freeze(dossier=dossier, user=editor)


def test_what_has_changed_since_it_was_built_is_told_before_it_is_frozen(
    admin_page, built, project
):
    work = reverse("admin:meetings_reviewdossier_work", args=[built.pk])
    assert "before you freeze it" not in admin_page.get(work).text

    TransactionFactory(project=project, type=4, date=DAY, amount=5)

    assert "before you freeze it" in admin_page.get(work).text


def test_a_dossier_is_named_after_what_it_is_about(review):
    ministry = OrganisationFactory(name="MEXT")
    whole = ReviewDossierFactory(meeting=review)
    own = ReviewDossierFactory(
        meeting=review, scope=DossierScope.ORGANISATION, organisation=ministry
    )

    assert str(own) == f"{review}: MEXT"
    assert str(whole) != str(own)


def test_a_meeting_that_moves_or_is_cancelled_is_a_change(frozen, review):
    Meeting.objects.filter(pk=review.pk).update(
        starts_at=review.starts_at + dt.timedelta(days=7),
        ends_at=review.ends_at + dt.timedelta(days=7),
        stage="cancelled",
    )

    shown = shared_dossier(ReviewDossier.objects.get())
    changed = {"".join(map(str, one.name)) for one in shown.changed}

    assert {"First day", "Last day", "Meeting"} <= changed


def test_a_dossier_that_says_nothing_of_the_stage_is_compared_all_the_same(frozen):
    kept = entries_of(frozen)
    cover = next(one for one in kept if one.kind == "cover")
    del cover.data["stage"]

    assert differences(kept, kept) == []
    assert differences(kept, entries_of(frozen)) == []


def test_a_second_building_takes_the_place_of_the_first(built, project, editor):
    TransactionFactory(project=project, type=4, date=DAY, amount=5)
    before = [one.file.name for one in built.files.all()]

    actions.ask_to_build(dossier=built, user=editor)

    after = ReviewDossier.objects.get(pk=built.pk)
    assert after.checksum != built.checksum
    assert after.files.count() == 8
    assert not {one.file.name for one in after.files.all()} & set(before)


def test_a_machine_without_pango_says_so_on_the_page(review, editor, monkeypatch, client, project):
    def missing(*args, **kwargs):
        raise PangoMissingError

    monkeypatch.setattr(files, "make_pdf", missing)
    dossier = ReviewDossierFactory(meeting=review)

    actions.ask_to_build(dossier=dossier, user=editor)

    dossier.refresh_from_db()
    assert dossier.state == "failed"
    client.force_login(editor)
    page = client.get(f"/admin/meetings/reviewdossier/{dossier.pk}/work/").content.decode()
    assert "apt-get install libpango-1.0-0" in page


def test_a_frozen_dossier_never_changes(frozen, editor, project):
    words = [one.data for one in frozen.entries.all()]
    project.translations.update(title="Another name")

    for step in (actions.ask_to_build, actions.freeze):
        with pytest.raises(ValidationError, match="frozen"):
            step(dossier=frozen, user=editor)
    actions.build_dossier.call(pk=frozen.pk)
    for write in (
        lambda: frozen.files.update(size=1),
        lambda: frozen.files.all().delete(),
        lambda: frozen.entries.update(data={}),
        lambda: ReviewDossier.objects.update(progress=3),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            write()
    assert [one.data for one in frozen.entries.all()] == words
    assert frozen.checksum == checksum(entries_of(frozen))


def test_entries_that_were_touched_are_not_frozen(built, editor):
    built.entries.filter(kind="glance").update(data={"projects": 99})

    with pytest.raises(ValidationError, match="Build it again"):
        actions.freeze(dossier=built, user=editor)


def test_what_is_not_built_is_not_frozen_and_what_is_not_frozen_not_shared(review, editor):
    dossier = ReviewDossierFactory(meeting=review)

    with pytest.raises(ValidationError, match="Build the dossier"):
        actions.freeze(dossier=dossier, user=editor)
    with pytest.raises(ValidationError, match="Freeze the dossier"):
        actions.share(dossier=dossier, user=editor, name="X", email="", side="donor", days=7)


def test_our_own_dossier_is_not_shared(review, editor):
    now = timezone.now()
    dossier = ReviewDossierFactory(
        meeting=review, audience="internal", frozen_at=now, data_as_of=now, checksum="0" * 64
    )

    with pytest.raises(ValidationError, match="our own staff"):
        actions.share(dossier=dossier, user=editor, name="X", email="", side="donor", days=7)


def test_figures_that_changed_since_are_named_with_old_and_new(frozen, project, review):
    assert shared_dossier(frozen).changed == []
    TransactionFactory(project=project, type=4, date=DAY, amount=12)
    AgreedActionFactory(meeting=review, number="A9", due_on=dt.date(2024, 1, 1))
    ReviewDossier.objects.get(pk=frozen.pk)

    found = {
        (str(one.thing), "".join(map(str, one.name))): (one.old, one.new)
        for one in shared_dossier(frozen).changed
    }

    assert found["Masons of the valley", "Spent (disbursements and expenditures)"] == (
        "USD\xa030",
        "USD\xa042",
    )
    assert found["Masons of the valley", "Balance (received less spent)"] == (
        "USD\xa070",
        "USD\xa058",
    )
    assert found["The portfolio at a glance", "Spent (disbursements and expenditures)"] == (
        "USD\xa030",
        "USD\xa042",
    )
    action = AgreedAction.objects.get(number="A9")
    assert found[action.safe_translation_getter("title"), "Due on"] == ("", "1 January 2024")


def test_a_delegate_reads_the_frozen_dossier_without_an_account(client, link, project):
    TransactionFactory(project=project, type=4, date=DAY, amount=12)
    address = f"/dossier/{link.token}/"

    response = client.get(address)
    page = response.content.decode()

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "Masons of the valley" in page
    assert "Changed since the dossier was frozen" in page
    assert "Figures here have changed since the dossier was frozen." in page
    for kind, begins in (("pdf", b"%PDF-"), ("docx", b"PK")):
        answer = client.get(f"/ja{address}{kind}/")
        assert b"".join(answer.streaming_content).startswith(begins)
        assert "no-store" in answer["Cache-Control"]
    logged = LinkOpening.objects.filter(link=link).order_by("pk")
    assert [one.what for one in logged] == ["page", "pdf", "docx"]


def test_staff_look_through_every_file_before_it_is_frozen(admin_page, client, built):
    work = reverse("admin:meetings_reviewdossier_work", args=[built.pk])
    page = admin_page.get(work).text

    assert built.files.count() == 8
    assert '<bdi lang="ja">日本語</bdi>' in page
    for one in built.files.all():
        address = reverse("admin:meetings_reviewdossier_file", args=[built.pk, one.pk])
        assert address in page
        answer = admin_page.get(address)
        begins = b"%PDF-" if one.format == "pdf" else b"PK"
        assert b"".join(answer.streaming_content).startswith(begins)
        assert f"({one.language})" in answer["Content-Disposition"]
    client.logout()
    assert client.get(address).status_code == 302


def test_a_link_with_an_address_is_sent_there_and_one_without_is_not(
    admin_page, editor, frozen, django_capture_on_commit_callbacks
):
    work = reverse("admin:meetings_reviewdossier_work", args=[frozen.pk])
    sent = {"step": "share", "name": "A delegate", "side": "donor", "days": "7"}
    PersonFactory(email="d@example.org", language="fr")

    with django_capture_on_commit_callbacks(execute=True):
        shared = admin_page.post(work, sent | {"email": "d@example.org"}, follow=True).text
    with django_capture_on_commit_callbacks(execute=True):
        given = admin_page.post(work, sent, follow=True).text

    [mailed] = mail.outbox
    link = frozen.links.get(email="d@example.org")
    assert mailed.to == ["d@example.org"]
    assert mailed.reply_to == [editor.email]
    assert editor.username in mailed.body
    assert f"/fr/dossier/{link.token}/" in mailed.body
    assert "The link is sent to d@example.org." in shared
    assert "No mail is sent" in given
    assert f'value="http://testserver/dossier/{link.token}/"' in given


def test_the_mail_of_a_dossier_names_what_it_is_about_in_the_language_it_opens_in(
    quick, review, project, editor, django_capture_on_commit_callbacks
):
    review.create_translation("ja", title="年次レビュー")
    RecipientCountryFactory(project=project, country="HT")
    given = {"meeting": review, "audience": Visibility.PARTNERSHIP, "language": "ja"}
    PersonFactory(email="fr@example.org", language="fr")
    for scope in ({}, {"scope": DossierScope.COUNTRY, "country": "HT"}):
        dossier = ReviewDossierFactory(**given, **scope)
        actions.ask_to_build(dossier=dossier, user=editor)
        actions.freeze(dossier=dossier, user=editor)
        dossier.refresh_from_db()
        for email in ("unknown@example.org", "fr@example.org"):
            with django_capture_on_commit_callbacks(execute=True):
                actions.share(
                    dossier=dossier, user=editor, name="A", email=email, side="donor", days=7
                )

    whole, _whole_fr, country, country_fr = mail.outbox
    assert "年次レビュー" in whole.subject
    assert "ハイチ" in country.subject
    assert "ハイチ" in country.body
    assert "/ja/dossier/" in country.body
    assert "Haïti" in country_fr.subject
    assert whole.subject != country.subject
    assert "/fr/dossier/" in country_fr.body


def test_the_log_of_a_dossier_tells_of_delegates_only(client, link, editor):
    address = f"/dossier/{link.token}/"
    client.head(address)
    client.force_login(editor)
    assert b"".join(client.get(f"{address}pdf/").streaming_content)
    assert client.get(address).status_code == 200

    assert not LinkOpening.objects.exists()


def test_a_link_names_nobody_whom_no_answer_reaches(
    admin_page, editor, frozen, django_capture_on_commit_callbacks
):
    editor.email = ""
    editor.save()
    work = reverse("admin:meetings_reviewdossier_work", args=[frozen.pk])
    sent = {"step": "share", "name": "A delegate", "side": "donor", "days": "7"}

    with django_capture_on_commit_callbacks(execute=True):
        admin_page.post(work, sent | {"email": "d@example.org"})

    [mailed] = mail.outbox
    assert mailed.reply_to == []
    assert "answer this message" not in mailed.body


def without_nonces(page):
    """The page without what differs each time it is asked for."""
    return re.sub(r'nonce="[^"]+"|/dossier/[^"]+', "", page.content.decode())


def test_links_that_open_nothing_say_what_to_do_and_not_whether_they_ever_were(
    client, link, editor
):
    """Mistyped, made up, expired and taken back: one answer in content and in work."""
    tokens = {
        "cut short": link.token[:-1],
        "made up": "x",
        "for something else": signing.dumps(link.pk),
        "of another kind": signing.Signer().sign_object(link.pk),
    }
    made_up = client.get("/dossier/x/")
    said = made_up.content.decode()
    assert made_up.status_code == 404
    assert "This link opens nothing" in said
    assert "ask who sent you that message for a new link" in said
    assert "no-store, private" in made_up["Cache-Control"]

    work = set()

    def answers():
        for token in (*tokens.values(), link.token):
            for path in (f"/dossier/{token}/", f"/dossier/{token}/pdf/"):
                with CaptureQueriesContext(connection) as asked:
                    answer = client.get(path)
                work.add(len(asked))
                assert answer.status_code == 404
                assert without_nonces(answer) == without_nonces(made_up)

    type(link).objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    answers()
    type(link).objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    actions.revoke(link=link, user=editor)
    answers()
    assert len(work) == 1, "as much work for each"
    assert LinkOpening.objects.count() == 0


def member(role, partnership):
    user = User.objects.create(username=f"user of {role} {partnership.pk}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    PartnershipMemberFactory(user=user, partnership=partnership)
    return user


def test_who_may_build_and_who_may_hand_out(built, review):
    ours = member(EDITOR, review.partnership)
    officer = member(OFFICER, review.partnership)
    stranger = member(EDITOR, PartnershipFactory())

    assert actions.may_hand_out(officer, built)
    assert not actions.may_hand_out(ours, built)
    assert not actions.may_work_on(stranger, built)
    with pytest.raises(PermissionDenied):
        actions.freeze(dossier=built, user=ours)
    link = DelegateLinkFactory(minutes=None, dossier=built)
    with pytest.raises(PermissionDenied):
        actions.revoke(link=link, user=ours)


def test_an_editor_of_another_partnership_sees_no_page_of_it(client, built):
    client.force_login(member(EDITOR, PartnershipFactory()))

    for page in ("work", "progress", "read"):
        answer = client.get(f"/admin/meetings/reviewdossier/{built.pk}/{page}/")
        assert answer.status_code == 403


def test_a_new_dossier_goes_on_to_where_it_is_built(admin_page, review):
    address = f"{reverse('admin:meetings_reviewdossier_add')}?meeting={review.pk}"

    entered = filled(admin_page.get(address), "_save") | {"language": "en"}
    answer = admin_page.post(address, entered)

    work = reverse("admin:meetings_reviewdossier_work", args=[ReviewDossier.objects.get().pk])
    assert answer.url == work
    assert '<button type="submit" name="step" value="build"' in admin_page.get(work).text


def test_the_officers_page_lives_through_it_all(quick, client, review, project):
    officer = member(OFFICER, review.partnership)
    client.force_login(officer)
    dossier = ReviewDossierFactory(meeting=review)
    page = f"/admin/meetings/reviewdossier/{dossier.pk}/work/"

    client.post(page, {"step": "build"})
    assert "Freeze for good" in client.get(page).content.decode()
    client.post(page, {"step": "freeze"})
    client.post(page, {"step": "share", "name": "", "side": "donor", "days": "7"})
    assert dossier.links.count() == 0
    client.post(page, {"step": "share", "name": "H.E.", "side": "donor", "days": "7"})
    link = dossier.links.get()
    assert link.token in client.get(page).content.decode()
    client.post(page, {"step": "revoke", "link": link.pk})
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_everybody_reads_the_frozen_public_dossier_without_what_was_taken_back(
    quick, client, review, project, editor
):
    address = f"{review.get_absolute_url()}dossier/"
    assert "It is not frozen" in client.get(address).content.decode()
    assert client.get(f"{address}pdf/").status_code == 404
    dossier = ReviewDossierFactory(meeting=review, audience=Visibility.PUBLIC)
    actions.ask_to_build(dossier=dossier, user=editor)
    actions.freeze(dossier=dossier, user=editor)

    page = client.get(address).content.decode()
    assert "It does not change any more." in page
    assert "Masons of the valley" in page
    answer = client.get(f"{address}pdf/")
    assert b"".join(answer.streaming_content) == b"%PDF-"

    project.state = "draft"
    project.save()
    page = client.get(address).content.decode()
    assert "Masons of the valley" not in page
    assert "1 part was withdrawn since and is not shown here." in page
    assert client.get(f"{address}pdf/").status_code == 404


def test_delegates_read_neither_what_was_taken_back_nor_the_files_that_hold_it(
    quick, client, admin_page, review, project, editor
):
    action = AgreedActionFactory(meeting=review, title="Ship the lime", visibility="partnership")
    action.evidence.add(DocumentFactory(title="Paper for both", access="partnership"))
    dossier = ReviewDossierFactory(meeting=review, audience=Visibility.PARTNERSHIP)
    actions.ask_to_build(dossier=dossier, user=editor)
    actions.freeze(dossier=dossier, user=editor)
    dossier.refresh_from_db()
    link = actions.share(
        dossier=dossier, user=editor, name="A delegate", email="", side="donor", days=7
    )
    address = f"/dossier/{link.token}/"
    work = reverse("admin:meetings_reviewdossier_work", args=[dossier.pk])
    whole = client.get(address).text
    assert "Ship the lime" in whole
    assert "Paper for both" in whole
    assert "withdrawn" not in whole
    assert "withdrawn" not in admin_page.get(work).text

    AgreedAction.objects.filter(pk=action.pk).update(visibility="internal")

    page = client.get(address).text
    assert "Ship the lime" not in page
    assert "1 part was withdrawn since and is not shown here." in page
    assert "Masons of the valley" in page
    assert f"{address}pdf/" not in page
    assert client.get(f"{address}pdf/").status_code == 404
    assert "1 part was withdrawn since: its readers see neither it" in admin_page.get(work).text


def test_times_of_a_frozen_dossier_name_their_zone(monkeypatch, client, review, project, editor):
    type(review).objects.update(time_zone="Asia/Tokyo")
    for made in ("make_pdf", "make_word"):
        monkeypatch.setattr(files, made, lambda _drawn, **given: given["as_of"].encode())
    dossier = ReviewDossierFactory(meeting=review, audience=Visibility.PUBLIC)
    actions.ask_to_build(dossier=dossier, user=editor)
    actions.freeze(dossier=dossier, user=editor)
    dossier.refresh_from_db()
    tokyo = zoneinfo.ZoneInfo("Asia/Tokyo")
    read, frozen = (
        f"{at.astimezone(tokyo):%-d %B %Y, %H:%M} (Asia/Tokyo)"
        for at in (dossier.data_as_of, dossier.frozen_at)
    )

    address = f"{review.get_absolute_url()}dossier/"
    assert f"Frozen on {frozen}, with the data of {read}." in client.get(address).text
    for kind in ("pdf", "docx"):
        answer = client.get(f"{address}{kind}/")
        assert b"".join(answer.streaming_content).decode() == read


def test_a_query_that_makes_no_sense_is_answered_in_words(client, review):
    address = f"{review.get_absolute_url()}dossier/"

    for query, said in (
        ("?country=Haiti", "two letters"),
        ("?area=nowhere", "No priority area"),
        ("?organisation=nobody", "No organisation"),
        ("?country=HT&area=x", "either a ministry, an area or a country"),
    ):
        answer = client.get(address + query)
        assert answer.status_code == 200
        assert said in answer.content.decode()


def test_who_pays_can_be_chosen_without_a_delegation(client, review, project):
    seated, funder, other = (
        OrganisationFactory(name=name) for name in ("Secretariat", "Funder", "Elsewhere")
    )
    ministry, hidden = OrganisationFactory(name="Ministry"), OrganisationFactory(draft=True)
    agency = OrganisationFactory(name="Agency", parent=ministry)
    DelegationFactory(meeting=review, organisation=seated)
    ParticipationFactory(project=project, role=1, organisation=funder)
    ParticipationFactory(project=project, role=4, organisation=other)
    ParticipationFactory(role=1, organisation=other)
    own = FundFactory(partnership=review.partnership)
    ContributionFactory(fund=own, provider=agency)
    ContributionFactory(fund=own, provider=hidden)
    ContributionFactory(
        fund=FundFactory(partnership=review.partnership, draft=True), provider=other
    )
    ContributionFactory(provider=other)

    page = client.get(f"/meetings/{review.slug}/dossier/")

    chosen = {name for _slug, name in page.context["choices"]["organisation"]}
    assert chosen == {"Secretariat", "Funder", "Agency", "Ministry"}
    assert (
        client.get(f"/meetings/{review.slug}/dossier/?organisation={agency.slug}").status_code
        == 200
    )
