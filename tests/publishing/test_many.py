import pytest
from django.db import DataError, connection, transaction
from django.db.models import CharField, Func, Value

from publishing.many import found_by_index, write_many
from search.models import SearchWord


def planner():
    """Whether PostgreSQL may read whole tables."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_looking_up_in_an_index_is_for_one_statement_only():
    SearchWord.objects.bulk_create([SearchWord(word="basalt"), SearchWord(word="granite")])
    setting = Func(Value("enable_seqscan"), function="current_setting", output_field=CharField())
    asked = SearchWord.objects.filter(word__startswith="b").values_list("word", setting)

    outside = found_by_index(asked)
    with transaction.atomic():
        inside = found_by_index(asked)
        assert planner() == "on"

    assert outside == inside == [("basalt", "off")]
    assert planner() == "on"


@pytest.mark.django_db
def test_of_nothing_nothing_is_found():
    assert found_by_index(SearchWord.objects.none().values_list("word")) == []


@pytest.mark.django_db
def test_many_are_written_as_they_are():
    words = ["tab\there", "back\\slash", "new\nline", "\\N", "\\.", "100 %s", "京都"]

    write_many(SearchWord, ["word"], [[word] for word in words])

    assert set(SearchWord.objects.values_list("word", flat=True)) == set(words)


@pytest.mark.django_db
def test_what_cannot_be_written_is_an_error_of_django():
    with pytest.raises(DataError):
        write_many(SearchWord, ["word"], [["x" * 61]])
