"""What templates become: calls and attributes as in Python, words put in once, and nothing shown unescaped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateAssertionError
from markupsafe import Markup

from golden_site import CONTENT, TODAY
from gongshi.catalogue import read_catalogue
from gongshi.derive.facts import facts_on
from gongshi.pipeline import check_content
from gongshi.render.site_pages import SitePages
from gongshi.render.template_environment import TemplateEnvironment
from rendered import pages_of

PART = "{% macro to(path, end='/') %}<{{ rooted(path ~ end) }}>{% endmacro %}"
FRAME = "{% import 'part' as p %}[{% block top %}top{% endblock %}|{% block body %}{% endblock %}]{{ one }}"


def rendered(template: str, **variables: object) -> str:
    """What a template shows, with words that need escaping and a function that all templates have."""
    sources = {
        "page": template,
        "part": PART,
        "frame": FRAME,
        "inner": "{% set one = 1 %}{{ one }}{{ x }}",
        "placed": "{{ loop.index0 }}",
    }
    environment = TemplateEnvironment(loader=DictLoader(sources))
    environment.globals |= {
        "t": lambda key, **facts: f"{key} & {facts}" if facts else f"{key} &",
        "rooted": lambda path, end="": f"../{path}{end}",
    }
    return environment.get_template("page").render(**variables)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ t('yes') }}", "yes &amp;"),
        ("{{ t('yes', n=1) }}", "yes &amp; {&#39;n&#39;: 1}"),
        ("{{ t('a' ~ one) }}", "a&lt;b&gt; &amp;"),
        ("{{ one }}{{ 'x' ~ one }}", "&lt;b&gt;x&lt;b&gt;"),
        ("{{ html }}{{ number }}", "<i>3"),
        ("{{ html ~ one ~ '%' }}", "&lt;i&gt;&lt;b&gt;%"),
        ("{{ rooted('votes/') }} {{ rooted('votes/', end='#a') }}", "../votes/ ../votes/#a"),
        ("{{ -number + 1 }}{{ [1, 2][0] }}{{ {'a': one}['a'] }}{{ one[:1] }}", "-21&lt;b&gt;&lt;"),
        ("{{ 1 if number > 2 and number in (3, 4) else 2 }}{{ not number }}", "1False"),
        ("{{ one|length }}{% if one is none or html is none %}x{% endif %}", "3"),
        ("{% if number == 1 %}1{% elif number == 3 %}3{% else %}x{% endif %}", "3"),
        ("{% for rooted in [one.upper] %}{{ rooted() }}{% endfor %}{{ rooted('x') }}", "&lt;B&gt;../x"),
        ("{% for x in [1, 2] %}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}", "1,2"),
        ("{% for x, y in [(1, 2)] %}{{ loop.index0 }}{{ loop.first }}{{ y }}{% endfor %}", "0True2"),
        ("{% for x in [1, 2] %}{% for y in [x] %}{{ y }}{{ loop.last }}{% endfor %}{{ loop.last }} {% endfor %}",
         "1TrueFalse 2TrueTrue "),
        ("{% for x in [] %}{{ x }}{% else %}no{% endfor %}{% for x in [1] %}{{ x }}{% else %}no{% endfor %}", "no1"),
        ("{% set x = 1 %}{% for y in [2, 3] %}{% set x = x + y %}{{ x }}{% endfor %}{{ x }}", "341"),
        ("{% set x, y = 1, 2 %}{{ y }}{% set z %}<{{ one }}>{% endset %}{{ z }}", "2<&lt;b&gt;>"),
        ("{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, b=one) }}", "121&lt;b&gt;"),
        ("{% macro m(rooted) %}{{ rooted }}{% endmacro %}{{ m(m(one)) }}{{ rooted('x') }}", "&lt;b&gt;../x"),
        ("{% import 'part' as p %}{{ p.to('votes') }}{{ p.to('votes', end='') }}", "<../votes/><../votes>"),
        ("{% set x = 2 %}{% include 'inner' %}{{ one }}", "12&lt;b&gt;"),
        ("{% set t = rooted %}{{ t('x') }}", "../x"),
        ("{% if one %}{% set x = 1 %}{{ x }}{% else %}{% set x = 2 %}{{ x }}{% endif %}{% set x = 3 %}{{ x }}", "13"),
        ("{{ '' }}{{ one|length }}{{ 2.34|round(1) }}", "32.3"),
        ("{% include 'part' %}{% include 'part' %}x", "x"),
        ("{% extends 'frame' %}{% set x = one %}{% block body %}{{ x }}{% endblock %}", "[top|&lt;b&gt;]&lt;b&gt;"),
        ("{% extends 'frame' %}{% block body %}{{ p.to('v') }}{% endblock %}", "[top|<../v/>]&lt;b&gt;"),
    ],
)  # fmt: skip
def test_what_a_template_shows(template: str, shown: str) -> None:
    assert rendered(template, one="<b>", html=Markup("<i>"), number=3) == shown


def test_an_attribute_that_is_not_there_is_an_error_with_its_place() -> None:
    with pytest.raises(AttributeError) as caught:
        rendered(
            "{% macro m(x) %}{{ x.nothing }}{% endmacro %}\n{% if one %}{{ m(one) }}{% endif %}", one={"nothing": 1}
        )
    assert caught.value.__notes__ == ["in the template page:2", "in the template page:1"]


def test_before_the_first_row_there_is_none() -> None:
    with pytest.raises(IndexError):
        rendered("{% for x in [1, 2] %}{{ loop.previtem }}{% endfor %}")


def test_pages_are_those_that_jinja_makes_of_the_same_templates() -> None:
    checked = check_content(CONTENT)
    facts, catalogue = facts_on(checked.corpus, TODAY, checked.texts), read_catalogue()
    usual = SitePages(facts, catalogue)
    for language, one in usual.renderers.items():
        jinja = Environment(
            loader=one.env.loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        jinja.globals |= one.env.globals
        jinja.tests |= one.env.tests
        usual.renderers[language] = replace(one, env=jinja, records=replace(one.records, env=jinja))
    assert list(pages_of(SitePages(facts, catalogue))) == list(pages_of(usual))


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        rendered("{{ nothing }}")


@pytest.mark.parametrize(
    "template",
    [
        "{% macro m() %}{{ one }}{% endmacro %}",
        "{% for x in [1] if x %}{{ x }}{% endfor %}",
        "{% for x in [1] %}{{ loop.cycle(1, 2) }}{% endfor %}",
        "{% import 'part' as p with context %}",
        "{% with x = 1 %}{{ x }}{% endwith %}",
        "{{ one if one }}",
        "{{ one|round(precision=1) }}",
        "{{ one|safe }}",
        "{{ t(*one) }}",
        "{{ t('x', **one) }}",
        "{{ one is sameas(1) }}",
        "{{ loop.index0 }}",
        "{% for x in [1] %}{% for y in [2] %}{% include 'placed' %}{% endfor %}{{ loop.last }}{% endfor %}",
        "{% for x in [1, 0] %}{% if x %}{% set y = x %}{% endif %}{{ y }}{% endfor %}",
        "{% set y = 1 %}{% if one %}{% set y = 2 %}{% endif %}{{ y }}",
        "{% extends 'frame' %}{% if one %}x{% endif %}",
    ],
)
def test_what_no_template_needs_is_refused(template: str) -> None:
    with pytest.raises(TemplateAssertionError):
        rendered(template, one=1)
