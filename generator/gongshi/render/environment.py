"""Jinja2 as the pages use it: templates are compiled to do at once what need not be asked again on every page.

Three things differ from stock Jinja2, none of them in what comes out:
words of the catalogue that a template names (``t("common.sources")``) are put in when it is
compiled; the functions that every template has are called directly; and what such a function
gives as markup is not escaped again, which would change nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

MARKUP = frozenset(("say", "prose", "name", "body", "typed", "time", "count", "link", "subject", "document", "word"))
"""Functions whose result is always markup."""

IN_CONTEXT = frozenset(("prose", "body", "link", "subject", "document", "page_url", "below"))
"""Functions that ask for the page that they are called on (``pass_context``)."""

DIRECT = MARKUP | IN_CONTEXT | {"t", "plain", "number", "percent", "report_link"}


class _Generator(CodeGenerator):
    """Writes the Python of a template."""

    direct: frozenset[str] = frozenset()

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Find out which functions mean in this template what they mean everywhere."""
        self.direct = DIRECT - _taken(node)
        assigned = {name.name for part in node.find_all(nodes.Assign) for name in part.find_all(nodes.Name)}
        if assigned & {"root", "entry"}:  # a function would not see what is set on the way
            self.direct -= IN_CONTEXT
        super().visit_Template(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Call a function of ``DIRECT`` by its name, without the questions that Jinja2 asks of an unknown one."""
        name = self._direct_name(node)
        if name is None or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        arguments = self._arguments(node, frame)
        self.write(f"(context{arguments})" if name in IN_CONTEXT else f"({arguments.removeprefix(', ')})")

    def _arguments(self, node: nodes.Call, frame: Frame) -> str:
        stream, self.stream = self.stream, io.StringIO()
        try:
            self.signature(node, frame)
            return self.stream.getvalue()
        finally:
            self.stream = stream

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self._direct_name(node) in MARKUP and frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _direct_name(self, node: nodes.Node) -> str | None:
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in self.direct:
            return None if node.dyn_args or node.dyn_kwargs else node.node.name
        return None


class _Words(NodeTransformer):
    """Puts in the words that a template names."""

    def __init__(self, t: Callable[[str], str]) -> None:
        self.t = t

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        """``t("key")`` becomes its words."""
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name="t"), args=[nodes.Const(value=str(key))], kwargs=[], dyn_args=None, dyn_kwargs=None
            ):
                with suppress(KeyError):  # it is said when the page is rendered
                    return nodes.Const(self.t(key), lineno=node.lineno)
        return node


class TemplateEnvironment(Environment):
    """The templates of ``render/templates`` in one language: escaped, and strict about unknown names."""

    code_generator_class = _Generator

    def __init__(self, names: Mapping[str, Any], t: Callable[[str], str]) -> None:
        self._words = _Words(t)
        super().__init__(
            loader=PackageLoader("gongshi.render", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.globals.update(names)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if "t" not in _taken(tree):
            self._words.visit(tree)
        return tree


def _taken(tree: nodes.Template) -> set[str]:
    """The names to which a template gives a meaning of its own."""
    names = {found.name for found in tree.find_all(nodes.Name) if found.ctx != "load"}
    names |= {macro.name for macro in tree.find_all(nodes.Macro)}
    names |= {found.target for found in tree.find_all(nodes.Import)}
    for part in tree.find_all(nodes.FromImport):
        names |= {name if isinstance(name, str) else name[1] for name in part.names}
    return names
