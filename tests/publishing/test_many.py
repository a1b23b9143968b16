import pytest
from django.db import DataError, connection, transaction
from django.db.models import CharField, Func, Value

from publishing.many import ROW_BY_ROW, SEQUENTIALLY, found_by_index, write_many
from search.models import SearchWord


def planner(way):
    """Whether PostgreSQL may read tables this way."""
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {way}")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ways", [[SEQUENTIALLY], [SEQUENTIALLY, ROW_BY_ROW]])
def test_looking_up_in_an_index_is_for_one_statement_only(ways):
    SearchWord.objects.bulk_create([SearchWord(word="basalt"), SearchWord(word="granite")])
    settings = [
        Func(Value(way), function="current_setting", output_field=CharField()) for way in ways
    ]
    asked = SearchWord.objects.filter(word__startswith="b").values_list("word", *settings)

    outside = found_by_index(asked, never=ways)
    with transaction.atomic():
        inside = found_by_index(asked, never=ways)
        assert {planner(way) for way in ways} == {"on"}

    assert outside == inside == [("basalt", *["off"] * len(ways))]
    assert {planner(way) for way in ways} == {"on"}


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
