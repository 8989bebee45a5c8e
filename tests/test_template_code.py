"""What templates become: calls and attributes as in Python, words put in once, and nothing shown unescaped."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from gongshi.render.template_code import TemplateEnvironment


def rendered(template: str, **variables: object) -> str:
    """What a template shows, with words that need escaping and a function that takes the context."""

    @pass_context
    def rooted(context: Context, path: str, end: str = "") -> str:
        return f"{context['root']}{path}{end}"

    environment = TemplateEnvironment(
        loader=DictLoader({"page": template, "part": "{% macro to(path) %}<{{ rooted(path) }}>{% endmacro %}"}),
        autoescape=True,
        undefined=StrictUndefined,
    )
    environment.globals |= {"t": lambda key, **facts: f"{key} & {facts}" if facts else f"{key} &", "rooted": rooted}
    return environment.get_template("page").render(root="../", **variables)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ t('yes') }}", "yes &amp;"),
        ("{{ t('yes', n=1) }}", "yes &amp; {&#39;n&#39;: 1}"),
        ("{{ t('a' ~ one) }}", "a&lt;b&gt; &amp;"),
        ("{{ one }}{{ 'x' ~ one }}", "&lt;b&gt;x&lt;b&gt;"),
        ("{{ html }}{{ number }}", "<i>3"),
        ("{{ html ~ one }}", "&lt;i&gt;&lt;b&gt;"),
        ("{{ rooted('votes/') }} {{ rooted('votes/', end='#a') }}", "../votes/ ../votes/#a"),
        ("{% import 'part' as p with context %}{{ p.to('votes/') }}", "<../votes/>"),
        ("{% for rooted in [one.upper] %}{{ rooted() }}{% endfor %}", "&lt;B&gt;"),
        ("{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, b=one) }}", "121&lt;b&gt;"),
        ("{% for x in [1, 2] %}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}", "1,2"),
    ],
)
def test_what_a_template_shows(template: str, shown: str) -> None:
    assert rendered(template, one="<b>", html=Markup("<i>"), number=3) == shown


def test_an_attribute_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError):
        rendered("{{ one.nothing }}", one={"nothing": 1})
