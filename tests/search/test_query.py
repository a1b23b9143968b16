"""What readers type: cut into words, in every language, without ever being an error."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import engine, stems
from search.analysis import arabic_stems, fold, pairs, parts, words
from search.engine import search
from search.index import catch_up_fully
from search.models import Mark, SearchEntry
from search.query import MOST_TERMS, parse
from search.sources import public_things
from search.spelling import LONGEST, did_you_mean
from tests.factories import (
    AgreedActionFactory,
    AllocationFactory,
    ArticleFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    ProjectGoalFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Haïti, Éducation", ["haiti", "education"]),
        ("XM-DAC-41304", ["xm", "dac", "41304"]),
        ("ガス ｶﾞｽ", ["ガス", "ス", "ガス", "ス"]),
        ("新しい給水", ["新し", "しい", "い給", "給水", "水"]),
        ("ＵＮＥＳＣＯ", ["unesco"]),
        ("٢٠٢٣", ["2023"]),
        ("أُخْرى", ["اخري"]),
        ("l’œuvre", ["l", "oeuvre"]),
        ("… — !?", []),
    ],
)
def test_texts_are_cut_into_words(text, found):
    assert list(words(text)) == found


def test_voiced_kana_differ_from_unvoiced():
    assert fold("が") != fold("か")


def test_pairs_overlap():
    assert pairs("京都市") == ["京都", "都市", "市"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ウクライナへの支援", ["ウクライナ", "支援"]),
        ("アフガニスタン教育", ["アフガニスタン", "教育"]),
        ("教育に関するﾕﾈｽｺ世界遺産", ["教育", "ユネスコ", "世界遺産"]),
        ("子どもの教育", ["子ども", "教育"]),
        ("平和と安全のための教育", ["平和", "安全", "教育"]),
        ("文化・教育", ["文化", "教育"]),
        ("AIの教育", ["AI", "教育"]),
        ("京都の", ["京都"]),
        ("世界遺産", ["世界遺産"]),
        ("女の子", ["女の子"]),
        ("我が国", ["我が国"]),
        ("ものづくり", ["ものづくり"]),
        ("子ども", ["子ども"]),
        ("カリブ海", ["カリブ海"]),
        ("生成AI", ["生成AI"]),
        ("第9回", ["第9回"]),
        ("の", ["の"]),
        ("l'école", ["l'école"]),
    ],
)
def test_japanese_words_are_told_apart_where_the_writing_says_so(typed, found):
    assert parts(typed) == found


def test_japanese_words_written_as_one_are_found_apart_from_each_other():
    project = ProjectFactory(title="ウクライナの学校を支援する")
    ProjectFactory(title="ウクライナの学校")
    catch_up_fully()

    (group,) = search(parse("ウクライナへの支援"))

    assert [hit.url for hit in group.hits] == addresses(project)
    assert not search(parse('"ウクライナへの支援"'))
    # What has one of them only is not left out.
    (rest,) = search(parse("学校 -ウクライナへの支援"))
    assert rest.total == 2


@pytest.mark.parametrize(
    ("word", "stems"),
    [
        ("التراث", {"تراث"}),
        ("للتراث", {"تراث"}),
        ("والتراث", {"تراث"}),
        ("وتراث", {"تراث"}),
        ("وزارة", {"وزار", "زار"}),
        ("الوزارة", {"وزار"}),
        ("heritage", set()),
    ],
)
def test_arabic_words_lose_what_is_written_before_them(word, stems):
    assert stems <= arabic_stems(fold(word))
    assert bool(stems) == bool(arabic_stems(fold(word)))


@pytest.fixture
def library():
    """Projects and an article in four languages, in the index."""
    wells = ProjectFactory(
        title="Training masons", summary="Clean water for schools", iati_identifier="XM-1-WELL/7"
    )
    RecipientCountryFactory(project=wells, country="HT")
    kyoto = ProjectFactory(title="Old town")
    kyoto.set_current_language("ja")
    kyoto.title, kyoto.summary = "京都の文化財", "新しい給水施設をつくる。ﾃﾞｰﾀ"
    kyoto.save()
    heritage = ProjectFactory(title="Heritage")
    heritage.set_current_language("ar")
    heritage.title = "حماية التراث"
    heritage.save()
    heritage.set_current_language("fr")
    heritage.title = "Écoles rénovées"
    heritage.save()
    ArticleFactory(title="The masons meet", lead="A day")
    catch_up_fully()


FOUND = [
    ("masons", {"Training masons", "The masons meet"}),
    ("MASON", {"Training masons", "The masons meet"}),
    ("train mason", {"Training masons"}),
    ('"training masons"', {"Training masons"}),
    ('"masons training"', set()),
    ("« training masons »", {"Training masons"}),
    ("“masons training”", set()),
    ("「masons training」", set()),
    ("masons -training", {"The masons meet"}),
    ("mas", {"Training masons", "The masons meet"}),
    ("clean schools", {"Training masons"}),
    ("Haïti", {"Training masons"}),
    ("haiti water", {"Training masons"}),
    ("ハイチ", {"Training masons"}),
    ("xm-1-well/7", {"Training masons"}),
    ("1-well", {"Training masons"}),
    ("給水", {"Old town"}),
    ("京都", {"Old town"}),
    ("都", {"Old town"}),
    ("データ", {"Old town"}),
    ("京都市", set()),
    ("تراث", {"Heritage"}),
    ("ترا", {"Heritage"}),
    ("والتراث", {"Heritage"}),
    ("للتراث", {"Heritage"}),
    ("école rénovée", {"Heritage"}),
    ("ecole", {"Heritage"}),
    ("***", set()),
    ("the", {"The masons meet"}),
]


@pytest.mark.parametrize(("text", "found"), FOUND, ids=[text for text, _found in FOUND])
@pytest.mark.usefixtures("library")
def test_search_finds(text, found):
    hits = [hit for group in search(parse(text)) for hit in group.hits]

    assert {str(hit.title) for hit in hits} == found


def addresses(*projects):
    return [project.get_absolute_url() for project in projects]


@pytest.mark.parametrize(
    ("text", "titles"), [("mec", ["Bridges"]), ("education", []), ("masons", ["Wells"])]
)
def test_projects_are_found_by_what_their_partners_go_by(client, text, titles):
    known = OrganisationFactory(name="Ministry of Education and Culture", short_name="MEC")
    plain = OrganisationFactory(name="Guild of Masons", short_name="")
    bridges, wells = ProjectFactory(title="Bridges"), ProjectFactory(title="Wells")
    ParticipationFactory(project=bridges, organisation=known)
    ParticipationFactory(project=wells, organisation=plain)
    catch_up_fully()

    shown = client.get("/projects/", {"q": text}).context["projects"]

    assert [str(project["title"]) for project in shown] == titles


def test_titles_come_before_summaries_before_texts():
    body = ProjectFactory(title="A", background="<p>basalt</p>")
    summary = ProjectFactory(title="B", summary="basalt")
    title = ProjectFactory(title="basalt")
    catch_up_fully()

    (group,) = search(parse("basalt"))

    assert [hit.url for hit in group.hits] == addresses(title, summary, body)


def test_projects_come_before_those_who_pay_for_them():
    OrganisationFactory(name="Basalt fund")
    ArticleFactory(title="basalt")
    ProjectFactory(title="basalt")
    catch_up_fully()

    kinds = [group.source.kind for group in search(parse("basalt"))]

    assert kinds == ["project", "article", "organisation"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Écoles pour enfants", "l'école"),
        ("Écoles pour enfants", "d’enfant"),
        ("Helping a child", "child's"),
        ("Villages of the coast", "villages’"),
        ("An early warning", "early-warnings"),
        ("أعمال الواحات", "واحات"),
        ("أعمال وزارة", "الوزارة"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_are_found_with_what_is_written_on_to_them(text, query, language):
    project = ProjectFactory(title=text)
    project.create_translation("fr", title=text)
    catch_up_fully()

    with translation.override(language):
        (group,) = search(parse(query))
        assert [hit.url for hit in group.hits] == addresses(project)


def test_a_word_that_is_common_in_another_language_only_counts():
    ProjectFactory(title="Teaching")
    catch_up_fully()

    assert not search(parse("ai teaching"))
    with translation.override("fr"):
        assert search(parse("ai teaching"))


def test_only_what_is_wanted_may_be_begun():
    article = ProjectFactory(title="School article")
    ProjectFactory(title="School art")
    catch_up_fully()

    (group,) = search(parse("school -art"))

    assert [hit.url for hit in group.hits] == addresses(article)


def test_a_code_is_found_while_it_is_typed():
    project = ProjectFactory(title="Wells", agency_code="DEMO-301")
    catch_up_fully()

    (group,) = search(parse("demo-3"))

    assert [hit.url for hit in group.hits] == addresses(project)


def test_projects_are_found_by_goal_and_continent():
    project = ProjectFactory(title="Wells")
    ProjectGoalFactory(project=project, goal=14, target="")
    RecipientCountryFactory(project=project, country="KE")
    ProjectFactory(title="Bridges")
    catch_up_fully()

    for query in ("SDG 14", "africa"):
        (group,) = search(parse(query))
        assert [hit.url for hit in group.hits] == addresses(project)


def test_a_long_name_is_found_whole_and_by_none_of_its_words():
    ministry = OrganisationFactory(name="Ministry of Education", short_name="MEXT")
    ministry.create_translation("fr", name="Ministère", short_name="")
    project = ProjectFactory(title="Wells")
    ParticipationFactory(project=project, organisation=ministry)
    catch_up_fully()

    for query in ("ministry of education", '"Ministry of Education"', "MEXT"):
        assert addresses(project)[0] in [
            hit.url for group in search(parse(query)) for hit in group.hits
        ]
    assert not search(parse("education wells"))
    assert not search(parse("ministry of education wells"))


def test_what_a_government_pays_for_by_its_ministries_is_found_by_its_name():
    government = OrganisationFactory(name="Government of Utopia", short_name="GOU")
    ministry = OrganisationFactory(name="Ministry of Wells", parent=government)
    agency = OrganisationFactory(name="Agency of Wells", parent=ministry)
    for name, part in {"One": ministry, "Two": agency}.items():
        ParticipationFactory(project=ProjectFactory(title=name), organisation=part, role=1)
    ParticipationFactory(project=ProjectFactory(title="Made"), organisation=agency, role=4)
    catch_up_fully()

    def found(text):
        return {
            str(hit.title) for group in search(parse(text), kinds=["project"]) for hit in group.hits
        }

    assert found("government of utopia") == found("GOU") == {"One", "Two"}
    assert found("utopia") == set()

    government.name = "Utopia"
    government.save()
    catch_up_fully()
    assert found("government of utopia") == found("utopia") == set()

    type(government).objects.filter(pk=government.pk).update(state="archived")
    catch_up_fully()
    assert found("GOU") == set()


@pytest.mark.parametrize("pays", ["part", "allocation"])
def test_a_government_that_expires_is_no_longer_what_payers_are_part_of(pays):
    soon = timezone.now() + dt.timedelta(days=1)
    government = OrganisationFactory(name="Utopia", short_name="GOU", expire_at=soon)
    ministry = OrganisationFactory(name="Ministry of Wells", parent=government)
    project = ProjectFactory()
    if pays == "part":
        ParticipationFactory(project=project, organisation=ministry, role=1)
    else:
        AllocationFactory(project=project, contribution__provider=ministry)
    catch_up_fully()
    assert [group.total for group in search(parse("GOU"), kinds=["project"])] == [1]

    # The moment has come for the index, which is not told of it in any other way.
    OrganisationFactory._meta.model.objects.filter(pk=government.pk).update(
        expire_at=timezone.now()
    )
    Mark.objects.all().delete()
    SearchEntry.objects.filter(valid_until__isnull=False).update(valid_until=timezone.now())
    catch_up_fully()

    assert search(parse("GOU")) == []


def test_letters_that_changed_places_are_put_right_first():
    ProjectFactory(title="School shawl")
    catch_up_fully()

    assert did_you_mean(parse("shcool"), public_things()) == "school"


def test_what_is_meant_leads_to_something_of_that_kind():
    ArticleFactory(title="Consultation")
    catch_up_fully()

    assert did_you_mean(parse("consultatoin"), public_things()) == "consultation"
    assert did_you_mean(parse("consultatoin"), public_things(["project"])) is None


def test_meetings_are_found_by_the_numbers_of_what_they_agreed():
    action = AgreedActionFactory(number="2023/A7")
    catch_up_fully()

    (group,) = search(parse("2023/A7"))

    assert [hit.url for hit in group.hits] == addresses(action.meeting)


def test_of_very_many_the_newest_are_weighed(monkeypatch):
    monkeypatch.setattr(engine, "MOST_RANKED", 1)
    years = (2020, 2024, 2022)
    middle, newest, _old = (
        ProjectFactory(summary="basalt", planned_start=dt.date(year, 1, 1), planned_end=None)
        for year in (years[2], years[1], years[0])
    )
    catch_up_fully()

    (group,) = search(parse("basalt"))

    assert [hit.url for hit in group.hits][:2] == addresses(newest, middle)


def test_a_thing_is_counted_once_in_however_many_languages_it_is_found():
    project = ProjectFactory(title="Basalt")
    project.create_translation("fr", title="Basalt")
    catch_up_fully()

    (group,) = search(parse("basalt"))

    assert group.total == len(group.hits) == 1


def test_each_language_has_its_own_stems():
    project = ProjectFactory(title="Horses")
    project.create_translation("fr", title="Les chevaux")
    catch_up_fully()

    (group,) = search(parse("cheval"))

    assert [hit.url for hit in group.hits] == addresses(project)


def test_stems_are_learnt_again_when_too_many_are_known(monkeypatch):
    monkeypatch.setattr(stems, "MOST_KEPT", 3)
    monkeypatch.setattr(stems, "_known", {})
    stems.look_up(["training"])
    stems.look_up(["training", "masons", "wells", "bridges"])

    assert stems.forms_of("training", "en") == ("training", "~train")


def test_stems_that_another_thread_has_forgotten_are_learnt_again():
    stems.look_up(["schools"])
    stems._known.clear()

    assert stems.forms_of("schools", "en") == ("schools", "~school")
    assert "school" in stems.stems_of("schools")


@pytest.mark.parametrize(
    ("typed", "title", "other"),
    [
        ("school", "A school", "The schools"),
        ("schools", "The schools", "A school"),
        ("training", "On training", "To train"),
        ("كتاب", "كتاب", "الكتاب"),
    ],
)
def test_the_word_as_typed_comes_before_its_other_forms(typed, title, other):
    exact, stemmed = ProjectFactory(title=title), ProjectFactory(title=other)
    later = ProjectFactory(title=title)
    catch_up_fully()

    (group,) = search(parse(typed))

    assert [hit.url for hit in group.hits] == addresses(later, exact, stemmed)


def test_a_language_in_which_a_thing_does_not_match_adds_nothing_to_it():
    other = ProjectFactory(title="Wells", summary="water at school")
    other.create_translation("fr", title="water water water")
    better = ProjectFactory(title="Water at school")
    ProjectFactory(title="Roads")
    catch_up_fully()

    (group,) = search(parse("water school"))

    assert [hit.url for hit in group.hits] == addresses(better, other)


@pytest.mark.parametrize(
    "typed", ["生成AI", "生成aiで", '"生成AI"', '"京都 文化"', "京都市AI", "市AI"]
)
def test_japanese_is_found_where_something_follows_it(typed):
    project = ProjectFactory(title="生成AIで守る京都 文化財と京都市AI")
    ProjectFactory(title="京都市のAI、生成する文化")
    catch_up_fully()

    (group,) = search(parse(typed))

    assert [hit.url for hit in group.hits] == addresses(project)


def test_a_word_in_quotes_is_found_in_no_other_form():
    exact = ProjectFactory(title="A school")
    ProjectFactory(title="The schools")
    catch_up_fully()

    (group,) = search(parse('"school"'))

    assert [hit.url for hit in group.hits] == addresses(exact)


def test_of_very_many_those_with_the_word_in_the_title_are_weighed(monkeypatch):
    monkeypatch.setattr(engine, "MOST_RANKED", 1)
    title = ProjectFactory(title="basalt", planned_start=dt.date(1999, 1, 1), planned_end=None)
    summary = ProjectFactory(summary="basalt", planned_start=dt.date(2024, 1, 1))
    catch_up_fully()

    (group,) = search(parse("basalt"))

    assert [hit.url for hit in group.hits] == addresses(title, summary)


def test_of_very_many_those_with_one_of_the_words_in_the_title_are_weighed(monkeypatch):
    monkeypatch.setattr(engine, "MOST_RANKED", 1)
    old = {"planned_start": dt.date(1999, 1, 1), "planned_end": None}
    title = ProjectFactory(title="basalt", summary="A quarry", **old)
    summary = ProjectFactory(summary="basalt quarry", planned_start=dt.date(2024, 1, 1))
    catch_up_fully()

    (group,) = search(parse("basalt quarry"))

    assert [hit.url for hit in group.hits] == addresses(title, summary)


def test_exact_words_come_before_stems():
    stem = ProjectFactory(title="They train")
    exact = ProjectFactory(title="They training")
    catch_up_fully()

    (group,) = search(parse("training"))

    assert [hit.url for hit in group.hits] == addresses(exact, stem)


def test_recent_comes_before_old():
    new = ProjectFactory(title="basalt", planned_start=dt.date(2024, 1, 1))
    ProjectFactory(title="basalt", planned_start=dt.date(1999, 1, 1), planned_end=None)
    catch_up_fully()

    (group,) = search(parse("basalt"))

    assert group.hits[0].url == new.get_absolute_url()


def test_excerpts_mark_what_was_asked_for():
    ProjectFactory(title="A", summary="Masons were trained in <b>Haiti</b>.")
    catch_up_fully()

    (group,) = search(parse("training"))

    marked = [text for text, is_hit in group.hits[0].excerpt.pieces if is_hit]
    assert marked == ["trained"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_excerpts_are_in_the_language_of_the_reader_if_that_matches(language):
    project = ProjectFactory(title="A", summary="Of basalt en")
    project.create_translation("fr", title="A", summary="Of basalt fr")
    catch_up_fully()

    with translation.override(language):
        (group,) = search(parse("basalt"))

    assert "".join(text for text, _is_hit in group.hits[0].excerpt.pieces).endswith(language)


def test_excerpts_tell_one_text_from_the_next():
    ProjectFactory(title="A", summary="Masons were trained", background="Many houses fell")
    catch_up_fully()

    (group,) = search(parse("training"))

    shown = "".join(text for text, _is_hit in group.hits[0].excerpt.pieces)
    assert "Masons were trained · Many houses fell" in shown


@pytest.mark.usefixtures("library")
def test_typing_errors_are_understood():
    assert did_you_mean(parse("tranining mason"), public_things()) == "training mason"
    assert did_you_mean(parse("zzzzzz"), public_things()) is None


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("masons -tranining", "masons -training"),
        ("tranining, mason", "training, mason"),
        ("(tranining)/mason", "(training)/mason"),
        ('"tranining"', '"training"'),
    ],
)
def test_what_stands_about_a_typing_error_stays(typed, meant):
    assert did_you_mean(parse(typed), public_things()) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tsumani", "tsunami"),
        ("ウクラナイ", "ウクライナ"),
        ("ｳｸﾗｲﾅｱの支援", "ウクライナの支援"),
        ("ウクイナ", "ウクライナ"),
        ("ウクライノ", "ウクライナ"),
        ("التعلبم", "التعليم"),
        ("التعلييم", "التعليم"),
        ("支援学校", "支援 学校"),
        ("支援学校tsunami", "支援 学校 tsunami"),
        ("tsunami支援", "tsunami 支援"),
        ("-支援学校", None),
        ('"支援学校"', None),
        ("ウクライナ", None),
        ("ソーシャルワーカー", None),
    ],
)
def test_typing_errors_are_understood_in_every_writing(typed, meant):
    ProjectFactory(title="ウクライナの学校を支援する", summary="Tsunami. التعليم")
    catch_up_fully()

    assert did_you_mean(parse(typed), public_things()) == meant


@pytest.mark.parametrize("letter", ["ア", "ا", "a"])
def test_the_price_of_a_mistake_has_a_limit(letter):
    with CaptureQueriesContext(connection) as asked:
        did_you_mean(parse(" ".join(letter * length for length in (LONGEST, 150))), {})

    assert sum(len(one["sql"]) for one in asked) < 300_000


def test_suggestions_never_reveal_what_is_hidden():
    ProjectFactory(title="Secretive", draft=True)
    hidden = ProjectFactory(title="Confidential")
    catch_up_fully()
    type(hidden).objects.update(state="archived")

    assert did_you_mean(parse("secretve"), public_things()) is None
    assert did_you_mean(parse("confidntial"), public_things()) is None


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="\"'-&|!():*\\<> a京ال\x00\ud800", max_size=120),
    st.characters().map(lambda character: character * 500),
)


@settings(
    max_examples=300,
    deadline=2000,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=HOSTILE)
def test_no_query_is_an_error(text):
    query = parse(text)

    assert len(query.wanted) + len(query.unwanted) <= MOST_TERMS
    search(query)


@settings(max_examples=100, deadline=2000)
@given(text=st.text(max_size=200))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
