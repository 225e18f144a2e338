"""The guards of conftest.py are shown what they must refuse, and what they must let pass."""

import socket

import pytest
from django.conf import settings
from django.core.cache import cache
from django.template import Context, engines
from django.template.base import Origin, Template

ENGINE = engines["django"].engine


def rendered(source: str, *, at: str = "templates/example.html", **names: object) -> str:
    origin = Origin(name=str(settings.ROOT / at), template_name="example.html")
    return Template(source, origin=origin, engine=ENGINE).render(Context(names))


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80), ("example.org", 443)])
def test_a_connection_that_leaves_the_machine_is_refused(address: tuple[str, int]) -> None:
    with socket.socket() as door, pytest.raises(RuntimeError, match="only this machine"):
        door.connect(address)
    with socket.socket() as door, pytest.raises(RuntimeError, match="only this machine"):
        door.connect_ex(address)


def test_a_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 443)


def test_the_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_a_missing_variable_fails_and_names_the_template() -> None:
    with pytest.raises(AssertionError, match=r"{{ naem }} is not given to templates/example\.html"):
        rendered("{{ naem }}", name="x")


def test_a_missing_attribute_fails() -> None:
    with pytest.raises(AssertionError, match=r"workshop\.tilte"):
        rendered("{{ workshop.tilte|upper }}", workshop={"title": "x"})


def test_a_missing_name_in_a_translated_sentence_fails() -> None:
    with pytest.raises(AssertionError, match="naem"):
        rendered("{% blocktranslate %}{{ naem }}好{% endblocktranslate %}", name="x")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ name }}", "x"),
        ("{{ absent|default:'–' }}", "–"),
        ("{{ absent|default_if_none:'' }}", ""),
        ("{% if absent %}a{% else %}b{% endif %}", "b"),
        ("{% firstof absent name %}", "x"),
    ],
)
def test_a_variable_that_may_be_missing_is_said_so_in_the_template(source: str, expected: str) -> None:
    assert rendered(source, name="x") == expected


def test_templates_of_packages_are_left_alone() -> None:
    assert rendered("[{{ absent }}]", at=".venv/lib/somebody/field.html") == "[]"


def test_counting_in_the_cache_1() -> None:
    assert cache.get("test_conftest") is None
    cache.set("test_conftest", 1)


def test_counting_in_the_cache_2() -> None:
    assert cache.get("test_conftest") is None
    cache.set("test_conftest", 1)
