"""Templates that are Python functions: loaded, compiled and rendered."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, MutableMapping
from types import CodeType, SimpleNamespace
from typing import Any

from jinja2 import Environment, Template, nodes

from gongshi.render.markup import escaped, html
from gongshi.render.template_code import TemplateCode


class PageTemplate(Template):
    """A template that can be rendered, or give its ``macros`` to others."""

    page: Callable[[Mapping[str, Any]], str]
    macros: SimpleNamespace

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> PageTemplate:
        """The template whose ``TemplateCode`` was compiled."""
        module: dict[str, Any] = {
            **environment.globals,
            "_environment": environment,
            "_escaped": escaped,
            "_filters": environment.filters,
            "_html": html,
            "_tests": environment.tests,
        }
        exec(code, module)  # noqa: S102 (it was made of our own templates)
        template: PageTemplate = object.__new__(cls)
        template.page, template.macros = module["_page"], SimpleNamespace(**module["_macros"])
        return template

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The HTML of a page that shows this. An error is told with its places in the templates."""
        try:
            return self.page(dict(*args, **kwargs))
        except Exception as error:
            for frame, line in traceback.walk_tb(error.__traceback__):
                if "_places" in frame.f_globals:
                    error.add_note(f"in the template {frame.f_globals['_places'][line - 1]}")
            raise


class TemplateEnvironment(Environment):
    """An environment that compiles with ``TemplateCode``. Its globals are what all templates have in common."""

    template_class = PageTemplate

    def __init__(self, trees: dict[str, nodes.Template] | None = None, **options: Any) -> None:
        """``trees`` are the templates that were parsed, by their text: other languages have the same."""
        super().__init__(auto_reload=False, **options)  # else it would look at each file again for every page
        self._trees = {} if trees is None else trees

    def parsed(self, name: str) -> nodes.Template:
        """A template as Jinja2 reads it."""
        assert self.loader is not None
        return self._parse(self.loader.get_source(self, name)[0], name, None)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if source not in self._trees:
            self._trees[source] = super()._parse(source, name, filename)
        return self._trees[source]

    def _generate(self, source: nodes.Template, name: str | None, *_: object, **__: object) -> str:
        return TemplateCode(name or "", self.globals, self.parsed).module(source)

    def _compile(self, source: str, filename: str) -> CodeType:
        return compile(source, f"<{filename}>", "exec")  # its lines are not those of the file
