"""The tests themselves: what they promise not to let pass."""

from __future__ import annotations

import socket
import warnings
from typing import TYPE_CHECKING

import pytest
from django.template import Context, Engine, Origin, Template
from pytest_socket import SocketConnectBlockedError

from tests.undefined_variables import PROJECT, UndefinedVariable, UndefinedVariableError

if TYPE_CHECKING:
    from playwright.sync_api import Page

ENGINE = Engine(string_if_invalid=UndefinedVariable())


def rendered(text: str, file: str) -> str:
    template = Template(text, origin=Origin(file), engine=ENGINE)
    return template.render(Context({"known": {"title": "Kasubi"}}))


@pytest.mark.parametrize(
    "text", ["{{ unknown }}", "{{ known.unknown }}", '{{ unknown|default:"none" }}']
)
def test_an_undefined_variable_in_a_template_of_ours_is_an_error(text: str) -> None:
    with pytest.raises(UndefinedVariableError, match=r"page\.html: .*unknown.* is undefined"):
        rendered(text, f"{PROJECT}/templates/page.html")


def test_to_ask_whether_a_variable_is_there_is_no_error() -> None:
    text = "{% if unknown %}yes{% else %}no{% endif %}"
    assert rendered(text, f"{PROJECT}/templates/page.html") == "no"


def test_templates_of_packages_are_let_be() -> None:
    for file in ("/usr/lib/page.html", f"{PROJECT}/.venv/lib/site-packages/page.html"):
        assert rendered('{{ unknown|default:"none" }}{{ known.title }}', file) == "noneKasubi"


def test_no_test_reaches_the_network() -> None:
    with (
        pytest.warns(UserWarning, match="A test tried to use"),
        pytest.raises(SocketConnectBlockedError),
        socket.socket() as connection,
    ):
        connection.connect(("192.0.2.1", 80))


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


@pytest.mark.browser
def test_the_browser_opens_the_site(page: Page, transactional_db: None) -> None:
    page.goto("/admin/login/")
    assert page.get_by_label("Password").is_visible()
