"""The memory for pages has an end."""

from __future__ import annotations

from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from partnership.page_cache.middleware import LONGEST_ADDRESS, key_of
from partnership.page_cache.pages import BOOKKEEPING, LARGEST_SHARE, Page, Pages


def page(body=b"", content_type="image/png"):
    return Page.of(HttpResponse(body, content_type=content_type), None)


def test_what_was_not_asked_for_longest_goes_first():
    pages = Pages(40 * BOOKKEEPING)
    for number in range(30):
        pages.keep((str(number),), page())
        pages.find(("0",))
    size = pages.size
    for number in range(30, 60):
        pages.keep((str(number),), page())
        pages.find(("0",))

    assert pages.size <= pages.most
    assert pages.size >= size
    assert pages.find(("0",)) is not None
    assert pages.find(("1",)) is None
    assert pages.find(("59",)) is not None


def test_a_page_that_would_take_much_of_the_memory_is_not_kept():
    pages = Pages(64_000)

    pages.keep(("large",), page(b"x" * (64_000 // LARGEST_SHARE)))
    assert len(pages) == 0
    pages.keep(("now small",), page())
    pages.keep(("now small",), page(b"x" * 64_000))
    assert len(pages) == 0
    assert pages.size == 0


@given(
    st.lists(st.tuples(st.text(max_size=3), st.integers(min_value=0, max_value=9_000)), max_size=60)
)
def test_no_row_of_pages_goes_beyond_it(asked):
    pages = Pages(100_000)
    for address, length in asked:
        pages.keep((address,), page(b"x" * length))
        assert 0 <= pages.size <= pages.most
    assert pages.size == sum(page.size + len(key[0]) for key, page in pages._kept.items())


def test_addresses_without_end_are_not_kept(rf):
    assert key_of(rf.get("/projects/?q=x")) is not None
    assert key_of(rf.get(f"/projects/?q={'x' * LONGEST_ADDRESS}")) is None


def test_that_a_copy_is_still_good_may_be_read_by_whom_the_answer_may(rf):
    answer = HttpResponse("{}", headers={"Access-Control-Allow-Origin": "*"})
    kept = Page.of(answer, None)

    again = kept.answer(rf.get("/", headers={"If-None-Match": kept.etag}))

    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
